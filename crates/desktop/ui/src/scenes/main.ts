// The page of scenes: `#scene=NAME&lang=ru&theme=dark` shows one as the window would, without Rust. Without a name it
// lists them all. `data-scene` on the document says that the scene stands. Never part of what is shipped.

import "../lib/style/tokens.css";
import "../lib/style/base.css";
import { mount, tick } from "svelte";
import App from "../App.svelte";
import type { Language } from "../lib/desktop";
import { speak } from "../lib/i18n";
import { place } from "../lib/state/place.svelte";
import { scenes } from ".";
import { answerFor, clickThrough } from "./play";

window.addEventListener("hashchange", () => location.reload());
const wanted = new URLSearchParams(location.hash.slice(1));
const name = wanted.get("scene") ?? "";
const scene = scenes[name];

if (scene) {
  const theme = wanted.get("theme");
  answerFor(scene, {
    language: (wanted.get("lang") ?? "en") as Language,
    theme: theme === "dark" || theme === "light" ? theme : null,
  });
  await speak((wanted.get("lang") ?? "en") as Language);
  place.screen = scene.screen;
  mount(App, { target: document.body });
  document.title = name;
  await clickThrough({ ...scene, clicks: [], shows: "main h1" });
  await clickThrough(scene);
  await tick();
  // The chart is loaded and drawn by then, too.
  await document.fonts.ready;
  document.documentElement.dataset.scene = name;
} else {
  const list = document.createElement("ul");
  for (const one of Object.keys(scenes)) {
    const link = document.createElement("a");
    link.href = `#scene=${one}`;
    link.textContent = one;
    list.appendChild(document.createElement("li")).append(link);
  }
  document.body.append(list);
}
