// The timer as a person uses it.

import { waitFor } from "@testing-library/svelte";
import type { RecordedJson } from "homing-plugin-api";
import { expect, it } from "vitest";
import { paused, recorded, running, status } from "../../../scenes/made";
import { refuse } from "../../../scenes/scene";
import { timer as scenes } from "../../../scenes/timer";
import { find, open, recordings, text } from "../../../testing/page";

it("Enter in the description starts the timer with all that was filled in, and empties the form", async () => {
  const { user, asked } = await open(scenes["timer-none"]!);
  await user.type(find("#project"), "Harbour");
  await user.type(find("#tags"), "writing, #quay, writing");
  await user.type(find("#description"), "Answer letters{Enter}");
  expect(recordings(asked)).toEqual([{ command: { kind: "start", description: "Answer letters", project: "Harbour", tags: ["writing", "quay"] }, away: "ask" }]);
  await waitFor(() => expect(find<HTMLInputElement>("#description").value).toBe(""));
});

it("what was typed stays where it was not recorded, and the reason is said", async () => {
  const { user, told } = await open({ ...scenes["timer-too-long"]!, clicks: [], shows: undefined });
  await user.type(find("#description"), "Too long{Enter}");
  await waitFor(() => find('[data-problem="entry-invalid"]'));
  expect(find<HTMLInputElement>("#description").value).toBe("Too long");
  expect(find("#description").getAttribute("aria-invalid")).toBe("true");
  expect(told()).toContain("too long");
});

it("a suggestion fills in its project and tags too, by the keyboard alone", async () => {
  const { user } = await open(scenes["timer-none"]!);
  await waitFor(() => expect(document.querySelectorAll("#description-list").length).toBe(1));
  await user.click(find("#description"));
  await user.keyboard("stand{ArrowDown}{Enter}");
  expect(find<HTMLInputElement>("#description").value).toBe("Stand-up");
  expect(find<HTMLInputElement>("#project").value).toBe("Team");
});

it("suggestions open by typing or by an arrow, and not because the field has the focus", async () => {
  const { user } = await open(scenes["timer-none"]!);
  const field = find("#description");
  const opened = () => field.getAttribute("aria-expanded");
  await user.click(field);
  expect(opened()).toBe("false");
  await user.keyboard("{ArrowDown}");
  expect(opened()).toBe("true");
  await user.keyboard("{Escape}");
  expect(opened()).toBe("false");
  await user.type(field, "a", { skipClick: true });
  expect(opened()).toBe("true");
});

it("an archived project is not suggested", async () => {
  const { user } = await open(scenes["timer-none"]!);
  await user.click(find("#project"));
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(text("#project-list")).toContain("Harbour"));
  expect(text("#project-list")).not.toContain("Old quay");
});

it.each([
  ["running", "pause", "pause"],
  ["running", "stop", "stop"],
  ["paused", "resume", "resume"],
  ["paused", "stop", "stop"],
])("while it is %s, %s does so and asks about time away", async (state, button, kind) => {
  const { user, asked } = await open(scenes[`timer-${state}`]!);
  expect(find('[data-part="timer"]').dataset.state).toBe(state);
  await user.click(find(`[data-do="${button}"]`));
  expect(recordings(asked)).toEqual([{ command: { kind }, away: kind === "resume" ? null : "ask" }]);
});

it.each(["pause", "stop"])("two clicks on %s record it once", async (button) => {
  let answer: (recorded: RecordedJson) => void = () => {};
  const late = new Promise<RecordedJson>((resolve) => (answer = resolve)) as unknown as RecordedJson;
  const { user, asked } = await open({ ...scenes["timer-running"]!, answers: { enqueueTimeEntry: () => late } });
  await user.dblClick(find(`[data-do="${button}"]`));
  answer(recorded());
  await waitFor(() => find('[data-part="notice"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: button }, away: "ask" }]);
});

it("another wish that comes before the answer waits for its turn and is not lost", async () => {
  let answered = (_: RecordedJson) => {};
  const first = new Promise<RecordedJson>((resolve) => (answered = resolve)) as unknown as RecordedJson;
  const kind = ({ command }: Record<string, unknown>) => (command as { kind: string }).kind;
  const enqueueTimeEntry = (given: Record<string, unknown>) => (kind(given) === "pause" ? first : recorded());
  const { user, asked } = await open({ ...scenes["timer-running"]!, answers: { enqueueTimeEntry } });
  await user.click(find('[data-do="pause"]'));
  await user.click(find('[data-do="stop"]'));
  expect(recordings(asked).map(kind)).toEqual(["pause"]);
  answered(recorded());
  await waitFor(() => expect(recordings(asked).map(kind)).toEqual(["pause", "stop"]));
});

it("two clicks on something that was done lately start it once", async () => {
  const { user, asked } = await open(scenes["timer-none"]!);
  await waitFor(() => find('[data-do="continue"]'));
  await user.dblClick(find('[data-do="continue"]'));
  await waitFor(() => find('[data-part="notice"]'));
  expect(recordings(asked)).toHaveLength(1);
});

it("a key that is held down stops the timer once", async () => {
  const { asked } = await open(scenes["timer-running"]!);
  for (const repeat of [true, false, true]) window.dispatchEvent(new KeyboardEvent("keydown", { code: "Period", ctrlKey: true, repeat, cancelable: true }));
  await waitFor(() => find('[data-part="notice"]'));
  for (const repeat of [true, true]) window.dispatchEvent(new KeyboardEvent("keydown", { code: "Period", ctrlKey: true, repeat, cancelable: true }));
  expect(recordings(asked)).toHaveLength(1);
});

it("while a timer runs, starting is called switching", async () => {
  await open(scenes["timer-running"]!);
  expect(document.querySelector('[data-do="start"]')).toBeNull();
  expect(text('[data-do="switch"]')).toBe("Switch");
});

it("elapsed time and the day's total are those of the snapshot", async () => {
  await open(scenes["timer-paused"]!);
  expect(text('[data-part="elapsed"]')).toContain("0:45:00");
  expect(text('[data-part="today"]')).toBe("5h 12m");
});

it("each thing that was done lately is there once, and one click starts it again", async () => {
  const { user, asked } = await open(scenes["timer-none"]!);
  await waitFor(() => find('[data-do="continue"]'));
  await user.click(find('[aria-label="Continue “Stand-up”"]'));
  expect(recordings(asked)[0]).toMatchObject({ command: { kind: "continue" }, away: "ask" });
});

it("after a change undo is offered, and undoes", async () => {
  const { user, asked } = await open(scenes["timer-stopped"]!);
  await user.click(find('[data-do="undo"]'));
  expect(recordings(asked).at(-1)).toEqual({ command: { kind: "undo", step: recorded().step }, away: null });
  await waitFor(() => expect(text('[data-part="notice"]')).toContain("Undone."));
  expect(document.querySelector('[data-do="undo"]')).toBeNull();
});

it("what was done lies over nothing once a person goes on, and can still be undone", async () => {
  const { user, asked } = await open({ ...scenes["timer-running"]!, answers: { enqueueTimeEntry: recorded() } });
  const passed = () => find('[data-part="notice"]').classList.contains("passed");
  await user.click(find('[data-do="pause"]'));
  await waitFor(() => expect(passed()).toBe(false));
  await user.tab();
  await user.click(find('[data-part="notice"] p'));
  expect(passed()).toBe(false);
  await user.type(find("#description"), "A");
  await waitFor(() => expect(passed()).toBe(true));
  await user.click(find('[data-do="undo"]'));
  await waitFor(() => expect(recordings(asked).at(-1)).toEqual({ command: { kind: "undo", step: recorded().step }, away: null }));
  await waitFor(() => expect(text('[data-part="notice"]')).toContain("Undone."));
  expect(passed()).toBe(false);
});

it("what is no longer the newest is not undone, which is said", async () => {
  const scene = scenes["timer-stopped"]!;
  const enqueueTimeEntry = ({ command }: Record<string, unknown>) => ((command as { kind: string }).kind === "undo" ? refuse({ code: "undo-outdated" }) : recorded());
  const { user, asked } = await open({ ...scene, answers: { ...scene.answers, enqueueTimeEntry } });
  await user.click(find('[data-do="undo"]'));
  await waitFor(() => find('[data-part="notice"] [data-problem="undo-outdated"]'));
  expect(recordings(asked)).toHaveLength(2);
});

it("what can hardly be meant is asked with its amount, and done only after a yes", async () => {
  const { user, asked } = await open(scenes["yes-needed"]!);
  await waitFor(() => expect(text('[data-dialog="yes"]')).toContain("1h 30m"));
  await user.click(find('[data-dialog="yes"] [data-do="yes"]'));
  expect(recordings(asked).at(-1)).toEqual({ command: { kind: "undo", step: recorded().step, loss_is_meant: true }, away: null });
});

it("a full disk is told, with what is safe", async () => {
  const { told } = await open(scenes["timer-disk-full"]!);
  expect(told()).toContain("what was recorded before is safe");
});

it("after each command the page asks how things stand", async () => {
  const { user, asked } = await open({ ...scenes["timer-running"]!, answers: { enqueueTimeEntry: recorded() } });
  const before = asked.filter(({ name }) => name === "getSyncStatus").length;
  await user.click(find('[data-do="pause"]'));
  await waitFor(() => expect(asked.filter(({ name }) => name === "getSyncStatus").length).toBe(before + 1));
});

it("a stop from elsewhere is shown as soon as it is heard of, and told once", async () => {
  const { comes, told } = await open(scenes["timer-running"]!);
  await comes(status({ revision: 8, headline: "waiting", counts: { waiting: 1 } }));
  await waitFor(() => expect(find('[data-part="timer"]').dataset.state).toBe("none"));
  expect(told()).toMatch(/No timer is running|Waiting/);
});

it("a snapshot that is older than the shown one changes nothing", async () => {
  const { comes } = await open({ screen: "timer", status: status({ revision: 9, timer: paused() }) });
  await comes(status({ revision: 8, timer: running() }));
  expect(find('[data-part="timer"]').dataset.state).toBe("paused");
});

it("where the data can't be read the page says so instead of an empty timer", async () => {
  await open({ ...scenes["timer-none"]!, answers: { entries: () => refuse({ code: "data-damaged" }) } });
  await waitFor(() => find('[data-problem="data-damaged"]'));
});
