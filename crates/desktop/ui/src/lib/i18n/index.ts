// The words of the page in its language. `words()` is read in markup and in `$derived`, so that a change shows at once.

import { en } from "./en";
import { language } from "./language.svelte";
import { ru } from "./ru";

/** What a catalogue holds: the English one is the measure, and a word that is missing elsewhere is a type error. */
export type Words = typeof en;

const catalogues: Record<"en" | "ru", Words> = { en, ru };

export function words(): Words {
  return catalogues[language.code];
}

export { clock, clockWith, count, date, dayName, duration, hours, long, span, when } from "./format";
