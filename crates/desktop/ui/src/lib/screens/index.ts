// The screens of the page, in the order of the navigation. One line each; a screen knows no other.

import type { Component } from "svelte";
import About from "./about/About.svelte";
import History from "./history/History.svelte";
import Review from "./review/Review.svelte";
import Settings from "./settings/Settings.svelte";
import SignIn from "./sign-in/SignIn.svelte";
import Sync from "./sync/Sync.svelte";
import Timer from "./timer/Timer.svelte";
import Week from "./week/Week.svelte";

export type ScreenName = "timer" | "history" | "week" | "sync" | "review" | "settings" | "about" | "sign-in";

/** `at` says where its button is: among the first, at the end, or only while nobody is signed in. */
export type Screen = { name: ScreenName; at: "top" | "end" | "signed-out"; shows: Component };

export const screens: Screen[] = [
  { name: "timer", at: "top", shows: Timer },
  { name: "history", at: "top", shows: History },
  { name: "week", at: "top", shows: Week },
  { name: "sync", at: "top", shows: Sync },
  { name: "review", at: "top", shows: Review },
  { name: "sign-in", at: "signed-out", shows: SignIn },
  { name: "settings", at: "end", shows: Settings },
  { name: "about", at: "end", shows: About },
];
