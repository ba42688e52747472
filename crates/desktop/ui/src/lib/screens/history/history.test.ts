// The history as a person uses it.

import { waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { entries, ordinary } from "../../../scenes/days";
import { history as scenes } from "../../../scenes/history";
import { day, marked, at, status } from "../../../scenes/made";
import { place } from "../../state/place.svelte";
import { refuse } from "../../../scenes/scene";
import { find, open, recordings, text } from "../../../testing/page";

const ordinaryScene = scenes["history-ordinary"]!;
const first = ordinary[0]!.entries[0]!.entry;

it("each entry has its mark in words", async () => {
  await open(scenes["history-unusual"]!);
  const marks = Object.fromEntries([...document.querySelectorAll<HTMLElement>("[data-entry]")].map((row) => [row.dataset.mark, row.querySelector(".mark")?.textContent?.trim()]));
  expect(marks).toEqual({ sent: "Sent", waiting: "Waits to be sent", attention: "Needs a look", here: "On this machine" });
});

it("what was given up is said not to be on the server", async () => {
  await open({ ...ordinaryScene, answers: { ...ordinaryScene.answers, entries: entries([day("2026-11-27", [marked({}, "given-up")])]) } });
  await waitFor(() => expect(text(".mark")).toBe("Given up: not on the server"));
});

it("an entry over midnight is in both days, in each with its part", async () => {
  await open(scenes["history-unusual"]!);
  expect(text('[data-day="2026-11-27"] [data-entry]:last-child')).toContain("2h 10m within this day");
  expect(text('[data-day="2026-11-26"] [data-entry]:first-child')).toContain("2h 20m within this day");
});

it("what the server refused leads to its task in the sync panel", async () => {
  const { user } = await open(scenes["history-unusual"]!);
  await user.click(find('[data-mark="attention"] [data-go="sync"]'));
  await waitFor(() => expect(find("main").dataset.screen).toBe("sync"));
  expect(place.about).toMatch(/^0000/);
});

it("only what was changed of an entry is sent, and times that were not touched stay to the millisecond", async () => {
  const { user, asked } = await open(scenes["history-edit"]!);
  await user.clear(find("#entry-description"));
  await user.type(find("#entry-description"), "Write the final report");
  await user.clear(find("#entry-tags"));
  await user.click(find('[data-do="save"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: "edit", entry: first.id, changes: { description: "Write the final report", untags: ["writing"], of_revision: first.revision } }, away: null }]);
  await waitFor(() => expect(document.querySelector("dialog")).toBeNull());
});

it("another time of a stretch is sent with its place", async () => {
  const { user, asked } = await open(scenes["history-edit-stretches"]!);
  const second = document.querySelectorAll<HTMLInputElement>('[data-field="to-time"]')[1]!;
  await user.clear(second);
  await user.type(second, "17:00");
  await user.click(find('[data-do="save"]'));
  expect(recordings(asked)[0]).toMatchObject({ command: { kind: "edit", changes: { times: [{ place: 1, to: at(26, "16:00") }] } } });
});

it("other times of several stretches are one command", async () => {
  const { user, asked } = await open(scenes["history-edit-stretches"]!);
  for (const field of document.querySelectorAll<HTMLInputElement>('[data-field="to-time"]')) {
    const [hour, minute] = field.value.split(":").map(Number) as [number, number];
    await user.clear(field);
    await user.type(field, `${String(hour).padStart(2, "0")}:${String(minute + 1).padStart(2, "0")}`);
  }
  await user.click(find('[data-do="save"]'));
  expect(recordings(asked)).toHaveLength(1);
  expect(recordings(asked)[0]).toMatchObject({ command: { changes: { times: [{ place: 0 }, { place: 1 }] } } });
});

it("an entry that was changed elsewhere is not written over: what was typed stays, until the entry is loaded as it is now", async () => {
  const scene = scenes["history-edit"]!;
  const now = marked({ ...first, description: "Changed in the terminal", revision: 5 });
  const answers = {
    ...scene.answers,
    entries: ({ from, to }: Record<string, unknown>) => entries(from === to ? [day("2026-11-27", [now])] : ordinary),
    enqueueTimeEntry: () => refuse({ code: "entry-changed", from: first.intervals[0]!.start }),
  };
  const { user, asked } = await open({ ...scene, answers });
  await user.type(find("#entry-description"), " at last");
  await user.click(find('[data-do="save"]'));
  await waitFor(() => find('dialog [data-problem="entry-changed"]'));
  expect(find<HTMLInputElement>("#entry-description").value).toBe(`${first.description} at last`);
  await user.click(find('dialog [data-do="load"]'));
  await waitFor(() => expect(find<HTMLInputElement>("#entry-description").value).toBe("Changed in the terminal"));
  expect(document.querySelector("dialog [data-problem]")).toBeNull();
  await user.type(find("#entry-description"), ", again");
  await user.click(find('[data-do="save"]'));
  expect(recordings(asked).at(-1)).toMatchObject({ command: { changes: { description: "Changed in the terminal, again", of_revision: 5 } } });
});

it("nothing is sent where nothing was changed", async () => {
  const { user, asked } = await open(scenes["history-edit"]!);
  await user.click(find('[data-do="save"]'));
  expect(recordings(asked)).toEqual([]);
});

it("work is added by hand with its times in this machine's zone", async () => {
  const { user, asked } = await open(scenes["history-add"]!);
  await user.type(find("#entry-description"), "Walk");
  await user.click(find('[data-do="save"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: "add", from: at(27, "12:05"), to: at(27, "13:05"), description: "Walk", project: null, tags: [] }, away: null }]);
});

it("a refused entry keeps its form, with the reason in it", async () => {
  await open(scenes["history-add-refused"]!);
  expect(text("dialog [data-problem]")).toContain("The end lies before the start");
  expect(find("dialog fieldset input").getAttribute("aria-invalid")).toBe("true");
});

it("an entry is deleted only after a yes", async () => {
  const { user, asked } = await open(scenes["history-delete"]!);
  expect(recordings(asked)).toEqual([]);
  await user.click(find('[data-dialog="delete-entry"] [data-do="delete-yes"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: "delete", entries: [first.id] }, away: null }]);
});

it("a long text is shown in part, and whole when it is asked for", async () => {
  const { user } = await open(scenes["history-unusual"]!);
  const more = document.querySelector<HTMLElement>('[data-mark="attention"] [aria-expanded="false"]')!;
  await user.click(more);
  expect(more.getAttribute("aria-expanded")).toBe("true");
});

it("earlier days are asked for when they are wanted", async () => {
  const { user, asked } = await open(ordinaryScene);
  await user.click(find('[data-do="earlier"]'));
  await waitFor(() => expect(asked.filter(({ name }) => name === "entries").at(-1)?.given).toEqual({ from: "2026-10-31", to: "2026-11-27" }));
});

it("a snapshot with one change more asks for the entries again", async () => {
  let more = false;
  const answers = { ...ordinaryScene.answers, entries: () => entries(more ? [day("2026-11-27", [marked({ description: "Recorded elsewhere" })])] : ordinary) };
  const { comes } = await open({ ...ordinaryScene, answers });
  more = true;
  await comes(status({ revision: 8, counts: { sent: 43 } }));
  await waitFor(() => expect(text("main")).toContain("Recorded elsewhere"));
});

it("no days say what to do", async () => {
  await open(scenes["history-empty"]!);
  await waitFor(() => expect(text("main")).toContain("Start the timer, or add work by hand."));
});
