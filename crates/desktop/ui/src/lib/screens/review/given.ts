// What a person typed about an item, as the command takes it. Pure, but for this machine's own zone.
import type { GivenJson, ItemJson } from "homing-plugin-api";
import { fieldsOf, instantOf } from "../../state/days";

/** A local day and time, as typed. */
export type When = { day: string; time: string };
export type Typed = { it: ItemJson; from: When; to: When; description: string; project: string };

/** What is told: only what differs from what is known. A sentence's name where that can't be. */
export function given({ it, from, to, description, project }: Typed): GivenJson | "times-needed" | "ends-first" {
  const known = knownOf(it);
  const [began, ended] = [instant(from, known.from), instant(to, known.to)];
  if (!began || !ended) return "times-needed";
  if (Date.parse(ended) <= Date.parse(began)) return "ends-first";
  const given: GivenJson = {};
  if (began !== known.from) given.from = began;
  if (ended !== known.to) given.to = ended;
  if (description !== it.description) given.description = description;
  if ((project || null) !== it.project) given.project = project || null;
  return given;
}

/** When an item began and ended, as far as that is known; work that only has an end has a beginning of no meaning. */
export function knownOf(it: ItemJson): { from: string | null; to: string | null } {
  const from = it.matter === "no-start" ? null : (it.intervals[0]?.start ?? null);
  return { from, to: it.intervals.at(-1)?.end ?? null };
}

/** As the fields show it: to the minute. */
export function typedOf(at: string | null): When {
  return at ? fieldsOf(at) : { day: "", time: "" };
}

/** The instant of a field; an unchanged one keeps its seconds. */
function instant(typed: When, known: string | null): string | null {
  const { day, time } = typedOf(known);
  return known && typed.day === day && typed.time === time ? known : instantOf(typed.day, typed.time);
}
