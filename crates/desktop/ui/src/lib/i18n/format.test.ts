// Times, lengths and plurals in both languages.

import { afterEach, expect, it } from "vitest";
import { clock, clockWith, dayName, duration, long, words } from ".";
import { daysLater, fieldsOf, instantOf } from "../state/days";
import { language } from "./language.svelte";
import { inZone } from "./zone.svelte";

afterEach(() => {
  language.code = "en";
  inZone("Europe/Berlin");
});

it("a time is shown in this machine's zone", () => {
  expect(clock("2026-11-27T13:05:00.000Z")).toBe("14:05");
  expect(clock("2026-07-27T13:05:00.000Z")).toBe("15:05");
});

it("a time of another day has its date", () => {
  expect(clockWith("2026-11-26T20:40:00.000Z", "2026-11-27")).toContain("26");
  expect(clockWith("2026-11-26T23:40:00.000Z", "2026-11-27")).toBe("00:40");
});

it("lengths are counted as a clock counts, and said in hours and minutes", () => {
  expect(duration(3729)).toBe("1:02:09");
  expect(duration(360_000)).toBe("100:00:00");
  expect([long(0), long(59), long(3600), long(3729)]).toEqual(["0s", "59s", "1h", "1h 2m"]);
  language.code = "ru";
  expect(long(3729).replace(/\s/g, " ")).toBe("1 ч 2 мин");
});

it("Russian has its three plurals", () => {
  language.code = "ru";
  expect([1, 2, 5, 11, 21, 104].map((n) => words().history.entries(n).replace(/\s/g, " "))).toEqual(["1 запись", "2 записи", "5 записей", "11 записей", "21 запись", "104 записи"]);
});

it("days are local ones, and the change of the clocks moves none", () => {
  expect(daysLater("2026-10-24", 1)).toBe("2026-10-25");
  expect(daysLater("2026-10-25", 1)).toBe("2026-10-26");
  expect(daysLater("2026-03-01", -1)).toBe("2026-02-28");
  expect(dayName("2026-10-25")).toBe("Sunday, October 25");
});

it("what a person types as a local time becomes an instant, or nothing", () => {
  expect(instantOf("2026-11-27", "14:05")).toBe("2026-11-27T13:05:00.000Z");
  expect(fieldsOf("2026-11-26T23:10:00.000Z")).toEqual({ day: "2026-11-27", time: "00:10" });
  expect([instantOf("2026-02-30", "10:00"), instantOf("2026-11-27", "25:00"), instantOf("", "")]).toEqual([null, null, null]);
});

it("a local time that no clock showed is refused, and of one that came twice the earlier is taken", () => {
  expect([instantOf("2026-03-29", "02:00"), instantOf("2026-03-29", "02:30"), instantOf("2026-11-27", "10:60")]).toEqual([null, null, null]);
  expect([instantOf("2026-03-29", "01:59"), instantOf("2026-03-29", "03:00")]).toEqual(["2026-03-29T00:59:00.000Z", "2026-03-29T01:00:00.000Z"]);
  expect(instantOf("2026-10-25", "02:30")).toBe("2026-10-25T00:30:00.000Z");
});

it("in another zone than the page was opened in, times, days and what is typed are that zone's", () => {
  inZone("America/St_Johns");
  expect(clock("2026-11-27T02:05:00.000Z")).toBe("22:35");
  expect(clockWith("2026-11-27T02:05:00.000Z", "2026-11-26")).toBe("22:35");
  expect(fieldsOf("2026-11-27T02:05:00.000Z")).toEqual({ day: "2026-11-26", time: "22:35" });
  expect(instantOf("2026-11-26", "22:35")).toBe("2026-11-27T02:05:00.000Z");
  expect(instantOf("2026-03-08", "02:30")).toBeNull();
  inZone("Pacific/Auckland");
  expect(dayName("2026-11-28")).toBe("Saturday, November 28");
  expect([daysLater("2026-09-26", 1), daysLater("2026-09-27", 1)]).toEqual(["2026-09-27", "2026-09-28"]);
});

it.each([["that the page does not know", "Nowhere/Land"], ["without a name", null]])("a zone %s leaves the page in its own", (_, name) => {
  inZone("Asia/Tokyo");
  inZone(name);
  expect(clock("2026-11-27T13:05:00.000Z")).toBe("14:05");
});
