// What was done last and can be undone, or why it was not. Undo takes back what was recorded last, whoever did it: so the
// notice goes as soon as a snapshot shows that something else was recorded since.

import type { CommandError, RecordedJson, StatusJson, Timestamp } from "homing-plugin-api";
import { shown } from "./snapshot.svelte";

export type DoneName = "start" | "pause" | "resume" | "stop" | "continue" | "switch" | "add" | "edit" | "delete" | "undo" | "decide";
export type Notice = {
  done: DoneName;
  recorded: RecordedJson | null;
  problem: CommandError | null;
  /** Where the timer was paused on the way and could not be resumed: from when it is to run on. */
  resumeAt?: Timestamp | null;
  seen?: Seen | null;
  /** Of several changes, one undo takes back the last alone. */
  several?: boolean;
};

export const notice = $state<{ now: Notice | null }>({ now: null });

/** Says what was done. To be called with the snapshot that came after it. */
export function tell(done: DoneName, recorded: RecordedJson, several = false): void {
  notice.now = { done, recorded, problem: null, several, seen: shown.status && seenIn(shown.status) };
}

/** Whether one undo takes back all that the notice names, and nothing else. */
export function canUndo({ done, recorded, several }: Notice): boolean {
  return recorded !== null && !several && done !== "undo" && done !== "decide";
}

/** Takes the notice away where something else was recorded since. To be called whenever a snapshot came. */
export function outdate(): void {
  const { now } = notice;
  const { status } = shown;
  if (now?.resumeAt !== undefined && status?.timer?.entry.state !== "paused") notice.now = null;
  if (!status || !now?.recorded || !now.seen) return;
  const then = now.seen;
  const seen = seenIn(status);
  const { entry } = now.recorded;
  const another = status.timer?.entry.id === entry.id && status.timer.entry.revision !== entry.revision;
  if (another || seen.account !== then.account || seen.timer !== then.timer || seen.changes > then.changes) notice.now = null;
}

/** What moves on in a snapshot when something is recorded. Sending moves a change from one count to another. */
type Seen = { account: string; timer: string; changes: number };

function seenIn({ account, timer, counts }: StatusJson): Seen {
  return {
    account: account ? `${account.server} ${account.user}` : "",
    timer: timer ? `${timer.entry.id} ${timer.entry.revision}` : "",
    changes: counts.waiting + counts.attention + counts.discarded + counts.sent,
  };
}
