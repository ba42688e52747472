// The review list, as a person meets it.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { EntryJson, FindingJson, ItemJson } from "homing-plugin-api";
import { rust } from "../../../testing/rust";
import { editing } from "../../state/editing.svelte";
import { show } from "../../../testing/status";
import Review from "./Review.svelte";

const start = "2026-11-20T09:15:00.000Z";
const entry = { id: "e1", description: "Report", project: null, state: "stopped", intervals: [{ start, end: "2026-11-20T10:00:00.000Z" }] } as unknown as EntryJson;

function item(id: string, of: Partial<ItemJson> = {}): ItemJson {
  const made = {
    id, matter: "approximate-times", state: "open", project: null, description: `Work ${id}`, intervals: [{ start, end: "2026-11-20T10:30:00.000Z" }],
    approximate: true, missing: [], server_id: null, picture_bytes: null, more_of: null, arrived_since: false, ...of,
  };
  return made as unknown as ItemJson;
}

function open(findings: FindingJson[], items: ItemJson[], answers: Parameters<typeof rust>[0] = {}) {
  const status = show();
  const mock = rust({ review: { findings, items }, earlier_app: { found: [], original: null }, get_sync_status: status, ...answers });
  render(Review);
  return { ...mock, user: userEvent.setup() };
}

async function row(selector: string) {
  await waitFor(() => expect(document.querySelector(selector)).not.toBeNull());
  return within(document.querySelector<HTMLElement>(selector)!);
}

describe("the review list", () => {
  it("with nothing in it says so", async () => {
    open([], []);
    expect(await screen.findByText("Nothing needs a look.")).toBeTruthy();
  });

  it("offers no confirmation of work whose end is missing, but to say when", async () => {
    open([], [item("1", { matter: "no-stop", missing: ["to"], intervals: [{ start, end: null }] })]);
    const one = await row("[data-item='1']");
    expect(one.getByText("Missing: when it ended.")).toBeTruthy();
    expect(one.queryByRole("button", { name: /^Confirm/ })).toBeNull();
    expect(one.getByRole("button", { name: /^Say when/ })).toBeTruthy();
  });

  it("takes work over with the end that the person says", async () => {
    const { user, of } = open([], [item("1", { matter: "no-stop", missing: ["to"], intervals: [{ start, end: null }] })], { confirm_item: { entry } });
    await user.click((await row("[data-item='1']")).getByRole("button", { name: /^Say when/ }));
    const dialog = await row("[data-dialog=edit-item]");
    await user.click(document.querySelector<HTMLElement>("[data-dialog=edit-item] [data-do=save]")!);
    expect(await dialog.findByText("Say when it began and when it ended.")).toBeTruthy();
    const ended = within(dialog.getByRole("group", { name: "Ended" }));
    expect(ended.getByLabelText("Date")).toHaveProperty("value", "2026-11-20");
    await user.type(ended.getByLabelText("Time"), "11:30");
    await user.click(document.querySelector<HTMLElement>("[data-dialog=edit-item] [data-do=save]")!);
    await waitFor(() => expect(of("confirm_item")).toEqual([{ item: "1", given: { to: "2026-11-20T10:30:00.000Z" } }]));
    await waitFor(() => expect(document.querySelector("[data-dialog=edit-item]")).toBeNull());
  });

  it("asks once more where work would be very long, and sends it only then as meant", async () => {
    const confirm_item = (args: Record<string, unknown>) => {
      if (!(args["given"] as { long_is_meant?: boolean }).long_is_meant) throw { code: "yes-needed", work_seconds: 72_000 };
      return { entry };
    };
    const { user, of } = open([], [item("1")], { confirm_item });
    await user.click((await row("[data-item='1']")).getByRole("button", { name: /^Edit/ }));
    const save = () => user.click(document.querySelector<HTMLElement>("[data-dialog=edit-item] [data-do=save]")!);
    await save();
    expect(await screen.findByText(/without a break. Is it meant/)).toBeTruthy();
    await save();
    await waitFor(() => expect(of("confirm_item")).toHaveLength(2));
  });

  it("confirms many at once, and says of each that stays why", async () => {
    const decide_items = { done: [{ id: "1", entry }], left: [{ id: "2", error: { code: "entry-there" } }] };
    const { user, of } = open([], [item("1"), item("2")], { decide_items });
    await user.click(await screen.findByLabelText("Select all"));
    await user.click(within(screen.getByRole("group", { name: "2 items selected" })).getByRole("button", { name: /^Confirm/ }));
    expect(of("decide_items")).toEqual([{ items: ["1", "2"], decision: "confirm" }]);
    expect(await screen.findByText("Taken over: 1 item.")).toBeTruthy();
    expect(document.querySelector("[data-part=left]")?.textContent).toMatch(/Work 2: The server.s entry .* was taken over already/);
  });

  it("says that what was discarded is kept as such", async () => {
    const { user } = open([], [item("1")], { decide_items: { done: [{ id: "1", entry: null }], left: [] } });
    await user.click((await row("[data-item='1']")).getByRole("button", { name: /^Discard/ }));
    expect(await screen.findByText(/They are kept as discarded/)).toBeTruthy();
  });

  it("of time away lets the person say that it was no work", async () => {
    const gaps = [{ from: "2026-11-20T09:20:00.000Z", to: "2026-11-20T09:50:00.000Z", because: "slept", asleep_seconds: 1800, placed: true }];
    const { user, of } = open([{ matter: "away", entry, details: { gaps } } as unknown as FindingJson], [], { enqueue_time_entry: {} });
    await user.click((await row("[data-finding=away]")).getByRole("button", { name: /^It was not work/ }));
    expect(of("enqueue_time_entry")).toEqual([{ command: { kind: "edit", entry: "e1", changes: { cut_away: true } }, away: null, seen: null }]);
  });

  it("opens an entry that overlaps to be corrected", async () => {
    const { user } = open([{ matter: "overlaps", entry, details: { with: "e2", by_seconds: 600 } }], []);
    await user.click((await row("[data-finding=overlaps]")).getByRole("button", { name: /^Correct it/ }));
    expect(editing.now).toEqual({ what: "edit", entry });
  });
});

describe("the earlier app's database", () => {
  const file = "/home/anna/data.db";
  const report = {
    file, dry_run: false, rows: { all: 17, sent: 2, cancelled: 0, day_totals: 0 },
    taken_in: { imported: 0, history: 2, review: 15, unreadable: 0, unchanged: 0, changed: 0 }, pictures: { ready: 0, left: 0 }, sign_in: { state: "none" },
  };

  it("is offered where it is found, and its import is told in sentences", async () => {
    const { user, of } = open([], [], { earlier_app: { found: [file], original: null }, import_earlier_app: report });
    await user.click(await screen.findByRole("button", { name: "Import it" }));
    expect(of("import_earlier_app")).toEqual([{ file }]);
    expect(await screen.findByText("15 rows are unfinished work and wait for you in the review list.")).toBeTruthy();
    expect(screen.getByText(`The file itself was not changed: ${file}`)).toBeTruthy();
  });

  it("that can't be imported says why and what is safe, and can be tried again", async () => {
    const { user } = open([], [], { earlier_app: { found: [file], original: null }, import_earlier_app: () => { throw { code: "earlier-app-runs" }; } });
    await user.click(await screen.findByRole("button", { name: "Import it" }));
    expect(await screen.findByText(/Quit the earlier app and try again/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Import it" })).toHaveProperty("disabled", false);
  });

  it("is not touched before the person has chosen what becomes of it", async () => {
    const { user, of } = open([], [], { earlier_app: { found: [], original: { file } }, decide_earlier_original: null });
    await user.click(await screen.findByRole("radio", { name: /Take the sign-in out of it/ }));
    expect(of("decide_earlier_original")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Take the sign-in out of it" }));
    expect(of("decide_earlier_original")).toEqual([{ wish: "scrub" }]);
    expect(await screen.findByText(/The file has no sign-in any more/)).toBeTruthy();
  });
});
