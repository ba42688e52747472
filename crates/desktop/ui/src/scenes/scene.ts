// What a scene is: a snapshot, what Rust answers, and which screen is shown. A test and the page of scenes play it alike.

import type { CommandError, commands, StatusJson } from "homing-plugin-api";
import type { desktop, Language, PreferencesJson } from "../lib/desktop";
import type { ScreenName } from "../lib/screens";

type All = typeof commands & typeof desktop;

/** An answer: a value, or what the arguments make of it. */
type AnswerOf<F> = F extends (...given: never[]) => Promise<infer Value> ? Value | ((given: Record<string, unknown>) => Value) : never;

/** By the command's name in `commands` and `desktop`. A command that is not named answers null. */
export type Answers = { [Name in keyof All]?: AnswerOf<All[Name]> };

export type Scene = {
  screen: ScreenName;
  status: StatusJson;
  answers?: Answers;
  /** What is clicked after the screen is there, as selectors, to open a dialog or to be refused. */
  clicks?: string[] | undefined;
  /** What is written then: the field's selector and the text. */
  writes?: [field: string, text: string] | undefined;
  /** Events of Rust's, once the page stands. */
  emits?: { event: string; payload: unknown }[] | undefined;
  /** What is there at last, as a selector, where that is later than the clicks. */
  shows?: string | undefined;
};

export type Shown = { language?: Language; theme?: PreferencesJson["theme"] };

/** What Rust refuses with: an answer's function throws it. */
export function refuse(error: CommandError): never {
  throw error;
}
