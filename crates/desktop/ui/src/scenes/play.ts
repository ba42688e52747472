// Plays a scene: Rust is mocked below the bindings, so that the page runs as it is shipped.

import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import type { PreferencesJson } from "../lib/desktop";
import type { Answers, Scene, Shown } from "./scene";

/** What the page asked, in order: the command's name and what it gave. */
export type Asked = { name: string; given: Record<string, unknown> };

export const preferences: PreferencesJson = {
  language: "en", theme: null, tray: true, tray_possible: true, autostart: false, autostart_possible: true, start_hidden: false,
};

/** Answers for Rust from now on. */
export function answerFor(scene: Scene, shown: Shown = {}): Asked[] {
  const asked: Asked[] = [];
  const answers: Answers = {
    getSyncStatus: scene.status,
    suggestions: { projects: [], tags: [], recent: [] },
    entries: { taken_at: scene.status.taken_at, days: [] },
    earlierApp: { found: [], original: null },
    signInPlace: { keychain: "ready", server: null, locked_file: false },
    ...scene.answers,
    preferences: { ...preferences, ...scene.answers?.preferences, language: shown.language ?? "en", theme: shown.theme ?? null },
  };
  mockIPC(
    (command, payload) => {
      const name = camel(command.replace(/^plugin:homing\|/, ""));
      const given = (payload ?? {}) as Record<string, unknown>;
      asked.push({ name, given });
      const answer = (answers as Record<string, unknown>)[name];
      return typeof answer === "function" ? answer(given) : (answer ?? null);
    },
    { shouldMockEvents: true },
  );
  return asked;
}

/** Clicks what the scene wants clicked, each as soon as it is there, writes what it wants written, and waits for what it shows at last. */
export async function clickThrough(scene: Scene): Promise<void> {
  for (const selector of scene.clicks ?? []) (await appears(selector)).click();
  if (scene.writes) {
    const [selector, text] = scene.writes;
    const field = (await appears(selector)) as HTMLInputElement;
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const { event, payload } of scene.emits ?? []) await emit(event, payload);
  if (scene.shows) await appears(scene.shows);
}

function appears(selector: string): Promise<HTMLElement> {
  return new Promise((resolve) => {
    const look = () => {
      const there = document.querySelector<HTMLElement>(selector);
      if (there) {
        observer.disconnect();
        resolve(there);
      }
      return there;
    };
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
    look();
  });
}

const camel = (snake: string) => snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
