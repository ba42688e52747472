// What is shown of an entry: its sum, its times, and how a form's values become a change of it.

import type { Changes, EntryJson, IntervalJson, Timestamp } from "homing-plugin-api";

/** The work of the ended stretches, in seconds. */
export function workOf({ intervals }: EntryJson): number {
  const ended = intervals.filter((interval): interval is { start: Timestamp; end: Timestamp } => interval.end !== null);
  return ended.reduce((sum, { start, end }) => sum + (Date.parse(end) - Date.parse(start)) / 1_000, 0);
}

/** From the first start to the last end; no end while it runs. */
export function spanOf({ intervals }: EntryJson): IntervalJson {
  return { start: intervals[0]?.start ?? "", end: intervals.at(-1)?.end ?? null };
}

/** Tags as a person types them: with commas, each once. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim().replace(/^#/, "")).filter(Boolean))];
}

/** A form's words against the entry's: only what differs. */
export function changesOf(entry: EntryJson, words: { description: string; project: string; tags: string }): Changes {
  const changes: Changes = {};
  const tags = tagsOf(words.tags);
  const project = words.project.trim() || null;
  if (words.description.trim() !== entry.description) changes.description = words.description.trim();
  if (project !== entry.project) changes.project = project;
  const added = tags.filter((tag) => !entry.tags.includes(tag));
  const gone = entry.tags.filter((tag) => !tags.includes(tag));
  if (added.length > 0) changes.tags = added;
  if (gone.length > 0) changes.untags = gone;
  return changes;
}
