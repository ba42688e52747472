// What a page takes from the plugin `homing`: its commands, their types, and the event. No state and no words.

import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import type { StatusJson } from "./bindings";

export * from "./bindings";

/** Hears every snapshot. Listen first, then ask `getSyncStatus`: of two, the one with the higher revision is newer. */
export function onStatus(listener: (status: StatusJson) => void): Promise<UnlistenFn> {
  return listen<StatusJson>("homing://status", ({ payload }) => listener(payload));
}
