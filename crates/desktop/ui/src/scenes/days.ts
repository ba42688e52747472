// Days of entries for scenes: an ordinary week, one with everything that is unusual, and many.

import type { DayJson, EntriesJson, SuggestionsJson, WeekJson } from "homing-plugin-api";
import { at, day, marked, NOW } from "./made";

const stretch = (date: number, from: string, to: string) => [{ start: at(date, from), end: at(date, to) }];
const LONG = "Go through the minutes of the harbour committee of the last two years, list what was decided about the eastern quay, ask Jelena about the missing annexes, and write down what has to be settled before the building permit can be applied for at all";

export const ordinary: DayJson[] = [
  day("2026-11-27", [
    marked({ description: "Write the report", intervals: stretch(27, "10:15", "11:50") }, "waiting"),
    marked({ description: "Stand-up", project: "Team", tags: [], intervals: stretch(27, "09:00", "09:15") }),
    marked({ description: "Answer letters", project: null, tags: ["desk", "mail"], intervals: stretch(27, "07:30", "08:50") }),
  ]),
  day("2026-11-26", [
    marked({ description: "Plan the eastern quay", tags: ["drawing"], intervals: [...stretch(26, "12:00", "14:30"), ...stretch(26, "15:00", "16:20")] }),
    marked({ description: "Talk with Jelena about the permit", tags: [], intervals: stretch(26, "08:10", "11:00") }),
  ]),
];

export const unusual: DayJson[] = [
  day("2026-11-27", [
    marked({ description: "Write the report", intervals: [{ start: at(27, "12:02"), end: null }], state: "running" }, "waiting", 3729),
    marked({ description: LONG, project: "Rebuilding of the eastern quay with warehouse and customs office", tags: ["minutes", "committee", "permit", "to be asked about"], intervals: stretch(27, "09:00", "11:40") }, "attention"),
    marked({ description: "", project: null, tags: [], intervals: stretch(27, "08:15", "08:20"), approximate: true }),
    marked({ description: "Night watch", project: "Harbour", tags: [], intervals: [{ start: at(26, "20:40"), end: at(27, "01:10") }] }, "sent", 7800),
  ]),
  day("2026-11-26", [
    marked({ description: "Night watch", project: "Harbour", tags: [], intervals: [{ start: at(26, "20:40"), end: at(27, "01:10") }] }, "sent", 8400),
    marked({ description: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenbestellformularausfüllhilfe", project: "Paperwork", tags: ["forms"], intervals: stretch(26, "09:00", "09:25") }, "here"),
    marked({ description: "First line of a description\nsecond line, a list:\n- one\n- two\n- three", intervals: stretch(26, "07:00", "08:55") }, "waiting"),
  ]),
];

export const many: DayJson[] = Array.from({ length: 14 }, (_, i) => day(`2026-11-${String(27 - i).padStart(2, "0")}`,
  Array.from({ length: 10 }, (_, k) => marked({ description: `Task ${14 - k} of the list`, project: ["Harbour", "Team", "Paperwork"][k % 3]!, intervals: stretch(27 - i, `${String(16 - k).padStart(2, "0")}:05`, `${String(16 - k).padStart(2, "0")}:50`) }, k % 4 === 0 ? "waiting" : "sent"))));

export const entries = (days: DayJson[]): EntriesJson => ({ taken_at: NOW, days });

export const suggestions: SuggestionsJson = {
  projects: [{ name: "Harbour", archived: false }, { name: "Team", archived: false }, { name: "Paperwork", archived: false }, { name: "Old quay", archived: true }],
  tags: ["writing", "drawing", "desk", "mail"],
  recent: [
    { description: "Write the report", project: "Harbour", tags: ["writing"] },
    { description: "Plan the eastern quay", project: "Harbour", tags: ["drawing"] },
    { description: "Stand-up", project: "Team", tags: [] },
    { description: LONG, project: "Harbour", tags: ["minutes"] },
  ],
};

const hours = (day: string, ...projects: [string | null, number][]): WeekJson["days"][number] => ({
  day, worked_seconds: projects.reduce((sum, [, hours]) => sum + hours * 3600, 0),
  projects: projects.map(([project, hours]) => ({ project, worked_seconds: hours * 3600 })),
});

const weekOf = (days: WeekJson["days"]): WeekJson => ({
  first: "2026-11-23", last: "2026-11-29", taken_at: NOW, days, worked_seconds: days.reduce((sum, { worked_seconds }) => sum + worked_seconds, 0),
});

export const week = weekOf([
  hours("2026-11-23", ["Harbour", 4.25], ["Team", 1], [null, 0.5]), hours("2026-11-24", ["Harbour", 6.1], ["Paperwork", 1.4]),
  hours("2026-11-25", ["Team", 2.5], ["Paperwork", 3], ["Harbour", 1.75]), hours("2026-11-26", ["Harbour", 6.6], ["Team", 0.25]),
  hours("2026-11-27", ["Harbour", 2.6], ["Team", 0.25], [null, 1.35]), hours("2026-11-28"), hours("2026-11-29"),
]);

export const emptyWeek = weekOf(["23", "24", "25", "26", "27", "28", "29"].map((date) => hours(`2026-11-${date}`)));

export const fullWeek = weekOf(["23", "24", "25", "26", "27", "28", "29"].map((date, i) => hours(`2026-11-${date}`,
  ["Rebuilding of the eastern quay with warehouse and customs office", 2 + (i % 3)], ["Harbour", 1.5], ["Team", 0.75], ["Paperwork", 1], ["Archive", 0.4 + i / 10], ["Garden", 0.9], ["Reading", 0.6], [null, 0.2])));
