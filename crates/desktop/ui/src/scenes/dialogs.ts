// What is asked whatever screen is shown: to quit, to open the sign-in, to take in the earlier app's data.

import { status } from "./made";
import type { Scene } from "./scene";

const first = status({ headline: "local-only", account: null, last_exchange: null });
const found = ["/home/ada/.local/share/earlier-app/data.db"];

export const dialogs: Record<string, Scene> = {
  "quit-asked": {
    screen: "timer", status: status({ counts: { waiting: 3, attention: 1 } }), shows: '[data-dialog="quit"]',
    emits: [{ event: "desktop://quit-asked", payload: { waiting: 3, attention: 1, pictures: 2, timer: true } }],
  },
  unlock: { screen: "timer", status: status(), answers: { signInPlace: { keychain: "missing", server: null, locked_file: true } }, shows: '[data-dialog="unlock"]' },
  "earlier-offered": { screen: "timer", status: first, answers: { earlierApp: { found, original: null } }, shows: '[data-dialog="earlier-app"]' },
};
