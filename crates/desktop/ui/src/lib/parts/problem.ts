// A problem's sentences, by its code: what happened, what is safe, what to do. A code that no catalogue has is named.

import type { CommandError } from "homing-plugin-api";
import { words, type Words } from "../i18n";

/** A code that has no sentence: must be none, else this does not compile. */
type Untold = Exclude<CommandError["code"], keyof Words["problems"] | keyof Words["refusals"]["code"]>;
const everyCodeIsTold: [Untold] extends [never] ? true : Untold = true;
void everyCodeIsTold;

export function inWords(problem: CommandError): string {
  const { problems, refusals, headline } = words();
  const code: string = problem.code;
  if (code === "server-unreachable") {
    const { cause } = problem as { cause?: string | null };
    const why = own(headline.offline as Record<string, string>, cause ?? "");
    if (why) return `${why} ${refusals.offlineSafe}`;
  }
  if (code === "sign-in-turned-down") {
    const why = own(refusals.turnedDown as Record<string, string>, String((problem as { because?: unknown }).because));
    if (why) return why;
  }
  const told = own(problems as Record<string, (problem: never) => string>, code);
  return told?.(problem as never) ?? own(refusals.code, code) ?? refusals.other(code);
}

/** What a catalogue has under this name; a code is any text, such as `toString`. */
function own<T>(of: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
