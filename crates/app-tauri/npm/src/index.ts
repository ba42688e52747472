// What a page says to the plugin `homing`: the generated commands and types, and the one event. No state.

import { listen, type UnlistenFn } from "@tauri-apps/api/event";

import { STATUS_EVENT, type CommandError, type StatusJson } from "./bindings.js";

export * from "./bindings.js";

/** A UUID: an entry's, a task's, a device's. */
export type Id = string;

/**
 * Calls `listener` with each new snapshot, whichever program changed something. Of two snapshots the one with the
 * higher `revision` is the newer: listen first, then ask `commands.getSyncStatus()`, and drop what is older than what
 * is shown. The answer ends it.
 */
export function onStatus(listener: (status: StatusJson) => void): Promise<UnlistenFn> {
  return listen<StatusJson>(STATUS_EVENT, ({ payload }) => listener(payload));
}

/** Whether a command threw its own error. What a capability does not permit is thrown by Tauri, as a text. */
export function isCommandError(error: unknown): error is CommandError {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
