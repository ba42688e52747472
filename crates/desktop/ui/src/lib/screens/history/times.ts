// The times of an entry as fields of a form, and back. A field that was not touched keeps its instant to the millisecond.

import type { ChangedTimes, EntryJson, Timestamp } from "homing-plugin-api";
import { fieldsOf, instantOf } from "../../state/days";

export type Fields = { day: string; time: string };
/** `to` is null where the stretch still goes on. */
export type StretchFields = { from: Fields; to: Fields | null };

/** An entry's stretches; for a new one the hour before `now`. */
export function fieldsFor(entry: EntryJson | null, now: Timestamp | null): StretchFields[] {
  if (!entry) {
    const to = now ?? new Date(0).toISOString();
    return [{ from: fieldsOf(new Date(Date.parse(to) - 3_600_000).toISOString()), to: fieldsOf(to) }];
  }
  return entry.intervals.map(({ start, end }) => ({ from: fieldsOf(start), to: end === null ? null : fieldsOf(end) }));
}

/** The changed times, one for each stretch that differs; or the place of the first that names no time. */
export function timesOf(entry: EntryJson | null, stretches: StretchFields[]): ChangedTimes[] | number {
  const all: ChangedTimes[] = [];
  for (const [place, { from, to }] of stretches.entries()) {
    const of = entry?.intervals[place];
    const times: ChangedTimes = entry ? { place } : {};
    if (differs(from, of?.start)) {
      const at = instantOf(from.day, from.time);
      if (!at) return place;
      times.from = at;
    }
    if (to && differs(to, of?.end)) {
      const at = instantOf(to.day, to.time);
      if (!at) return place;
      times.to = at;
    }
    if (times.from || times.to) all.push(times);
  }
  return all;
}

function differs(fields: Fields, former: Timestamp | null | undefined): boolean {
  if (!former) return true;
  const { day, time } = fieldsOf(former);
  return day !== fields.day || time !== fields.time;
}
