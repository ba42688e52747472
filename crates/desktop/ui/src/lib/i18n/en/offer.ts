// English: the earlier app's database where one was found: the offer, its import, and what becomes of the file.
import { en as many } from "../plural";

export const offer = {
  earlier: {
    title: "The earlier app was used on this machine",
    lead: (files: number) => (files === 1 ? "Its database is still here. Homing can take in what it holds." : `${files} of its databases are still here. Homing can take in what they hold.`),
    facts: [
      "The file itself is read out of a copy and not changed.",
      "What it had not sent waits for you here; nothing of it is sent unasked.",
      "Quit the earlier app first.",
    ],
    import: "Import it",
    importing: "Importing…",
    later: "Look later",
    laterSaid: "The review list offers it again.",
    reportTitle: "Imported",
    done: "Close",
    toReview: "See what waits",
  },
  report: {
    rows: (n: number) => `The earlier app's file has ${many(n, "# row", "# rows")}.`,
    history: (n: number, why: string) => `${many(n, "# row needs nothing more and is kept as history", "# rows need nothing more and are kept as history")}: ${why}.`,
    sent: (n: number) => many(n, "# had reached the server", "# had reached the server"),
    cancelled: (n: number) => many(n, "# was given up", "# were given up"),
    dayTotals: (n: number) => many(n, "# is the total of a day", "# are totals of days"),
    review: (n: number) => `${many(n, "# row is unfinished work and waits for you in the review list", "# rows are unfinished work and wait for you in the review list")}.`,
    pictures: (n: number) => `${many(n, "# picture goes", "# pictures go")} with the next sync.`,
    picturesLeft: (n: number) => `${many(n, "# picture can't be sent and waits", "# pictures can't be sent and wait")} in the review list.`,
    unreadable: (n: number) => `${many(n, "# row can't be read and is kept as it is", "# rows can't be read and are kept as they are")}. Import again once the key file is back.`,
    unchanged: (n: number) => `${many(n, "# row was", "# rows were")} here already.`,
    changed: (n: number) => `${many(n, "# row says", "# rows say")} something else than when it was imported; what was imported stays.`,
    signIn: {
      moved: (who: string, server: string) => `Its sign-in was moved, for ${who} at ${server}. The next sync shows whether the server still takes it.`,
      "not-moved": (why: string) => `Its sign-in was not moved, as ${why}. Sign in yourself; what was imported goes with you.`,
    },
    notMoved: {
      "moved-before": "it was moved before, and is moved only once",
      "somebody-is-here": "somebody has signed in here already",
      "no-server": "no server is set",
      "other-api": "the server that is set is none of the earlier app",
      "in-the-clear": "the connection to the server is not encrypted",
      "no-user": "the file does not say whose it is",
      "nothing-to-renew": "nothing in the file renews it",
      "not-kept": "there is no place to keep it",
      other: "it can't be used here",
    },
    file: (file: string) => `The file itself was not changed: ${file}`,
  },
  original: {
    title: "The earlier app's file is still on this machine",
    lead: "All that could be sent is sent. The file still holds what it held, sign-in included.",
    scrub: "Take the sign-in out of it",
    delete: "Delete it",
    keep: "Keep it as it is",
    notes: { scrub: "Everything else in it stays.", keep: "Nobody asks again.", delete: "For good. Its key file stays." },
    done: {
      keep: "The file stays as it is, and nobody asks again.",
      scrub: "The file has no sign-in any more, save what may be in rows that no key opens.",
      delete: "The file is deleted.",
    },
    decide: "Decide",
  },
};
