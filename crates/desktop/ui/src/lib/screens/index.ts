// The screens of the page, in the order of the navigation. One line each; a screen knows no other.

import type { Component } from "svelte";
import History from "./history/History.svelte";
import Timer from "./timer/Timer.svelte";
import Week from "./week/Week.svelte";

export type ScreenName = "timer" | "history" | "week" | "sync" | "review" | "settings" | "about" | "sign-in";

/** `at` says where its button is: among the first, at the end, or only while nobody is signed in. */
export type Screen = { name: ScreenName; at: "top" | "end" | "signed-out"; shows: () => Component | Promise<Component> };

/** Those that a day does without are a chunk of their own. */
const later = (name: keyof typeof import("./later")) => () => import("./later").then((screens) => screens[name]);

export const screens: Screen[] = [
  { name: "timer", at: "top", shows: () => Timer },
  { name: "history", at: "top", shows: () => History },
  { name: "week", at: "top", shows: () => Week },
  { name: "sync", at: "top", shows: later("Sync") },
  { name: "review", at: "top", shows: later("Review") },
  { name: "sign-in", at: "signed-out", shows: later("SignIn") },
  { name: "settings", at: "end", shows: later("Settings") },
  { name: "about", at: "end", shows: later("About") },
];
