// The English catalogue, a file for each screen.

import { about } from "./en/about";
import { common } from "./en/common";
import { gap } from "./en/gap";
import { headline } from "./en/headline";
import { history } from "./en/history";
import { keys } from "./en/keys";
import { offer } from "./en/offer";
import { problems } from "./en/problems";
import { quit } from "./en/quit";
import { refusals } from "./en/refusals";
import { review } from "./en/review";
import { settings } from "./en/settings";
import { shell } from "./en/shell";
import { signIn } from "./en/sign-in";
import { sync } from "./en/sync";
import { timer } from "./en/timer";
import { week } from "./en/week";

export const en = {
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
