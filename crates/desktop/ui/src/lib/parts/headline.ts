// What the headline says in each of its states, and where its next step leads. The words are in the catalogues.

import type { BarCode, HeadlineCode, StatusJson } from "homing-plugin-api";
import { clock, clockWith, long, words } from "../i18n";
import type { ScreenName } from "../screens";
import type { SignName } from "./signs";

type Go = { screen: ScreenName; word: "signIn" | "look" | "settings" } | { asks: "passphrase" };
type Look = { tone: "plain" | "good" | "warn" | "bad"; sign: SignName; go?: Go };

export const look: Record<HeadlineCode, Look> = {
  "storage-problem": { tone: "bad", sign: "warning" },
  "sign-in-needed": { tone: "warn", sign: "sign-in", go: { screen: "sign-in", word: "signIn" } },
  barred: { tone: "warn", sign: "lock", go: { screen: "sync", word: "look" } },
  stopped: { tone: "warn", sign: "warning", go: { screen: "sync", word: "look" } },
  attention: { tone: "warn", sign: "warning", go: { screen: "sync", word: "look" } },
  "clock-off": { tone: "warn", sign: "clock" },
  "server-not-answering": { tone: "plain", sign: "clock", go: { screen: "sync", word: "look" } },
  throttled: { tone: "plain", sign: "clock" },
  offline: { tone: "plain", sign: "offline", go: { screen: "sync", word: "look" } },
  sending: { tone: "plain", sign: "up" },
  waiting: { tone: "plain", sign: "clock" },
  "local-only": { tone: "plain", sign: "home", go: { screen: "sign-in", word: "signIn" } },
  "all-saved": { tone: "good", sign: "check" },
};

/** What lets the sign-in be used again, where that is not another try. */
const opens: Partial<Record<BarCode, Go>> = {
  passphrase: { asks: "passphrase" },
  "keychain-missing": { screen: "sign-in", word: "signIn" },
  "sign-in-unreadable": { screen: "settings", word: "settings" },
};

/** Where its next step leads. */
export function goOf({ headline, barred }: StatusJson): Go | undefined {
  return (barred && opens[barred]) ?? look[headline].go;
}

/** The title, and the sentences below it. */
export function sentences(status: StatusJson): { title: string; more: string[] } {
  const t = words().headline;
  const { headline, held, counts } = status;
  const waiting = t.waitingHere(counts.waiting);
  const next = held && "until" in held ? [t.nextTry(clock(held.until))] : [];
  if (headline === "storage-problem") {
    const { title, next } = t.storage[status.storage ?? "unreadable"];
    return { title, more: [next] };
  }
  if (headline === "barred") {
    const { title, next } = t.barred[status.barred ?? "store-fails"];
    return { title, more: [next, waiting] };
  }
  const title = t.title[headline];
  switch (headline) {
    case "sign-in-needed":
      return { title, more: [`${waiting} ${t.signInNeeded}`] };
    case "stopped":
      return { title, more: [...(held?.kind === "stopped" ? [t.stopped[held.cause]] : []), [waiting, ...next].join(" ")] };
    case "attention":
      return { title, more: [t.attention(counts.attention), ...(counts.behind_attention > 0 ? [t.behind(counts.behind_attention)] : [])] };
    case "clock-off": {
      const ahead = status.server_ahead_seconds ?? 0;
      return { title, more: [ahead < 0 ? t.clockAhead(long(-ahead)) : t.clockBehind(long(ahead))] };
    }
    case "server-not-answering":
    case "throttled":
      return { title, more: [[waiting, ...next].join(" ")] };
    case "offline":
      return { title, more: [...(held?.kind === "offline" ? [t.offline[held.cause]] : []), [waiting, ...next].join(" ")] };
    case "sending":
      return { title, more: status.sending ? [t.sending(status.sending.done, status.sending.total)] : [waiting] };
    case "waiting":
      return { title, more: [t.waiting(counts.waiting)] };
    case "local-only":
      return { title, more: [t.localOnly] };
    case "all-saved":
      if (counts.discarded > 0) {
        return { title: t.allButTitle, more: [t.allBut(counts.discarded), ...(status.last_exchange ? [t.lastExchange(clockWith(status.last_exchange, status.today.day))] : [])] };
      }
      return { title, more: [status.last_exchange ? t.allSaved(clockWith(status.last_exchange, status.today.day)) : t.allSavedNever] };
  }
}
