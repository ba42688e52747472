// All scenes by name: every screen in every state. One line for each file.

import { headlines } from "./headlines";
import { history } from "./history";
import type { Scene } from "./scene";
import { timer } from "./timer";

export const scenes: Record<string, Scene> = {
  ...headlines,
  ...timer,
  ...history,
};
