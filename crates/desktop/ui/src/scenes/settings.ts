// Settings and what this program is: accounts, rows that are open, what is impossible here, files that were written.

import type { AccountsJson, SettingJson } from "homing-plugin-api";
import { status } from "./made";
import { refuse, type Answers, type Scene } from "./scene";

type Known = AccountsJson["accounts"][number];
const ada: Known = { server: "https://time.example.org", name: "Ada Berg", user: "ada", signed_in: true, credentials: "keychain", active: true, waiting: 3, attention: 1, pictures: 0, timer: null };
const bert: Known = { ...ada, name: "Bert", user: "bert", active: false, waiting: 0, attention: 0, credentials: "encrypted-file", timer: { since: "", state: "running" } };
const carl: Known = { ...bert, server: "https://a-server-with-a-very-long-name.time.harbour.example.org", name: "carl@example.org", user: "carl", signed_in: false, timer: null };
const rows: SettingJson[] = [
  { key: "server", value: "https://time.example.org", origin: "file", variable: null },
  { key: "profile", value: "homing", origin: "default", variable: null },
  { key: "proxy", value: "http://proxy.example.org:3128", origin: "environment", variable: "HTTPS_PROXY" },
  { key: "ca_file", value: null, origin: "default", variable: null },
];
const folders = { data: "/home/ada/.local/share/homing", config: "/home/ada/.config/homing", logs: "/home/ada/.local/share/homing/logs" };
const about = { version: "0.1.0", commit: "a374799", data: folders.data, licences: `${"tauri 2.12, MIT or Apache-2.0\n".repeat(60)}` };
const answers: Answers = { accounts: { local: null, accounts: [ada, bert, carl] }, settings: rows, folders, about };
const scene = (of: Answers = {}, clicks: string[] = [], shows?: string): Scene => ({ screen: "settings", status: status(), answers: { ...answers, ...of }, clicks, ...(shows ? { shows } : {}) });
const unsent = () => refuse({ code: "unsent-work", waiting: 3, attention: 1, pictures: 2, timer: true });
const OUT = '[data-account="ada"] [data-do="sign-out"]';

export const settings: Record<string, Scene> = {
  settings: scene(),
  "settings-nobody": { ...scene({ accounts: { local: null, accounts: [] } }), status: status({ headline: "local-only", account: null, last_exchange: null }) },
  "settings-impossible": scene({ preferences: { language: null, theme: null, tray: false, tray_possible: false, autostart: false, autostart_possible: false, start_hidden: false } }),
  "settings-row-open": scene({}, ['[data-setting="server"] [data-do="change"]'], "#setting-server"),
  "settings-row-refused": scene({ changeSetting: () => refuse({ code: "configuration" } as never) }, ['[data-setting="server"] [data-do="change"]', '[data-do="save"]'], "[data-problem]"),
  "settings-diagnostics": scene({ writeDiagnostics: { file: "/home/ada/Downloads/homing-diagnostics-2026-11-27.zip" } }, ['[data-do="diagnostics"]'], '[data-do="show-file"]'),
  "settings-sign-out-asked": scene({ signOut: unsent }, [OUT], '[data-dialog="unsent-work"]'),
  "settings-switch-asked": scene({ switchAccount: unsent }, ['[data-account="bert"] [data-do="switch"]'], '[data-dialog="unsent-work"]'),
  "settings-not-all-sent": scene({ signOut: unsent, syncQueueNow: { sent: 3, attention: 1, waiting: 0, requests: 1, end: { kind: "idle" } } }, [OUT, '[data-do="send-first"]:not(:disabled)'], '[data-problem="not-all-sent"]'),
  "settings-signed-out": scene({ signOut: { account: ada, server_told: false, farewell: "unheard", unsent: 3, pictures: 0 } }, [OUT], '[data-part="outcome"]'),
  about: { screen: "about", status: status(), answers },
};
