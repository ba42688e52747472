// Words of the shell, in English.

import { en } from "../plural";

export const shell = {
  navigation: "Screens",
  go: { timer: "Timer", history: "History", week: "Week", sync: "Sync", review: "Review", settings: "Settings", about: "About", "sign-in": "Sign in" },
  needsALook: (n: number) => en(n, "# change needs a look", "# changes need a look"),
  loading: "Loading…",
  nothingYet: "Nothing to show yet.",
  notice: "Last change",
  keys: "Shortcuts",
};
