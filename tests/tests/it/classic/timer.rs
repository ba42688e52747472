//! A timer that runs here, on a server that stamps its own times and has one active entry for each user.

use homing_domain::time::{Command, When};
use homing_tests::classic::{Entry as Row, NothingActive, PROJECTS, Person, Route, Status};

use super::world::{World, at};

/// A timer of another device, as the server holds it.
fn elsewhere() -> Row {
    let start = at("2026-11-27T08:00:00Z").to_jiff();
    Row {
        id: "elsewhere".to_owned(),
        user: Person::anna().id,
        project: Some(PROJECTS[1].0.to_owned()),
        start,
        end: None,
        duration_seconds: 0,
        description: Some("elsewhere".to_owned()),
        status: Status::Running,
        key: None,
        zone: None,
        created: start,
        updated: start,
    }
}

#[tokio::test]
async fn a_timer_that_runs_is_shown_with_its_own_start() {
    for nothing in [NothingActive::Null, NothingActive::NoBody] {
        let world = World::anna().await;
        world.server.say_where_nothing_is_active(nothing);
        world.start("work").await;
        world.pass(90);
        world.until_quiet(5).await;
        let held = world.server.entries();
        assert_eq!((held.len(), held[0].status), (1, Status::Running));
        assert_eq!(held[0].start, at("2026-11-27T09:00:00Z").to_jiff());
    }
}

#[tokio::test]
async fn what_the_server_stamped_on_the_way_is_corrected_when_the_timer_stops() {
    let world = World::anna().await;
    let began = world.start("work").await;
    world.pass(600);
    world.until_quiet(5).await;
    world.record(Command::Pause(When::Now)).await;
    world.pass(300);
    world.until_quiet(5).await;
    assert_eq!(world.server.entries()[0].status, Status::Paused);
    world.record(Command::Resume(When::Now)).await;
    world.pass(120);
    world.until_quiet(5).await;
    let resumed = &world.server.entries()[0];
    assert_eq!(resumed.status, Status::Running);
    assert_ne!(resumed.start, began.started_at().to_jiff(), "a resume forgets the start");
    world.pass(180);
    let stopped = world.stop().await;
    world.pass(1_000);
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].status), (1, Status::Stopped));
    assert_eq!(held[0].start, began.started_at().to_jiff());
    assert_eq!(held[0].end, Some(stopped.last_instant().to_jiff()));
    assert_eq!(held[0].duration_seconds, 600 + 300);
    assert_eq!((world.server.count(Route::Stop), world.left().await), (0, (0, 0)));
}

#[tokio::test]
async fn another_devices_timer_is_never_stopped_and_the_entry_arrives_when_it_is_finished() {
    let world = World::anna().await;
    world.server.change_entries(|held| held.push(elsewhere()));
    world.start("work").await;
    for _ in 0..3 {
        world.cycle().await;
        world.wait().await;
    }
    assert_eq!((world.server.entries(), world.left().await), (vec![elsewhere()], (1, 0)));
    let stopped = world.stop().await;
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), &held[0]), (2, &elsewhere()));
    assert_eq!(held[1].key, Some(stopped.id.to_string()));
    assert_eq!(held[1].end, Some(stopped.last_instant().to_jiff()));
    assert_eq!(world.left().await, (0, 0));
}

#[tokio::test]
async fn a_timer_waits_until_the_other_devices_is_over_and_is_shown_then() {
    let world = World::anna().await;
    world.server.change_entries(|held| held.push(elsewhere()));
    world.start("work").await;
    world.cycle().await;
    world.server.change_entries(|held| held[0].status = Status::Stopped);
    world.wait().await;
    world.until_quiet(5).await;
    assert_eq!(world.server.entries()[1].status, Status::Running);
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_is_found_again_and_made_once() {
    let world = World::anna().await;
    let began = world.start("work").await;
    world.lose(Route::Start, 1);
    world.until_quiet(5).await;
    assert_eq!(world.server.count(Route::Start), 1);
    world.pass(600);
    let stopped = world.stop().await;
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].status), (1, Status::Stopped));
    assert_eq!(held[0].start, began.started_at().to_jiff());
    assert_eq!(held[0].end, Some(stopped.last_instant().to_jiff()));
    assert_eq!(world.left().await, (0, 0));
}

#[tokio::test]
async fn a_timer_that_is_stopped_before_anyone_knows_of_its_start_is_there_once_with_its_true_times() {
    let world = World::anna().await;
    let began = world.start("work").await;
    world.lose(Route::Start, 1);
    world.cycle().await;
    world.pass(600);
    let stopped = world.stop().await;
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].status), (1, Status::Stopped));
    assert_eq!(held[0].start, began.started_at().to_jiff());
    assert_eq!(held[0].end, Some(stopped.last_instant().to_jiff()));
    assert_eq!((held[0].duration_seconds, world.left().await), (600, (0, 0)));
}

#[tokio::test]
async fn a_timer_that_was_stopped_there_gets_its_true_end_from_here() {
    let world = World::anna().await;
    world.start("work").await;
    world.until_quiet(5).await;
    world.server.change_entries(|held| {
        held[0].status = Status::Stopped;
        held[0].end = Some(held[0].start);
    });
    world.pass(60);
    world.record(Command::Pause(When::Now)).await;
    world.until_quiet(5).await;
    world.pass(60);
    let stopped = world.stop().await;
    world.until_quiet(5).await;
    let held = world.server.entries();
    assert_eq!((held.len(), held[0].duration_seconds), (1, 60));
    assert_eq!(held[0].end, Some(stopped.last_instant().to_jiff()));
    assert_eq!(world.left().await, (0, 0));
}
