// What a list was asked for, as one text: where two are the same, so is the list, and it isn't asked for again. During a
// long sync a snapshot comes with each batch; most of them change nothing of what a screen shows.

import type { StatusJson } from "homing-plugin-api";

/** What a person recorded, whoever sent it since. Sending moves a change from one count to another. */
export function recordedIn({ account, timer, today, counts, under_way }: StatusJson): string {
  const changes = counts.waiting + counts.attention + counts.discarded + counts.sent;
  // A change that takes the place of one that waits shows in the next try alone, which each batch moves too: of what
  // others record meanwhile that much is told once the sync is over.
  const next = under_way ? "sending" : counts.next_due;
  // A running timer adds to the day with each second, and to no list.
  const worked = timer?.entry.state === "running" ? null : today.worked_seconds;
  const of = [account, timer?.entry.id, timer?.entry.revision, timer?.entry.state];
  return JSON.stringify([...of, today.day, today.zone, worked, changes, next]);
}

/** The same, with where each change is. */
export function countedIn(status: StatusJson): string {
  return JSON.stringify([recordedIn(status), status.counts, status.others]);
}

/** The same, with what was refused, and whether all is sent that can be. */
export function refusedIn(status: StatusJson): string {
  return JSON.stringify([recordedIn(status), status.counts.attention, status.counts.waiting === 0]);
}
