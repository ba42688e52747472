// What would be lost if changes were discarded: how much work the server would not have.
import { commands, type EntryJson, type UnsentTaskJson } from "homing-plugin-api";
import { dayOf } from "../../i18n/format";

/** The days to look at for the entries of these changes: from a week before the first one on. */
export function daysOf(tasks: UnsentTaskJson[], dayOf: (at: number) => string): { from: string; to: string } | null {
  const at = tasks.map((task) => Date.parse(task.occurred_at));
  if (at.length === 0) return null;
  const week = 7 * 24 * 3_600_000;
  return { from: dayOf(Math.min(...at) - week), to: dayOf(Math.max(...at)) };
}

/** The work of the entries that these changes tell of, up to `now`; null where an entry was not found. A deletion
 *  loses no work. */
export function workOf(tasks: UnsentTaskJson[], entries: EntryJson[], now: string): number | null {
  const ids = new Set(tasks.flatMap(({ about }) => (about.kind === "entry" && about.event !== "delete" ? [about.entry] : [])));
  const found = entries.filter((entry) => ids.delete(entry.id));
  if (ids.size > 0) return null;
  const seconds = ({ intervals }: EntryJson) =>
    intervals.reduce((sum, { start, end }) => sum + Math.max(0, (Date.parse(end ?? now) - Date.parse(start)) / 1000), 0);
  return found.reduce((sum, entry) => sum + seconds(entry), 0);
}

/** How many of them have a picture, which goes for good. */
export function picturesOf(tasks: UnsentTaskJson[]): number {
  return tasks.filter(({ about }) => about.kind === "screenshot").length;
}

/** The entries of these changes, as far as they lie in the days around them. */
export async function entriesOf(tasks: UnsentTaskJson[]): Promise<EntryJson[]> {
  const days = daysOf(tasks, dayOf);
  if (!days) return [];
  const found = await commands.entries(days.from, days.to);
  return found.days.flatMap(({ entries }) => entries.map(({ entry }) => entry));
}

/** The entry of a change. One that is written down afterwards lies on another day than the writing. */
export async function entryOf(task: UnsentTaskJson): Promise<EntryJson | undefined> {
  const { about } = task;
  if (about.kind !== "entry") return undefined;
  const is = ({ id }: EntryJson) => id === about.entry;
  const near = (await entriesOf([task])).find(is);
  if (near) return near;
  const all = await commands.entries("1970-01-01", "9999-12-31");
  return all.days.flatMap(({ entries }) => entries.map(({ entry }) => entry)).find(is);
}
