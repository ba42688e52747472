// The Russian catalogue, a file for each screen.

import { about } from "./ru/about";
import { common } from "./ru/common";
import { gap } from "./ru/gap";
import { headline } from "./ru/headline";
import { history } from "./ru/history";
import { keys } from "./ru/keys";
import { offer } from "./ru/offer";
import { problems } from "./ru/problems";
import { quit } from "./ru/quit";
import { refusals } from "./ru/refusals";
import { review } from "./ru/review";
import { settings } from "./ru/settings";
import { shell } from "./ru/shell";
import { signIn } from "./ru/sign-in";
import { sync } from "./ru/sync";
import { timer } from "./ru/timer";
import { week } from "./ru/week";

import type { Words } from ".";

export const ru: Words = {
  about,
  common,
  gap,
  headline,
  history,
  keys,
  offer,
  problems,
  quit,
  refusals,
  review,
  settings,
  shell,
  signIn,
  sync,
  timer,
  week,
};
