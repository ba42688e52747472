// Snapshots and entries for scenes: whole, with sensible values for what a scene does not name. One day, one clock.

import type { DayJson, EntryJson, Mark, MarkedEntryJson, RecordedJson, StatusJson, Timestamp } from "homing-plugin-api";

/** Now, in all scenes: a Friday afternoon. */
export const NOW: Timestamp = "2026-11-27T13:05:00.000Z";
export const TODAY = "2026-11-27";

/** An instant of a day in November 2026, UTC. */
export const at = (day: number, time: string): Timestamp => `2026-11-${String(day).padStart(2, "0")}T${time}:00.000Z`;

let made = 0;
/** Another id, the same in every run. */
export function id(): string {
  made += 1;
  return `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`;
}

export function entry(of: Partial<EntryJson> = {}): EntryJson {
  return {
    id: id(), device: "00000000-0000-4000-8000-00000000dead", project: "Harbour", description: "Write the report", tags: ["writing"],
    annotations: [], intervals: [{ start: at(27, "12:00"), end: at(27, "12:45") }], state: "stopped", zone: "Europe/Berlin", offset_seconds: 3600,
    revision: 2, deleted: false, source: "homing", approximate: false, ...of,
  };
}

export function running(of: Partial<EntryJson> = {}): NonNullable<StatusJson["timer"]> {
  return { worked_seconds: 3729, away: [], entry: entry({ intervals: [{ start: at(27, "12:02"), end: null }], state: "running", revision: 1, ...of }) };
}

export function paused(of: Partial<EntryJson> = {}): NonNullable<StatusJson["timer"]> {
  return { worked_seconds: 2700, away: [], entry: entry({ state: "paused", ...of }) };
}

type Of = Partial<Omit<StatusJson, "counts">> & { counts?: Partial<StatusJson["counts"]> };

export function status({ counts, ...of }: Of = {}): StatusJson {
  return {
    revision: 7, headline: "all-saved", storage: null, barred: null, held: null, sending: null, under_way: false,
    account: { server: "https://time.example.org/", name: "Ada Berg", user: "ada", signed_in: true, credentials: "keychain" },
    timer: null, last_exchange: at(27, "13:04"), server_ahead_seconds: 0, others: { accounts: 0, unsent: 0, timers: 0 },
    taken_at: NOW, today: { day: TODAY, zone: "Europe/Berlin", worked_seconds: 18_720, next_day: "2026-11-27T23:00:00.000Z" },
    counts: { waiting: 0, put_off: 0, attention: 0, behind_attention: 0, discarded: 0, sent: 42, next_due: null, ...counts },
    ...of,
  };
}

export function marked(of: Partial<EntryJson>, mark: Mark = "sent", worked_seconds?: number): MarkedEntryJson {
  const made = entry(of);
  const work = made.intervals.reduce((sum, { start, end }) => sum + (Date.parse(end ?? NOW) - Date.parse(start)) / 1000, 0);
  return {
    entry: made, mark, worked_seconds: worked_seconds ?? work,
    refused: mark === "attention" ? { task: id(), reason: { code: "conflict", detail: "Another entry of this time is there.", field: "intervals" } } : null,
  };
}

export function day(of: string, entries: MarkedEntryJson[]): DayJson {
  return { day: of, worked_seconds: entries.reduce((sum, { worked_seconds }) => sum + worked_seconds, 0), entries };
}

export function recorded(of: Partial<RecordedJson> = {}): RecordedJson {
  return { entry: entry(), stopped: null, changed: [], overlaps: [], clock_behind: null, away: [], clock_set_seconds: null, undone: null, step: { number: 1, entry: "00000000-0000-4000-8000-000000000001" }, ...of };
}
