// Settings and the questions before an account or the program is left.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { refuse } from "../../../scenes/scene";
import { timer } from "../../../scenes/timer";
import { open as openPage } from "../../../testing/page";
import { rust } from "../../../testing/rust";
import QuitDialog from "../../dialogs/QuitDialog.svelte";
import { leaving } from "../../state/leaving.svelte";
import { takePreferences } from "../../state/preferences.svelte";
import type { PreferencesJson } from "../../desktop";
import { show } from "../../../testing/status";
import Settings from "./Settings.svelte";

const server = "https://homing.example.org";
const anna = { server, name: "anna", user: "7", signed_in: true, credentials: "keychain", active: true, waiting: 3, attention: 1, pictures: 0, timer: null };
const bert = { ...anna, name: "bert", user: "8", active: false, waiting: 0, attention: 0 };
const preferences: PreferencesJson = { language: "en", theme: null, tray: true, tray_possible: true, autostart: false, autostart_possible: true, start_hidden: false };
const rows = [
  { key: "server", value: server, origin: "file", variable: null },
  { key: "proxy", value: "http://proxy:3128", origin: "environment", variable: "HTTPS_PROXY" },
  { key: "ca_file", value: null, origin: "default", variable: null },
];
const unsent = { waiting: 3, attention: 1, pictures: 0, timer: false };

function open(answers: Parameters<typeof rust>[0] = {}, kept: PreferencesJson = preferences) {
  const status = show();
  takePreferences(kept);
  const mock = rust({
    accounts: { local: null, accounts: [anna, bert] }, settings: rows, get_sync_status: status,
    folders: { data: "/data", config: "/config", logs: "/data/logs" }, ...answers,
  });
  render(Settings);
  return { ...mock, user: userEvent.setup() };
}

const part = async (selector: string) => {
  await waitFor(() => expect(document.querySelector(selector)).not.toBeNull());
  return within(document.querySelector<HTMLElement>(selector)!);
};
const press = async (user: ReturnType<typeof userEvent.setup>, selector: string) => {
  await part(selector);
  await user.click(document.querySelector<HTMLElement>(selector)!);
};
const asks = (args: Record<string, unknown>) => {
  if (args["unsent"] !== "keep") throw { code: "unsent-work", ...unsent };
  return { account: anna, server_told: true, farewell: "told", unsent: 4, pictures: 0 };
};

describe("a sign-out with unsent work", () => {
  it("is asked about, and nobody is signed out who stays", async () => {
    const { user, of } = open({ sign_out: asks });
    await user.click(await screen.findByRole("button", { name: "Sign out anna" }));
    expect(await screen.findByText(/anna has 4 unsent changes, of which 1 needs a look/)).toBeTruthy();
    await press(user, "[data-dialog=unsent-work] [data-do=cancel]");
    await waitFor(() => expect(document.querySelector("[data-dialog=unsent-work]")).toBeNull());
    expect(of("sign_out")).toHaveLength(1);
  });

  it("keeps it for that account alone where the person wants that", async () => {
    const { user, of } = open({ sign_out: asks });
    await user.click(await screen.findByRole("button", { name: "Sign out anna" }));
    await press(user, "[data-dialog=unsent-work] [data-do=keep]");
    expect(of("sign_out").at(-1)).toEqual({ account: { server, user: "7" }, unsent: "keep" });
    expect(await screen.findByText(/4 unsent changes stay here, for anna alone/)).toBeTruthy();
  });

  it("does not leave the account where not everything could be sent first", async () => {
    const { user, of } = open({ sign_out: asks, sync_queue_now: { sent: 3, attention: 1, waiting: 0, requests: 1, end: { kind: "idle" } } });
    await user.click(await screen.findByRole("button", { name: "Sign out anna" }));
    await press(user, "[data-dialog=unsent-work] [data-do=send-first]");
    expect(await screen.findByText(/Not everything could be sent, so nothing was changed/)).toBeTruthy();
    expect(of("sign_out")).toHaveLength(1);
  });
});

describe("settings", () => {
  it("switch to an account that is signed in", async () => {
    const { user, of } = open({ switch_account: { switched: true, account: bert, former: null } });
    await user.click(await screen.findByRole("button", { name: "Switch to bert" }));
    expect(of("switch_account")).toEqual([{ account: { server, user: "8" }, unsent: null }]);
    expect(await screen.findByText("Homing records for bert now.")).toBeTruthy();
  });

  it("change a row of the configuration, and put the focus back", async () => {
    const changed = rows.map((row) => (row.key === "server" ? { ...row, value: "https://other.example.org" } : row));
    const { user, of } = open({ change_setting: changed });
    await user.click(await screen.findByRole("button", { name: "Change: Server" }));
    await user.clear(screen.getByLabelText("Server"));
    await user.type(screen.getByLabelText("Server"), "https://other.example.org{Enter}");
    expect(of("change_setting")).toEqual([{ key: "server", value: "https://other.example.org" }]);
    expect(await screen.findByText("https://other.example.org")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Change: Server" })));
  });

  it("keep a value that can't be used in its field, with the reason", async () => {
    const { user } = open({ change_setting: () => { throw { code: "configuration" }; } });
    await user.click(await screen.findByRole("button", { name: "Change: Server" }));
    await user.type(screen.getByLabelText("Server"), "x{Enter}");
    expect(await screen.findByText(/The configuration can't be used/)).toBeTruthy();
    expect(screen.getByLabelText("Server")).toHaveProperty("value", `${server}x`);
  });

  it("say which variable sets what can't be changed here", async () => {
    open();
    expect(await screen.findByText(/Set by HTTPS_PROXY/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Change: Proxy" })).toBeNull();
  });

  it("say where there is no tray that closing ends the program", async () => {
    open({}, { ...preferences, tray_possible: false });
    expect(await screen.findByText(/closing the window ends the program/)).toBeTruthy();
    expect(document.querySelector<HTMLInputElement>("#tray")?.disabled).toBe(true);
  });

  it("write diagnostics without names unless they are asked for, and show the file", async () => {
    const { user, of } = open({ write_diagnostics: { file: "/home/anna/diagnostics.zip" }, show_file: null });
    await press(user, "[data-do=diagnostics]");
    expect(of("write_diagnostics")).toEqual([{ showNames: false }]);
    expect(await screen.findByText(/diagnostics.zip/)).toBeTruthy();
    await press(user, "[data-do=show-file]");
    expect(of("show_file")).toEqual([{ path: "/home/anna/diagnostics.zip" }]);
  });
});

describe("the question before the program ends", () => {
  it("says that nothing is lost, and ends only when told to", async () => {
    const { of } = rust({ quit: null });
    const close = vi.fn();
    render(QuitDialog, { unsent, close });
    expect(screen.getByText(/Nothing is lost: it goes after the next start/)).toBeTruthy();
    expect(of("quit")).toEqual([]);
    await press(userEvent.setup(), "[data-dialog=quit] [data-do=quit]");
    expect(of("quit")).toEqual([{ anyway: true }]);
  });

  it("ends after sending only where everything was sent", async () => {
    const { of } = rust({ quit: null, sync_queue_now: { sent: 1, attention: 1, waiting: 0, requests: 1, end: { kind: "idle" } } });
    render(QuitDialog, { unsent, close: vi.fn() });
    await press(userEvent.setup(), "[data-dialog=quit] [data-do=send-first]");
    expect(await screen.findByText(/Not everything could be sent/)).toBeTruthy();
    expect(of("quit")).toEqual([]);
  });

  it("is opened by Ctrl-Q where work is not sent", async () => {
    const { asked } = await openPage({ ...timer["timer-none"]!, answers: { quit: () => refuse({ code: "unsent-work", ...unsent }) } });
    window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyQ", key: "q", ctrlKey: true, cancelable: true }));
    await part("[data-dialog=quit]");
    expect(asked.filter(({ name }) => name === "quit").map(({ given }) => given)).toEqual([{ anyway: false }]);
  });

  it("does not come where all is sent: the button of the settings ends the program", async () => {
    const { user, of } = open({ quit: null });
    await press(user, "[data-do=quit]");
    expect(of("quit")).toEqual([{ anyway: false }]);
    expect(leaving.unsent).toBeNull();
  });
});
