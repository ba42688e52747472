// Times, days and lengths in the page's language and the zone that Rust goes by, all through Intl.

import type { Day, Timestamp } from "homing-plugin-api";
import { language } from "./language.svelte";
import { wallAt, zoneName } from "./zone.svelte";

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dates(options: Intl.DateTimeFormatOptions, timeZone = zoneName()): Intl.DateTimeFormat {
  const key = `${language.code}${timeZone}${JSON.stringify(options)}`;
  let format = made.get(key) as Intl.DateTimeFormat | undefined;
  if (!format) made.set(key, (format = new Intl.DateTimeFormat(language.code, { ...options, timeZone })));
  return format;
}

/** Of a day itself, which is no instant. */
const days = (options: Intl.DateTimeFormatOptions) => dates(options, "UTC");

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${language.code}${JSON.stringify(options)}`;
  let format = made.get(key) as Intl.NumberFormat | undefined;
  if (!format) made.set(key, (format = new Intl.NumberFormat(language.code, options)));
  return format;
}

/** The middle of a day as UTC has it, to be named and counted from. */
export function middleOf(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** The local day of an instant, in milliseconds. */
export function dayOf(at: number): Day {
  const { year, month, day } = wallAt(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** The time of day: 14:05, in 24 hours whatever the language, as columns of times are read. */
export function clock(at: Timestamp): string {
  return dates({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

/** The time of day, with its date where that is another day than `day`. */
export function clockWith(at: Timestamp, day: Day): string {
  const instant = new Date(at);
  if (dayOf(instant.getTime()) === day) return clock(at);
  return dates({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(instant);
}

/** Date and time, for something that may be of another day. */
export function when(at: Timestamp): string {
  return dates({ dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(new Date(at));
}

/** Friday, 27 November */
export function dayName(day: Day): string {
  return days({ weekday: "long", day: "numeric", month: "long" }).format(middleOf(day));
}

/** Fri 27 */
export function date(day: Day): string {
  return days({ weekday: "short", day: "numeric" }).format(middleOf(day));
}

/** 23 – 29 November 2026 */
export function span(first: Day, last: Day): string {
  return days({ day: "numeric", month: "long", year: "numeric" }).formatRange(middleOf(first), middleOf(last));
}

/** A length as a clock counts it: 1:02:09. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = numbers({ minimumIntegerDigits: 2, useGrouping: false });
  const h = numbers({ useGrouping: false }).format(Math.floor(whole / 3600));
  return `${h}:${two.format(Math.floor(whole / 60) % 60)}:${two.format(whole % 60)}`;
}

/** A length in hours and minutes as a column of figures has it: 1:02. */
export function short(seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  const h = numbers({ useGrouping: false }).format(Math.floor(minutes / 60));
  return `${h}:${numbers({ minimumIntegerDigits: 2, useGrouping: false }).format(minutes % 60)}`;
}

/** A length in hours and minutes, in short: 1h 2m, 1 ч 2 мин. Under a minute: 40s. */
export function long(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const unitDisplay = language.code === "en" ? "narrow" : "short";
  const unit = (unit: string, n: number) => numbers({ style: "unit", unit, unitDisplay }).format(n);
  if (whole < 60) return unit("second", whole);
  const h = Math.floor(whole / 3600);
  const m = Math.floor(whole / 60) % 60;
  return [h > 0 ? unit("hour", h) : "", m > 0 || h === 0 ? unit("minute", m) : ""].filter(Boolean).join(" ");
}

/** 20 November; with its year where that is not the one of `today`. */
export function dayAndMonth(at: Timestamp, today: Day): string {
  const year = dayOf(Date.parse(at)).slice(0, 4) === today.slice(0, 4) ? undefined : ("numeric" as const);
  return dates({ day: "numeric", month: "long", year }).format(new Date(at));
}

/** Hours with a decimal, for the axis of a chart: 7.5. */
export function hours(seconds: number): string {
  return numbers({ maximumFractionDigits: 1 }).format(seconds / 3600);
}

export function count(n: number): string {
  return numbers({}).format(n);
}
