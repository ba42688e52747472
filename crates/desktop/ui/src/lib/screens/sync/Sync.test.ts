// The sync panel, as a person meets it.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { StatusJson, TasksJson, UnsentTaskJson } from "homing-plugin-api";
import { rust } from "../../../testing/rust";
import { editing } from "../../state/editing.svelte";
import { counts, show } from "../../../testing/status";
import Sync from "./Sync.svelte";

const taken_at = "2026-11-27T15:00:00.000Z";

function task(id: string, of: Partial<UnsentTaskJson> = {}): UnsentTaskJson {
  const about = { kind: "entry" as const, event: "stop" as const, entry: `entry-${id}`, description: `Report ${id}`, project: null };
  return { id, about, state: "waiting", reason: null, waiting_behind: 0, attempts: 0, occurred_at: "2026-11-27T14:05:00.000Z", next_try: null, ...of };
}

const refused = (id: string, of: Partial<UnsentTaskJson> = {}) =>
  task(id, { state: "attention", reason: { code: "project-archived", detail: null, field: null }, ...of });

const entry = { id: "entry-1", intervals: [{ start: "2026-11-27T13:00:00.000Z", end: "2026-11-27T14:20:00.000Z" }] };
const daysWith = (entry: object) => [{ day: "2026-11-27", worked_seconds: 4800, entries: [{ entry, mark: "waiting", worked_seconds: 4800, refused: null }] }];

function open(lists: Partial<TasksJson>, answers: Parameters<typeof rust>[0] = {}, of: Partial<StatusJson> = {}) {
  const tasks: TasksJson = { attention: [], waiting: [], sent: [], counts, ...lists };
  tasks.counts = { ...counts, attention: tasks.attention.length, waiting: tasks.waiting.length, sent: tasks.sent.length, ...lists.counts };
  const status = show({ headline: "attention", counts: tasks.counts, ...of });
  answers["get_sync_status"] ??= status;
  const mock = rust({ tasks, entries: { taken_at, days: [] }, ...answers });
  render(Sync);
  return { ...mock, user: userEvent.setup() };
}

const row = async (id: string) => {
  await waitFor(() => expect(document.querySelector(`[data-task="${id}"]`)).not.toBeNull());
  return within(document.querySelector<HTMLElement>(`[data-task="${id}"]`)!);
};

describe("the sync panel", () => {
  it("tells why a change was refused, what to do, and how many wait behind it", async () => {
    open({ attention: [refused("1", { waiting_behind: 2 })] });
    const one = await row("1");
    expect(one.getByText(/The project takes no new work\. Edit the entry/)).toBeTruthy();
    expect(one.getByText("2 more wait behind it.")).toBeTruthy();
  });

  it("opens the entry of a refused change to be edited", async () => {
    const { user } = open({ attention: [refused("1")] }, { entries: { taken_at, days: daysWith(entry) } });
    await user.click((await row("1")).getByRole("button", { name: /^Edit/ }));
    await waitFor(() => expect(editing.now).toEqual({ what: "edit", entry }));
  });

  it("lets many refused changes go again at once", async () => {
    const { user, of } = open({ attention: [refused("1"), refused("2"), refused("3")] }, { retry_failed_tasks: { retried: 2, sync: null, sync_error: null } });
    await user.click(await screen.findByLabelText("Select: Stop of “Report 1” at 15:05"));
    await user.click(screen.getByLabelText("Select: Stop of “Report 3” at 15:05"));
    await user.click(within(screen.getByRole("group", { name: "2 changes selected" })).getByRole("button", { name: "Try again" }));
    expect(of("retry_failed_tasks")).toEqual([{ selection: { tasks: ["1", "3"] } }]);
    expect(await screen.findByText("2 refused changes go again.")).toBeTruthy();
  });

  it("asks before a discard, and says how much work the server would not have", async () => {
    const { user, of } = open({ waiting: [task("1")] }, { entries: { taken_at, days: daysWith(entry) }, discard_tasks: null });
    await user.click((await row("1")).getByRole("button", { name: /^Discard/ }));
    expect(of("discard_tasks")).toEqual([]);
    await waitFor(() => expect(document.querySelector("[data-part=loss]")?.textContent).toContain("1 change with 1h 20m of work"));
    await user.click(document.querySelector<HTMLElement>("[data-dialog=discard] [data-do=discard]")!);
    expect(of("discard_tasks")).toEqual([{ tasks: ["1"] }]);
    expect(await screen.findByText(/What is recorded of entries stays/)).toBeTruthy();
  });

  it("does not discard what a person keeps", async () => {
    const { user, of } = open({ waiting: [task("1")] });
    await user.click((await row("1")).getByRole("button", { name: /^Discard/ }));
    await user.click(document.querySelector<HTMLElement>("[data-dialog=discard] [data-do=cancel]")!);
    await waitFor(() => expect(document.querySelector("[data-dialog=discard]")).toBeNull());
    expect(of("discard_tasks")).toEqual([]);
  });

  it("says what can't be discarded, and that nothing was", async () => {
    const { user } = open({ waiting: [task("1")] }, { discard_tasks: () => { throw { code: "task-may-have-arrived" }; } });
    await user.click((await row("1")).getByRole("button", { name: /^Discard/ }));
    await user.click(document.querySelector<HTMLElement>("[data-dialog=discard] [data-do=discard]")!);
    expect(await screen.findByText(/The server may have this change already. Nothing was discarded/)).toBeTruthy();
  });

  it("names the file that an export wrote, and shows it", async () => {
    const { user, of } = open({ waiting: [task("1"), task("2")] }, { export_tasks: { file: "/home/anna/unsent.jsonl" }, show_file: null });
    await user.click(await screen.findByLabelText("Select all"));
    await user.click(screen.getByRole("button", { name: "Export" }));
    expect(await screen.findByText(/Written to \/home\/anna\/unsent.jsonl/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Show the file" }));
    expect(of("show_file")).toEqual([{ path: "/home/anna/unsent.jsonl" }]);
  });

  it("says how many more there are where a list has an end", async () => {
    open({ waiting: [task("1")], counts: { ...counts, waiting: 41 } });
    expect(await screen.findByText("And 40 more.")).toBeTruthy();
  });

  it("offline says when it tries again and why, and never that something failed", async () => {
    open({ waiting: [task("1")] }, {}, { headline: "offline", held: { kind: "offline", cause: "connect", until: "2026-11-27T15:04:00.000Z" } });
    await row("1");
    expect(document.querySelector("[data-part=next-try]")?.textContent).toMatch(/^at 16:04.*nothing answers at the server's address/);
    expect(document.body.textContent).not.toMatch(/fail|error/i);
  });

  it("sends at once when a person asks, and says how much went", async () => {
    const { user } = open({}, { sync_queue_now: { sent: 12, attention: 0, waiting: 0, requests: 1, end: { kind: "idle" } } });
    await user.click(screen.getByRole("button", { name: "Sync now" }));
    expect(await screen.findByText("Sent 12 changes.")).toBeTruthy();
  });

  it("before anyone signed in says that what is recorded stays here", async () => {
    open({}, {}, { headline: "local-only" });
    expect(await screen.findByText(/Nobody has signed in yet/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Sync now" })).toBeNull();
  });
});
