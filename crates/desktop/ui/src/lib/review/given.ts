// What a person typed about an item, as the command takes it. Pure, but for this machine's own zone.
import type { GivenJson, ItemJson } from "homing-plugin-api";

export type Typed = { it: ItemJson; from: string; to: string; description: string; project: string };

/** What is told: only what differs from what is known. A sentence's name where that can't be. */
export function given({ it, from, to, description, project }: Typed): GivenJson | "times-needed" | "ends-first" {
  const start = it.matter === "no-start" ? undefined : it.intervals[0]?.start;
  const end = it.intervals.at(-1)?.end ?? undefined;
  const [began, ended] = [instant(from, start), instant(to, end)];
  if (!began || !ended) return "times-needed";
  if (Date.parse(ended) <= Date.parse(began)) return "ends-first";
  const given: GivenJson = {};
  if (began !== start) given.from = began;
  if (ended !== end) given.to = ended;
  if (description !== it.description) given.description = description;
  if ((project || null) !== it.project) given.project = project || null;
  return given;
}

/** The instant of a field; an unchanged field keeps its seconds. */
function instant(field: string, known: string | undefined): string | null {
  if (known && field === fieldOf(known)) return known;
  const at = new Date(field);
  return field && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/** An instant as a field of local time shows it: to the minute. */
export function fieldOf(at: string | null | undefined): string {
  if (!at) return "";
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
