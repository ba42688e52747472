// Every scene in both languages, by axe, and without a word that is missing.

import { expect, it } from "vitest";
import { expectNoViolations } from "../testing/axe";
import { find, open } from "../testing/page";
import { scenes } from ".";

const all = Object.entries(scenes).flatMap(([name, scene]) => (["en", "ru"] as const).map((language) => ({ name, language, scene })));

it.each(all)("$name in $language has nothing that axe objects to", async ({ scene, language }) => {
  await open(scene, { language });
  expect(find("main").dataset.screen).toBe(scene.screen);
  expect(document.body.textContent).not.toMatch(/undefined|\[object|NaN|Invalid Date/);
  await expectNoViolations();
});
