// Which screen is shown, and what it is to begin with. The page has no addresses: nobody but the person moves it.

import { tick } from "svelte";
import { screens, type ScreenName } from "../screens";

/** `about` is what the screen is to begin with, such as a task's id for the sync panel. */
export const place = $state<{ screen: ScreenName; about: string | null }>({ screen: "timer", about: null });

/** Shows a screen and puts the focus on its title, so that the keyboard and a screen reader go along. */
export async function go(screen: ScreenName, about: string | null = null): Promise<void> {
  // Loaded before the former one goes, so that there is no moment of nothing.
  const shows = screens.find(({ name }) => name === screen)?.shows;
  await shows?.();
  place.screen = screen;
  place.about = about;
  await tick();
  await shows?.();
  await tick();
  document.querySelector<HTMLElement>("main h1")?.focus();
}
