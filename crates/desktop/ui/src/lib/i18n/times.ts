// How sentences show times: the clock, a day where it is another one than today, lengths and sizes. No words.

import { clock, long } from ".";
import { dayAndMonth, dayOf } from "./format";
import { language } from "./language.svelte";
import { shown } from "../state/snapshot.svelte";

export type Times = {
  clock(at: string): string;
  /** 20 November; with its year where that is another one. */
  day(at: string): string;
  isToday(at: string): boolean;
  length(seconds: number): string;
};

/** By the local day of the snapshot that is shown. */
export function times(): Times {
  const today = shown.status?.today.day ?? dayOf(Date.now());
  return {
    clock,
    day: (at) => dayAndMonth(at, today),
    isToday: (at) => dayOf(Date.parse(at)) === today,
    length: long,
  };
}

/** 2.1 MB */
export function bytes(n: number): string {
  const [unit, by] = n < 1_000_000 ? (["kilobyte", 1_000] as const) : (["megabyte", 1_000_000] as const);
  return new Intl.NumberFormat(language.code, { style: "unit", unit, maximumFractionDigits: 1 }).format(n / by);
}
