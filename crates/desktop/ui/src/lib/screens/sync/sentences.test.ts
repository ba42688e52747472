// Changes in sentences, in both languages.
import { describe, expect, it } from "vitest";
import type { EventKind, StatusJson, UnsentTaskJson } from "homing-plugin-api";
import { headline } from "../../i18n/en/headline";
import { sync as en } from "../../i18n/en/sync";
import { sync as ru } from "../../i18n/ru/sync";
import type { Times } from "../../i18n/times";
import { nextTry, standing, what, why } from "./sentences";

const times: Times = {
  clock: (at) => at.slice(11, 16),
  day: (at) => at.slice(5, 10),
  isToday: (at) => at.startsWith("2026-11-27"),
  length: (seconds) => `${seconds / 60} min`,
};
const now = "2026-11-27T15:00:00.000Z";
const at = "2026-11-27T14:05:00.000Z";

function task(event: EventKind | null, description: string, occurred_at = at): UnsentTaskJson {
  const about = { kind: "entry" as const, event, entry: "1", description, project: null };
  return { id: "t", about, state: "waiting", reason: null, waiting_behind: 0, attempts: 0, occurred_at, next_try: null };
}

function status(of: Partial<StatusJson>): StatusJson {
  const counts = { waiting: 1, put_off: 0, attention: 0, behind_attention: 0, discarded: 0, sent: 0, next_due: null };
  return { taken_at: now, held: null, counts, ...of } as StatusJson;
}

describe("a change", () => {
  it("is told by what happened, to what and when", () => {
    expect(what(en, times, task("stop", "Report"))).toBe("Stop of “Report” at 14:05");
    expect(what(ru, times, task("stop", "Отчёт"))).toBe("Остановка «Отчёт» в 14:05");
    expect(what(en, times, task("start", ""))).toBe("Start of an entry without a description at 14:05");
  });

  it("names the day where that is another one", () => {
    expect(what(en, times, task("edit", "Report", "2026-11-20T09:00:00.000Z"))).toBe("Change of “Report” on 11-20 at 09:00");
  });

  it("of a kind that this page does not know is still told", () => {
    expect(what(en, times, task("merge" as never, "Report"))).toBe("“Report”, recorded at 14:05");
    expect(what(en, times, { about: { kind: "other", name: "note" }, occurred_at: at })).toBe("Change of the kind “note” at 14:05");
  });

  it("says when it goes, or that it may have arrived", () => {
    expect(standing(en, times, { ...task("stop", "a"), next_try: "2026-11-27T15:04:00.000Z" }, now)).toBe("Goes at 15:04.");
    expect(standing(en, times, { ...task("stop", "a"), next_try: "2026-11-27T14:59:00.000Z" }, now)).toBe("Goes with the next sync.");
    expect(standing(en, times, { ...task("stop", "a"), state: "unknown" }, now)).toContain("counts once");
  });
});

describe("a refusal", () => {
  it("says what is wrong, what to do, and what the server said", () => {
    expect(why(en, { code: "invalid-entry", field: "entry.project", detail: "No such project." })).toEqual({
      what: "The server does not take the project of this entry.",
      next: "Edit the entry; what you save goes in its place.",
      said: "The server says: No such project.",
    });
    expect(why(ru, { code: "project-archived", field: null, detail: null }).what).toBe("Проект больше не принимает работу.");
  });

  it("with a code that this page does not know names the code", () => {
    expect(why(en, { code: "teapot", detail: null, field: null })).toMatchObject({ what: "The server refused it.", said: "The server says: teapot" });
    expect(why(en, { code: "toString", detail: null, field: null }).what).toBe("The server refused it.");
  });
});

describe("the next try", () => {
  it("offline says when and why, and never that something failed", () => {
    const tried = nextTry(en, headline, times, status({ held: { kind: "offline", cause: "dns", until: "2026-11-27T15:04:00.000Z" } }));
    expect(tried).toEqual({ when: "at 15:04", why: headline.offline.dns });
  });

  it("that is due already comes at once", () => {
    expect(nextTry(en, headline, times, status({ held: { kind: "throttled", until: "2026-11-27T14:00:00.000Z" } }))?.when).toBe("at once");
  });

  it("has no time where this machine itself keeps what waits", () => {
    const counts = { ...status({}).counts, waiting: 1, next_due: now };
    const tried = nextTry(en, headline, times, status({ headline: "barred", barred: "keychain-locked", counts }));
    expect(tried).toEqual({ when: en.nextTryBarred, why: "The keychain is locked." });
  });

  it("is none where nothing waits", () => {
    const counts = { ...status({}).counts, waiting: 0 };
    expect(nextTry(en, headline, times, status({ counts }))).toBeNull();
  });
});

describe("the catalogue", () => {
  it("counts in Russian by its three forms", () => {
    expect([1, 2, 5, 21].map((n) => ru.discarded(n).split(".")[0])).toEqual([
      "Отброшено: 1 изменение", "Отброшено: 2 изменения", "Отброшено: 5 изменений", "Отброшено: 21 изменение",
    ]);
  });
});
