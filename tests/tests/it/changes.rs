//! What was recorded is changed, deleted and brought back: here, and then on the server.

use anyhow::{Context as _, Result};
use homing_tests::{Client, Entries, Scene};
use serde_json::Value;

/// The intervals of an entry.
fn intervals(entry: &Value) -> Result<&Vec<Value>> {
    entry["intervals"].as_array().context("an entry without intervals")
}

async fn one(client: &Client, description: &str) -> Result<Value> {
    Ok(client.local().await?.described(description)?.clone())
}

fn id(entry: &Value) -> Result<&str> {
    entry["id"].as_str().context("an entry without an id")
}

#[tokio::test]
async fn a_day_that_was_recorded_wrongly_is_set_right_and_the_server_equals_the_client() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    client.done(&["start", "tpyo", "--at", "90 minutes ago", "--tag", "early"]).await?;
    client.sync().await?;
    client.done(&["pause", "--at", "-1h"]).await?;
    client.done(&["resume", "--at", "-30m"]).await?;
    client
        .done(&["edit", "current", "--description", "typo", "--project", "harbour", "--untag", "early"])
        .await?;
    client.done(&["stop", "--at", "-5m"]).await?;
    client.sync().await?;

    let typo = one(client, "typo").await?;
    assert_eq!(
        (&typo["state"], &typo["project"], intervals(&typo)?.len()),
        (&"stopped".into(), &"harbour".into(), 2)
    );
    assert_eq!(typo["tags"], Value::Array(vec![]));
    assert_eq!(typo["intervals"][0]["end"].as_str().map(str::len), Some("2026-11-22T10:00:00.000Z".len()));
    scene.must_be_equal().await?;

    let unclear = client.run(&["edit", "@1", "--to", "-10m"]).await?.with_code(65)?;
    assert!(unclear.stderr.contains("--interval, from 1 to 2"), "{}", unclear.stderr);
    client.done(&["edit", "@1", "--interval", "2", "--to", "-10m"]).await?;
    client.done(&["undo"]).await?;
    client.done(&["undo"]).await?;
    let running = one(client, "typo").await?;
    assert_eq!(running["state"], "running", "the stop is undone");
    assert_eq!(running["intervals"][1]["end"], Value::Null);
    client.sync().await?;
    let server = scene.must_be_equal().await?;
    assert_eq!(server.described("typo")?["revision"], 8, "each undo is a revision of its own");
    Ok(())
}

#[tokio::test]
async fn what_is_deleted_goes_on_the_server_too_and_an_undo_brings_it_back_there() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    client.done(&["add", "survey", "--from", "-3h", "--to", "-2h"]).await?;
    client.done(&["start", "letters"]).await?;
    client.sync().await?;
    let before = scene.must_be_equal().await?;

    let survey = one(client, "survey").await?;
    let prefix = &id(&survey)?[..8];
    let refused = client.run(&["delete", prefix, "current"]).await?.with_code(65)?;
    assert!(refused.stderr.contains("2 entries with 1:00 of work"), "{}", refused.stderr);
    assert!(refused.stderr.contains("--yes"), "{}", refused.stderr);
    client.local().await?.must_equal(&before, ("without a yes", "before"))?;

    client.done(&["delete", prefix, "current", "--yes"]).await?;
    client.sync().await?;
    assert!(scene.must_be_equal().await?.is_empty());
    let deleted = scene.api().await?.entries().await?;
    assert!(deleted.len() == 2 && deleted.iter().all(|entry| entry["deleted"] == true));

    let undone = client.done(&["undo", "--json"]).await?.json()?;
    assert_eq!(undone["undone"], "delete");
    client.sync().await?;
    let after = scene.must_be_equal().await?;
    assert_eq!(after.len(), 2);
    assert_eq!(after.described("letters")?["state"], "running");
    assert_eq!(intervals(after.described("survey")?)?, intervals(&survey)?);
    Ok(())
}

#[tokio::test]
async fn before_anything_was_sent_a_start_can_be_cancelled_and_undone_and_continued() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    client.done(&["start", "letters", "--tag", "post"]).await?;
    client.done(&["cancel"]).await?;
    client.run(&["stop"]).await?.with_code(65)?;
    client.done(&["undo"]).await?;
    client.done(&["stop"]).await?;
    client.done(&["continue", "last"]).await?;
    assert_eq!(client.sync().await?.sent, 2);
    let entries = scene.must_be_equal().await?;
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| entry["description"] == "letters" && entry["tags"][0] == "post"));
    Ok(())
}

#[tokio::test]
async fn nonsense_is_refused_with_a_sentence_and_recorded_nowhere() -> Result<()> {
    let client = Client::new(homing_tests::Keep::File)?;
    for (arguments, words) in [
        (&["start", "x", "--at", "2999-01-01 00:00"][..], "in the future"),
        (&["add", "x", "--from", "-1h", "--to", "2999-01-01 00:00"], "in the future"),
        (&["add", "x", "--from", "-1h", "--to", "-2h"], "would end before it starts"),
        (&["add", "x", "--from", "-17h", "--to", "-1m"], "--yes"),
        (&["start", "x", "--tag", " "], "its tag is empty"),
        (&["start", "x\u{1b}[2J"], "holds a control character"),
        (&["edit", "@1", "--exact"], "There is no such entry"),
        (&["edit", "abcd", "--exact"], "There is no such entry"),
        (&["undo"], "nothing left to undo"),
        (&["continue"], "There is no such entry"),
    ] {
        let refused = client.run(arguments).await?.with_code(65)?;
        assert!(refused.stderr.contains(words), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stdout.is_empty());
    }
    assert_eq!(client.local().await?, Entries::default());
    client.done(&["add", "x", "--from", "-17h", "--to", "-1m", "--yes"]).await?;
    let review = client.done(&["review", "--json"]).await?.json()?;
    assert_eq!(review["findings"][0]["matter"], "long");
    Ok(())
}

/// The server knows newer revisions than the data that was put back: what is written now must not pass for saved.
#[tokio::test]
async fn an_edit_on_data_that_was_restored_asks_for_a_look_and_the_next_ones_reach_the_server() -> Result<()>
{
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    client.done(&["add", "survey", "--from", "-3h", "--to", "-2h"]).await?;
    client.sync().await?;
    let copy = client.as_ref().join("copy.db");
    client.done(&["backup", copy.to_str().context("no UTF-8")?]).await?;
    for description in ["survey of the pier", "survey of the quay"] {
        client.done(&["edit", "last", "--description", description]).await?;
        client.sync().await?;
    }
    std::fs::copy(&copy, client.data_folder().join("homing.db"))?;

    client.done(&["edit", "last", "--description", "survey of the mole"]).await?;
    let refused = client.run(&["sync", "--json"]).await?.with_code(65)?;
    assert!(refused.stdout.contains("\"attention\":1"), "{}", refused.stdout);
    let listed = client.done(&["queue", "list", "--json"]).await?.json()?;
    assert_eq!(listed["tasks"][0]["reason"]["code"], "conflict", "{listed}");
    assert_eq!(client.remote().await?.described("survey of the quay")?["revision"], 3);

    client.done(&["edit", "last", "--description", "survey of a mole"]).await?;
    client.run(&["sync"]).await?.with_code(65)?;
    client.done(&["edit", "last", "--description", "survey of the long mole"]).await?;
    client.sync().await?;
    assert_eq!(scene.must_be_equal().await?.described("survey of the long mole")?["revision"], 4);
    Ok(())
}
