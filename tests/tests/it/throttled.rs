//! A server that has had enough for a minute says so, and the client keeps what is left.

use anyhow::{Context, Result};
use homing_tests::{Client, Contract, Keep, NAME, PASSWORD, Scene, Server};
use serde_json::Value;

use crate::work;

#[tokio::test]
async fn what_a_server_has_no_room_for_waits_and_is_said_to_wait() -> Result<()> {
    // One request: the first ten changes.
    let server = Server::new()?.with_requests_per_minute(1);
    let mut scene = Scene::of(Client::new(Keep::File)?, server).await?;
    scene.server_up().await?;
    work::many(&scene.client, 30).await?;
    let recorded = scene.client.local().await?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;

    let finished = scene.client.run(&["sync", "--json"]).await?.with_code(69)?;
    let said: Value = serde_json::from_str(&finished.stdout).context(finished.stdout.clone())?;
    let count = |name: &str| said[name].as_u64().with_context(|| format!("no {name} in {said}"));
    assert_eq!(said["end"]["kind"], "throttled", "{said}");
    assert_eq!((count("sent")?, count("sent")? + count("waiting")?), (10, 30), "{said}");
    assert!(said["end"]["until"].is_string(), "{said}");
    recorded.must_equal(&scene.client.local().await?, ("before the sync", "after it"))?;

    let contract = Contract::read()?;
    let exchanges = scene.proxy.exchanges();
    let last = exchanges.last().context("nothing was asked")?;
    assert_eq!(contract.check(last)?, "POST /v1/sync 429");
    Ok(())
}
