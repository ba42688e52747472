// Signing in: each question, each place to keep it, what may go wrong, and the end.

import type { AccountJson, SignInChoicesJson, SignInPlaceJson } from "homing-plugin-api";
import { status } from "./made";
import { refuse, type Answers, type Scene } from "./scene";

const server = "https://time.example.org";
const choices: SignInChoicesJson = { server, password: true, browser: false, provider: null, in_the_clear: false };
const both: SignInChoicesJson = { ...choices, browser: true, provider: "https://id.example.org/realms/harbour" };
const place = (keychain: SignInPlaceJson["keychain"]): SignInPlaceJson => ({ keychain, server, locked_file: false });
const account: AccountJson = { server, name: "Ada Berg", user: "ada", signed_in: true, credentials: "keychain" };
const local = status({ headline: "local-only", account: null, last_exchange: null, counts: { waiting: 12 } });
const NEXT = '[data-do="ask-server"]:not(:disabled)';
const BROWSER = '[data-do="sign-in-browser"]';

function scene(answers: Answers, clicks: string[] = [NEXT], shows = '[data-do="sign-in"]', of = local): Scene {
  return { screen: "sign-in", status: of, answers: { signInPlace: place("ready"), signInChoices: choices, earlierApp: { found: [], original: null }, ...answers }, clicks, shows };
}
const again = status({ headline: "sign-in-needed", counts: { waiting: 4 }, account: { ...account, signed_in: false } });
const inBrowser: Answers = { signInChoices: { ...both, password: false }, signInInBrowser: () => new Promise<never>(() => {}) as never };
const done = (of: Partial<Parameters<typeof Object.assign>[0]> = {}): Answers => ({ signInChoices: { ...both, password: false }, signInInBrowser: { account, adopted: 12, former: null, ...of } });

export const signIn: Record<string, Scene> = {
  "sign-in-server": scene({}, [], NEXT),
  "sign-in-server-none": scene({ signInPlace: { ...place("ready"), server: null } }, [], "#server"),
  "sign-in-again": scene({}, [], NEXT, again),
  "sign-in-server-away": scene({ signInChoices: () => refuse({ code: "server-unreachable", cause: "dns" }) }, [NEXT], "[data-problem]"),
  "sign-in-no-such-server": scene({ signInChoices: () => refuse({ code: "server-trouble", status: 404 }) }, [NEXT], "[data-problem]"),
  "sign-in-in-the-clear": scene({ signInChoices: { ...choices, server: "http://time.example.org", in_the_clear: true } }, [NEXT], '[data-problem="in-the-clear"]'),
  "sign-in-password": scene({}),
  "sign-in-both": scene({ signInChoices: both }),
  "sign-in-browser-only": scene({ signInChoices: { ...both, password: false } }, [NEXT], BROWSER),
  "sign-in-no-way": scene({ signInChoices: { ...choices, password: false } }, [NEXT], '[data-problem="nothing-offered"]'),
  "sign-in-no-keychain": scene({ signInPlace: place("missing"), signInChoices: both }, [NEXT, '[name="place"][value="encrypted-file"]'], "#passphrase"),
  "sign-in-keychain-locked": scene({ signInPlace: place("locked") }),
  "sign-in-keychain-fails": scene({ signInPlace: place("fails") }),
  "sign-in-place-missing": scene({ signInPlace: place("missing"), signInChoices: { ...both, password: false } }, [NEXT, BROWSER], '[data-problem="place"]'),
  "sign-in-words-missing": scene({}, [NEXT, '[data-do="sign-in"]'], '[aria-invalid="true"]'),
  "sign-in-refused": scene({ ...inBrowser, signInInBrowser: () => refuse({ code: "tokens-not-taken" } as never) }, [NEXT, BROWSER], "[data-problem]"),
  "sign-in-waiting": scene(inBrowser, [NEXT, BROWSER], '[data-step="browser"]'),
  "sign-in-unsent": scene({ ...inBrowser, signInInBrowser: () => refuse({ code: "unsent-work", waiting: 3, attention: 1, pictures: 2, timer: true }) }, [NEXT, BROWSER], '[data-step="unsent"]', status({ account: { ...account, name: "Bert" } })),
  "sign-in-done": scene(done(), [NEXT, BROWSER], '[data-step="done"]'),
  "sign-in-done-former": scene(done({ adopted: 0, account: { ...account, credentials: "until-quit" }, former: { account: { ...account, name: "Bert" }, unsent: 4, timer: true } }), [NEXT, BROWSER], '[data-step="done"]'),
};
