// All scenes by name: every screen in every state. One line for each file.

import { headlines } from "./headlines";
import { history } from "./history";
import { dialogs } from "./dialogs";
import { review } from "./review";
import type { Scene } from "./scene";
import { settings } from "./settings";
import { signIn } from "./sign-in";
import { sync } from "./sync";
import { timer } from "./timer";

export const scenes: Record<string, Scene> = {
  ...headlines,
  ...timer,
  ...history,
  ...sync,
  ...review,
  ...signIn,
  ...settings,
  ...dialogs,
};
