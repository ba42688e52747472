// The whole page in a test, over a scene: what a person sees, does and is told.

import { emit } from "@tauri-apps/api/event";
import type { StatusJson } from "homing-plugin-api";
import { render, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import App from "../App.svelte";
import { screens } from "../lib/screens";
import { place } from "../lib/state/place.svelte";
import { answerFor, clickThrough, type Asked } from "../scenes/play";
import type { Scene, Shown } from "../scenes/scene";

export type Page = { asked: Asked[]; user: ReturnType<typeof userEvent.setup>; told: () => string | null; comes: (status: StatusJson) => Promise<void> };

/** Opens the page and waits for the scene to stand. */
export async function open(scene: Scene, shown: Shown = {}): Promise<Page> {
  const asked = answerFor(scene, shown);
  place.screen = scene.screen;
  // Some are loaded first.
  await screens.find(({ name }) => name === scene.screen)?.shows();
  const user = userEvent.setup();
  render(App);
  await waitFor(() => find('[data-part="headline"]'));
  await waitFor(() => {
    if (document.documentElement.lang !== (shown.language ?? "en")) throw new Error("the language is not shown yet");
  });
  await clickThrough(scene);
  return {
    asked, user,
    told: () => document.querySelector('[aria-live="polite"]')?.textContent ?? null,
    comes: (status) => emit("homing://status", status),
  };
}

/** The one element; throws where there is none. */
export function find<E extends HTMLElement = HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

export const text = (selector: string) => find(selector).textContent?.replace(/\s+/g, " ").trim() ?? "";

/** What was recorded: the commands and what was said of time away. */
export const recordings = (asked: Asked[]) => asked.filter(({ name }) => name === "enqueueTimeEntry").map(({ given: { command, away } }) => ({ command, away }));
