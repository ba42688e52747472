// The words of the page in its language. `words()` is read in markup and in `$derived`, so that a change shows at once.

import type { Language } from "../desktop";
import type { en } from "./en";
import { language } from "./language.svelte";

/** What a catalogue holds: the English one is the measure, and a word that is missing elsewhere is a type error. */
export type Words = typeof en;

// A chunk for each: a window loads the one that it shows.
const load: Record<Language, () => Promise<Words>> = {
  en: () => import("./en").then(({ en }) => en),
  ru: () => import("./ru").then(({ ru }) => ru),
};
const loaded: Partial<Record<Language, Words>> = {};

/** Loads a language, to be shown at once when it is wanted. */
export async function learn(code: Language): Promise<void> {
  loaded[code] ??= await load[code]();
}

/** Shows the page in a language; at once where it is loaded. To be awaited before anything is shown. */
export function speak(code: Language): Promise<void> {
  const show = () => {
    language.code = code;
    document.documentElement.lang = code;
  };
  if (!loaded[code]) return learn(code).then(show);
  show();
  return Promise.resolve();
}

export function words(): Words {
  const words = loaded[language.code];
  if (!words) throw new Error(`the words of ${language.code} are not loaded`);
  return words;
}

export { clock, clockWith, count, date, dayName, duration, hours, long, short, span, when } from "./format";
