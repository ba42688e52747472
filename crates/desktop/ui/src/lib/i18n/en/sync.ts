// English: the queue of unsent changes. Times come in as they are shown.
import { en as many } from "../plural";

const changes = (n: number) => many(n, "# change", "# changes");
/** The thing, within a sentence. */
const named = (name: string) => (name ? `“${name}”` : "an entry without a description");

export const sync = {
  title: "Sync",
  syncNow: "Sync now",
  syncing: "Sending…",
  synced: (sent: number) => (sent ? `Sent ${changes(sent)}.` : "There was nothing that could be sent now."),
  lastExchange: "Last answer of the server",
  neverExchanged: "none yet",
  nextTry: "Next try",
  nextTryNone: "nothing waits for one",
  nextTryBarred: "once this machine lets it go",
  nextTryAtOnce: "at once",
  nextTryDue: "Changes wait their turn.",
  putOff: (n: number) => `${changes(n)} wait for room in the queue.`,
  othersHave: (accounts: number, unsent: number, timers: number) => {
    const has = accounts === 1 ? "has" : "have";
    const what = [unsent ? many(unsent, "# unsent change", "# unsent changes") : "", timers ? many(timers, "# timer that was not stopped", "# timers that were not stopped") : ""];
    return `${many(accounts, "# other account", "# other accounts")} on this machine still ${has} ${what.filter(Boolean).join(" and ")}.`;
  },

  named,
  at: (clock: string) => `at ${clock}`,
  onAt: (day: string, clock: string) => `on ${day} at ${clock}`,
  about: {
    start: (name: string, when: string) => `Start of ${named(name)} ${when}`,
    pause: (name: string, when: string) => `Pause of ${named(name)} ${when}`,
    resume: (name: string, when: string) => `Resumption of ${named(name)} ${when}`,
    stop: (name: string, when: string) => `Stop of ${named(name)} ${when}`,
    add: (name: string, when: string) => `${name ? named(name) : "An entry without a description"}, added by hand ${when}`,
    import: (name: string, when: string) => `Import of ${named(name)} ${when}`,
    edit: (name: string, when: string) => `Change of ${named(name)} ${when}`,
    delete: (name: string, when: string) => `Deletion of ${named(name)} ${when}`,
    event: (name: string, when: string) => `${name ? named(name) : "An entry without a description"}, recorded ${when}`,
    screenshot: (name: string, when: string) => `Picture for ${named(name)} ${when}`,
    other: (kind: string, when: string) => `Change of the kind “${kind}” ${when}`,
  },

  lists: {
    attention: { title: "Needs a look", lead: "The server refused these. They are kept on this machine until you decide.", empty: "Nothing needs a look." },
    waiting: { title: "Waiting", lead: "They go by themselves, in order.", empty: "Nothing waits to be sent." },
    sent: { title: "Sent", lead: "The server has acknowledged these within the last 7 days.", empty: "Nothing was sent within the last 7 days." },
  },
  andMore: (n: number) => `And ${many(n, "# more", "# more")}.`,
  behind: (n: number) => `${many(n, "# more waits", "# more wait")} behind it.`,
  tries: (n: number) => `Tried ${many(n, "# time", "# times")}.`,
  goesAt: (when: string) => `Goes ${when}.`,
  goesNext: "Goes with the next sync.",
  beingSent: "Is being sent.",
  mayHaveArrived: "Its answer was lost, so it may have arrived. It goes again and counts once.",
  arrived: (when: string) => `Arrived ${when}.`,
  recordedHere: "Nobody has signed in yet, so nothing is to be sent. What you record stays on this machine.",

  selectAll: "Select all",
  selected: (n: number) => `${many(n, "# change", "# changes")} selected`,
  select: (sentence: string) => `Select: ${sentence}`,
  retry: "Try again",
  edit: "Edit",
  export: "Export",
  discard: "Discard",
  editThis: (s: string) => `Edit: ${s}`,
  retryThis: (s: string) => `Try again: ${s}`,
  discardThis: (s: string) => `Discard: ${s}`,
  retried: (n: number) => (n ? `${many(n, "# refused change goes", "# refused changes go")} again.` : "None of these was refused; what waits goes by itself."),
  exported: (file: string) => `Written to ${file}`,
  showFile: "Show the file",
  discarded: (n: number) => `Discarded ${changes(n)}. What is recorded of entries stays on this machine.`,

  discardTitle: (n: number) => (n === 1 ? "Discard this change?" : `Discard ${changes(n)}?`),
  discardLoss: (n: number, work: string) => `The server will not have ${n === 1 ? "it" : "them"}: ${many(n, "# change", "# changes")} with ${work} of work in all. What it had of an entry before, it keeps.`,
  discardLossUnknown: (n: number) => `The server will not have ${n === 1 ? "it" : "them"}. What it had of an entry before, it keeps.`,
  discardStays: "Of entries everything stays on this machine, and a later edit sends an entry whole.",
  discardPictures: (n: number) => (n === 1 ? "The picture goes from this machine for good." : `${many(n, "# picture", "# pictures")} go from this machine for good.`),
  discardYes: "Discard",
  keep: "Keep",

  reason: {
    conflict: { what: "The server has this revision with other content: two devices wrote it.", next: "Edit the entry; what you save goes as a newer revision." },
    "project-archived": { what: "The project takes no new work.", next: "Edit the entry and choose another project, or ask for this one to be opened and try again." },
    "unknown-project": { what: "The server does not know the project.", next: "Edit the entry and choose another project." },
    "unknown-entry": { what: "The server does not have the entry that this belongs to.", next: "Try again once the entry has arrived." },
    "unknown-kind": { what: "The server does not know this kind of change.", next: "Keep it; a newer server may take it." },
    "invalid-task": { what: "The server finds the change unsound.", next: "Export it for whoever runs the server." },
    "invalid-screenshot": { what: "The server does not take this picture.", next: "Discard it, or keep it for a newer server." },
    "blob-too-large": { what: "The picture is larger than the server takes.", next: "Discard it, or ask whoever runs the server." },
    crashed: { what: "Homing ended three times while this was being sent.", next: "Export it and tell us, then try again." },
    "key-forgotten": { what: "It may have arrived long ago, and the server can no longer tell.", next: "Look whether the server has it; try again sends it anew." },
    "required-discarded": { what: "What it belongs to was discarded.", next: "Discard it, too, or try again." },
    other: { what: "The server refused it.", next: "Edit the entry, or try again." },
  },
  invalidField: {
    project: "The server does not take the project of this entry.",
    description: "The server does not take the description of this entry.",
    tags: "The server does not take a tag of this entry.",
    intervals: "The server does not take the times of this entry.",
    other: "The server finds something wrong with this entry.",
  },
  invalidNext: "Edit the entry; what you save goes in its place.",
  serverSays: (detail: string) => `The server says: ${detail}`,
};
