// What a person may pick in the fields: asked of Rust when a form opens, and again after a change.

import { commands, type SuggestionsJson } from "homing-plugin-api";

export const suggestions = $state<{ all: SuggestionsJson | null }>({ all: null });

/** Asks. Without an answer the fields work as they are, without suggestions. */
export async function suggest(): Promise<void> {
  try {
    suggestions.all = await commands.suggestions();
  } catch (error) {
    console.error(error);
  }
}
