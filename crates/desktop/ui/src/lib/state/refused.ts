// What the tray was refused: said as if it had been asked for here. No words.

import { listen } from "@tauri-apps/api/event";
import type { CommandError } from "homing-plugin-api";
import { notice } from "./notice.svelte";
import { act } from "./recording.svelte";

type Refused = { wish: "start" | "pause" | "resume" | "stop"; problem: CommandError };

/** Shows the problem; where only a question was in the way, asks it. Answers what ends the listening. */
export function followRefusals(): Promise<() => void> {
  return listen<Refused>("desktop://refused", ({ payload: { wish, problem } }) => {
    if (wish !== "start" && problem.code === "gap-unanswered") void act({ kind: wish }, wish);
    else notice.now = { done: wish, recorded: null, problem };
  });
}
