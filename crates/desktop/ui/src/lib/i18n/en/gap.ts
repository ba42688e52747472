// Words of the question about time away, in English.

import { en } from "../plural";

export const gap = {
  title: (from: string, to: string) => `You were away ${from} to ${to}`,
  titleUnplaced: (long: string, from: string, to: string) => `You were away for ${long}, some time between ${from} and ${to}`,
  because: {
    slept: "This machine slept while the timer ran.",
    restarted: "This machine was off or restarted while the timer ran.",
    silent: "Homing did not run while the timer ran.",
    other: "This machine was away while the timer ran.",
  },
  question: "What was that time? Nothing is changed until you say so.",
  keep: "Keep it",
  keepHint: "It was work. All of it counts.",
  remove: "Remove it, and stop",
  removeHint: (time: string) => `Work ended at ${time}. The timer stops there.`,
  removeAndContinue: "Remove it, and continue",
  removeAndContinueHint: (time: string) => `The time away goes. The timer runs on from ${time}.`,
  cutAndContinueHint: (ended: string, back: string) => `Work ended at ${ended}. The timer runs on from ${back}.`,
  cutHere: "Remove it",
  cutHereHint: "The time away goes; the work after it counts.",
  endedAt: "Work ended at",
  needsTime: "For how long is not known, so say when the work ended.",
  several: (n: number) => en(n, "and # more time", "and # more times"),
  removeAllHint: "All of the time away goes; the work between and after it counts. The timer stops now.",
  later: "Later",
};
