// A problem's sentences, by its code. A code that this page does not know yet is a fault of Homing itself.

import type { CommandError } from "homing-plugin-api";
import { words } from "../i18n";

export function inWords(problem: CommandError): string {
  const all = words().problems;
  const say = (all[problem.code] ?? all.internal) as (problem: CommandError) => string;
  return say(problem);
}
