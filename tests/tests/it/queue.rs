//! What the server refused, in a person's hands: looked at, let go again, written out, given up.

use anyhow::{Context, Result};
use homing_tests::{Client, Scene};
use serde_json::Value;

/// An entry for a project that the server has archived, refused by it; and its task's short id.
async fn refused() -> Result<(Scene, String)> {
    let scene = Scene::signed_in().await?;
    scene.server.operate(&["project", "add", "harbour"], "").await?.with_code(0)?;
    scene.server.operate(&["project", "archive", "harbour"], "").await?.with_code(0)?;
    let (from, to) = ("2026-01-05T08:00:00Z", "2026-01-05T09:30:00Z");
    let add = ["add", "--from", from, "--to", to, "tide tables", "--project", "harbour"];
    scene.client.done(&add).await?;
    scene.client.run(&["sync"]).await?.with_code(65)?;
    let task = only(&scene.client).await?;
    anyhow::ensure!(task["state"] == "attention", "{task}");
    let id = task["id"].as_str().context("no id")?[..8].to_owned();
    Ok((scene, id))
}

/// The one unsent task.
async fn only(client: &Client) -> Result<Value> {
    let listed = client.done(&["queue", "list", "--json"]).await?.json()?;
    let tasks = listed["tasks"].as_array().context("no tasks")?;
    anyhow::ensure!(tasks.len() == 1, "{listed}");
    Ok(tasks[0].clone())
}

#[tokio::test]
async fn a_refused_change_says_why_and_goes_again_once_the_server_takes_it() -> Result<()> {
    let (scene, id) = refused().await?;
    let shown = scene.client.done(&["queue", "show", &id]).await?.stdout;
    for words in ["needs a look", "project", "tide tables", "1:30 of work"] {
        assert!(shown.contains(words), "{words:?} is missing in: {shown}");
    }
    let before = only(&scene.client).await?;
    let still = scene.client.run(&["queue", "retry", &id]).await?.with_code(65)?;
    assert!(still.stderr.contains("1 refused change goes again."), "{}", still.stderr);
    assert_eq!(only(&scene.client).await?["key"], before["key"], "under the same key");

    scene.server.operate(&["project", "unarchive", "harbour"], "").await?.with_code(0)?;
    let gone = scene.client.done(&["queue", "retry", "--all", "--json"]).await?.json()?;
    assert_eq!((&gone["retried"], &gone["sync"]["sent"]), (&1.into(), &1.into()));
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn an_edit_of_a_refused_change_is_what_the_server_takes() -> Result<()> {
    let (scene, id) = refused().await?;
    scene.client.done(&["queue", "edit", &id, "--no-project"]).await?;
    let task = only(&scene.client).await?;
    assert_eq!(task["state"], "waiting", "{task}");
    scene.client.sync().await?;
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn a_refused_change_is_given_up_only_with_a_yes_and_stays_on_this_machine() -> Result<()> {
    let (scene, id) = refused().await?;
    let asked = scene.client.run(&["queue", "discard", &id]).await?.with_code(65)?;
    for words in ["tide tables", "2026-01-05 09:00-10:30", "1:30 of work in all", "--yes"] {
        assert!(asked.stderr.contains(words), "{words:?} is missing in: {}", asked.stderr);
    }
    only(&scene.client).await?;

    let gone = scene.client.done(&["queue", "discard", &id, "--yes", "--json"]).await?.json()?;
    assert!(gone["discarded"][0].as_str().is_some_and(|discarded| discarded.starts_with(&id)), "{gone}");
    let status = scene.status().await?;
    assert_eq!((&status["counts"]["attention"], &status["counts"]["waiting"]), (&0.into(), &0.into()));
    assert_eq!(scene.client.sync().await?.sent, 0, "nothing puts it back by itself");
    scene.client.local().await?.described("tide tables")?;
    assert!(scene.client.remote().await?.is_empty());
    scene.client.run(&["queue", "discard", &id, "--yes"]).await?.with_code(65)?;

    // A later change says all of it.
    scene.client.done(&["edit", "last", "--no-project"]).await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn what_is_unsent_can_be_written_out_and_no_file_is_overwritten() -> Result<()> {
    let (scene, id) = refused().await?;
    scene.client.done(&["start", "nets"]).await?;
    let printed = scene.client.done(&["queue", "export"]).await?.stdout;
    let lines: Vec<Value> = printed.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!(lines.len(), 2);
    assert!(lines[0]["id"].as_str().is_some_and(|task| task.starts_with(&id)));
    assert_eq!(lines[0]["body"]["entry"]["description"], "tide tables");
    assert_eq!(lines[1]["body"]["entry"]["description"], "nets");

    let file = scene.client.as_ref().join("unsent.jsonl");
    let file = file.to_str().context("no UTF-8")?;
    scene.client.done(&["queue", "export", file]).await?;
    assert_eq!(std::fs::read_to_string(file)?, printed);
    scene.client.run(&["queue", "export", file]).await?.with_code(65)?;
    assert_eq!(std::fs::read_to_string(file)?, printed);
    Ok(())
}
