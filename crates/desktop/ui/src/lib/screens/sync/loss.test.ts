// What a discard would lose.
import { describe, expect, it } from "vitest";
import type { EntryJson, UnsentTaskJson } from "homing-plugin-api";
import { daysOf, picturesOf, workOf } from "./loss";

const task = (entry: string, event = "stop", occurred_at = "2026-11-27T10:00:00Z") =>
  ({ about: { kind: "entry", event, entry, description: "", project: null }, occurred_at }) as UnsentTaskJson;
const entry = (id: string, start: string, end: string | null) => ({ id, intervals: [{ start, end }] }) as EntryJson;
const now = "2026-11-27T12:00:00Z";
const entries = [entry("a", "2026-11-27T09:00:00Z", "2026-11-27T09:20:00Z"), entry("b", "2026-11-27T11:30:00Z", null)];

describe("a discard", () => {
  it("names the work of the entries, each once, a running one up to now", () => {
    expect(workOf([task("a"), task("a", "edit"), task("b", "start")], entries, now)).toBe(20 * 60 + 30 * 60);
  });

  it("of a deletion loses no work", () => {
    expect(workOf([task("a", "delete")], entries, now)).toBe(0);
  });

  it("guesses nothing where an entry is not found", () => {
    expect(workOf([task("a"), task("gone")], entries, now)).toBeNull();
  });

  it("counts the pictures, which go for good", () => {
    const picture = { about: { kind: "screenshot", entry: "a", description: "", file_name: null } } as UnsentTaskJson;
    expect(picturesOf([picture, task("a")])).toBe(1);
  });

  it("looks for entries from a week before the first change on", () => {
    const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
    expect(daysOf([task("a"), task("b", "stop", "2026-11-20T10:00:00Z")], dayOf)).toEqual({ from: "2026-11-13", to: "2026-11-27" });
    expect(daysOf([], dayOf)).toBeNull();
  });
});
