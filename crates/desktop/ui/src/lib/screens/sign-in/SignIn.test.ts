// Signing in, as a person meets it.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AccountJson } from "homing-plugin-api";
import { rust } from "../../../testing/rust";
import { place } from "../../state/place.svelte";
import { show, statusOf } from "../../../testing/status";
import SignIn from "./SignIn.svelte";

const server = "https://homing.example.org";
const choices = { server, password: true, browser: false, provider: null, in_the_clear: false };
const account: AccountJson = { server, name: "anna", user: "7", signed_in: true, credentials: "keychain" };
const ready = { keychain: "ready", server, locked_file: false };

function open(answers: Parameters<typeof rust>[0], known: AccountJson | null = null) {
  const mock = rust({ sign_in_place: ready, sign_in_choices: choices, cancel_sign_in: null, get_sync_status: statusOf(), ...answers });
  show({ account: known });
  render(SignIn);
  return { ...mock, user: userEvent.setup() };
}

async function toWho(user: ReturnType<typeof userEvent.setup>) {
  await waitFor(() => expect(screen.getByLabelText("Server")).toHaveProperty("value", server));
  await user.click(screen.getByRole("button", { name: "Continue" }));
}

async function typePassword(user: ReturnType<typeof userEvent.setup>) {
  await user.type(await screen.findByLabelText("Name"), "anna");
  await user.type(screen.getByLabelText("Password"), "secret");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("the sign-in", () => {
  it("goes with the keychain where it is ready, and tells what was adopted", async () => {
    const { user, of } = open({ sign_in: { account, adopted: 12, former: null } });
    await toWho(user);
    await typePassword(user);
    expect(await screen.findByRole("heading", { name: "Signed in as anna" })).toBeTruthy();
    expect(screen.getByText("12 changes recorded before will be sent as anna.")).toBeTruthy();
    expect(of("sign_in")).toEqual([{ server, user: "anna", password: "secret", place: { kind: "keychain" }, unsent: null, agreed: [] }]);
  });

  it("puts the focus on the name once the server has answered", async () => {
    const { user } = open({});
    await toWho(user);
    expect(document.activeElement).toBe(await screen.findByLabelText("Name"));
  });

  it("warns of plain http before there is a field for a password", async () => {
    const { user } = open({ sign_in_choices: { ...choices, server: "http://homing.example.org", in_the_clear: true } });
    await toWho(user);
    expect(await screen.findByText(/can read your password/)).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Go on all the same" }));
    expect(await screen.findByLabelText("Password")).toBeTruthy();
  });

  it("tells Rust what the person agreed to, and only after that", async () => {
    const plain = { ...choices, server: "http://homing.example.org", in_the_clear: true };
    const { user, of } = open({ sign_in_choices: plain, sign_in: { account, adopted: 0, former: null } });
    await toWho(user);
    await user.click(await screen.findByRole("button", { name: "Go on all the same" }));
    await typePassword(user);
    await screen.findByRole("heading", { name: "Signed in as anna" });
    expect(of("sign_in")[0]).toMatchObject({ server: "http://homing.example.org", agreed: ["in-the-clear"] });
  });

  it("without a keychain sends nothing before the person has said where the sign-in is kept", async () => {
    const { user, of } = open({ sign_in_place: { ...ready, keychain: "missing" }, sign_in: { account, adopted: 0, former: null } });
    await toWho(user);
    await typePassword(user);
    expect(await screen.findByText("Choose where the sign-in is kept.")).toBeTruthy();
    expect(of("sign_in")).toEqual([]);
    await user.click(screen.getByRole("radio", { name: /Stay signed in until quit/ }));
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("heading", { name: "Signed in as anna" });
    expect(of("sign_in")[0]).toMatchObject({ place: { kind: "until-quit" } });
  });

  it("takes a passphrase only where it was typed twice alike", async () => {
    const { user, of } = open({ sign_in_place: { ...ready, keychain: "locked" }, sign_in: { account, adopted: 0, former: null } });
    await toWho(user);
    await user.click(await screen.findByRole("radio", { name: /encrypted file/ }));
    await user.type(screen.getByLabelText("Passphrase"), "one");
    await user.type(screen.getByLabelText("Passphrase again"), "two");
    await typePassword(user);
    expect(await screen.findByText(/not the same/)).toBeTruthy();
    await user.clear(screen.getByLabelText("Passphrase again"));
    await user.type(screen.getByLabelText("Passphrase again"), "one");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("heading", { name: "Signed in as anna" });
    expect(of("sign_in")[0]).toMatchObject({ place: { kind: "encrypted-file", passphrase: "one" } });
  });

  it("says what is wrong with a password, what is safe, and keeps the name", async () => {
    const { user } = open({ sign_in: () => { throw { code: "wrong-credentials" }; } });
    await toWho(user);
    await typePassword(user);
    expect(await screen.findByText(/does not accept this name with this password/)).toBeTruthy();
    expect(screen.getByLabelText("Name")).toHaveProperty("value", "anna");
  });

  it("asks about the unsent work of whoever recorded before, and keeps it only when told to", async () => {
    const sign_in = (args: Record<string, unknown>) => {
      if (args["unsent"] !== "keep") throw { code: "unsent-work", waiting: 3, attention: 0, pictures: 0, timer: true };
      return { account, adopted: 0, former: { account: { ...account, name: "bert" }, unsent: 3, timer: true } };
    };
    const { user } = open({ sign_in }, { ...account, name: "bert" });
    await toWho(user);
    await typePassword(user);
    expect(await screen.findByText(/bert has 3 unsent changes/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Keep it and sign in" }));
    expect(await screen.findByText("3 unsent changes of bert stay here, for bert alone.")).toBeTruthy();
  });

  it("in the browser waits until it is done or cancelled", async () => {
    let refuse: (error: unknown) => void = () => {};
    const { user } = open({
      sign_in_choices: { ...choices, password: false, browser: true, provider: "https://id.example.org/realm" },
      sign_in_in_browser: () => new Promise((_, reject) => (refuse = reject)),
      cancel_sign_in: () => (refuse({ code: "sign-in-cancelled" }), null),
    });
    await toWho(user);
    await user.click(await screen.findByRole("button", { name: "Sign in at id.example.org" }));
    expect(await screen.findByRole("heading", { name: "Go on in your browser" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByRole("button", { name: "Sign in at id.example.org" })).toBeTruthy();
    expect(document.querySelector("[data-problem]")).toBeNull();
  });

  it("can be skipped, and says that recording works without", async () => {
    place.screen = "sign-in";
    const { user } = open({});
    expect(screen.getByText(/Recording works without/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Go on without signing in" }));
    expect(place.screen).toBe("timer");
  });

  it("of a server that is away says so at the server's field, and that nothing is lost", async () => {
    const { user } = open({ sign_in_choices: () => { throw { code: "server-unreachable", cause: "dns" }; } });
    await toWho(user);
    expect(await screen.findByText(/server's name is not known.*Nothing is lost/)).toBeTruthy();
  });
});
