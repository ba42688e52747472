// The language of the page. The words are in the catalogues.

import type { Language } from "../desktop";

/** The system's language, where there is a catalogue for it; else English. */
export function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

export const language = $state<{ code: Language }>({ code: systemLanguage() });
