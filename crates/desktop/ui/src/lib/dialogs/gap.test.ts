// The question about time away, put by itself and by what ends a stretch of work.

import { waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { at, entry, recorded, running, status } from "../../scenes/made";
import { timer as scenes } from "../../scenes/timer";
import { find, open, recordings, text } from "../../testing/page";

const noticed = scenes["gap-noticed"]!;

it("time away is asked about by itself, with its times", async () => {
  await open(noticed);
  await waitFor(() => expect(text('[data-dialog="gap"] h2')).toBe("You were away 12:04 to 12:51"));
});

it("kept, the stretch ends with all of it and the next begins at its end", async () => {
  const end = at(27, "13:05");
  const stopped = recorded({ entry: entry({ intervals: [{ start: at(27, "09:00"), end }], state: "paused" }) });
  const { user, asked } = await open({ ...noticed, answers: { ...noticed.answers, enqueueTimeEntry: stopped } });
  await waitFor(() => find('[data-dialog="gap"]'));
  await user.click(find('[data-dialog="gap"] [data-do="keep"]'));
  await waitFor(() => expect(recordings(asked)).toEqual([{ command: { kind: "pause" }, away: "keep" }, { command: { kind: "resume", at: end }, away: null }]));
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
  await waitFor(() => expect(recordings(asked).map(({ away }) => away)).toEqual(["cut-out", null]));
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
  expect(document.querySelector('[data-do="remove-and-continue"]')).toBeNull();
  await user.clear(find("#gap-time"));
  await user.type(find("#gap-time"), "18:30");
  await user.click(find('[data-dialog="gap"] [data-do="remove"]'));
  expect(recordings(asked)).toEqual([{ command: { kind: "stop" }, away: { "cut-at": at(26, "17:30") } }]);
});

it("a paused timer is not asked about", async () => {
  const away = noticed.status.timer!.away;
  await open({ screen: "timer", status: status({ timer: { ...running(), away, entry: entry({ state: "paused" }) } }) });
  expect(document.querySelector('[data-dialog="gap"]')).toBeNull();
});
