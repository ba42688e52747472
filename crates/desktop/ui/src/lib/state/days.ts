// Local days as texts, counted in the zone that Rust goes by; and what a person types as a local time.

import type { Day, Timestamp } from "homing-plugin-api";
import { dayOf, middleOf } from "../i18n/format";
import { instantAt, wallAt } from "../i18n/zone.svelte";

export function daysLater(day: Day, days: number): Day {
  const date = middleOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** An instant as the two fields of a form have it. */
export function fieldsOf(at: Timestamp): { day: Day; time: string } {
  const instant = Date.parse(at);
  const { hour, minute } = wallAt(instant);
  const two = (n: number) => String(n).padStart(2, "0");
  return { day: dayOf(instant), time: `${two(hour)}:${two(minute)}` };
}

/** The instant that a form names; null where its fields name none, as a time that the clocks leave out in spring. */
export function instantOf(day: string, time: string): Timestamp | null {
  const of = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(day.trim());
  const at = /^(\d{1,2})[:.](\d{2})$/.exec(time.trim());
  if (!of || !at) return null;
  const [year, month, date] = of.slice(1).map(Number) as [number, number, number];
  const [hour, minute] = at.slice(1).map(Number) as [number, number];
  const days = new Date(Date.UTC(year, month - 1, date));
  if (days.getUTCMonth() !== month - 1 || days.getUTCDate() !== date || hour > 23 || minute > 59) return null;
  const instant = instantAt({ year, month, day: date, hour, minute });
  return instant === null ? null : new Date(instant).toISOString();
}
