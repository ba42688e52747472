// Every scene in both languages has all its words; each screen and dialog passes axe. (The real window's tests look at
// every scene with axe again, with its layout and colours.)

import { expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { find, open } from "../testing/page";
import { scenes } from ".";

const all = Object.entries(scenes);
const inBoth = all.flatMap(([name, scene]) => (["en", "ru"] as const).map((language) => [name, language, scene] as const));

it.each(inBoth)("the scene %s in %s has all its words", async (_, language, scene) => {
  await open(scene, { language });
  expect(find("main").dataset.screen).toBe(scene.screen);
  expect(document.body.textContent).not.toMatch(/undefined|\[object|NaN|Invalid Date/);
});

// The headline is the same markup in all of its states, and many entries are the same rows as a few.
const looked = all.filter(([name]) => (!name.startsWith("headline-") || name === "headline-attention" || name === "headline-barred-passphrase") && name !== "history-many");

it.each(looked)("axe objects to nothing in the scene %s", async (_, scene) => {
  await open(scene);
  await expectNoViolations();
});
