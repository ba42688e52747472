// Time away that the snapshot tells of while the timer runs on: asked once, and again from the timer's screen.

import type { GapJson } from "homing-plugin-api";
import { notice, tell } from "./notice.svelte";
import { asProblem } from "./problem";
import { askAboutGap, asked, recording, send, type GapAnswer } from "./recording.svelte";
import { shown } from "./snapshot.svelte";

/** What a person wants to decide later, so that the question is not put again by itself. */
export const putOff = { gaps: "" };

const nameOf = (gaps: GapJson[]) => gaps.map(({ from, to }) => `${from} ${to}`).join(", ");

/** The time away that is not decided, of a timer that runs. */
export function openGaps(): GapJson[] {
  const timer = shown.status?.timer;
  return timer?.entry.state === "running" ? timer.away : [];
}

/** Those of the snapshot when the question was put that is open. */
let put = "";

/**
 * Puts the question, where it was not put off and nothing is being recorded; anew, where it is open and there are others
 * since. To be called whenever a snapshot came.
 */
export function noticeGaps(): void {
  const gaps = openGaps();
  if (gaps.length > 0 && !recording.busy && nameOf(gaps) !== (asked.gap ? put : putOff.gaps)) void decide();
}

/** Asks, and sends the answer: one command, whether the timer stops with it or works on. */
export async function decide(): Promise<void> {
  if (recording.busy) return;
  let gaps = openGaps();
  put = nameOf(gaps);
  let unknown = gaps.some(needsTime);
  while (gaps.length > 0) {
    const answer = await askAboutGap(gaps, null, unknown);
    if (answer === null) {
      putOff.gaps = nameOf(gaps);
      return;
    }
    if (recording.busy) return;
    // Until it is recorded, no snapshot puts the question anew.
    recording.busy = true;
    try {
      await settle(answer, gaps);
      return;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== "cut-needs-time" && problem.code !== "gap-unanswered") {
        notice.now = { done: "decide", recorded: null, problem };
        // The notice is to be read: the timer's screen offers the question again.
        putOff.gaps = nameOf(gaps);
        return;
      }
      // Nothing was recorded: the question as Rust has it now.
      gaps = problem.gaps;
      unknown = problem.code === "cut-needs-time" || gaps.some(needsTime);
    } finally {
      recording.busy = false;
    }
  }
}

async function settle({ said, stops }: GapAnswer, seen: GapJson[]): Promise<void> {
  if (stops) tell("stop", await send({ kind: "stop" }, { said, seen }));
  else tell("decide", await send({ kind: "settle" }, { said, seen }));
}

/** Where not even the length is known, a cut needs a time. */
export function needsTime(gap: GapJson): boolean {
  return !gap.placed && gap.asleep_seconds === null;
}
