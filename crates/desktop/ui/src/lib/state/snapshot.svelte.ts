// The newest snapshot of Rust's, and when it came. No state of its own: what is shown is what Rust said.

import { commands, onStatus, type CommandError, type StatusJson } from "homing-plugin-api";
import { inZone } from "../i18n/zone.svelte";
import { asProblem } from "./problem";

/** The snapshot that is shown, and when it came by a clock that nobody sets (milliseconds of `performance.now()`). */
export const shown = $state<{ status: StatusJson | null; came: number; problem: CommandError | null; asks: number }>({
  status: null,
  came: 0,
  problem: null,
  /** How often it was asked for: after each command, whose effect a list shows although the snapshot is the same. */
  asks: 0,
});

/** Shows a snapshot, unless a newer one is shown: of two that cross on their way, the newer one stands. */
export function take(status: StatusJson): void {
  const former = shown.status;
  if (former && (status.revision < former.revision
    || (status.revision === former.revision && status.taken_at < former.taken_at))) return;
  inZone(status.today.zone);
  shown.status = status;
  shown.came = performance.now();
  shown.problem = null;
}

/** Asks for the snapshot. After each command too: where no folder can be watched, no event comes. */
export async function ask(): Promise<void> {
  try {
    take(await commands.getSyncStatus());
  } catch (error) {
    shown.problem = asProblem(error);
  } finally {
    shown.asks += 1;
  }
}

/** Listens, then asks: what happens between the two is told by the one or by the other. Answers with how to stop. */
export async function follow(): Promise<() => void> {
  const unlisten = await onStatus(take);
  const seen = () => {
    if (document.visibilityState === "visible") void ask();
  };
  // Whoever comes back may do so after midnight or in another zone, of which no event tells.
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("focus", seen);
  await ask();
  return () => {
    unlisten();
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("focus", seen);
  };
}
