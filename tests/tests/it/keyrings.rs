//! Keyrings that are missing, locked, prompt, hang, lie or go away, before a sign-in and after one: what each leads to,
//! as `docs/security.md` has it, that nothing is lost, and that it heals.

use anyhow::{Result, ensure};
use homing_tests::{Client, Finished, Keep, Keyring, Manners, NAME, PASSWORD, Scene, Server};

/// How a command ends, and words that it says.
type Ends = (i32, &'static str);

const LOCKED: &str = "The keychain is locked, or has no default keyring.";
const SILENT: &str = "The keychain did not answer in time.";
const MISSING: &str = "There is no keychain on this system that Homing can use.";

fn client(keyring: &Keyring) -> Result<Client> {
    Ok(Client::new(Keep::Keychain)?.with_env("DBUS_SESSION_BUS_ADDRESS", keyring.bus()))
}

fn must(finished: Finished, (code, words): Ends) -> Result<()> {
    let finished = finished.with_code(code)?;
    let said = format!("{}{}", finished.stdout, finished.stderr);
    ensure!(said.contains(words), "{words:?} is missing: {said}");
    Ok(())
}

/// Somebody who recorded something wants to sign in.
async fn at_sign_in(keyring: Keyring, login: Ends, doctor: &'static str) -> Result<()> {
    let mut scene = Scene::of(client(&keyring)?, Server::new()?).await?;
    scene.server_up().await?;
    scene.client.done(&["start", "tide tables"]).await?;
    must(scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?, login)?;
    // Nobody is signed in, so nothing is wrong that a person must mend.
    must(scene.client.run(&["doctor"]).await?, (0, doctor))?;
    scene.client.done(&["stop"]).await?;
    ensure!(scene.client.local().await?.len() == 1, "what was recorded is here");
    // The other place is there for them.
    let other = Client::new(Keep::File)?;
    other.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0).map(drop)
}

/// Somebody is signed in, and the keyring turns. Each sync renews the token: it reads and it writes.
async fn once_signed_in(manners: Manners, sync: Ends, doctor: &'static str, logout: Ends) -> Result<()> {
    let mut keyring = Keyring::start().await?;
    let server = Server::new()?.with_access_token_seconds(30);
    let scene = Scene::of(client(&keyring)?, server).await?.come_up_and_sign_in().await?;
    let client = &scene.client;
    client.done(&["start", "tide tables"]).await?;
    keyring.behave(manners);
    must(client.run(&["sync"]).await?, sync)?;
    let status = client.done(&["status", "--json"]).await?.json()?;
    ensure!(status["counts"]["waiting"] == 1, "{status}");
    let (headline, barred) = match manners {
        Manners::Lies => ("sign-in-needed", None),
        Manners::GoesAway => ("barred", Some("keychain-missing")),
        Manners::Dismissed => ("barred", Some("keychain-locked")),
        _ => ("barred", Some("keychain-silent")),
    };
    ensure!(status["headline"] == headline && status["barred"].as_str() == barred, "{status}");
    must(client.run(&["doctor"]).await?, (77, doctor))?;
    must(client.run(&["logout"]).await?, logout)?;
    client.done(&["stop"]).await?;

    if manners == Manners::GoesAway {
        keyring.come_back().await?;
    }
    keyring.behave(Manners::Honest);
    if logout.0 == 0 {
        client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    }
    client.sync().await?;
    ensure!(scene.must_be_equal().await?.len() == 1, "it is on the server, once");
    let status = client.done(&["status", "--json"]).await?.json()?;
    ensure!(status["headline"] == "all-saved" && status["barred"].is_null(), "{status}");
    Ok(())
}

async fn that(manners: Manners) -> Result<Keyring> {
    let keyring = Keyring::start().await?;
    keyring.behave(manners);
    Ok(keyring)
}

#[tokio::test]
async fn without_a_keyring_a_sign_in_says_so_and_names_the_file() -> Result<()> {
    at_sign_in(Keyring::absent().await?, (78, MISSING), MISSING).await
}

#[tokio::test]
async fn a_keyring_without_a_collection_is_found_out_at_the_sign_in() -> Result<()> {
    at_sign_in(that(Manners::WithoutCollection).await?, (77, LOCKED), LOCKED).await
}

#[tokio::test]
async fn a_keyring_that_nobody_unlocks_keeps_everything_and_says_that_it_is_locked() -> Result<()> {
    at_sign_in(that(Manners::Dismissed).await?, (77, LOCKED), LOCKED).await?;
    once_signed_in(Manners::Dismissed, (77, LOCKED), LOCKED, (77, "You are still signed in")).await
}

#[tokio::test]
async fn a_keyring_that_prompts_for_ever_ends_in_a_sentence() -> Result<()> {
    at_sign_in(that(Manners::PromptsForEver).await?, (74, SILENT), "The keychain does not answer.").await?;
    once_signed_in(
        Manners::PromptsForEver,
        (74, SILENT),
        "The keychain does not answer.",
        (74, "You are still signed in"),
    )
    .await
}

#[tokio::test]
async fn a_keyring_that_takes_a_call_and_never_answers_ends_in_a_sentence() -> Result<()> {
    at_sign_in(that(Manners::Hangs).await?, (74, SILENT), "The keychain does not answer.").await?;
    once_signed_in(
        Manners::Hangs,
        (74, SILENT),
        "The keychain does not answer.",
        (74, "You are still signed in"),
    )
    .await
}

#[tokio::test]
async fn a_keyring_that_lies_is_found_out_and_only_a_sign_in_is_asked_for() -> Result<()> {
    let unfaithful = "The keychain did not keep what was written to it.";
    at_sign_in(that(Manners::Lies).await?, (74, unfaithful), "The keychain does not keep what it is given.")
        .await?;
    once_signed_in(
        Manners::Lies,
        (77, "Signing in is needed."),
        "The keychain does not keep what it is given.",
        (0, "Signed out"),
    )
    .await
}

#[tokio::test]
async fn a_keyring_that_goes_away_in_the_middle_loses_nothing_and_is_found_again() -> Result<()> {
    at_sign_in(that(Manners::GoesAway).await?, (74, "The sign-in can't be stored or read."), MISSING).await?;
    once_signed_in(Manners::GoesAway, (78, MISSING), MISSING, (78, MISSING)).await
}
