// The sync panel: nothing, lists of every kind, many chosen, asked before a discard, refused.

import type { EventKind, SentTaskJson, StatusJson, TasksJson, UnsentTaskJson } from "homing-plugin-api";
import { at, day, id, marked, status } from "./made";
import { refuse, type Answers, type Scene } from "./scene";

const about = (event: EventKind | null, description: string, project: string | null = "Harbour"): UnsentTaskJson["about"] =>
  ({ kind: "entry", event, entry: id(), description, project });

function task(of: Partial<UnsentTaskJson>): UnsentTaskJson {
  return { id: id(), about: about("stop", "Write the report"), state: "waiting", reason: null, waiting_behind: 0, attempts: 0, occurred_at: at(27, "12:45"), next_try: null, ...of };
}

const refused = (code: string, of: Partial<UnsentTaskJson> = {}, field: string | null = null, detail: string | null = null) =>
  task({ state: "attention", attempts: 1, reason: { code, field, detail }, ...of });

const attention = [
  refused("project-archived", { about: about("stop", "Quay wall, drawings of the second section", "Harbour 2024"), waiting_behind: 3 }),
  refused("conflict", { about: about("edit", "Call with the customer", null), occurred_at: at(26, "16:10") }),
  refused("invalid-entry", { about: about("add", "", "Internal"), occurred_at: at(25, "09:30") }, "entry.intervals[0].end", "An interval ends before it starts."),
  refused("teapot", { about: { kind: "other", name: "note" } }),
];
const waiting = [
  task({ about: about("start", "Write the report"), state: "claimed", occurred_at: at(27, "12:50") }),
  task({ about: about("pause", "Review of the drawings with a description that is so long that it never fits into one line of a narrow window, whatever the language"), state: "unknown", attempts: 2 }),
  task({ about: { kind: "screenshot", entry: id(), description: "Write the report", file_name: "Bildschirmfoto.png" }, next_try: at(27, "13:09"), attempts: 1 }),
  task({ about: about("edit", "Mail", null), occurred_at: at(26, "17:58"), next_try: at(27, "13:09") }),
];
const sent: SentTaskJson[] = [1, 2, 3, 4, 5, 6].map((_, n) => ({ id: id(), about: about(null, "Write the report"), occurred_at: at(27, `1${n % 3}:0${n}`), sent_at: at(27, `1${n % 3}:0${n + 1}`) }));

const found = attention.map(({ about }) => marked({ id: about.kind === "entry" ? about.entry : id(), description: "x" }, "attention"));
const answers: Answers = {
  entries: { taken_at: at(27, "13:05"), days: [day("2026-11-27", found)] },
  syncQueueNow: { sent: 12, attention: 0, waiting: 0, requests: 1, end: { kind: "idle" } },
  exportTasks: { file: "/home/ada/Downloads/homing-unsent-2026-11-27.jsonl" },
};

function scene(lists: Partial<TasksJson>, of: Partial<Omit<StatusJson, "counts">> = {}, counts: Partial<StatusJson["counts"]> = {}): Pick<Scene, "screen" | "status" | "answers"> {
  const tasks = { attention: [], waiting: [], sent: [], ...lists };
  const all = status({ ...of, counts: { attention: tasks.attention.length, waiting: tasks.waiting.length, sent: tasks.sent.length, ...counts } });
  return { screen: "sync", status: all, answers: { ...answers, tasks: { ...tasks, counts: all.counts } } };
}

const everything = () => scene({ attention, waiting, sent }, { headline: "attention" }, { behind_attention: 3, sent: 312 });
const offline = { headline: "offline", held: { kind: "offline", cause: "connect", until: at(27, "13:09") } } as const;

export const sync: Record<string, Scene> = {
  "sync-nothing": scene({}),
  "sync-local-only": scene({}, { headline: "local-only", account: null, last_exchange: null }),
  "sync-all-saved": scene({ sent }, {}, { sent: 312 }),
  "sync-offline": scene({ waiting, sent }, offline),
  "sync-attention": everything(),
  "sync-waiting-many": scene({ waiting }, { headline: "waiting", others: { accounts: 1, unsent: 3, timers: 1 } }, { waiting: 1204, put_off: 104, next_due: at(27, "13:20") }),
  "sync-sent-some": { ...scene({ sent }), clicks: ['[data-do="sync-now"]'], shows: '[data-part="outcome"]' },
  "sync-many-chosen": { ...everything(), clicks: ['[data-list="attention"] [data-do="select-all"]'], shows: '[role="group"] [data-do="retry"]' },
  "sync-exported": { ...everything(), clicks: ['[data-list="attention"] [data-do="select-all"]', '[role="group"] [data-do="export"]'], shows: '[data-do="show-file"]' },
  "sync-discard-asked": { ...everything(), clicks: ['[data-list="attention"] [data-do="select-all"]', '[role="group"] [data-do="discard"]'], shows: '[data-dialog="discard"]' },
  "sync-discard-refused": {
    ...scene({ waiting, sent }, offline), clicks: ['[data-task][data-state="unknown"] [data-do="discard"]', '[data-dialog="discard"] [data-do="discard"]'], shows: "[data-problem]",
    answers: { ...scene({ waiting, sent }).answers, discardTasks: () => refuse({ code: "task-may-have-arrived" } as never) },
  },
  "sync-passphrase-needed": {
    ...scene({ waiting }, { headline: "waiting" }), clicks: ['[data-do="sync-now"]'], shows: '[data-do="ask-passphrase"]',
    answers: { ...scene({ waiting }).answers, syncQueueNow: () => refuse({ code: "secret-needed" }) },
  },
};
