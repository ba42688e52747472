// The commands of the plugin `homing` and their types, as Rust has them. Made by hand; nothing else is decided here.

import { invoke } from "@tauri-apps/api/core";

export type Timestamp = string; // RFC 3339, UTC, milliseconds: "2026-11-27T10:00:00.000Z"
export type Day = string;       // a local day of this machine, "2026-11-27"
export type Id = string;        // a UUID

export type HeadlineCode = "storage-problem" | "sign-in-needed" | "stopped" | "attention" | "clock-off" | "server-not-answering"
  | "throttled" | "offline" | "sending" | "waiting" | "local-only" | "all-saved";
export type StorageCode = "damaged" | "newer" | "not-writable" | "unreadable";
export type EndJson = { kind: "idle" } | { kind: "local-only" } | { kind: "offline", cause: OfflineCause, until: Timestamp }
  | { kind: "server-trouble", until: Timestamp } | { kind: "throttled", until: Timestamp } | { kind: "sign-in-needed" }
  | { kind: "not-active" } | { kind: "stopped", cause: StopCause, until: Timestamp } | { kind: "stop-requested" } | { kind: "other" };
export type OfflineCause = "dns" | "connect" | "tls" | "certificate" | "certificate-dates" | "certificate-name" | "proxy"
  | "proxy-unreachable" | "proxy-refused" | "settings" | "intercepted";
export type StopCause = "forbidden" | "configuration" | "no-files" | "version-too-old" | "all-alike" | "not-writable" | "damaged";
export type CredentialPlace = "keychain" | "encrypted-file" | "until-quit";
export type EntryState = "running" | "paused" | "stopped";
export type IntervalJson = { start: Timestamp, end: Timestamp | null };
export type AnnotationJson = { at: Timestamp | null, text: string };
export type EntryJson = { id: Id, device: Id, project: string | null, description: string, tags: string[], annotations: AnnotationJson[],
  intervals: IntervalJson[], state: EntryState, zone: string | null, offset_seconds: number | null, revision: number, deleted: boolean,
  source: string, approximate: boolean };
export type GapJson = { from: Timestamp, to: Timestamp, because: "slept" | "restarted" | "silent" | "other", asleep_seconds: number | null, placed: boolean };
export type AwayJson = GapJson & { became: "marked" | "kept" | "cut" };
export type AccountJson = { server: string, name: string, user: string, signed_in: boolean, credentials: CredentialPlace };
export type OthersJson = { accounts: number, unsent: number, timers: number };
export type StatusJson = { revision: number, headline: HeadlineCode, storage: StorageCode | null, held: EndJson | null,
  sending: { done: number, total: number } | null, account: AccountJson | null,
  timer: { worked_seconds: number, away: GapJson[], entry: EntryJson } | null,
  counts: { waiting: number, put_off: number, attention: number, behind_attention: number, discarded: number, sent: number, next_due: Timestamp | null },
  last_exchange: Timestamp | null, server_ahead_seconds: number | null, others: OthersJson,
    taken_at: Timestamp,              // when it was taken, by this machine's clock: the page counts on from it
  today: { day: Day, worked_seconds: number, next_day: Timestamp }, // up to `taken_at`; `next_day`: when the local day ends
};
export type RecordedJson = { entry: EntryJson, stopped: EntryJson | null, changed: EntryJson[], overlaps: Id[], clock_behind: Timestamp | null,
  away: AwayJson[], clock_set_seconds: number | null, undone: string | null };
export type SyncJson = { sent: number, attention: number, waiting: number, requests: number, end: EndJson };
export type RetriedJson = { retried: number, sync: SyncJson | null, sync_error: CommandError | null };
export type Whose = { server: string, user: string };
export type AccountsJson = { local: unknown | null, accounts: (AccountJson & { active: boolean, waiting: number, attention: number, pictures: number, timer: unknown })[] };
export type SwitchedJson = { switched: boolean, account: AccountJson, former: { account: AccountJson, unsent: number, timer: boolean } | null };
export type SignedOutJson = { account: AccountJson | null, server_told: boolean, farewell: string, unsent: number, pictures: number };
export type Selected = "all" | { tasks: Id[] };
export type Said = "ask" | "keep" | "cut-out" | { "cut-at": Timestamp };
export type TimeEntryCommand = // docs/tauri.md has the fields
  | { kind: "start", description?: string, project?: string | null, tags?: string[], at?: Timestamp | null, long_is_meant?: boolean }
  | { kind: "continue", entry: Id, at?: Timestamp | null, long_is_meant?: boolean }
  | { kind: "pause" | "resume" | "stop", at?: Timestamp | null }
  | { kind: "add", from: Timestamp, to: Timestamp, description?: string, project?: string | null, tags?: string[], long_is_meant?: boolean }
  | { kind: "edit", entry: Id, changes: Changes } | { kind: "delete", entries: Id[] } | { kind: "cancel" } | { kind: "undo", loss_is_meant?: boolean };
export type Changes = { description?: string, project?: string | null, tags?: string[], untags?: string[], annotations?: string[],
  times?: { place?: number, from?: Timestamp, to?: Timestamp }, cut_away?: boolean, exact?: boolean, long_is_meant?: boolean };
export type EntryFault = { because: "ends-before-start" | "overlaps", place: number } | { because: "text-too-long", field: string, max_chars: number }
  | { because: "control-in-text" | "empty-text", field: string } | { because: "other" };
export type CommandError = { code: "invalid-input" | "nothing-runs" | "already-paused" | "already-running" | "paused" | "timer-refuses" | "no-such-entry"
    | "other-device" | "nothing-to-change" | "interval-open" | "no-gap" | "nothing-to-undo" | "project-archived" | "data-busy" | "disk-full"
    | "data-not-writable" | "data-not-readable" | "data-gone" | "data-folder" | "data-foreign" | "data-damaged" | "data-newer" | "data-unusable"
    | "lock-unusable" | "sync-already-running" | "sync-running-elsewhere" | "sign-in-needed" | "no-such-account" | "account-changed"
    | "keychain-missing" | "keychain-locked" | "keychain-fails" | "secret-needed" | "wrong-passphrase" | "credentials-unusable" | "internal" }
  | { code: "time-in-future", at: Timestamp, now: Timestamp } | { code: "time-too-early", at: Timestamp, last: Timestamp }
  | ({ code: "entry-invalid" } & EntryFault) | { code: "interval-unclear", count: number } | { code: "yes-needed", work_seconds: number }
  | { code: "gap-unanswered", gaps: GapJson[] } | { code: "cut-needs-time", gaps: GapJson[] }
  | { code: "cut-outside", at: Timestamp, from: Timestamp, to: Timestamp }
  | { code: "unsent-work", waiting: number, attention: number, pictures: number, timer: boolean }
  | { code: "server-unreachable", cause: OfflineCause | null } | { code: "server-trouble", status: number };

/** Where an entry's newest revision is. `here`: nobody has ever signed in, so nothing is to be sent. */
export type Mark = "sent" | "waiting" | "attention" | "here";
export type MarkedEntryJson = { entry: EntryJson, mark: Mark,
  /** The work that lies within this day, up to now: an entry over midnight is in both days. */
  worked_seconds: number,
  /** Why it needs a person, where `mark` is attention: the task to retry or discard, and the server's reason. */
  refused: { task: Id, reason: ReasonJson } | null };
export type DayJson = { day: Day, worked_seconds: number, entries: MarkedEntryJson[] }; // latest entry first
/** Days with work, latest first. */
export type EntriesJson = { taken_at: Timestamp, days: DayJson[] };
export type WeekJson = { first: Day, last: Day, taken_at: Timestamp, worked_seconds: number,
  days: { day: Day, worked_seconds: number, projects: { project: string | null, worked_seconds: number }[] }[] }; // all 7 days, in order
/** What a person may pick: projects of the server and of own entries, tags, and the latest descriptions (distinct, newest first, at most 20). */
export type SuggestionsJson = { projects: { name: string, archived: boolean }[], tags: string[], recent: { description: string, project: string | null, tags: string[] }[] };

export type ReasonJson = Record<string, unknown> & { kind?: string }; // as `homing queue list --json` has it: `Reason` of domain
/** What a task is about, for a sentence: the page makes it. */
export type TaskAbout = { kind: "entry", event: string /* start, stop, edit, … */, entry: Id, description: string, project: string | null }
  | { kind: "screenshot", entry: Id, description: string, file_name: string | null } | { kind: "other", name: string };
export type UnsentTaskJson = { id: Id, about: TaskAbout, state: "waiting" | "claimed" | "unknown" | "attention", reason: ReasonJson | null,
  waiting_behind: number, attempts: number, occurred_at: Timestamp, next_try: Timestamp | null };
export type SentTaskJson = { id: Id, about: TaskAbout, occurred_at: Timestamp, sent_at: Timestamp };
/** At most 200 of each list, with how many there are. */
export type TasksJson = { attention: UnsentTaskJson[], waiting: UnsentTaskJson[], sent: SentTaskJson[], counts: StatusJson["counts"] };
export type FileJson = { file: string };  // where something was written

export type KeychainState = "ready" | "missing" | "locked" | "fails";
export type SignInChoicesJson = { server: string /* normalised */, password: boolean, browser: boolean, provider: string | null, in_the_clear: boolean };
export type SignInPlaceJson = { keychain: KeychainState, server: string | null /* of homing.toml or the last account */, locked_file: boolean /* a passphrase is needed to send */ };
/** Whom the sign-in takes over from. `adopted`: what the local account held and now belongs to this one. */
export type SignedInJson = { account: AccountJson, adopted: number, former: { account: AccountJson, unsent: number, timer: boolean } | null };
export type Place = { kind: "keychain" } | { kind: "until-quit" } | { kind: "encrypted-file", passphrase: string };

export type ReviewJson = { findings: FindingJson[], items: ItemJson[] };  // as `homing review --json`, without `mend` texts
export type FindingJson = { matter: string, entry: EntryJson, details: Record<string, unknown> };
export type ItemJson = { id: string, matter: string, state: string, project: string | null, description: string, intervals: IntervalJson[],
  approximate: boolean, missing: string[], server_id: string | null, picture_bytes: number | null, more_of: string | null, arrived_since: boolean };
export type GivenJson = { from?: Timestamp, to?: Timestamp, description?: string, project?: string | null, long_is_meant?: boolean };
/** Each item in a transaction of its own: what can't be decided stays. */
export type DecidedJson = { done: { id: string, entry: EntryJson | null }[], left: { id: string, error: CommandError }[] };
export type EarlierAppJson = {
  /** Files of the earlier app that were found and not imported yet. */
  found: string[],
  /** The original that a person should decide about after the first good sync. */
  original: { file: string } | null };
export type LegacyReportJson = Record<string, unknown> & { file: string, dry_run: boolean,
  rows: { all: number, sent: number, cancelled: number, day_totals: number },
  taken_in: { imported: number, history: number, review: number, unreadable: number, unchanged: number, changed: number },
  pictures: { ready: number, left: number }, sign_in: { state: "none" } | { state: "moved", account: AccountJson } | { state: "would-move", server: string } | { state: "not-moved", reason: string } };

export type SettingJson = { key: string, value: string | null, origin: "default" | "file" | "environment", variable: string | null };
export type FoldersJson = { data: string, config: string, logs: string };

/** A refused command throws its CommandError. */
export const commands = {
  enqueueTimeEntry: (command: TimeEntryCommand, away: Said | null) => invoke<RecordedJson>("plugin:homing|enqueue_time_entry", { command, away }),
  getSyncStatus: () => invoke<StatusJson>("plugin:homing|get_sync_status"),
  syncQueue: () => invoke<SyncJson>("plugin:homing|sync_queue"),
  syncQueueNow: () => invoke<SyncJson>("plugin:homing|sync_queue_now"),
  retryFailedTasks: (selection: Selected) => invoke<RetriedJson>("plugin:homing|retry_failed_tasks", { selection }),
  accounts: () => invoke<AccountsJson>("plugin:homing|accounts"),
  switchAccount: (account: Whose, unsent: "keep" | null) => invoke<SwitchedJson>("plugin:homing|switch_account", { account, unsent }),
  signOut: (account: Whose | null, unsent: "keep" | null) => invoke<SignedOutJson>("plugin:homing|sign_out", { account, unsent }),
  entries: (from: Day, to: Day) => invoke<EntriesJson>("plugin:homing|entries", { from, to }),
  week: (of: Day) => invoke<WeekJson>("plugin:homing|week", { of }),
  suggestions: () => invoke<SuggestionsJson>("plugin:homing|suggestions"),
  tasks: () => invoke<TasksJson>("plugin:homing|tasks"),
  discardTasks: (tasks: Id[]) => invoke<null>("plugin:homing|discard_tasks", { tasks }),
  exportTasks: (tasks: Selected) => invoke<FileJson>("plugin:homing|export_tasks", { tasks }),
  exportEntries: (format: "json" | "csv" | "ical", from: Day | null, to: Day | null) => invoke<FileJson>("plugin:homing|export_entries", { format, from, to }),
  signInPlace: () => invoke<SignInPlaceJson>("plugin:homing|sign_in_place"),
  signInChoices: (server: string) => invoke<SignInChoicesJson>("plugin:homing|sign_in_choices", { server }),
  signIn: (server: string, user: string, password: string, place: Place, unsent: "keep" | null) => invoke<SignedInJson>("plugin:homing|sign_in", { server, user, password, place, unsent }),
  signInInBrowser: (server: string, place: Place, unsent: "keep" | null) => invoke<SignedInJson>("plugin:homing|sign_in_in_browser", { server, place, unsent }),
  cancelSignIn: () => invoke<null>("plugin:homing|cancel_sign_in"),
  unlock: (passphrase: string) => invoke<null>("plugin:homing|unlock", { passphrase }),
  review: () => invoke<ReviewJson>("plugin:homing|review"),
  confirmItem: (item: string, given: GivenJson | null) => invoke<{ entry: EntryJson }>("plugin:homing|confirm_item", { item, given }),
  decideItems: (items: string[], decision: "confirm" | "discard") => invoke<DecidedJson>("plugin:homing|decide_items", { items, decision }),
  earlierApp: () => invoke<EarlierAppJson>("plugin:homing|earlier_app"),
  importEarlierApp: (file: string | null) => invoke<LegacyReportJson>("plugin:homing|import_earlier_app", { file }),
  decideEarlierOriginal: (wish: "keep" | "scrub" | "delete") => invoke<null>("plugin:homing|decide_earlier_original", { wish }),
  settings: () => invoke<SettingJson[]>("plugin:homing|settings"),
  changeSetting: (key: string, value: string | null) => invoke<SettingJson[]>("plugin:homing|change_setting", { key, value }),
  folders: () => invoke<FoldersJson>("plugin:homing|folders"),
  writeDiagnostics: (showNames: boolean) => invoke<FileJson>("plugin:homing|write_diagnostics", { showNames }),
};
