// The steps of a sign-in as a pure function: which question is asked next, given what was answered. It asks nobody.
import type { CommandError, KeychainState, Place, SignedInJson, SignInChoicesJson, SignInPlaceJson } from "homing-plugin-api";

/** How a person signs in: with a password, or at the provider in the browser. */
export type Way = { way: "password"; user: string; password: string } | { way: "browser" };

/** Where the sign-in would be kept, as far as it is said. */
export type Wish = { kind: "keychain" | "until-quit" | "encrypted-file" | null; passphrase: string; again: string };

export type Unsent = { waiting: number; attention: number; pictures: number; timer: boolean };

export type Step =
  /** Which server. */
  | { at: "server"; asking: boolean; problem: CommandError | null }
  /** The connection is not encrypted: before any password is typed. */
  | { at: "in-the-clear"; choices: SignInChoicesJson }
  /** Who, and where it is kept. */
  | { at: "who"; choices: SignInChoicesJson; problem: CommandError | null; missing: Missing | null }
  /** On its way to the server with a password. */
  | { at: "signing-in"; choices: SignInChoicesJson }
  /** The browser has the word. */
  | { at: "browser"; choices: SignInChoicesJson }
  /** What the provider grants would be good at another address, too. */
  | { at: "good-elsewhere"; choices: SignInChoicesJson; issuer: string; resource: string; way: Way; place: Place }
  /** The account that records now has unsent work. */
  | { at: "unsent"; choices: SignInChoicesJson; unsent: Unsent; way: Way; place: Place }
  | { at: "done"; signedIn: SignedInJson };

/** What is not said yet. */
export type Missing = "user" | "place" | "passphrase" | "passphrases-differ";

export type Happened =
  | { what: "asked" }
  | { what: "answered"; choices: SignInChoicesJson }
  | { what: "went-on" }
  | { what: "went-back" }
  | { what: "left-out"; missing: Missing }
  | { what: "sent"; way: Way }
  | { what: "refused"; error: CommandError; way: Way; place: Place }
  | { what: "signed-in"; signedIn: SignedInJson };

export const first: Step = { at: "server", asking: false, problem: null };

/** The next step. What does not fit the step that is shown changes nothing: an answer that comes late is dropped. */
export function next(step: Step, happened: Happened): Step {
  switch (happened.what) {
    case "asked":
      return { at: "server", asking: true, problem: null };
    case "answered": {
      if (step.at !== "server" || !step.asking) return step;
      const { choices } = happened;
      return choices.in_the_clear ? { at: "in-the-clear", choices } : { at: "who", choices, problem: null, missing: null };
    }
    case "went-on":
      return step.at === "in-the-clear" ? { at: "who", choices: step.choices, problem: null, missing: null } : step;
    case "went-back":
      return step.at === "unsent" || step.at === "good-elsewhere" || step.at === "browser" ? { at: "who", choices: step.choices, problem: null, missing: null } : first;
    case "left-out":
      return step.at === "who" ? { ...step, problem: null, missing: happened.missing } : step;
    case "sent":
      if (!("choices" in step)) return step;
      return { at: happened.way.way === "browser" ? "browser" : "signing-in", choices: step.choices };
    case "refused":
      return refused(step, happened);
    case "signed-in":
      return { at: "done", signedIn: happened.signedIn };
  }
}

function refused(step: Step, { error, way, place }: Extract<Happened, { what: "refused" }>): Step {
  if (step.at === "server") return { at: "server", asking: false, problem: error };
  if (step.at !== "browser" && step.at !== "signing-in") return step;
  const { choices } = step;
  if (error.code === "unsent-work") {
    const unsent = error as unknown as Unsent;
    return { at: "unsent", choices, unsent, way, place };
  }
  if ((error.code as string) === "good-elsewhere") {
    const { issuer, resource } = error as unknown as { issuer: string; resource: string };
    return { at: "good-elsewhere", choices, issuer, resource, way, place };
  }
  // Cancelled is what the person wished, and no problem.
  return { at: "who", choices, problem: (error.code as string) === "sign-in-cancelled" ? null : error, missing: null };
}

/** Whether a person has to say where the sign-in is kept: only where the keychain is ready, nobody is asked. */
export function placeIsAsked(keychain: KeychainState): boolean {
  return keychain !== "ready";
}

/** Where it is kept, or what is missing to know: nothing is chosen for the person. */
export function placeOf(found: SignInPlaceJson, wish: Wish): { place: Place } | { missing: Missing } {
  if (!placeIsAsked(found.keychain)) return { place: { kind: "keychain" } };
  switch (wish.kind) {
    case "until-quit":
      return { place: { kind: "until-quit" } };
    case "encrypted-file":
      if (!wish.passphrase) return { missing: "passphrase" };
      if (wish.passphrase !== wish.again) return { missing: "passphrases-differ" };
      return { place: { kind: "encrypted-file", passphrase: wish.passphrase } };
    default:
      return { missing: "place" };
  }
}

/** A provider's address as a person knows it: its host. */
export function hostOf(provider: string): string {
  return URL.canParse(provider) ? new URL(provider).host : provider;
}
