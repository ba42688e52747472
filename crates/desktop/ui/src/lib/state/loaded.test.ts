// What a screen asks for: one question under way, one behind it, each answer shown.

import { expect, it } from "vitest";
import { Loaded } from "./loaded.svelte";

/** Questions whose answers come when a test says so. */
function slow() {
  const waiting: ((value: number) => void)[] = [];
  return { ask: () => new Promise<number>((answer) => waiting.push(answer)), waiting, settle: () => new Promise((done) => setTimeout(done)) };
}

it("one question is under way and one behind it, however many come", async () => {
  const { ask, waiting, settle } = slow();
  const loaded = new Loaded<number>();
  for (let n = 0; n < 50; n += 1) void loaded.loadOf(String(n), ask);
  expect(waiting).toHaveLength(1);
  waiting[0]!(1);
  await settle();
  expect(waiting).toHaveLength(2);
  waiting[1]!(2);
  await settle();
  expect(waiting).toHaveLength(2);
  expect(loaded.value).toBe(2);
});

it("each answer is shown, although the next question waits already", async () => {
  const { ask, waiting, settle } = slow();
  const loaded = new Loaded<number>();
  void loaded.loadOf("a", ask);
  void loaded.loadOf("b", ask);
  waiting[0]!(1);
  await settle();
  expect(loaded.value).toBe(1);
});

it("the same is not asked twice, unless there was no answer", async () => {
  let asks = 0;
  const loaded = new Loaded<number>();
  const ask = async () => {
    asks += 1;
    if (asks === 1) throw { code: "internal" };
    return asks;
  };
  for (const of of ["a", "a", "a", "b", "b"]) await loaded.loadOf(of, ask);
  expect(asks).toBe(3);
  expect(loaded.value).toBe(3);
});
