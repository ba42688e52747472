// English: refusals of signing in, the queue, the review, the earlier app and files, beside those of `problems`.
// By code: what happened, what is safe, what to do.
export const refusals = {
  offlineSafe: "Nothing is lost. Try again when the network is back.",
  code: {
    "server-address": "This is no address of a server. Type it as in https://homing.example.org.",
    "no-server": "Type the address of a server.",
    "server-throttles": "The server asks to wait. Try again in a few minutes; nothing is lost.",
    "wrong-credentials": "The server does not accept this name with this password. Nobody was signed in; try again.",
    "no-passwords": "The server takes no passwords. Sign in in the browser.",
    "no-browser": "No browser could be opened. Nobody was signed in; set a browser for this system, then try again.",
    "name-needed": "Type your name.",
    "sign-in-turned-down": "The sign-in was not finished in the browser. Nobody was signed in; try again.",
    "sign-in-cancelled": "The sign-in was cancelled. Nobody was signed in.",
    "sign-in-running": "A sign-in is under way already. Finish it in the browser, or cancel it.",
    "tokens-not-taken": "The server does not take this sign-in. Sign in as somebody whom it knows, or ask whoever runs it.",
    "provider-unfit": "The sign-in provider that the server names can't be relied on. Whoever runs the server can mend it; nobody was signed in.",
    "not-active": "Only the active account's work can be sent. Nothing was changed; switch to it first.",

    "no-such-task": "This change is not unsent any more: it was sent, or a newer one took its place. Nothing was changed.",
    "task-being-sent": "This change is being sent just now. Nothing was discarded; look again in a moment.",
    "task-may-have-arrived": "The server may have this change already. Nothing was discarded; the next sync finds out, and what arrived can be edited or deleted.",

    "times-needed": "Nothing says when this work began or ended. It waits as before; say when.",
    "item-decided": "This was decided meanwhile. Nothing was changed by this.",
    "no-such-item": "This is not in the list any more. Nothing was changed.",
    "entry-there": "The server's entry that this tells of was taken over already. It waits as before; edit that entry, or discard this.",
    "entry-needed": "Nothing tells which entry the picture belongs to. It waits as before.",
    "not-a-picture": "This is no picture that Homing knows. It waits as before.",

    "no-earlier-file": "No file of the earlier app was found. Nothing was imported.",
    "not-an-export": "The file is no database of the earlier app, or is damaged. It was not changed, and nothing was imported.",
    "earlier-app-runs": "The earlier app has its file open, or has changed it since. Quit the earlier app and try again; nothing is lost.",
    "original-needed": "Some rows of the file can't be read, so it alone has what is left of them. It was not changed; keep it.",
    "file-unreadable": "The file can't be read. Nothing was changed; give access to it, then try again.",
    "file-not-writable": "The file can't be written. Nothing is lost; make room or give access, then try again.",
    "file-exists": "A file of this name is there already. Nothing was overwritten; try again.",
    "no-downloads-folder": "This system names no Downloads folder. Nothing was written.",
    "not-allowed": "This window may not do that. Nothing was changed.",

    configuration: "The configuration can't be used. Nothing was changed; check the value.",
    "setting-invalid": "This value can't be used. Nothing was changed; check it.",
    "no-such-setting": "There is no such setting. Nothing was changed.",

    "no-room": "Too much waits to be sent already. Nothing was recorded; a sync makes room.",
  },
  /** Why a sign-in was turned down. */
  turnedDown: {
    "no-passwords": "The server takes no passwords. Sign in in the browser; nobody was signed in yet.",
    "timed-out": "Nobody signed in in the browser for ten minutes. Nobody was signed in; try again.",
    declined: "The sign-in was declined in the browser. Nobody was signed in; try again, or as somebody else.",
    refused: "The sign-in provider refused. Nobody was signed in; whoever runs the server can say why.",
    "opened-twice": "The address of the sign-in was opened by two browsers, and one may have been somebody else's. Nobody was signed in; sign in again.",
  },
  other: (code: string) => `That did not work. Nothing is lost. (${code})`,
};
