// What ought to be looked at, in sentences, and what can be done about it. Pure.
import type { EntryJson, FindingJson, GapJson, IntervalJson, ItemJson } from "homing-plugin-api";
import type { review as english } from "../../i18n/en/review";
import { when } from "../sync/sentences";
import type { Times } from "../../i18n/times";
import type { sync } from "../../i18n/en/sync";

type Words = typeof english;
/** The catalogue, how times are shown, and how an entry is called that a finding names by its id. */
type Said = { words: Words; sync: typeof sync; times: Times; nameOf?: (entry: string) => string };

/** What a person can do about a finding, the likeliest first. */
export type Step = "edit" | "delete" | "was-work" | "was-not" | "exact" | "retry";

/** The sentence of a finding; a refusal's own reason is told beside it. */
export function finding({ words, sync, times, nameOf }: Said, found: FindingJson): string {
  const { matter, details } = found;
  const at = (instant: unknown) => when(sync, times, String(instant));
  switch (matter) {
    case "refused":
      return words.finding.refused;
    case "in-future":
      return words.finding["in-future"](at(details["at"]));
    case "long":
      return words.finding.long(times.length(Number(details["span_seconds"])));
    case "overlaps":
      return words.finding.overlaps(times.length(Number(details["by_seconds"])), sync.named(nameOf?.(String(details["with"])) ?? ""));
    case "away":
      return words.finding.away(gaps({ words, sync, times }, gapsOf(found)));
    case "approximate":
      return words.finding.approximate;
    case "empty":
      return words.finding.empty;
    default:
      return words.finding.other;
  }
}

function gapsOf(found: FindingJson): GapJson[] {
  return (found.details["gaps"] ?? []) as GapJson[];
}

/** What the machine did, as the end of a sentence. */
export function gaps({ words, times }: Said, gaps: GapJson[]): string {
  const did = gaps.map(({ from, to, because, asleep_seconds, placed }) => {
    const sameDay = times.day(from) === times.day(to);
    const moment = (at: string) => (sameDay ? times.clock(at) : `${times.day(at)}, ${times.clock(at)}`);
    const [start, end] = [moment(from), moment(to)];
    const length = times.length(asleep_seconds ?? Math.round((Date.parse(to) - Date.parse(from)) / 1000));
    if (because === "slept") return (placed ? words.away.slept : words.away.sleptSometime)(start, end, length);
    if (because === "restarted") return placed ? words.away.off(start, end, length) : words.away.offSometime(start, end);
    return words.away.silent(start, end, length);
  });
  return did.join(words.away.and);
}

/** What can be done about it, the likeliest first. */
export function stepsOf(found: FindingJson): Step[] {
  const running = found.entry.state !== "stopped";
  switch (found.matter) {
    case "refused":
      return ["edit", "retry"];
    case "away": {
      // For how long it was off is not known then, so it can't be taken out.
      const known = gapsOf(found).every(({ because, placed }) => placed || because === "slept");
      return known ? ["was-work", "was-not", "edit"] : ["was-work", "edit"];
    }
    case "approximate":
      return ["exact", "edit"];
    case "empty":
      return running ? ["edit"] : ["delete", "edit"];
    case "long":
    case "in-future":
    case "overlaps":
      return ["edit", "delete"];
    default:
      return ["edit"];
  }
}

/** What an item is, and what is missing before it can become an entry. */
export function item(words: Words, it: ItemJson): { what: string; missing: string | null } {
  return { what: matterOf(words, it), missing: missingOf(words, it) };
}

function matterOf(words: Words, it: ItemJson): string {
  if (it.arrived_since) return words.item.arrivedSince;
  if (it.matter === "picture" && it.server_id !== null) return words.item.pictureSentPerhaps;
  const matters: Record<string, string> = words.item;
  const what = (Object.hasOwn(matters, it.matter) && matters[it.matter]) || words.item["unknown-event"];
  return it.more_of ? `${what} ${words.item.moreOf}` : what;
}

function missingOf(words: Words, it: ItemJson): string | null {
  if (it.arrived_since) return null;
  if (isPicture(it)) return it.server_id === null ? words.missing.entry : null;
  const from = it.missing.includes("from");
  const to = it.missing.includes("to");
  if (from && to) return words.missing.both;
  return from ? words.missing.from : to ? words.missing.to : null;
}

export function isPicture(it: ItemJson): boolean {
  return it.picture_bytes !== null;
}

/** Whether it can be taken over as it is; what has arrived since would be there twice. */
export function canConfirm(it: ItemJson): boolean {
  if (it.arrived_since) return false;
  return isPicture(it) ? it.server_id !== null : it.missing.length === 0;
}

/** Whether a person can say more about it: a picture has no times. */
export function canEdit(it: ItemJson): boolean {
  return !isPicture(it) && !it.arrived_since;
}

/** When it was, as far as that is known: `20 Nov, 09:15 to ?`. */
export function span(times: Times, words: Words, intervals: IntervalJson[], matter?: string): string {
  const first = intervals[0];
  if (!first) return words.openEnd;
  const end = intervals.at(-1)?.end ?? null;
  const began = matter === "no-start" ? words.openEnd : times.clock(first.start);
  const day = times.day(matter === "no-start" && end ? end : first.start);
  if (!end) return `${day}, ${began} – ${words.openEnd}`;
  const ended = times.day(end) === day ? times.clock(end) : `${times.day(end)}, ${times.clock(end)}`;
  return `${day}, ${began} – ${ended}`;
}

/** How long an entry's ended work is, in seconds. */
export function workOf(entry: EntryJson): number {
  return entry.intervals.reduce((sum, { start, end }) => sum + (end ? (Date.parse(end) - Date.parse(start)) / 1000 : 0), 0);
}
