// The steps of a sign-in, one sentence each.
import { describe, expect, it } from "vitest";
import type { CommandError, SignInChoicesJson, SignedInJson } from "homing-plugin-api";
import { first, next, placeOf, type Step, type Way } from "./machine";

const choices: SignInChoicesJson = { server: "https://homing.example.org", password: true, browser: false, provider: null, in_the_clear: false };
const password: Way = { way: "password", user: "anna", password: "secret" };
const place = { kind: "keychain" } as const;
const asking = next(first, { what: "asked" });
const who = next(asking, { what: "answered", choices });
const sent = next(who, { what: "sent", way: password });
const refusal = (error: object) => error as CommandError;
const unsent = refusal({ code: "unsent-work", waiting: 2, attention: 1, pictures: 0, timer: true });

describe("a sign-in", () => {
  it("asks who only once the server has said how people sign in there", () => {
    expect(first).toMatchObject({ at: "server", asking: false });
    expect(asking).toMatchObject({ at: "server", asking: true });
    expect(who).toMatchObject({ at: "who", choices });
  });

  it("warns of a connection without encryption before any password is typed", () => {
    const warned = next(asking, { what: "answered", choices: { ...choices, in_the_clear: true } });
    expect(warned.at).toBe("in-the-clear");
    expect(next(warned, { what: "went-on" }).at).toBe("who");
    expect(next(warned, { what: "went-back" })).toEqual(first);
  });

  it("drops the answer of a server that is asked no more", () => {
    expect(next(first, { what: "answered", choices })).toEqual(first);
  });

  it("says at the server's field why the server did not answer", () => {
    const error = refusal({ code: "server-unreachable", cause: "dns" });
    expect(next(asking, { what: "refused", error, way: password, place })).toMatchObject({ at: "server", asking: false, problem: error });
  });

  it("comes back to the name after a wrong password, with the reason", () => {
    const error = refusal({ code: "wrong-credentials" });
    expect(next(sent, { what: "refused", error, way: password, place })).toMatchObject({ at: "who", problem: error });
  });

  it("asks about the unsent work of the account that records now", () => {
    const asked = next(sent, { what: "refused", error: unsent, way: password, place });
    expect(asked).toMatchObject({ at: "unsent", way: password, place, unsent: { waiting: 2, timer: true } });
    expect(next(asked, { what: "sent", way: password }).at).toBe("signing-in");
    expect(next(asked, { what: "went-back" }).at).toBe("who");
  });

  it("asks whether a grant that is good at another address, too, is meant", () => {
    const error = refusal({ code: "good-elsewhere", issuer: "https://id.example.org", resource: "https://other.example.org" });
    const asked = next(sent, { what: "refused", error, way: { way: "browser" }, place });
    expect(asked).toMatchObject({ at: "good-elsewhere", issuer: "https://id.example.org", resource: "https://other.example.org", place });
    expect(next(asked, { what: "sent", way: { way: "browser" } }).at).toBe("browser");
    expect(next(asked, { what: "went-back" }).at).toBe("who");
  });

  it("takes a cancelled wait for the browser for no problem", () => {
    const waiting = next(who, { what: "sent", way: { way: "browser" } });
    expect(waiting.at).toBe("browser");
    const cancelled = next(waiting, { what: "refused", error: refusal({ code: "sign-in-cancelled" }), way: { way: "browser" }, place });
    expect(cancelled).toMatchObject({ at: "who", problem: null });
  });

  it("ends where it is done", () => {
    const signedIn = { adopted: 0, former: null } as unknown as SignedInJson;
    expect(next(sent, { what: "signed-in", signedIn })).toEqual({ at: "done", signedIn } satisfies Step);
  });
});

describe("where the sign-in is kept", () => {
  const found = (keychain: "ready" | "missing" | "locked") => ({ keychain, server: null, locked_file: false });
  const wish = (kind: "until-quit" | "encrypted-file" | null, passphrase = "", again = "") => ({ kind, passphrase, again });

  it("is the keychain, unasked, where it is ready", () => {
    expect(placeOf(found("ready"), wish("until-quit"))).toEqual({ place: { kind: "keychain" } });
  });

  it("is never chosen for the person where there is no keychain", () => {
    expect(placeOf(found("missing"), wish(null))).toEqual({ missing: "place" });
    expect(placeOf(found("locked"), wish(null))).toEqual({ missing: "place" });
  });

  it("is memory alone until quit, where the person wants that", () => {
    expect(placeOf(found("missing"), wish("until-quit"))).toEqual({ place: { kind: "until-quit" } });
  });

  it("is a file only with a passphrase that was typed twice alike", () => {
    expect(placeOf(found("missing"), wish("encrypted-file"))).toEqual({ missing: "passphrase" });
    expect(placeOf(found("missing"), wish("encrypted-file", "one", "two"))).toEqual({ missing: "passphrases-differ" });
    expect(placeOf(found("missing"), wish("encrypted-file", "one", "one"))).toEqual({ place: { kind: "encrypted-file", passphrase: "one" } });
  });
});
