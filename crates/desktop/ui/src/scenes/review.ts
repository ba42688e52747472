// The review list: nothing, findings of every matter, items of the earlier app, its database and its file.

import type { FindingJson, GapJson, ItemJson, LegacyReportJson } from "homing-plugin-api";
import { at, entry, status } from "./made";
import { refuse, type Answers, type Scene } from "./scene";

const report = entry({ description: "Write the report" });
const mail = entry({ description: "Mail", project: null, intervals: [{ start: at(27, "12:30"), end: at(27, "13:00") }] });
const gap: GapJson = { from: at(26, "11:04"), to: at(26, "11:51"), because: "slept", asleep_seconds: 2820, placed: true };
const unknown: GapJson = { from: at(25, "16:20"), to: at(26, "08:02"), because: "restarted", asleep_seconds: null, placed: false };
const found = (matter: string, details: Record<string, unknown> = {}, of = report): FindingJson => ({ matter, entry: of, details }) as unknown as FindingJson;

const findings = [
  found("refused", { task: "t", reason: { code: "project-archived", field: null, detail: null } }, entry({ description: "Quay wall", project: "Harbour 2024" })),
  found("overlaps", { with: mail.id, by_seconds: 900 }),
  found("overlaps", { with: report.id, by_seconds: 900 }, mail),
  found("away", { gaps: [gap] }, entry({ description: "Review of the drawings", intervals: [{ start: at(26, "09:00"), end: at(26, "12:30") }] })),
  found("away", { gaps: [unknown] }, entry({ description: "", project: null, intervals: [{ start: at(25, "15:00"), end: at(26, "09:00") }] })),
  found("long", { span_seconds: 61_200 }, entry({ description: "A day that never ended", intervals: [{ start: at(24, "06:00"), end: at(24, "23:00") }] })),
  found("in-future", { at: at(28, "09:00") }, entry({ description: "Planning", intervals: [{ start: at(28, "08:00"), end: at(28, "09:00") }] })),
  found("approximate", {}, entry({ description: "Imported", approximate: true })),
  found("empty", {}, entry({ description: "Nothing", intervals: [] })),
];

function item(matter: string, of: Partial<ItemJson> = {}): ItemJson {
  const made = {
    id: `item-${matter}-${JSON.stringify(of).length}`, matter, state: "open", project: "harbour", description: "Report", intervals: [{ start: at(20, "09:15"), end: at(20, "10:30") }],
    approximate: true, missing: [], server_id: null, picture_bytes: null, more_of: null, arrived_since: false, ...of,
  };
  return made as unknown as ItemJson;
}

const items = [
  item("approximate-times"),
  item("no-stop", { missing: ["to"], intervals: [{ start: at(20, "13:00"), end: null }], description: "Call with the customer about the second section of the quay wall, with everybody who had something to say about it" }),
  item("no-start", { missing: ["from", "to"], intervals: [], project: null, description: "" }),
  item("day-not-stopped", { missing: ["to"], intervals: [{ start: at(19, "08:00"), end: null }] }),
  item("picture", { picture_bytes: 2_123_456, description: "", project: null, intervals: [] }),
  item("picture", { picture_bytes: 212_345, server_id: "E1", description: "", project: null, intervals: [] }),
  item("approximate-times", { arrived_since: true, description: "Standup" }),
  item("unknown-event", { description: "", project: null, missing: ["from", "to"], intervals: [] }),
];

const file = "/home/ada/.local/share/earlier-app/data.db";
const none = { found: [], original: null };
const imported: LegacyReportJson = {
  file, dry_run: false, rows: { all: 171, sent: 120, cancelled: 4, day_totals: 21, unfinished: {}, unreadable: {} }, unusable_keys: [], changed_by_another: false, others: [],
  taken_in: { imported: 3, history: 145, review: 21, unreadable: 2, unchanged: 0, changed: 0 },
  pictures: { ready: 3, left: 1 }, sign_in: { state: "not-moved", reason: "no-server" },
};
const all: Answers = { review: { findings, items }, earlierApp: none };
const scene = (answers: Answers): Pick<Scene, "screen" | "status" | "answers"> => ({ screen: "review", status: status(), answers });
const left = items.slice(0, 2).map(({ id }) => ({ id, error: { code: "entry-there" } as never }));

export const review: Record<string, Scene> = {
  "review-nothing": scene({ review: { findings: [], items: [] }, earlierApp: none }),
  "review-findings": scene({ review: { findings, items: [] }, earlierApp: none }),
  "review-items": scene({ review: { findings: [], items }, earlierApp: none }),
  "review-all": scene({ ...all, earlierApp: { found: [file], original: { file } } }),
  "review-many-chosen": { ...scene({ ...all, review: { findings: [], items } }), clicks: ['[data-do="select-all"]'], shows: '[role="group"] [data-do="confirm"]' },
  "review-left": { ...scene({ ...all, review: { findings: [], items }, decideItems: { done: [{ id: items[2]!.id, entry: null, became: "discarded", screenshot_of: null }], left } }), clicks: ['[data-do="select-all"]', '[role="group"] [data-do="discard"]'], shows: '[data-part="left"]' },
  "review-say-when": { ...scene({ ...all, review: { findings: [], items } }), clicks: ['[data-matter="no-stop"] [data-do="edit"]'], shows: '[data-dialog="edit-item"]' },
  "review-times-missing": { ...scene({ ...all, review: { findings: [], items } }), clicks: ['[data-matter="no-stop"] [data-do="edit"]', '[data-dialog] [data-do="save"]'], shows: '[data-problem="times"]' },
  "review-earlier": scene({ review: { findings: [], items: [] }, earlierApp: { found: [file], original: null } }),
  "review-earlier-imported": { ...scene({ review: { findings: [], items: [] }, earlierApp: { found: [file], original: null }, importEarlierApp: imported }), clicks: ['[data-do="import"]'], shows: '[data-part="import-report"]' },
  "review-earlier-runs": {
    ...scene({ review: { findings: [], items: [] }, earlierApp: { found: [file], original: null }, importEarlierApp: () => refuse({ code: "earlier-app-runs" } as never) }),
    clicks: ['[data-do="import"]'], shows: "[data-problem]",
  },
  "review-original": { ...scene({ review: { findings: [], items: [] }, earlierApp: { found: [], original: { file } } }), clicks: ['[name="original"][value="scrub"]'] },
};
