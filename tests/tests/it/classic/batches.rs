//! Finished entries in batches that are taken whole or not at all.

use homing_domain::engine::CycleEnd;
use homing_domain::ports::Clock as _;
use homing_domain::time::{Command, Draft, Edit};
use homing_tests::classic::Route;

use super::world::{World, at, draft};

#[tokio::test]
async fn a_poison_among_many_is_found_by_halves_and_waits_alone_for_a_person_with_its_reason() {
    let world = World::anna().await;
    world.server.poison("(poison)");
    let good = world.add_many(40).await;
    let bad = world.add(60, "a (poison) here").await;
    world.until_quiet(20).await;

    let keys: Vec<_> = world.server.entries().into_iter().filter_map(|entry| entry.key).collect();
    assert_eq!(keys.len(), 40);
    assert!(good.iter().all(|entry| keys.contains(&entry.id.to_string())));
    let reasons = world.reasons().await;
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    let (lane, reason) = &reasons[0];
    assert_eq!(*lane, bad.id.to_string());
    assert_eq!(reason.code, "http-500", "{reason:?}");
    assert!(world.server.count(Route::Sync) <= 20, "{}", world.server.count(Route::Sync));
}

#[tokio::test]
async fn while_its_database_is_down_nothing_is_taken_for_poison_and_all_arrives_afterwards() {
    let world = World::anna().await;
    world.add_many(20).await;
    world.server.set_database_down(true);
    for _ in 0..10 {
        world.cycle().await;
        assert_eq!(world.left().await, (20, 0));
        world.wait().await;
    }
    world.server.set_database_down(false);
    world.until_quiet(10).await;
    assert_eq!((world.server.entries().len(), world.left().await), (20, (0, 0)));
}

#[tokio::test]
async fn after_a_lost_answer_a_batch_goes_again_and_nothing_is_there_twice() {
    let world = World::anna().await;
    world.add_many(30).await;
    world.lose(Route::Sync, 2);
    world.until_quiet(10).await;
    assert_eq!((world.server.entries().len(), world.left().await), (30, (0, 0)));
    assert_eq!(world.server.met().iter().filter(|met| met.lost).count(), 2);
}

#[tokio::test]
async fn a_conflict_with_an_entry_that_was_changed_there_since_is_settled_and_the_others_arrive() {
    let world = World::anna().await;
    let entries = world.add_many(5).await;
    world.lose(Route::Sync, 1);
    world.cycle().await;
    world.server.change_entries(|held| {
        held.retain(|entry| entry.key == Some(entries[2].id.to_string()));
        held[0].duration_seconds = 60;
    });
    world.until_quiet(10).await;
    assert_eq!(world.left().await, (0, 0), "{:?}", world.reasons().await);
    let held = world.server.entries();
    assert_eq!(held.len(), 5);
    assert_eq!(held[0].duration_seconds, 60, "what was changed there stays");
    assert!(world.server.met().iter().any(|met| met.status == 409));
}

#[tokio::test]
async fn what_is_changed_here_after_a_lost_answer_is_corrected_once_the_first_is_known() {
    let world = World::anna().await;
    let entry = world.add(3, "first").await;
    world.lose(Route::Sync, 1);
    world.cycle().await;
    let edit = Edit { description: Some("second".to_owned()), ..Edit::default() };
    world.record(Command::Edit { entry: entry.id, edit }).await;
    world.until_quiet(10).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].description.as_deref()), (1, Some("second")));
    assert_eq!(world.left().await, (0, 0));
}

#[tokio::test]
async fn a_429_is_waited_for_and_costs_no_entry_an_attempt() {
    let world = World::anna().await;
    world.add_many(3).await;
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for _ in 0..100 {
        // Somebody else at the same address.
        client.post(world.server.url() + "/time-entries/sync").send().await.unwrap();
    }
    world.pass(20);
    let report = world.cycle().await;
    let CycleEnd::Throttled { until } = report.end else { panic!("{report:?}") };
    assert!(until.since(world.clock.now()).as_secs() >= 40, "{until} is too early");
    assert!(world.tasks().await.iter().all(|task| task.attempts == 0));
    world.wait().await;
    world.cycle().await;
    assert_eq!((world.server.entries().len(), world.left().await), (3, (0, 0)));
}

#[tokio::test]
async fn a_batch_that_is_too_large_goes_in_smaller_ones() {
    let world = World::anna().await;
    world.add_many(40).await;
    world.server.set_most_bytes(3_000);
    world.until_quiet(10).await;
    assert_eq!((world.server.entries().len(), world.left().await), (40, (0, 0)));
    assert!(world.server.met().iter().any(|met| met.status == 413));
}

#[tokio::test]
async fn an_entry_that_is_too_large_by_itself_waits_for_a_person_and_the_others_arrive() {
    let world = World::anna().await;
    world.add_many(4).await;
    world.add(20, &"long ".repeat(400)).await;
    world.server.set_most_bytes(2_000);
    world.until_quiet(20).await;
    assert_eq!((world.server.entries().len(), world.left().await), (4, (0, 1)));
    assert_eq!(world.reasons().await[0].1.code, "too-large");
}

#[tokio::test]
async fn an_entry_without_a_project_waits_for_a_person_with_the_servers_words() {
    let world = World::anna().await;
    let draft = Draft { project: None, ..draft("nowhere") };
    let (from, to) = (at("2026-11-27T07:00:00Z"), at("2026-11-27T08:00:00Z"));
    world.record(Command::Add { draft, from, to, long_is_meant: false }).await;
    world.add_many(3).await;
    world.until_quiet(20).await;
    assert_eq!((world.server.entries().len(), world.left().await), (3, (0, 1)));
    assert_eq!(world.reasons().await[0].1.detail.as_deref(), Some("Project is required"));
}
