// Time that goes on in the page: by a clock that nobody sets, only while it is seen and running.

import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answerFor } from "../../scenes/play";
import { NOW, paused, running, status } from "../../scenes/made";
import { take } from "./snapshot.svelte";
import { keepTheDay, keepTicking, todayNow, workedNow } from "./ticking.svelte";

let ends: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(new Date(NOW));
  ends = [keepTicking(), keepTheDay()];
});

afterEach(() => {
  ends.forEach((end) => end());
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("a running timer counts on from the snapshot's work", () => {
  take(status({ timer: running() }));
  flushSync();
  vi.advanceTimersByTime(61_000);
  expect(workedNow()).toBe(3729 + 61);
  expect(todayNow()).toBe(18_720 + 61);
});

it("a clock that is set meanwhile changes nothing", () => {
  take(status({ timer: running() }));
  flushSync();
  vi.setSystemTime(new Date("2031-01-01T00:00:00Z"));
  vi.advanceTimersByTime(2_000);
  expect(workedNow()).toBe(3731);
});

it("the next snapshot has the last word", () => {
  take(status({ timer: running() }));
  flushSync();
  vi.advanceTimersByTime(5_000);
  take(status({ revision: 8, timer: { ...running(), worked_seconds: 3_730 } }));
  flushSync();
  expect(workedNow()).toBe(3_730);
});

it("nothing ticks while nothing runs, or while nobody sees it", () => {
  take(status({ timer: paused() }));
  flushSync();
  expect(vi.getTimerCount()).toBe(1); // the end of the day
  take(status({ revision: 8, timer: running() }));
  flushSync();
  expect(vi.getTimerCount()).toBe(2);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(vi.getTimerCount()).toBe(1);
});

it("when the local day ends, as Rust said it does, the page asks again", () => {
  const asked = answerFor({ screen: "timer", status: status() });
  take(status());
  flushSync();
  vi.advanceTimersByTime(Date.parse("2026-11-27T23:00:00.000Z") - Date.parse(NOW) - 1);
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(asked.map(({ name }) => name)).toEqual(["getSyncStatus"]);
});
