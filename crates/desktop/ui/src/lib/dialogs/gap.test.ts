// The question about time away, put by itself and by what ends a stretch of work.

import { waitFor } from "@testing-library/svelte";
import type { RecordedJson } from "homing-plugin-api";
import { tick } from "svelte";
import { expect, it } from "vitest";
import { at, entry, recorded, running, status } from "../../scenes/made";
import type { Asked } from "../../scenes/play";
import { refuse } from "../../scenes/scene";
import { timer as scenes } from "../../scenes/timer";
import { find, open, recordings, text } from "../../testing/page";

const noticed = scenes["gap-noticed"]!;

it("time away is asked about by itself, with its times", async () => {
  await open(noticed);
  await waitFor(() => expect(text('[data-dialog="gap"] h2')).toBe("You were away 12:04 to 12:51"));
});

it("kept, all of it counts and the timer works on, in one command that one undo takes back", async () => {
  const { user, asked } = await open(noticed);
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => expect(recordings(asked)).toEqual([{ command: { kind: "settle" }, away: "keep" }]));
  await user.click(find('[data-part="notice"] [data-do="undo"]'));
  expect(recordings(asked).at(-1)).toEqual({ command: { kind: "undo", step: recorded().step }, away: null });
});

it("removed, the timer stops where the time away began", async () => {
  const { user, asked } = await open(noticed);
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="remove"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: "stop" }, away: { "cut-at": at(27, "11:04") } }]);
});

it("removed and continued, the time away is cut out and the timer runs on", async () => {
  const { user, asked } = await open(noticed);
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="remove-and-continue"]'));
  await waitFor(() => expect(recordings(asked)).toEqual([{ command: { kind: "settle" }, away: "cut-out" }]));
});

it("put off, nothing is recorded, it is not put again by itself, and the timer's screen still offers it", async () => {
  const { user, asked, comes } = await open(noticed);
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="cancel"]'));
  await comes({ ...noticed.status, revision: 8 });
  await waitFor(() => find('[data-do="decide-gap"]'));
  expect(document.querySelector('[data-dialog="gap"]')).toBeNull();
  expect(recordings(asked)).toEqual([]);
  await user.click(find('[data-do="decide-gap"]'));
  await waitFor(() => find('[data-dialog="gap"]'));
});

it("a stop that would have to know asks, and is sent again with the answer", async () => {
  const { user, asked } = await open(scenes["gap-on-stop"]!);
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="remove-and-continue"]'));
  await waitFor(() => expect(recordings(asked)).toEqual([{ command: { kind: "stop" }, away: "ask" }, { command: { kind: "stop" }, away: "cut-out" }]));
});

it("where the length is not known, a person says when the work ended", async () => {
  const { user, asked } = await open(scenes["gap-unknown"]!);
  await waitFor(() => find("#gap-time"));
  await user.clear(find("#gap-time"));
  await user.type(find("#gap-time"), "18:30");
  await user.click(find('[data-dialog="gap"] [data-do="remove"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: "stop" }, away: { "cut-at": at(26, "17:30") } }]);
});

it("where the length is not known, the timer works on since the machine was back", async () => {
  const { user, asked } = await open(scenes["gap-unknown"]!);
  await waitFor(() => find("#gap-time"));
  await user.clear(find("#gap-time"));
  await user.type(find("#gap-time"), "18:30");
  const choice = '[data-dialog="gap"] [data-do="remove-and-continue"]';
  expect(text(choice)).toContain("Work ended at 18:30. The timer runs on from 09:02.");
  await user.click(find(choice));
  expect(recordings(asked)).toEqual([{ command: { kind: "settle" }, away: { "cut-at": at(26, "17:30") } }]);
});

it("a paused timer is not asked about", async () => {
  const away = noticed.status.timer!.away;
  await open({ screen: "timer", status: status({ timer: { ...running(), away, entry: entry({ state: "paused" }) } }) });
  expect(document.querySelector('[data-dialog="gap"]')).toBeNull();
});

const two = scenes["gap-several"]!;

it("several times away are all named, and stopping removes them alone: the work between them counts", async () => {
  const { user, asked } = await open(two);
  await waitFor(() => expect(text('[data-dialog="gap"] h2')).toBe("You were away 12:04 to 12:51, and 1 more time"));
  expect(text('[data-dialog="gap"] .gaps')).toContain("13:10 to 13:40");
  expect(text('[data-do="decide-gap"]')).toBe("You were away 12:04 to 12:51, and 1 more time");
  await user.click(find('[data-dialog="gap"] [data-do="remove"]'));
  await waitFor(() => expect(recordings(asked)).toEqual([{ command: { kind: "stop" }, away: "cut-out" }]));
});

it("a stop that asks about several never offers to cut at one time", async () => {
  const gaps = two.status.timer!.away;
  const enqueueTimeEntry = ({ away }: Record<string, unknown>) => (away === "ask" ? refuse({ code: "gap-unanswered", gaps }) : recorded());
  await open({ ...scenes["gap-on-stop"]!, answers: { enqueueTimeEntry } });
  await waitFor(() => find('[data-dialog="gap"] [data-do="remove-and-continue"]'));
  expect(document.querySelector('[data-dialog="gap"] [data-do="remove"]')).toBeNull();
});

it("a snapshot while the answer is recorded does not put the question again", async () => {
  let answer: (recorded: RecordedJson) => void = () => {};
  const late = new Promise<RecordedJson>((resolve) => (answer = resolve)) as unknown as RecordedJson;
  const { user, asked, comes } = await open({ ...noticed, answers: { ...noticed.answers, enqueueTimeEntry: () => late } });
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await comes({ ...noticed.status, revision: 8 });
  await tick();
  expect(document.querySelector('[data-dialog="gap"]')).toBeNull();
  answer(recorded());
  await waitFor(() => find('[data-part="notice"]'));
  expect(recordings(asked)).toHaveLength(1);
});

it("a cut for which Rust needs a time is asked about again", async () => {
  const gaps = scenes["gap-unknown"]!.status.timer!.away;
  const enqueueTimeEntry = ({ away }: Record<string, unknown>) => (away === "cut-out" ? refuse({ code: "cut-needs-time", gaps }) : recorded());
  const { user, asked } = await open({ ...noticed, answers: { ...noticed.answers, enqueueTimeEntry } });
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="remove-and-continue"]'));
  await waitFor(() => find("#gap-time"));
  expect(recordings(asked)).toEqual([{ command: { kind: "settle" }, away: "cut-out" }]);
  await user.click(find('[data-dialog="gap"] [data-do="remove"]'));
  await waitFor(() => expect(recordings(asked).at(-1)).toEqual({ command: { kind: "stop" }, away: { "cut-at": at(26, "16:20") } }));
  expect(recordings(asked)).toHaveLength(2);
});

it("an answer that could not be recorded is said, the timer runs as before, and the question is offered again", async () => {
  const { user, asked } = await open({ ...noticed, answers: { ...noticed.answers, enqueueTimeEntry: () => refuse({ code: "disk-full" }) } });
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => find('[data-part="notice"] [data-problem="disk-full"]'));
  expect(find('[data-part="timer"]').dataset.state).toBe("running");
  expect(recordings(asked)).toHaveLength(1);
  await user.click(find('[data-do="decide-gap"]'));
  await waitFor(() => find('[data-dialog="gap"]'));
});

const both = two.status.timer!.away;
const seen = (asked: Asked[]) => asked.filter(({ name }) => name === "enqueueTimeEntry").map(({ given }) => given.seen);

it("an answer names the time away that was shown; what came since is asked about before anything is settled", async () => {
  const enqueueTimeEntry = ({ seen }: Record<string, unknown>) => ((seen as unknown[]).length < 2 ? refuse({ code: "gap-unanswered", gaps: both }) : recorded());
  const { user, asked } = await open({ ...noticed, answers: { ...noticed.answers, enqueueTimeEntry } });
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => expect(text('[data-dialog="gap"] h2')).toBe("You were away 12:04 to 12:51, and 1 more time"));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => expect(seen(asked)).toEqual([both.slice(0, 1), both]));
  expect(recordings(asked).map(({ command }) => command)).toEqual([{ kind: "settle" }, { kind: "settle" }]);
});

it("a stop is asked about with nothing seen, and its answer names what was shown", async () => {
  const { user, asked } = await open(scenes["gap-on-stop"]!);
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => expect(seen(asked)).toEqual([null, both.slice(0, 1)]));
});

it("time away that a snapshot tells of while the question is open comes into the question", async () => {
  const { user, asked, comes } = await open(noticed);
  await waitFor(() => find('[data-dialog="gap"]'));
  await comes({ ...two.status, revision: 8 });
  await waitFor(() => expect(text('[data-dialog="gap"] h2')).toBe("You were away 12:04 to 12:51, and 1 more time"));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => expect(seen(asked)).toEqual([both]));
});

it("a question that is put anew leaves the time that was typed", async () => {
  const scene = scenes["gap-unknown"]!;
  const { user, comes } = await open(scene);
  await waitFor(() => find("#gap-time"));
  await user.clear(find("#gap-time"));
  await user.type(find("#gap-time"), "18:30");
  const timer = scene.status.timer!;
  await comes({ ...scene.status, revision: 8, timer: { ...timer, away: [{ ...timer.away[0]!, to: at(27, "08:03") }] } });
  await waitFor(() => expect(text('[data-dialog="gap"] h2')).toContain("09:03"));
  expect(find<HTMLInputElement>("#gap-time").value).toBe("18:30");
});
