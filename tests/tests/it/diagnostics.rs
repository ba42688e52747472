//! The bundle for whoever helps: there is what they need in it, and no secret nor content, wherever one was planted.

use std::fs;
use std::io::Write as _;

use anyhow::{Context, Result};
use homing_tests::{Client, Keep, NAME, PASSPHRASE, PASSWORD, Scene};

use crate::work;

/// What is planted: in entries, in the configuration, in the log.
const CONTENTS: [&str; 9] =
    ["tide tables", "harbour", "survey", "night shift", "Ærø", "letters", "two words", "größe", "bank-plan"];

/// The texts lie in the archive as they are, so that its bytes can be searched.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn bundle(client: &Client, name: &str) -> Result<Vec<u8>> {
    Ok(fs::read(client.as_ref().join(name))?)
}

#[tokio::test]
async fn what_was_planted_everywhere_is_in_no_bundle_and_what_a_helper_needs_is() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    let client = &scene.client;
    work::record(client).await?;
    client.sync().await?;
    client.done(&["start", "letters", "--project", "harbour", "--tag", "survey"]).await?;
    client.configure("[log]\nlevel = 'trace'\n")?;
    client.done(&["config", "set", "proxy", "http://carol:bank-plan@proxy.example.org:3128"]).await?;
    let tokens: Vec<_> = scene.proxy.exchanges().iter().flat_map(|exchange| exchange.tokens()).collect();
    assert!(tokens.len() >= 2, "the tokens were seen");
    let mut log = fs::OpenOptions::new().append(true).open(client.data_folder().join("logs/homing.log"))?;
    writeln!(log, "a line of someone else: bank-plan {} {PASSWORD}", tokens[0])?;
    scene.server_down().await?;
    let client = &scene.client;
    client.run(&["sync"]).await?.with_code(69)?;

    let said = client.done(&["diagnostics", "mine.zip", "--yes"]).await?;
    let bytes = bundle(client, "mine.zip")?;
    let secrets = [PASSWORD, PASSPHRASE, NAME, "carol"].into_iter().chain(CONTENTS);
    for word in secrets.chain(tokens.iter().map(String::as_str)) {
        assert!(!holds(&bytes, word), "{word:?} is in the bundle");
        assert!(!said.stderr.contains(word), "{word:?} is in the preview");
    }
    let entry = client.done(&["status", "--json"]).await?.json()?["timer"]["entry"]["id"].clone();
    let entry = entry.as_str().context("no timer runs")?;
    let needed =
        ["schema", "Offline", "time-entry", "proxy.example.org", "homing.db", "the sync ended", "settled"];
    for word in needed.into_iter().chain([entry, "1 lines that are not of Homing's own form"]) {
        assert!(holds(&bytes, word), "{word:?} is missing in the bundle");
    }
    for part in [
        "about.txt",
        "versions.txt",
        "status.txt",
        "accounts.txt",
        "queue.txt",
        "config.txt",
        "logs/homing.log",
    ] {
        assert!(said.stderr.contains(part), "{part} is missing in the preview: {}", said.stderr);
    }

    client.done(&["diagnostics", "named.zip", "--names", "--yes", "--json"]).await?.json()?;
    assert!(holds(&bundle(client, "named.zip")?, NAME), "the name was wanted");
    Ok(())
}

#[tokio::test]
async fn without_a_yes_nothing_is_written_and_no_file_is_ever_replaced() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let refused = client.run(&["diagnostics"]).await?;
    assert_ne!(refused.status.code(), Some(0));
    assert!(refused.stderr.contains("--yes"), "{}", refused.stderr);
    assert!(!client.as_ref().join("homing-diagnostics.zip").exists());
    client.file("mine.zip", "a file of mine")?;
    let refused = client.run(&["diagnostics", "mine.zip", "--yes"]).await?.with_code(74)?;
    assert!(refused.stderr.contains("ever replaced"), "{}", refused.stderr);
    assert_eq!(bundle(&client, "mine.zip")?, b"a file of mine");
    Ok(())
}

#[tokio::test]
async fn data_that_can_t_be_opened_and_a_broken_configuration_are_what_it_tells_of() -> Result<()> {
    let client = Client::new(Keep::File)?;
    client.done(&["start", "letters"]).await?;
    fs::write(client.data_folder().join("homing.db"), "bank-plan".repeat(1_000))?;
    client.configure("sever = 'bank-plan'\n")?;
    client.done(&["diagnostics", "mine.zip", "--yes"]).await?;
    let bytes = bundle(&client, "mine.zip")?;
    assert!(holds(&bytes, "not opened: ") && holds(&bytes, "homing.toml is not understood in line 1"));
    assert!(!holds(&bytes, "bank-plan") && !holds(&bytes, "letters"));
    Ok(())
}
