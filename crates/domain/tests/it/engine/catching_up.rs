//! Records whose task found no room: never lost, never evicted, and sent once there is room.

use homing_domain::names::{Collection, RecordId};
use homing_domain::policy::QUEUE_MAX_TASKS;
use homing_domain::ports::{Clock as _, Queue as _, QueueError};
use homing_domain::task::{
    Body, Carried, Coalesce, Commit, Expected, NewTask, Priority, Record, RecordWrite, WithoutRoom,
};

use crate::scripted::World;

/// A note with a record, whose task may be put off.
async fn record(world: &World, name: &'static str, revision: i64, text: &str) {
    let (collection, id) = (Collection::of("notes"), RecordId::of(name));
    let body = Body::new(format!("{name}: {text}"));
    let expected = if revision == 1 { Expected::Absent } else { Expected::Revision(revision - 1) };
    let record =
        Record { collection: collection.clone(), id: id.clone(), sort_key: 0, revision, body: body.clone() };
    let task = NewTask {
        priority: Priority::Critical,
        coalesce: Coalesce::Supersede,
        carries: Some(Carried { collection, id, revision }),
        without_room: WithoutRoom::PutOff,
        ..world.note(name, body.into_bytes())
    };
    let commit = Commit { records: vec![RecordWrite { record, expected }], tasks: vec![task] };
    world.store.commit(world.account.id, world.clock.now(), commit).await.unwrap();
}

/// A full queue: nothing more finds room.
async fn full() -> World {
    let world = World::new();
    let most = usize::try_from(QUEUE_MAX_TASKS).unwrap();
    let urgent =
        |n| NewTask { priority: Priority::High, ..world.note(&format!("lane-{n}"), format!("t{n}")) };
    world.commit((0..most).map(urgent).collect()).await;
    world
}

#[tokio::test]
async fn a_generic_task_without_room_gets_its_typed_error_and_nothing_is_evicted() {
    let world = full().await;
    let commit = Commit { records: vec![], tasks: vec![world.note("late", "late: x")] };
    let refused = world.store.commit(world.account.id, world.clock.now(), commit).await.unwrap_err();
    assert!(
        matches!(&refused, QueueError::NoRoom { kind, unsent } if kind.as_str() == "note" && *unsent == QUEUE_MAX_TASKS),
        "{refused:?}"
    );
    assert_eq!(world.left().await, (QUEUE_MAX_TASKS, 0));
}

#[tokio::test]
async fn a_record_without_room_is_kept_and_its_task_follows_when_room_frees() {
    let world = full().await;
    record(&world, "stop", 1, "recorded at 10,000!").await;
    assert_eq!(world.left().await, (QUEUE_MAX_TASKS, 0));
    let notes = Collection::of("notes");
    assert_eq!(world.store.unsent(world.account.id, &notes, 10).await.unwrap().len(), 1);

    let report = world.cycle().await;
    assert_eq!(report.sent, QUEUE_MAX_TASKS + 1);
    let bodies: Vec<_> = world.server().applied.clone();
    assert!(bodies.contains(&"stop: recorded at 10,000!".to_owned()));
    let at = bodies.iter().position(|body| body.starts_with("stop: ")).unwrap();
    assert!(at < 200, "it is urgent, and goes with the batches after the first that made room: {at}");
    assert!(world.store.unsent(world.account.id, &notes, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_newer_revision_that_found_room_meanwhile_is_not_overwritten_by_the_one_that_was_put_off() {
    let world = full().await;
    record(&world, "note", 1, "first").await;
    record(&world, "note", 2, "second").await;
    world.cycle().await;
    let about: Vec<_> =
        world.server().applied.iter().filter(|body| body.starts_with("note: ")).cloned().collect();
    assert_eq!(about, ["note: second"]);
}

#[tokio::test]
async fn a_full_queue_that_waits_for_a_person_does_not_keep_a_cycle_going() {
    let world = full().await;
    record(&world, "stop", 1, "later").await;
    for n in 0..QUEUE_MAX_TASKS {
        world.server().words.insert(format!("t{n}"), "rejected");
    }
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention), (0, QUEUE_MAX_TASKS));
    let report = world.cycle().await;
    assert_eq!((report.sent, report.requests), (0, 0), "the queue is full of what only a person can decide");
}

#[tokio::test]
async fn a_record_that_waits_for_room_is_due_as_soon_as_a_person_has_made_some() {
    let world = full().await;
    record(&world, "stop", 1, "later!").await;
    for n in 0..QUEUE_MAX_TASKS {
        world.server().words.insert(format!("t{n}"), "rejected");
    }
    world.cycle().await;
    assert_eq!(world.engine.next_due(world.account.id).await.unwrap(), None, "there is no room");
    let refused = world.store.tasks(world.account.id, 0, 1).await.unwrap().remove(0);
    world.store.discard(world.account.id, vec![refused.task.id], world.clock.now()).await.unwrap();
    assert_eq!(world.engine.next_due(world.account.id).await.unwrap(), Some(world.clock.now()));
    assert_eq!(world.cycle().await.sent, 1);
    assert_eq!(world.engine.next_due(world.account.id).await.unwrap(), None);
}
