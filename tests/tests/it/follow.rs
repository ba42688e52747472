//! `homing status --follow`: what another program does shows by itself, and it ends as it should.

use anyhow::{Context, Result};
use homing_tests::{Point, Running, Scene};
use serde_json::Value;

use crate::work;

/// A follower whose first line was read.
struct Follower {
    homing: Running,
    now: Value,
}

impl Follower {
    async fn start(scene: &Scene) -> Result<Self> {
        let mut homing = scene.client.start(&["status", "--follow", "--json"])?;
        let now = serde_json::from_str(&homing.next_line().await?)?;
        Ok(Self { homing, now })
    }

    /// Reads on until a line that `is` so. Each line has a higher number than the one before.
    async fn until(&mut self, is: impl Fn(&Value) -> bool) -> Result<&Value> {
        while !is(&self.now) {
            let next: Value = serde_json::from_str(&self.homing.next_line().await?)?;
            let revision = |line: &Value| line["revision"].as_u64().context("no revision");
            assert!(revision(&next)? > revision(&self.now)?, "{next} after {}", self.now);
            self.now = next;
        }
        Ok(&self.now)
    }
}

#[tokio::test]
async fn what_another_program_records_and_sends_shows_by_itself() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let mut follower = Follower::start(&scene).await?;
    assert_eq!(follower.now["timer"], Value::Null);

    scene.client.done(&["start", "tide tables"]).await?;
    let started = follower.until(|line| line["timer"] != Value::Null).await?;
    assert_eq!(started["timer"]["entry"]["description"], "tide tables");
    let waiting = follower.until(|line| line["headline"] == "waiting").await?;
    assert_eq!(waiting["counts"]["waiting"], 1);

    work::many(&scene.client, 30).await?;
    let mut hold = scene.proxy.hold_sync(2, Point::BeforeAnswer);
    let homing = scene.client.start(&["sync"])?;
    hold.reached().await?;
    let sending = follower.until(|line| line["sending"]["done"] == 10).await?;
    assert_eq!((&sending["headline"], &sending["sending"]["total"]), (&"sending".into(), &31.into()));
    assert_ne!(sending["last_exchange"], Value::Null, "an exchange shows as soon as it is settled");
    hold.pass();
    homing.finish().await?.with_code(0)?;
    let saved = follower.until(|line| line["headline"] == "all-saved").await?;
    assert_eq!((&saved["counts"]["waiting"], &saved["counts"]["sent"]), (&0.into(), &31.into()));

    follower.homing.signal("INT").await?;
    follower.homing.finish().await?.with_code(0).map(drop)
}

#[tokio::test]
async fn a_server_that_is_away_shows_and_so_does_its_return() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    let mut follower = Follower::start(&scene).await?;
    scene.client.done(&["start", "letters"]).await?;
    scene.server_down().await?;
    scene.client.run(&["sync"]).await?.with_code(69)?;
    let offline = follower.until(|line| line["headline"] == "offline").await?;
    assert_eq!(offline["held"]["kind"], "offline");
    scene.server_up().await?;
    scene.client.sync().await?;
    follower.until(|line| line["headline"] == "all-saved").await?;
    follower.homing.signal("TERM").await?;
    follower.homing.finish().await?.with_code(0).map(drop)
}

#[tokio::test]
async fn it_ends_once_nobody_reads_any_more_although_nothing_changes() -> Result<()> {
    let scene = Scene::with_server_down().await?;
    let mut follower = Follower::start(&scene).await?;
    follower.homing.stop_listening();
    follower.homing.finish().await?.with_code(0).map(drop)
}

#[tokio::test]
async fn in_a_pipe_each_change_is_a_line_for_people() -> Result<()> {
    let scene = Scene::with_server_down().await?;
    let mut homing = scene.client.start(&["status", "--follow"])?;
    let first = homing.next_line().await?;
    assert!(
        first.ends_with("Nobody has signed in yet; what you record stays here. Timer: not running"),
        "{first}"
    );
    scene.client.done(&["start", "letters"]).await?;
    let second = homing.next_line().await?;
    assert!(second.contains("Timer: running") && second.ends_with("letters"), "{second}");
    homing.signal("INT").await?;
    homing.finish().await?.with_code(0).map(drop)
}
