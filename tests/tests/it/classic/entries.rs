//! Entries that the server has: what is changed and deleted on either side.

use homing_domain::time::{Command, Edit};
use homing_tests::classic::Route;

use super::world::World;

fn worded(text: &str) -> Edit {
    Edit { description: Some(text.to_owned()), ..Edit::default() }
}

#[tokio::test]
async fn an_edit_and_a_deletion_go_by_the_servers_id_and_no_batch_is_sent_for_them() {
    let world = World::anna().await;
    let entries = [world.add(5, "one").await, world.add(3, "two").await];
    world.until_quiet(5).await;
    world.record(Command::Edit { entry: entries[0].id, edit: worded("other") }).await;
    world.record(Command::Delete(vec![entries[1].id])).await;
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].description.as_deref()), (1, Some("other")));
    let counts = [Route::Sync, Route::Patch, Route::Delete].map(|route| world.server.count(route));
    assert_eq!((counts, world.left().await), ([1, 1, 1], (0, 0)));
}

#[tokio::test]
async fn after_a_lost_answer_an_edit_and_a_deletion_come_to_the_same() {
    let world = World::anna().await;
    let entries = [world.add(5, "one").await, world.add(3, "two").await];
    world.until_quiet(5).await;
    world.record(Command::Edit { entry: entries[0].id, edit: worded("other") }).await;
    world.lose(Route::Patch, 1);
    world.until_quiet(5).await;
    world.record(Command::Delete(vec![entries[1].id])).await;
    world.lose(Route::Delete, 1);
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].description.as_deref()), (1, Some("other")));
    let statuses: Vec<_> =
        world.server.met().iter().filter(|met| met.route == Route::Delete).map(|met| met.status).collect();
    assert_eq!((statuses, world.left().await), (vec![204, 404], (0, 0)));
}

#[tokio::test]
async fn an_entry_that_was_deleted_there_is_not_made_again_by_an_edit_here() {
    let world = World::anna().await;
    let entry = world.add(5, "one").await;
    world.until_quiet(5).await;
    world.server.change_entries(Vec::clear);
    world.record(Command::Edit { entry: entry.id, edit: worded("other") }).await;
    world.until_quiet(5).await;
    assert_eq!((world.server.entries().len(), world.server.count(Route::Sync)), (0, 1));
    let reasons = world.reasons().await;
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].1.detail.as_deref(), Some("Time entry not found"));
}

#[tokio::test]
async fn an_entry_that_was_deleted_on_both_sides_is_done() {
    let world = World::anna().await;
    let entry = world.add(5, "one").await;
    world.until_quiet(5).await;
    world.server.change_entries(Vec::clear);
    world.record(Command::Delete(vec![entry.id])).await;
    world.until_quiet(5).await;
    assert_eq!((world.server.entries().len(), world.left().await), (0, (0, 0)));
}

#[tokio::test]
async fn an_entry_that_is_deleted_before_it_was_sent_asks_the_server_for_nothing() {
    let world = World::anna().await;
    let entry = world.add(5, "one").await;
    let before = world.server.met().len();
    world.record(Command::Delete(vec![entry.id])).await;
    world.until_quiet(5).await;
    assert_eq!((world.server.met().len(), world.left().await), (before, (0, 0)));
}
