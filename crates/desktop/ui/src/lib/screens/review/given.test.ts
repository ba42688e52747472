// What a person says about an item, as it is sent.
import { describe, expect, it } from "vitest";
import type { ItemJson } from "homing-plugin-api";
import { given, typedOf } from "./given";

const start = "2026-11-20T09:15:42.000Z";
const item = { matter: "no-stop", intervals: [{ start, end: null }], description: "Report", project: null } as unknown as ItemJson;
const typed = { it: item, from: typedOf(start), to: typedOf(null), description: "Report", project: "" };
const later = typedOf("2026-11-20T10:30:00.000Z");

describe("what is said of an item", () => {
  it("is only what differs: a beginning that was not touched keeps its seconds", () => {
    expect(given({ ...typed, to: later })).toEqual({ to: "2026-11-20T10:30:00.000Z" });
  });

  it("needs both times", () => {
    expect(given(typed)).toBe("times-needed");
    expect(given({ ...typed, to: later, from: { day: "nonsense", time: "9" } })).toBe("times-needed");
  });

  it("can't end before it begins", () => {
    expect(given({ ...typed, to: typedOf("2026-11-20T08:00:00.000Z") })).toBe("ends-first");
  });

  it("does not take the guessed beginning of work that only has an end", () => {
    const end = "2026-11-20T10:30:00.000Z";
    const ended = { ...item, matter: "no-start", intervals: [{ start: end, end }] } as ItemJson;
    expect(given({ ...typed, it: ended, from: typedOf(null), to: typedOf(end) })).toBe("times-needed");
    expect(given({ ...typed, it: ended, from: typedOf(start), to: typedOf(end) })).toEqual({ from: "2026-11-20T09:15:00.000Z" });
  });

  it("names a project, and takes one away", () => {
    expect(given({ ...typed, to: later, project: "harbour" })).toMatchObject({ project: "harbour" });
    expect(given({ ...typed, it: { ...item, project: "harbour" }, to: later, project: "" })).toMatchObject({ project: null });
  });
});
