// The snapshot that is shown: asked for whenever somebody comes back, and with the zone that it is of.

import { afterEach, beforeEach, expect, it } from "vitest";
import { answerFor } from "../../scenes/play";
import { status } from "../../scenes/made";
import { clock } from "../i18n";
import { follow, shown, take } from "./snapshot.svelte";

let ends = () => {};

beforeEach(() => {
  shown.status = null;
});

afterEach(() => {
  ends();
  take(status({ revision: 1_000 }));
});

it.each([["focus", window], ["visibilitychange", document]])("whoever comes back (%s) is shown how things are by then", async (event, target) => {
  const asked = answerFor({ screen: "timer", status: status() });
  ends = await follow();
  const before = asked.length;
  target.dispatchEvent(new Event(event));
  expect(asked.slice(before).map(({ name }) => name)).toEqual(["getSyncStatus"]);
});

it("a snapshot of another zone sets the page's clocks", () => {
  take(status());
  expect(clock("2026-11-27T13:05:00.000Z")).toBe("14:05");
  take(status({ revision: 8, today: { ...status().today, zone: "Asia/Tokyo" } }));
  expect(clock("2026-11-27T13:05:00.000Z")).toBe("22:05");
});
