// Time away that the snapshot tells of while the timer runs on: asked once, and again from the timer's screen.

import type { GapJson, Said } from "homing-plugin-api";
import { asProblem } from "./problem";
import { askAboutGap, asked, notice, record } from "./recording.svelte";
import { shown } from "./snapshot.svelte";

/** What a person wants to decide later, so that the question is not put again by itself. */
let putOff = "";

const nameOf = (gaps: GapJson[]) => gaps.map(({ from, to }) => `${from} ${to}`).join(", ");

/** The time away that is not decided, of a timer that runs. */
export function openGaps(): GapJson[] {
  const timer = shown.status?.timer;
  return timer?.entry.state === "running" ? timer.away : [];
}

/** Puts the question, where it was not put off. To be called whenever a snapshot came. */
export function noticeGaps(): void {
  const gaps = openGaps();
  if (gaps.length > 0 && !asked.gap && nameOf(gaps) !== putOff) void decide();
}

/** Asks, and makes the answer so while the timer stays as it is: the stretch ends and the next begins at its end. */
export async function decide(): Promise<void> {
  const gaps = openGaps();
  if (gaps.length === 0) return;
  const said = await askAboutGap(gaps, null, gaps.some(needsTime));
  if (said === null) {
    putOff = nameOf(gaps);
    return;
  }
  try {
    await settle(said);
  } catch (thrown) {
    notice.now = { done: "edit", recorded: null, problem: asProblem(thrown) };
  }
}

async function settle(said: Said): Promise<void> {
  if (typeof said === "object") {
    const recorded = await record({ kind: "stop" }, said);
    if (recorded) notice.now = { done: "stop", recorded, problem: null };
    return;
  }
  const paused = await record({ kind: "pause" }, said);
  if (!paused) return;
  const end = paused.entry.intervals.at(-1)?.end ?? null;
  const recorded = await record({ kind: "resume", at: end });
  if (recorded) notice.now = { done: "edit", recorded, problem: null };
}

/** Where not even the length is known, a cut needs a time. */
export function needsTime(gap: GapJson): boolean {
  return !gap.placed && gap.asleep_seconds === null;
}
