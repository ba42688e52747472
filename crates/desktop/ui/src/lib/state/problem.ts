// What a command threw, as a problem with a code. No words.

import type { CommandError } from "homing-plugin-api";

/** A problem as the page knows it: Rust's, or that Tauri itself refused (a sentence and no object). */
export type Problem = CommandError | { code: "not-allowed" };

export function asProblem(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return thrown as CommandError;
  console.error(thrown);
  return { code: "internal" };
}
