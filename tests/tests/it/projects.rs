//! The projects of a server, from the operator's command to a client without a network.

use anyhow::Result;
use homing_tests::Scene;
use serde_json::Value;

/// What the client knows, as name and whether it is archived.
fn known(projects: &Value) -> Vec<(String, bool)> {
    let projects = projects["projects"].as_array().into_iter().flatten();
    let pair = |project: &Value| {
        (project["name"].as_str().unwrap_or_default().to_owned(), project["archived"] == true)
    };
    projects.map(pair).collect()
}

#[tokio::test]
async fn projects_are_learned_at_a_sync_and_heeded_without_a_network() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    for name in ["Alpha", "Old"] {
        scene.server.project("add", name).await?;
    }
    scene.server.project("archive", "Old").await?;
    let client = &scene.client;
    let before = client.done(&["projects", "--json"]).await?.json()?;
    assert_eq!((known(&before), &before["fetched_at"]), (Vec::new(), &Value::Null));
    client.done(&["start", "survey", "--project", "Old"]).await?;
    client.done(&["cancel"]).await?;
    client.sync().await?;

    scene.server_down().await?;
    let client = &scene.client;
    let listed = client.done(&["projects", "--json"]).await?.json()?;
    assert_eq!(known(&listed), [("Alpha".to_owned(), false), ("Old".to_owned(), true)]);
    assert!(listed["fetched_at"].is_string());
    let refused = client.run(&["start", "survey", "--project", "Old", "--json"]).await?.with_code(65)?;
    assert_eq!(refused.json()?["error"]["code"], "project-archived");
    let id = listed["projects"][1]["id"].as_str().unwrap_or_default();
    client.run(&["start", "survey", "--project", id]).await?.with_code(65)?;
    let remarked = client.done(&["start", "survey", "--project", "Beta"]).await?;
    assert!(remarked.stderr.contains("The server has no project of this name"), "{}", remarked.stderr);
    let silent = client.done(&["start", "report", "--project", "Alpha"]).await?;
    assert_eq!(silent.stderr, "");
    let failed = client.run(&["projects", "--refresh"]).await?.with_code(69)?;
    assert!(failed.stderr.contains("can't be reached"), "{}", failed.stderr);
    assert_eq!(known(&client.done(&["projects", "--json"]).await?.json()?).len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_project_that_is_opened_again_is_learned_on_demand() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.server.project("add", "Alpha").await?;
    scene.server.project("archive", "Alpha").await?;
    scene.client.done(&["projects", "--refresh"]).await?;
    scene.client.run(&["start", "survey", "--project", "Alpha"]).await?.with_code(65)?;
    scene.server.project("unarchive", "Alpha").await?;
    scene.client.done(&["projects", "--refresh"]).await?;
    scene.client.done(&["start", "survey", "--project", "Alpha"]).await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    Ok(())
}

#[tokio::test]
async fn what_was_recorded_before_its_project_was_archived_waits_for_a_person_with_the_reason() -> Result<()>
{
    let scene = Scene::signed_in().await?;
    scene.server.project("add", "Alpha").await?;
    scene.client.sync().await?;
    scene.client.done(&["start", "survey", "--project", "Alpha"]).await?;
    scene.server.project("archive", "Alpha").await?;
    let synced = scene.client.run(&["sync", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!((&synced["sent"], &synced["attention"]), (&0.into(), &1.into()));
    let queue = scene.client.done(&["queue", "list", "--json"]).await?.json()?;
    assert_eq!(queue["tasks"][0]["reason"]["code"], "project-archived");
    // The way out: the entry without the project.
    scene.client.done(&["edit", "current", "--no-project"]).await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    scene.must_be_equal().await.map(drop)
}
