// What was done last and can be undone, or why it was not. Its undo names what it undoes: where something else was recorded
// since, Rust refuses it.

import type { CommandError, RecordedJson } from "homing-plugin-api";

export type DoneName = "start" | "pause" | "resume" | "stop" | "continue" | "switch" | "add" | "edit" | "delete" | "undo" | "decide";
export type Notice = { done: DoneName; recorded: RecordedJson | null; problem: CommandError | null };

export const notice = $state<{ now: Notice | null }>({ now: null });

/** Says what was done. */
export function tell(done: DoneName, recorded: RecordedJson): void {
  notice.now = { done, recorded, problem: null };
}
