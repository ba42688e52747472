// The shell: navigation, keyboard, focus, and what a screen reader is told.

import { emit } from "@tauri-apps/api/event";
import { waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { preferences } from "./scenes/play";
import { status } from "./scenes/made";
import { timer as scenes } from "./scenes/timer";
import { find, open, recordings, text } from "./testing/page";

const focused = () => document.activeElement as HTMLElement;

it("a screen is gone to by its button, and the focus goes along to its title", async () => {
  const { user } = await open(scenes["timer-none"]!);
  await user.click(find('[data-go="history"]'));
  await waitFor(() => expect(focused().textContent).toBe("History"));
  expect(find('[data-go="history"]').getAttribute("aria-current")).toBe("page");
});

it("the tray goes to a screen", async () => {
  await open(scenes["timer-none"]!);
  await emit("desktop://go", "week");
  await waitFor(() => expect(find("main").dataset.screen).toBe("week"));
});

it("what the tray was refused is said, and a question that was in its way is asked", async () => {
  const { asked } = await open(scenes["timer-running"]!);
  await emit("desktop://refused", { wish: "start", problem: { code: "nothing-runs" } });
  await waitFor(() => expect(document.querySelector('[data-problem="nothing-runs"]')).not.toBeNull());
  await emit("desktop://refused", { wish: "stop", problem: { code: "gap-unanswered", gaps: [] } });
  await waitFor(() => expect(recordings(asked).map(({ command }) => command)).toEqual([{ kind: "stop" }]));
});

it("Tab goes through navigation, timer and form in the order of what is seen", async () => {
  const { user } = await open(scenes["timer-running"]!);
  const order: string[] = [];
  for (let i = 0; i < 15; i += 1) {
    await user.tab();
    order.push(focused().dataset.go ?? focused().dataset.do ?? focused().id);
  }
  expect(order).toEqual(["timer", "history", "week", "sync", "review", "settings", "about", "keys", "pause", "stop", "edit", "description", "project", "tags", "switch"]);
});

it.each([
  ["timer-running", "{Control>}b{/Control}", { kind: "pause" }],
  ["timer-paused", "{Control>}b{/Control}", { kind: "resume" }],
  ["timer-running", "{Control>}z{/Control}", { kind: "undo" }],
])("in %s the shortcut %s does %o", async (scene, keys, command) => {
  const { user, asked } = await open(scenes[scene]!);
  await user.keyboard(keys);
  expect(recordings(asked).map(({ command }) => command)).toEqual([command]);
});

it("shortcuts go by the place of a key, whatever the layout writes there", async () => {
  const { asked } = await open(scenes["timer-running"]!);
  window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyB", key: "и", ctrlKey: true }));
  await waitFor(() => expect(recordings(asked).map(({ command }) => command)).toEqual([{ kind: "pause" }]));
});

it("Ctrl+. stops, and nothing where nothing runs", async () => {
  const press = () => window.dispatchEvent(new KeyboardEvent("keydown", { code: "Period", key: ".", ctrlKey: true }));
  const { asked, comes } = await open(scenes["timer-running"]!);
  press();
  await waitFor(() => expect(recordings(asked).map(({ command }) => command)).toEqual([{ kind: "stop" }]));
  await comes(status({ revision: 8 }));
  press();
  expect(recordings(asked).length).toBe(1);
});

it("Ctrl+L goes to the description from any screen, and Ctrl+Z in a field is the field's own", async () => {
  const { user, asked } = await open({ ...scenes["timer-running"]!, screen: "about" });
  await user.keyboard("{Control>}l{/Control}");
  await waitFor(() => expect(focused().id).toBe("description"));
  await user.keyboard("{Control>}z{/Control}");
  expect(recordings(asked)).toEqual([]);
});

it("? shows all shortcuts, a question mark in a field is text", async () => {
  const { user } = await open(scenes["timer-none"]!);
  await user.type(find("#description"), "why?");
  expect(document.querySelector('[data-dialog="keys"]')).toBeNull();
  focused().blur();
  await user.keyboard("?");
  await waitFor(() => expect(text('[data-dialog="keys"]')).toContain("Stop the timer"));
});

it("a dialog gives the focus back to what opened it", async () => {
  const { user } = await open({ ...scenes.keys!, clicks: [], shows: undefined });
  find('[data-do="keys"]').focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(find('[data-dialog="keys"]').contains(focused())).toBe(true));
  await user.click(find('[data-dialog="keys"] [data-do="cancel"]'));
  await waitFor(() => expect(focused().dataset.do).toBe("keys"));
});

it("a new state is told once; a number that moves on within it is not", async () => {
  const { comes, told } = await open({ screen: "timer", status: status() });
  expect(told()).toBe("");
  await comes(status({ revision: 8, headline: "sending", sending: { done: 1, total: 9 } }));
  await waitFor(() => expect(told()).toBe("Sending."));
  find('[aria-live="polite"]').textContent = "";
  await comes(status({ revision: 9, headline: "sending", sending: { done: 2, total: 9 } }));
  await waitFor(() => expect(text('[data-part="headline"]')).toContain("2 of 9"));
  expect(told()).toBe("");
});

it("there is one live region", async () => {
  await open(scenes["timer-disk-full"]!);
  expect(document.querySelectorAll('[aria-live], [role="alert"], [role="status"]').length).toBe(1);
});

it("language and theme change at once when they are changed elsewhere", async () => {
  await open(scenes["timer-none"]!);
  await emit("desktop://preferences", { ...preferences, language: "ru", theme: "dark" });
  await waitFor(() => expect(text('[data-go="timer"]')).toBe("Таймер"));
  expect(document.documentElement.lang).toBe("ru");
  expect(document.documentElement.dataset.theme).toBe("dark");
});

it("signing in is offered only while nobody is signed in", async () => {
  const { comes } = await open(scenes["timer-first-start"]!);
  expect(document.querySelector('nav [data-go="sign-in"]')).not.toBeNull();
  await comes(status({ revision: 8 }));
  await waitFor(() => expect(document.querySelector('nav [data-go="sign-in"]')).toBeNull());
});
