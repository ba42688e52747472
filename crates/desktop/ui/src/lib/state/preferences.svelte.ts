// Language and theme, as the program keeps them; and how the document shows them.

import { listen } from "@tauri-apps/api/event";
import { desktop, type PreferencesJson } from "../desktop";
import { speak } from "../i18n";
import { systemLanguage } from "../i18n/language.svelte";

export const preferences = $state<{ all: PreferencesJson | null }>({ all: null });

/** Takes what the program keeps, and shows it at once. */
export function takePreferences(all: PreferencesJson): void {
  preferences.all = all;
  void speak(all.language ?? systemLanguage());
  if (all.theme) document.documentElement.dataset.theme = all.theme;
  else delete document.documentElement.dataset.theme;
}

/** Listens, then asks. Without an answer the system's language and theme stay. */
export async function followPreferences(): Promise<() => void> {
  const unlisten = await listen<PreferencesJson>("desktop://preferences", ({ payload }) => takePreferences(payload));
  try {
    takePreferences(await desktop.preferences());
  } catch (error) {
    console.error(error);
  }
  return unlisten;
}
