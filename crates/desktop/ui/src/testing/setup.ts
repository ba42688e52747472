// What every test begins with: the page of no screen, and nothing said, asked or noticed. jsdom has no
// dialogs that are modal and no canvas; what the page needs of them stands here.

import { cleanup, configure } from "@testing-library/svelte";
import { afterEach, beforeEach, vi } from "vitest";
import { learn, speak } from "../lib/i18n";
import { putOff } from "../lib/state/away.svelte";
import { editing } from "../lib/state/editing.svelte";
import { leaving } from "../lib/state/leaving.svelte";
import { notice } from "../lib/state/notice.svelte";
import { place } from "../lib/state/place.svelte";
import { asked, recording } from "../lib/state/recording.svelte";
import { said } from "../lib/state/saying.svelte";
import { sheet } from "../lib/state/sheet.svelte";
import { shown } from "../lib/state/snapshot.svelte";

await Promise.all([learn("ru"), speak("en")]);

configure({ asyncUtilTimeout: 30_000 });

HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
  this.querySelector<HTMLElement>("input, button")?.focus();
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};
HTMLCanvasElement.prototype.getContext = () => null;
window.matchMedia = (media) => Object.assign(new EventTarget(), { media, matches: false, onchange: null, addListener() {}, removeListener() {} });

// Chart.js draws on a real canvas alone; the table beside the chart has its figures.
vi.mock("../lib/screens/week/chart", () => ({ draw: () => () => {} }));

document.title = "Homing";

beforeEach(() => {
  Object.assign(place, { screen: "timer", about: null });
  Object.assign(shown, { status: null, came: 0, problem: null });
  Object.assign(asked, { gap: null, yes: null });
  putOff.gaps = "";
  notice.now = null;
  leaving.unsent = null;
  recording.busy = false;
  editing.now = null;
  sheet.open = false;
  said.text = "";
});

// Rust's mock stays until the next one: what the page ends, it ends a moment later.
afterEach(() => cleanup());
