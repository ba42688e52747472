// Local days as texts, counted in this machine's zone; and what a person types as a local time.

import type { Day, Timestamp } from "homing-plugin-api";
import { middleOf } from "../i18n/format";

const two = (n: number) => String(n).padStart(2, "0");

export function dayOf(date: Date): Day {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function daysLater(day: Day, days: number): Day {
  const date = middleOf(day);
  date.setDate(date.getDate() + days);
  return dayOf(date);
}

/** An instant as the two fields of a form have it. */
export function fieldsOf(at: Timestamp): { day: Day; time: string } {
  const date = new Date(at);
  return { day: dayOf(date), time: `${two(date.getHours())}:${two(date.getMinutes())}` };
}

/** The instant that a form names; null where its fields name none. */
export function instantOf(day: string, time: string): Timestamp | null {
  const of = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(day.trim());
  const at = /^(\d{1,2})[:.](\d{2})$/.exec(time.trim());
  if (!of || !at) return null;
  const [year, month, date] = of.slice(1).map(Number) as [number, number, number];
  const [hour, minute] = at.slice(1).map(Number) as [number, number];
  const local = new Date(year, month - 1, date, hour, minute);
  // The clocks leave out an hour in spring: a time that no clock showed comes back as another one.
  const valid = local.getMonth() === month - 1 && local.getDate() === date && local.getHours() === hour && local.getMinutes() === minute;
  return valid ? local.toISOString() : null;
}
