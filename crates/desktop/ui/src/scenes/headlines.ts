// The thirteen states of the headline, with what belongs to each, over the timer's screen.

import type { BarCode, OfflineCause, StopCause, StorageCode } from "homing-plugin-api";
import { at, running, status } from "./made";
import type { Scene } from "./scene";

const until = at(27, "13:09");
const scene = (of: Parameters<typeof status>[0]): Scene => ({ screen: "timer", status: status(of) });

const storage = (storage: StorageCode) => scene({ headline: "storage-problem", storage });
const barred = (barred: BarCode) => scene({ headline: "barred", barred, counts: { waiting: 3 }, timer: running() });
const stopped = (cause: StopCause) => scene({ headline: "stopped", held: { kind: "stopped", cause, until }, counts: { waiting: 3 } });
const offline = (cause: OfflineCause) => scene({ headline: "offline", held: { kind: "offline", cause, until }, counts: { waiting: 3 }, timer: running() });
const signedOut = { server: "https://time.example.org/", name: "Ada Berg", user: "ada", signed_in: false, credentials: "keychain" as const };

export const headlines: Record<string, Scene> = {
  "headline-storage-damaged": storage("damaged"),
  "headline-storage-newer": storage("newer"),
  "headline-storage-not-writable": storage("not-writable"),
  "headline-storage-unreadable": storage("unreadable"),
  "headline-sign-in-needed": scene({ headline: "sign-in-needed", counts: { waiting: 4 }, account: signedOut }),
  "headline-barred-keychain-missing": barred("keychain-missing"),
  "headline-barred-keychain-locked": barred("keychain-locked"),
  "headline-barred-keychain-silent": barred("keychain-silent"),
  "headline-barred-passphrase": barred("passphrase"),
  "headline-barred-sign-in-unreadable": barred("sign-in-unreadable"),
  "headline-barred-store-fails": barred("store-fails"),
  "headline-barred-lock": barred("lock"),
  "headline-stopped-forbidden": stopped("forbidden"),
  "headline-stopped-configuration": stopped("configuration"),
  "headline-stopped-no-files": stopped("no-files"),
  "headline-stopped-version-too-old": stopped("version-too-old"),
  "headline-stopped-all-alike": stopped("all-alike"),
  "headline-stopped-not-writable": stopped("not-writable"),
  "headline-stopped-damaged": stopped("damaged"),
  "headline-attention": scene({ headline: "attention", counts: { attention: 2, behind_attention: 3, waiting: 3 } }),
  "headline-attention-one": scene({ headline: "attention", counts: { attention: 1 } }),
  "headline-clock-ahead": scene({ headline: "clock-off", server_ahead_seconds: -420 }),
  "headline-clock-behind": scene({ headline: "clock-off", server_ahead_seconds: 7_500 }),
  "headline-server-not-answering": scene({ headline: "server-not-answering", held: { kind: "server-trouble", until }, counts: { waiting: 21 } }),
  "headline-throttled": scene({ headline: "throttled", held: { kind: "throttled", until }, counts: { waiting: 1 } }),
  "headline-offline": offline("connect"),
  "headline-offline-dns": offline("dns"),
  "headline-offline-tls": offline("tls"),
  "headline-offline-certificate": offline("certificate"),
  "headline-offline-certificate-dates": offline("certificate-dates"),
  "headline-offline-certificate-name": offline("certificate-name"),
  "headline-offline-proxy": offline("proxy"),
  "headline-offline-proxy-unreachable": offline("proxy-unreachable"),
  "headline-offline-proxy-refused": offline("proxy-refused"),
  "headline-offline-settings": offline("settings"),
  "headline-offline-intercepted": offline("intercepted"),
  "headline-sending": scene({ headline: "sending", sending: { done: 12, total: 40 }, counts: { waiting: 28 } }),
  "headline-waiting": scene({ headline: "waiting", counts: { waiting: 2 }, timer: running() }),
  "headline-local-only": scene({ headline: "local-only", account: null, last_exchange: null }),
  "headline-all-saved": scene({ timer: running() }),
  "headline-all-but-given-up": scene({ counts: { discarded: 2 } }),
  "headline-all-saved-never": scene({ last_exchange: null }),
};
