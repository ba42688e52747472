// A snapshot for tests and scenes: all quiet, but for what is named.
import type { StatusJson } from "homing-plugin-api";
import { shown } from "../lib/state/snapshot.svelte";

export const counts: StatusJson["counts"] = { waiting: 0, put_off: 0, attention: 0, behind_attention: 0, discarded: 0, sent: 0, next_due: null };

export function statusOf(of: Partial<StatusJson> = {}): StatusJson {
  return {
    revision: 1, headline: "all-saved", storage: null, barred: null, held: null, sending: null, under_way: false, account: null, timer: null, counts,
    last_exchange: null, server_ahead_seconds: null, others: { accounts: 0, unsent: 0, timers: 0 },
    taken_at: "2026-11-27T15:00:00.000Z", today: { day: "2026-11-27", zone: "Europe/Berlin", worked_seconds: 0, next_day: "2026-11-27T23:00:00.000Z" }, ...of,
  };
}

/** Shows a snapshot, whatever was shown before. */
export function show(of: Partial<StatusJson> = {}): StatusJson {
  const status = statusOf(of);
  shown.status = status;
  shown.problem = null;
  return status;
}
