//! `homing sync`, killed with SIGKILL at chosen points of a request, again and again: at the end everything is on
//! the server, and nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use homing_tests::{Exchange, Point, Scene, Timewarrior, each_took_effect_once};

/// How often the everyday run kills; `HOMING_PROVE_KILLS` asks for more.
const KILLS: usize = 10;

/// At least so many intervals, and more where there are many kills.
const INTERVALS: usize = 2_000;

/// The most that a sync gets through before it is killed: batches grow from 10 over 50 to 100.
const TASKS_PER_KILL: usize = 360;

/// What becomes of the request after its client is dead.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// It stays where it was held.
    Cut,
    /// It goes on without its client: the server sees it late.
    Pass,
}

/// Where to kill, over and over. The requests before carry more than a sync holds when it is killed (what is being
/// recorded, what is on its way, and what stands ready): that is through before the next one is killed, so that a task
/// dies once and not time after time.
const PLAN: [(Point, Then); 4] = [
    (Point::BeforeForwarding, Then::Cut),
    (Point::BeforeAnswer, Then::Cut),
    (Point::HalfOfAnswer, Then::Cut),
    (Point::BeforeForwarding, Then::Pass),
];
const KILLED_REQUEST: usize = 6;

#[tokio::test]
async fn a_sync_that_is_killed_in_the_middle_loses_nothing_and_sends_nothing_twice() -> Result<()> {
    let kills = match std::env::var("HOMING_PROVE_KILLS") {
        Ok(number) => number.parse().context("HOMING_PROVE_KILLS is no number")?,
        Err(_) => KILLS,
    };
    let timewarrior = Timewarrior::with_intervals(INTERVALS.max((kills + 1) * TASKS_PER_KILL))?;
    let scene = Scene::signed_in().await?;
    let export = scene.client.file("export.json", &timewarrior.export)?;
    scene.client.done(&["import", "timewarrior", &export]).await?;

    let mut interrupted = BTreeSet::new();
    for (kill, (point, then)) in PLAN.into_iter().cycle().take(kills).enumerate() {
        let mut hold = scene.proxy.hold_sync(KILLED_REQUEST, point);
        let homing = scene.client.start(&["sync"])?;
        hold.reached().await.with_context(|| format!("kill {kill}, {point:?}"))?;
        // The answer to the one before may not have been recorded yet.
        interrupted.extend(scene.proxy.syncs().iter().rev().take(2).flat_map(Exchange::keys));
        homing.kill().await?;
        match then {
            Then::Cut => drop(hold),
            Then::Pass => hold.pass(),
        }
    }

    let last = scene.client.sync().await?;
    assert_eq!((last.attention, last.waiting), (0, 0));
    let entries = scene.must_be_equal().await?;
    assert_eq!(entries.len(), timewarrior.rows.len());
    nothing_took_effect_twice(&scene.proxy.syncs(), &interrupted)
}

/// What the server saw and answered, whether or not its answer arrived.
fn nothing_took_effect_twice(syncs: &[Exchange], interrupted: &BTreeSet<String>) -> Result<()> {
    let mut keys_of_lanes = BTreeMap::<String, BTreeSet<String>>::new();
    let mut sent = BTreeMap::<String, usize>::new();
    for task in syncs.iter().flat_map(Exchange::tasks) {
        let (lane, key) = (task["lane"].to_string(), task["key"].as_str().context("a task without a key")?);
        keys_of_lanes.entry(lane).or_default().insert(key.to_owned());
        *sent.entry(key.to_owned()).or_default() += 1;
    }
    let other_key = keys_of_lanes.iter().find(|(_, keys)| keys.len() > 1);
    ensure!(other_key.is_none(), "an entry was sent again under another key: {other_key:?}");
    let needless = sent.iter().find(|(key, times)| **times > 1 && !interrupted.contains(*key));
    ensure!(needless.is_none(), "a task that no kill interrupted was sent again: {needless:?}");
    let mut again = sent.iter().filter(|(_, times)| **times > 1);
    ensure!(again.next().is_some(), "no kill interrupted anything");

    let applied = each_took_effect_once(syncs)?;
    ensure!(applied == sent.len(), "{} tasks were sent, {applied} took effect", sent.len());
    Ok(())
}
