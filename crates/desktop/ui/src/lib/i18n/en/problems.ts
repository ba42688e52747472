// What went wrong, in English, for every code: what happened, what is safe, what to do.

import type { CommandError } from "homing-plugin-api";
import { en } from "../plural";

type Of<Code extends string> = Extract<CommandError, { code: Code }>;

const field: Record<string, string> = { description: "description", project: "project", tag: "tag", annotation: "remark" };
const name = (of: string) => field[of] ?? "text";

export const problems = {
  "invalid-input": () => "The program did not understand this. Nothing was changed. Check what you filled in.",
  "nothing-runs": () => "No timer is running, so there is nothing to stop or pause.",
  "already-paused": () => "The timer is paused already.",
  "already-running": () => "The timer runs already.",
  paused: () => "The timer is paused. Resume it or stop it first.",
  "timer-refuses": () => "The timer can't do that now. Nothing was changed.",
  "time-in-future": () => "That time lies in the future. Choose an earlier one.",
  "time-too-early": () => "That time lies before what this entry already holds. Choose a later one.",
  "entry-invalid": (problem: Of<"entry-invalid">) => {
    switch (problem.because) {
      case "ends-before-start": return "The end lies before the start. Correct one of the two.";
      case "overlaps": return "Two stretches of this entry would overlap. Correct the times.";
      case "text-too-long": return `The ${name(problem.field)} is too long: at most ${en(problem.max_chars, "# character", "# characters")} fit.`;
      case "control-in-text": return `The ${name(problem.field)} holds a character that no text has. Type it again.`;
      case "empty-text": return `The ${name(problem.field)} is empty. Write something, or remove it.`;
      default: return "This makes no valid entry. Nothing was changed.";
    }
  },
  "no-such-entry": () => "This entry no longer exists. Perhaps it was deleted elsewhere.",
  "other-device": () => "This entry belongs to another device. Change it there.",
  "entry-changed": () => "This entry was changed elsewhere since you opened it. Nothing was changed, and what you typed is still here.",
  "nothing-to-change": () => "The entry says this already.",
  "interval-unclear": ({ count }: Of<"interval-unclear">) => `The entry has ${en(count, "# stretch", "# stretches")} of work. Choose the one to change.`,
  "interval-open": () => "This stretch still goes on. Stop the timer first.",
  "yes-needed": () => "This can hardly be meant. Nothing was changed yet: say whether it is.",
  "gap-unanswered": () => "This machine was away while the timer ran. Say what that time was.",
  "cut-needs-time": () => "For how long this machine was away is not known. Say when the work ended.",
  "cut-outside": () => "At that time there is nothing to remove. Choose a time within the gap.",
  "no-gap": () => "This machine was not away while the timer ran. Nothing was removed.",
  "nothing-to-undo": () => "There is nothing that can be undone.",
  "undo-outdated": () => "Something else was recorded or undone since, so this was not undone. Nothing was changed.",
  "project-archived": () => "This project is archived and takes no new work. Choose another one.",
  "data-busy": () => "Another program writes to the data just now. Nothing was changed. Try again in a moment.",
  "disk-full": () => "The disk is full. This was not recorded; what was recorded before is safe. Make room, then try again.",
  "data-not-writable": () => "The data can't be written. This was not recorded; what was recorded before is safe.",
  "data-not-readable": () => "The data may not be read. Nothing was changed. Look at the folder's permissions.",
  "data-gone": () => "The data is gone from its place. Was the folder moved? Bring it back, then open Homing again.",
  "data-folder": () => "The folder for the data can't be made. Look at the permissions of the folder above it.",
  "data-foreign": () => "What lies in the place of the data is not Homing's. It was not touched.",
  "data-damaged": () => "The data is damaged. Nothing was overwritten: `homing doctor` in a terminal helps.",
  "data-newer": () => "The data was written by a newer Homing. Nothing was changed. Update this copy.",
  "data-unusable": () => "The data can't be read or written. Nothing was changed. The log says more.",
  "lock-unusable": () => "A lock file in the data folder can't be used. Nothing was changed. Look at its permissions.",
  "sync-already-running": () => "Sending is under way already.",
  "sync-running-elsewhere": () => "Another Homing on this machine is sending just now.",
  "sign-in-needed": () => "Sign in first. What you recorded is safe on this machine.",
  "no-such-account": () => "This account is not known here.",
  "unsent-work": ({ waiting, attention }: Of<"unsent-work">) => `This account has ${en(waiting + attention, "# unsent change", "# unsent changes")}. Nothing was done yet.`,
  "account-changed": () => "Another account was chosen meanwhile. Look again, then repeat it.",
  "server-unreachable": () => "The server can't be reached just now. What you recorded is safe on this machine.",
  "server-trouble": ({ status }: Of<"server-trouble">) => `The server has trouble and answered ${status}. What you recorded is safe on this machine.`,
  "keychain-missing": () => "This system has no keychain for the sign-in. Choose another place for it.",
  "keychain-locked": () => "The keychain is locked. Unlock it, then try again.",
  "keychain-fails": () => "The keychain does not answer. Nothing is lost; try again, or choose another place.",
  "secret-needed": () => "The sign-in is in a locked file. Enter its passphrase to go on sending.",
  "wrong-passphrase": () => "This passphrase does not open the file. Try again.",
  "credentials-unusable": () => "The stored sign-in can't be used. Sign in again; nothing recorded is lost.",
  "file-too-large": ({ max_bytes }: { max_bytes: number }) => `This picture is too large: at most ${en(Math.floor(max_bytes / 1_000_000), "# MB", "# MB")} fit. It stays where it is.`,
  "files-unsupported": () => "This place for the data takes no pictures. The picture stays where it is.",
  "in-the-clear": () => "The connection to this server is not encrypted: anyone on the way can read along. Nothing was sent yet.",
  "good-elsewhere": ({ issuer, resource }: { issuer: string; resource: string }) => `What ${issuer} grants would be good at ${resource}, too. Nothing was sent yet.`,
  "provider-unreachable": () => "The sign-in provider can't be reached just now. Nobody was signed in; what you recorded is safe on this machine.",
  "provider-trouble": ({ status }: { status: number }) => `The sign-in provider has trouble and answered ${status}. Nobody was signed in; try again later.`,
  "import-already-running": () => "An import runs already. Wait until it is done.",
  "no-installation": () => "There is no Homing in this data folder yet. Record something first.",
  "preferences-unusable": () => "The file of the preferences can't be used. Nothing was changed; mend or delete it.",
  "autostart-fails": () => "The system does not start Homing by itself. Nothing was changed.",
  "not-ours": () => "This file is none of Homing's, so it is not shown.",
  "no-such-file": () => "This file is no longer there.",
  "no-file-manager": () => "Nothing on this system shows files. The file is where its name says.",
  internal: () => "Something went wrong in Homing itself. What was recorded before is safe; the log says more.",
};
