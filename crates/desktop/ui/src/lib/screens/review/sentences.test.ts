// What ought to be looked at, in sentences, and what can be done.
import { describe, expect, it } from "vitest";
import type { EntryJson, FindingJson, GapJson, ItemJson, LegacyReportJson } from "homing-plugin-api";
import { review as en } from "../../i18n/en/review";
import { review as ru } from "../../i18n/ru/review";
import { offer } from "../../i18n/en/offer";
import { sync } from "../../i18n/en/sync";
import { canConfirm, canEdit, finding, item, span, stepsOf } from "./sentences";
import { report } from "./report";

const times = {
  clock: (at: string) => at.slice(11, 16),
  day: (at: string) => at.slice(5, 10),
  isToday: (at: string) => at.startsWith("2026-11-27"),
  length: (seconds: number) => `${seconds / 60} min`,
};
const said = { words: en, sync, times };
const entry = { id: "1", state: "stopped", intervals: [] } as unknown as EntryJson;
const found = (matter: string, details: Record<string, unknown> = {}): FindingJson => ({ matter, entry, details }) as unknown as FindingJson;
const gap = (of: Partial<GapJson>): GapJson =>
  ({ from: "2026-11-27T12:04:00Z", to: "2026-11-27T12:51:00Z", because: "slept", asleep_seconds: 2820, placed: true, ...of }) as GapJson;

function work(of: Partial<ItemJson>): ItemJson {
  const made = {
    id: "a", matter: "approximate-times", state: "open", project: null, description: "Report", intervals: [], approximate: true,
    missing: [], server_id: null, picture_bytes: null, more_of: null, arrived_since: false, ...of,
  };
  return made as unknown as ItemJson;
}

describe("a finding", () => {
  it("says how much was recorded twice, and with what", () => {
    expect(finding({ ...said, nameOf: () => "Mail" }, found("overlaps", { with: "2", by_seconds: 600 }))).toBe("10 min of it was recorded twice, with “Mail”.");
  });

  it("says when the machine slept", () => {
    expect(finding(said, found("away", { gaps: [gap({})] }))).toBe(
      "While its timer ran, this machine slept from 12:04 to 12:51 (47 min). That counts as work so far.",
    );
  });

  it("of a sleep offers to keep it as work or to take it out", () => {
    expect(stepsOf(found("away", { gaps: [gap({})] }))).toEqual(["was-work", "was-not", "edit"]);
  });

  it("of a time off that has no place offers no cut, as its length is not known", () => {
    expect(stepsOf(found("away", { gaps: [gap({ because: "restarted", placed: false, asleep_seconds: null })] }))).toEqual(["was-work", "edit"]);
  });

  it("of a matter that this page does not know is told all the same", () => {
    expect(finding(said, found("brand-new"))).toBe("It needs a look.");
    expect(stepsOf(found("brand-new"))).toEqual(["edit"]);
  });
});

describe("an item of the earlier app", () => {
  it("says what is missing, and can't be confirmed before", () => {
    const open = work({ matter: "no-stop", missing: ["to"] });
    expect(item(en, open)).toEqual({ what: "It was started in the earlier app, and nothing says when it ended.", missing: "Missing: when it ended." });
    expect(item(ru, open).missing).toBe("Не хватает: когда закончилось.");
    expect([canConfirm(open), canEdit(open)]).toEqual([false, true]);
  });

  it("that is whole can be confirmed as it is", () => {
    expect(item(en, work({})).missing).toBeNull();
    expect(canConfirm(work({}))).toBe(true);
  });

  it("that has arrived since is not to be confirmed", () => {
    const since = work({ arrived_since: true });
    expect(item(en, since).what).toContain("it would be there twice");
    expect([canConfirm(since), canEdit(since)]).toEqual([false, false]);
  });

  it("that is a picture of no known entry lacks the entry", () => {
    const picture = work({ matter: "picture", picture_bytes: 2000 });
    expect(item(en, picture).missing).toContain("the entry");
    expect([canConfirm(picture), canConfirm({ ...picture, server_id: "E1" })]).toEqual([false, true]);
  });

  it("shows an open end as a question", () => {
    expect(span(times, en, [{ start: "2026-11-20T09:15:00Z", end: null }])).toBe("11-20, 09:15 – ?");
    expect(span(times, en, [{ start: "2026-11-20T09:15:00Z", end: "2026-11-20T10:30:00Z" }])).toBe("11-20, 09:15 – 10:30");
  });
});

describe("the report of an import", () => {
  const done = {
    file: "/home/anna/data.db", dry_run: false, rows: { all: 17, sent: 2, cancelled: 1, day_totals: 1 },
    taken_in: { imported: 1, history: 4, review: 12, unreadable: 0, unchanged: 0, changed: 0 },
    pictures: { ready: 1, left: 0 }, sign_in: { state: "none" },
  } as LegacyReportJson;

  it("has a sentence for what came, and none for what did not", () => {
    expect(report(offer, done)).toEqual([
      "The earlier app's file has 17 rows.",
      "12 rows are unfinished work and wait for you in the review list.",
      "1 picture goes with the next sync.",
      "4 rows need nothing more and are kept as history: 2 had reached the server, 1 was given up, 1 is the total of a day.",
      "The file itself was not changed: /home/anna/data.db",
    ]);
  });

  it("says why a sign-in was not moved, whatever the reason", () => {
    const not = (reason: string) => report(offer, { ...done, sign_in: { state: "not-moved", reason: reason as never } }).find((line) => line.includes("sign-in"));
    expect(not("no-server")).toContain("no server is set");
    expect(not("brand-new")).toContain("it can't be used here");
  });
});
