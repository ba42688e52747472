// Words of the headline, in English: how things stand, what is safe, what comes next.

import type { BarCode, HeadlineCode, OfflineCause, StopCause, StorageCode } from "homing-plugin-api";
import { en } from "../plural";

type Said = { title: string; next: string };

const storage: Record<StorageCode, Said> = {
  damaged: { title: "The data on this machine is damaged.", next: "Nothing was overwritten: `homing doctor` in a terminal sets the file aside and saves what can be read." },
  newer: { title: "This data was written by a newer Homing.", next: "Nothing was changed. Update this copy to go on." },
  "not-writable": { title: "Nothing can be recorded: the data can't be written.", next: "What was recorded before is safe. Make room on the disk, or look at the folder's permissions." },
  unreadable: { title: "The data on this machine can't be read.", next: "Nothing was changed. Look at the folder's permissions, then open Homing again." },
};

const barred: Record<BarCode, Said> = {
  "keychain-missing": { title: "The keychain with your sign-in is not there.", next: "Start it and sync again, or sign in and keep the sign-in elsewhere." },
  "keychain-locked": { title: "The keychain is locked.", next: "Nothing can be sent before you unlock it. Then sync, or wait: it is tried every quarter of an hour." },
  "keychain-silent": { title: "The keychain does not answer.", next: "Nothing can be sent without your sign-in. Where the keychain asks for its password, answer it; then sync." },
  passphrase: { title: "Your sign-in is locked.", next: "Nothing can be sent before you give its passphrase." },
  "sign-in-unreadable": { title: "The stored sign-in can't be read.", next: "Nothing can be sent with it. Sign out in the settings and sign in again: what waits stays, and goes then." },
  "store-fails": { title: "The stored sign-in can't be used.", next: "Sync to try again. If that does not help, sign out and in again, and keep the sign-in elsewhere." },
  lock: { title: "A lock file in the data folder can't be used.", next: "Nothing can be sent without it. Give Homing access to the folder, then sync." },
};

const offline: Record<OfflineCause, string> = {
  dns: "You are offline, or the server's name is not known.",
  connect: "You are offline, or nothing answers at the server's address.",
  tls: "No secure connection to the server can be made.",
  certificate: "The server's certificate is not trusted on this machine.",
  "certificate-dates": "By this machine's clock the server's certificate is not valid. Look at the clock first.",
  "certificate-name": "The server's certificate is for another name.",
  proxy: "The network wants you to sign in first.",
  "proxy-unreachable": "The proxy can't be reached.",
  "proxy-refused": "The proxy does not let Homing through.",
  settings: "The network settings of Homing can't be used, such as a certificate file that is gone.",
  intercepted: "Something on the way answers in the server's place. Does this network want you to sign in?",
};

const stopped: Record<StopCause, string> = {
  forbidden: "The server does not let this account record. Ask whoever runs it.",
  configuration: "There is no such service at the server's address. Look at the address in the settings.",
  "no-files": "The server takes no files, so pictures wait. Everything else goes on.",
  "version-too-old": "The server no longer speaks to this version. Update Homing.",
  "all-alike": "The server refuses everything alike, so it is not your entries. Ask whoever runs it.",
  "not-writable": "This machine's data can't be written. Make room on the disk.",
  damaged: "This machine's data is damaged. `homing doctor` in a terminal helps.",
};

const changes = (n: number) => en(n, "# change", "# changes");
const all: Record<Exclude<HeadlineCode, "storage-problem" | "barred">, string> = {
  "sign-in-needed": "Sign in to go on sending.",
  stopped: "Sending has stopped.",
  attention: "Something needs a look.",
  "clock-off": "This machine's clock is off.",
  "server-not-answering": "The server has trouble.",
  throttled: "The server asks to wait a little.",
  offline: "Offline.",
  sending: "Sending.",
  waiting: "Waiting to be sent.",
  "local-only": "Only on this machine.",
  "all-saved": "All saved.",
};

export const headline = {
  storage,
  barred,
  offline,
  stopped,
  title: all,
  waitingHere: (n: number) => (n === 0 ? "Everything recorded is safe on this machine." : en(n, "# change is safe on this machine and waits.", "# changes are safe on this machine and wait.")),
  nextTry: (time: string) => `Next try at ${time}.`,
  signInNeeded: "You can go on recording.",
  attention: (n: number) => `${en(n, "The server refused # change", "The server refused # changes")}. Nothing is lost, it is all on this machine: correct it, retry it or discard it.`,
  behind: (n: number) => en(n, "# more change waits behind.", "# more changes wait behind."),
  clockAhead: (long: string) => `It is ${long} ahead of the server's, so entries get the wrong times. Set it right; what is recorded stays.`,
  clockBehind: (long: string) => `It is ${long} behind the server's, so entries get the wrong times. Set it right; what is recorded stays.`,
  sending: (done: number, total: number) => `${done} of ${changes(total)} sent.`,
  waiting: (n: number) => `${en(n, "# change is safe on this machine and goes soon.", "# changes are safe on this machine and go soon.")}`,
  localOnly: "Nobody has signed in yet, so nothing is sent. Sign in whenever you like: it all goes along.",
  allSaved: (time: string) => `The server has everything. Last exchange: ${time}.`,
  allSavedNever: "Nothing waits to be sent.",
  allButTitle: "All but what was given up is saved.",
  allBut: (n: number) => `${en(n, "# change was given up: it is on this machine, and the server does not have it.", "# changes were given up: they are on this machine, and the server does not have them.")}`,
  lastExchange: (time: string) => `Nothing else waits. Last exchange: ${time}.`,
  do: { signIn: "Sign in", look: "Have a look", sendNow: "Try now", settings: "Settings", passphrase: "Give the passphrase" },
};
