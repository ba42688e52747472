// The history and the week: empty, ordinary, unusual, many, and their dialogs.

import { emptyWeek, entries, fullWeek, many, ordinary, suggestions, unusual, week as ordinaryWeek } from "./days";
import { recorded, running, status } from "./made";
import { refuse, type Answers, type Scene } from "./scene";

const answers: Answers = { entries: entries(ordinary), suggestions, enqueueTimeEntry: recorded() };
const odd: Answers = { ...answers, entries: entries(unusual) };

export const history: Record<string, Scene> = {
  "history-empty": { screen: "history", status: status() },
  "history-ordinary": { screen: "history", status: status({ headline: "waiting", counts: { waiting: 1 } }), answers, shows: "[data-entry]" },
  "history-unusual": { screen: "history", status: status({ headline: "attention", counts: { attention: 1, waiting: 2 }, timer: running() }), answers: odd, shows: "[data-entry]" },
  "history-many": { screen: "history", status: status(), answers: { ...answers, entries: entries(many) }, shows: "[data-entry]" },
  "history-refused": { screen: "history", status: status(), answers: { entries: () => refuse({ code: "data-busy" }) }, shows: "[data-problem]" },
  "history-edit": { screen: "history", status: status(), answers, clicks: ['[data-do="edit"]'], shows: '[data-dialog="edit-entry"]' },
  "history-edit-stretches": { screen: "history", status: status(), answers, clicks: ['[data-day="2026-11-26"] [data-do="edit"]'], shows: '[data-dialog="edit-entry"]' },
  "history-edit-running": { screen: "history", status: status({ timer: running() }), answers: odd, clicks: ['[data-do="edit"]'], shows: '[data-dialog="edit-entry"]' },
  "history-edit-approximate": { screen: "history", status: status({ timer: running() }), answers: odd, clicks: ['[data-do="edit"][aria-label$="No description"], [data-do="edit"][aria-label$="Без описания"]'], shows: '[data-dialog="edit-entry"]' },
  "history-add": { screen: "history", status: status(), answers, clicks: ['[data-do="add"]'], shows: '[data-dialog="add-entry"]' },
  "history-add-refused": {
    screen: "history", status: status(), clicks: ['[data-do="add"]', '[data-do="save"]'], shows: "dialog [data-problem]",
    answers: { ...answers, enqueueTimeEntry: () => refuse({ code: "entry-invalid", because: "ends-before-start", place: 0 }) },
  },
  "history-delete": { screen: "history", status: status(), answers, clicks: ['[data-do="delete"]'], shows: '[data-dialog="delete-entry"]' },
  "week-ordinary": { screen: "week", status: status(), answers: { week: ordinaryWeek }, shows: "table" },
  "week-full": { screen: "week", status: status(), answers: { week: fullWeek }, shows: "table" },
  "week-empty": { screen: "week", status: status(), answers: { week: emptyWeek } },
};
