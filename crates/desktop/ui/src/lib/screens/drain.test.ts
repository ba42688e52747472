// What the screens ask of Rust while a sync of thousands of changes is under way: a snapshot comes with each batch.

import { tick } from "svelte";
import { expect, it } from "vitest";
import type { DayJson, StatusJson } from "homing-plugin-api";
import { at, day, marked, running, status } from "../../scenes/made";
import { refuse } from "../../scenes/scene";
import { find, open, text, type Page } from "../../testing/page";
import { waitFor } from "@testing-library/svelte";

const BATCHES = 40;

/** The snapshots of a drain, two for each batch: claimed, and acknowledged. The last one says that all is saved, or what else is so. */
function* drain(of: Partial<StatusJson> = {}, attention = 0): Generator<StatusJson> {
  const total = BATCHES * 50;
  for (let n = 0; n < BATCHES; n += 1) {
    const next_due = at(27, `10:${String(n).padStart(2, "0")}`);
    const step = (done: number) =>
      status({
        revision: 10 + 2 * n + (done > n * 50 ? 1 : 0), headline: "sending", sending: { done, total }, under_way: true, last_exchange: at(27, "13:04"),
        // A second goes by with each snapshot.
        today: { ...status().today, worked_seconds: 18_720 + (of.timer ? done : 0) }, counts: { waiting: total - done, attention, sent: 42 + done, next_due }, ...of,
      });
    yield step(n * 50);
    yield step((n + 1) * 50);
  }
  yield status({ revision: 1000, timer: of.timer ?? null, counts: { waiting: 0, attention, sent: 42 + total } });
}

const before = () => status({ headline: "waiting", counts: { waiting: BATCHES * 50, sent: 42, next_due: at(27, "10:00") } });
const answered = (days: DayJson[]) => ({ entries: { taken_at: at(27, "13:05"), days } });
const asks = (page: Page, name: string) => page.asked.filter((one) => one.name === name).length;

/** Plays the drain; says how often that was asked meanwhile. */
async function during(page: Page, name: string): Promise<number> {
  const first = asks(page, name);
  for (const snapshot of drain()) {
    await page.comes(snapshot);
    await tick();
  }
  await waitFor(() => expect(find('[data-part="headline"]').dataset.code).toBe("all-saved"));
  await page.comes(status({ revision: 1001, last_exchange: at(27, "13:07"), counts: { waiting: 0, sent: 42 + BATCHES * 50 } }));
  await tick();
  return asks(page, name) - first;
}

it("what was done lately is asked for once more as it begins and once as it ends, not with each batch", async () => {
  const page = await open({ screen: "timer", status: before(), answers: answered([day("2026-11-27", [marked({})])]) });
  await waitFor(() => expect(text("main")).toContain("Write the report"));
  expect(await during(page, "entries")).toBe(2);
});

it("neither a timer that runs nor a refused change has a list asked for with each batch", async () => {
  const of: Partial<StatusJson> = { timer: running(), headline: "attention", sending: null };
  const page = await open({ screen: "timer", status: status({ ...of, counts: { waiting: BATCHES * 50, attention: 1, sent: 42, next_due: at(27, "10:00") } }), answers: answered([]) });
  await waitFor(() => expect(asks(page, "entries")).toBeGreaterThan(0));
  const first = asks(page, "entries");
  for (const snapshot of drain(of, 1)) {
    await page.comes(snapshot);
    await tick();
  }
  await waitFor(() => expect(find('[data-part="headline"]').dataset.code).toBe("all-saved"));
  expect(asks(page, "entries") - first).toBeLessThanOrEqual(2);
});

it("a list that can't be read is asked for once with each snapshot, and not on and on", async () => {
  const page = await open({ screen: "timer", status: before(), answers: { entries: () => refuse({ code: "data-unreadable" } as never) } });
  await waitFor(() => expect(document.querySelector("main [data-problem]")).not.toBeNull());
  const first = asks(page, "entries");
  await page.comes(status({ ...before(), revision: 8, headline: "offline", held: { kind: "offline", cause: "connect", until: at(27, "13:09") } }));
  for (let turn = 0; turn < 30; turn += 1) await tick();
  expect(asks(page, "entries") - first).toBe(1);
});

it("a history whose entries have all arrived is asked for no more often", async () => {
  const page = await open({ screen: "history", status: before(), answers: answered([day("2026-11-27", [marked({}, "sent")])]) });
  await waitFor(() => expect(text("main")).toContain("Write the report"));
  expect(await during(page, "entries")).toBe(2);
});

it("what ought to be looked at is asked for as a sync begins, once nothing waits, and as it ends", async () => {
  const page = await open({ screen: "review", status: before(), answers: { review: { items: [], findings: [] } } });
  await waitFor(() => find('[data-part="empty"]'));
  expect(await during(page, "review")).toBe(3);
});

it("a history with an entry that waits follows its mark", async () => {
  let mark: "waiting" | "sent" = "waiting";
  const entries = () => answered([day("2026-11-27", [marked({}, mark)])]).entries;
  const [claimed, acknowledged] = drain();
  const page = await open({ screen: "history", status: claimed!, answers: { entries } });
  await waitFor(() => find('[data-mark="waiting"]'));
  mark = "sent";
  await page.comes(acknowledged!);
  await waitFor(() => find('[data-mark="sent"]'));
});

it("a history that is asked for while a change is sent is asked for again once it was", async () => {
  const waiting: ((mark: "waiting" | "sent") => void)[] = [];
  const entries = () => new Promise((answer) => waiting.push((mark) => answer(answered([day("2026-11-27", [marked({}, mark)])]).entries)));
  const [claimed, acknowledged] = drain();
  const page = await open({ screen: "history", status: claimed!, answers: { entries: entries as never } });
  await waitFor(() => expect(waiting).toHaveLength(1));
  await page.comes(acknowledged!);
  await tick();
  waiting[0]!("waiting");
  await waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]!("sent");
  await waitFor(() => find('[data-mark="sent"]'));
});

it("the sync panel has one question under way and one behind it, however many snapshots come", async () => {
  const waiting: (() => void)[] = [];
  const tasks = () => new Promise((answer) => waiting.push(() => answer({ attention: [], waiting: [], sent: [], counts: before().counts })));
  const page = await open({ screen: "sync", status: before(), answers: { tasks: tasks as never } });
  await during(page, "tasks");
  expect(waiting).toHaveLength(1);
  waiting[0]!();
  await waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]!();
  await tick();
  expect(waiting).toHaveLength(2);
});

it.each([["timer", "entries"], ["history", "entries"], ["week", "week"], ["sync", "tasks"], ["review", "review"]] as const)(
  "a snapshot that says no more than how the sync stands asks nothing again on the %s screen", async (screen, name) => {
    const page = await open({ screen, status: before(), answers: answered([]) });
    await waitFor(() => expect(asks(page, name)).toBeGreaterThan(0));
    const first = asks(page, name);
    await page.comes(status({ ...before(), revision: 8, headline: "offline", last_exchange: at(27, "13:06"), held: { kind: "offline", cause: "connect", until: at(27, "13:09") } }));
    await waitFor(() => expect(find('[data-part="headline"]').dataset.code).toBe("offline"));
    expect(asks(page, name)).toBe(first);
  },
);

it("what is recorded in this window is asked for although the snapshot says the same", async () => {
  const page = await open({ screen: "timer", status: before(), answers: answered([day("2026-11-27", [marked({})])]) });
  await waitFor(() => find('[data-do="continue"]'));
  const first = asks(page, "entries");
  await page.user.click(find('[data-do="continue"]'));
  await waitFor(() => expect(asks(page, "entries")).toBeGreaterThan(first));
});
