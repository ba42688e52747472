// The timer's screen: none, running, paused, long texts, refused, away.

import type { GapJson } from "homing-plugin-api";
import { entries, ordinary, suggestions, unusual } from "./days";
import { at, paused, recorded, running, status } from "./made";
import { refuse, type Answers, type Scene } from "./scene";

const answers: Answers = {
  entries: entries(ordinary), suggestions,
  enqueueTimeEntry: ({ command }) => recorded((command as { kind: string }).kind === "undo" ? { undone: "stop", step: null } : {}),
};
const LONG = unusual[0]!.entries[1]!.entry;
const gap: GapJson = { from: at(27, "11:04"), to: at(27, "11:51"), because: "slept", asleep_seconds: 2820, placed: true };
const unplaced: GapJson = { from: at(27, "09:10"), to: at(27, "12:30"), because: "slept", asleep_seconds: 4_500, placed: false };
const unknown: GapJson = { from: at(26, "16:20"), to: at(27, "08:02"), because: "restarted", asleep_seconds: null, placed: false };
const away = (...gaps: GapJson[]): Scene => ({
  screen: "timer", answers, shows: '[data-dialog="gap"]',
  status: status({ timer: { ...running({ intervals: [{ start: at(27, "09:00"), end: null }] }), worked_seconds: 14_700, away: gaps } }),
});

export const timer: Record<string, Scene> = {
  "timer-none": { screen: "timer", status: status(), answers },
  "timer-first-start": { screen: "timer", status: status({ headline: "local-only", account: null, last_exchange: null, today: { ...status().today, worked_seconds: 0 } }) },
  "timer-running": { screen: "timer", status: status({ timer: running() }), answers },
  "timer-paused": { screen: "timer", status: status({ timer: paused() }), answers },
  "timer-long-text": { screen: "timer", status: status({ timer: running({ description: LONG.description, project: LONG.project, tags: LONG.tags }) }), answers },
  "timer-no-words": { screen: "timer", status: status({ timer: running({ description: "", project: null, tags: [] }) }), answers },
  "timer-since-yesterday": { screen: "timer", status: status({ timer: { ...running({ intervals: [{ start: at(26, "20:00"), end: null }] }), worked_seconds: 61_500 } }), answers },
  "timer-suggestions": { screen: "timer", status: status(), answers, writes: ["#description", "a"], shows: '[role="option"]' },
  "timer-stopped": { screen: "timer", status: status({ timer: running() }), answers, clicks: ['[data-do="stop"]'], shows: '[data-do="undo"]' },
  "timer-disk-full": { screen: "timer", status: status({ timer: running() }), answers: { ...answers, enqueueTimeEntry: () => refuse({ code: "disk-full" }) }, clicks: ['[data-do="pause"]'], shows: "[data-problem]" },
  "timer-too-long": {
    screen: "timer", status: status(), clicks: ['[data-do="start"]'], shows: "[data-problem]",
    answers: { ...answers, enqueueTimeEntry: () => refuse({ code: "entry-invalid", because: "text-too-long", field: "description", max_chars: 4000 }) },
  },
  "gap-noticed": away(gap),
  "gap-several": away(gap, { ...gap, from: at(27, "12:10"), to: at(27, "12:40"), because: "silent", asleep_seconds: null }),
  "gap-unplaced": away(unplaced),
  "gap-unknown": away(unknown),
  "gap-on-stop": {
    screen: "timer", status: status({ timer: running() }), clicks: ['[data-do="stop"]'], shows: '[data-dialog="gap"]',
    answers: { ...answers, enqueueTimeEntry: ({ away }) => (away === "ask" ? refuse({ code: "gap-unanswered", gaps: [gap] }) : recorded()) },
  },
  "yes-needed": {
    screen: "timer", status: status({ timer: running() }), clicks: ['[data-do="stop"]', '[data-do="undo"]'], shows: '[data-dialog="yes"]',
    answers: { ...answers, enqueueTimeEntry: ({ command }) => ((command as { kind: string }).kind === "undo" ? refuse({ code: "yes-needed", work_seconds: 5_400 }) : recorded()) },
  },
  keys: { screen: "timer", status: status(), answers, clicks: ['[data-do="keys"]'], shows: '[data-dialog="keys"]' },
};
