// The words of the headline and of problems.

import { waitFor } from "@testing-library/svelte";
import type { CommandError, HeadlineCode } from "homing-plugin-api";
import { afterEach, expect, it } from "vitest";
import { words } from "../i18n";
import { language } from "../i18n/language.svelte";
import { scenes } from "../../scenes";
import { headlines } from "../../scenes/headlines";
import { refuse } from "../../scenes/scene";
import { find, open } from "../../testing/page";
import { ask } from "../state/snapshot.svelte";
import { look, sentences } from "./headline";
import { inWords } from "./problem";

afterEach(() => {
  language.code = "en";
});

const inBoth = Object.entries(headlines).flatMap(([name, { status }]) => (["en", "ru"] as const).map((language) => [name, language, status] as const));

it("each of the thirteen states has a scene", () => {
  const shown = new Set(Object.values(scenes).map(({ status }) => status.headline));
  expect([...(Object.keys(look) as HeadlineCode[])].filter((code) => !shown.has(code))).toEqual([]);
});

it.each(inBoth)("%s says in %s how things stand and what comes next", (_, code, status) => {
  language.code = code;
  const { title, more } = sentences(status);
  expect(title).toMatch(/[.?]$/);
  expect(more.length).toBeGreaterThan(0);
  more.forEach((sentence) => expect(sentence).toMatch(/[.?:]$/));
});

it.each(inBoth.filter(([name]) => name.startsWith("headline-offline")))("%s is never called a failure in %s, and says when it is tried next", (_, code, status) => {
  language.code = code;
  const { title, more } = sentences(status);
  expect(`${title} ${more.join(" ")}`).not.toMatch(/fail|error|ошибк|не удалось|сбой/i);
  expect(more.join(" ")).toContain("14:09");
});

it.each(inBoth.filter(([name]) => name.startsWith("headline-barred")))("%s promises nothing in %s", (_, code, status) => {
  language.code = code;
  const { title, more } = sentences(status);
  expect(`${title} ${more.join(" ")}`).not.toMatch(/soon|скоро/i);
  expect(more).toContain(words().headline.waitingHere(3));
});

it("a locked sign-in leads to its passphrase, and away again once it is given", async () => {
  const scene = headlines["headline-barred-passphrase"]!;
  const { user, asked, comes } = await open(scene);
  await user.click(find('[data-part="headline"] [data-do="ask-passphrase"]'));
  await user.type(await waitFor(() => find("#unlock-passphrase")), "right");
  await user.click(find('[data-do="unlock"]'));
  await waitFor(() => expect(asked.map(({ name }) => name)).toEqual(expect.arrayContaining(["unlock", "syncQueue"])));
  await waitFor(() => expect(document.querySelector('[data-dialog="unlock"]')).toBeNull());
  await comes({ ...scene.status, headline: "all-saved", barred: null, revision: scene.status.revision + 1, counts: { ...scene.status.counts, waiting: 0 } });
  await waitFor(() => find('[data-part="headline"][data-code="all-saved"]'));
});

it.each([
  ["keychain-locked", "sync"],
  ["keychain-missing", "sign-in"],
  ["sign-in-unreadable", "settings"],
  ["lock", "sync"],
])("%s leads to the screen %s", async (cause, screen) => {
  const { user } = await open(headlines[`headline-barred-${cause}`]!);
  await user.click(find('[data-part="headline"] [data-go]'));
  await waitFor(() => find(`main[data-screen="${screen}"]`));
});

it("only what the server has answered is said to be there", () => {
  for (const [name, , status] of inBoth) {
    if (!name.includes("all-saved")) expect(sentences(status).more.join(" ")).not.toContain("The server has everything");
  }
});

it("what was given up is said, and the server is not said to have everything", () => {
  const { title, more } = sentences(headlines["headline-all-but-given-up"]!.status);
  expect(title).toBe("All but what was given up is saved.");
  expect(more[0]).toBe("2 changes were given up: they are on this machine, and the server does not have them.");
  expect(more.join(" ")).not.toContain("everything");
});

it("a code that this page does not know is named, in a sentence", () => {
  expect(inWords({ code: "some-day" } as unknown as CommandError)).toContain("some-day");
});

it("every problem is said in whole sentences in both languages", () => {
  for (const one of ["en", "ru"] as const) {
    language.code = one;
    for (const code of Object.keys(words().problems)) {
      const text = inWords({ code, because: "text-too-long", field: "tag", max_chars: 4000, count: 2, work_seconds: 60, status: 503, max_bytes: 5_000_000, issuer: "https://id.example.org", resource: "https://elsewhere.example.org", waiting: 1, attention: 1 } as unknown as CommandError);
      expect(text).toMatch(/[.?]$/);
      expect(text).not.toMatch(/undefined|NaN/);
    }
  }
});

it("where the snapshot can't be had any more, that is said beside the last one", async () => {
  let broken = false;
  const answers = { getSyncStatus: () => (broken ? refuse({ code: "data-busy" }) : headlines["headline-waiting"]!.status) };
  await open({ ...headlines["headline-waiting"]!, answers });
  expect(document.querySelector("[data-problem]")).toBeNull();
  broken = true;
  await ask();
  await waitFor(() => find('[data-problem="data-busy"]'));
  find('[data-part="headline"][data-code="waiting"]');
});

it("offers no way to the screen that is shown", async () => {
  await open({ ...headlines["headline-barred-keychain-locked"]!, screen: "sync" });
  find('[data-part="headline"]');
  expect(document.querySelector('[data-part="headline"] [data-go]')).toBeNull();
});
