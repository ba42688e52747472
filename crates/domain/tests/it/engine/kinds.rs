//! Generic kinds: what an application registers decides how its tasks go, and what is none of a kind is refused
//! before anything is written.

use homing_domain::engine::EnqueueError;
use homing_domain::names::{Kind, Lane};
use homing_domain::task::{Body, Coalesce, KindError, Priority, WithoutRoom};

use crate::scripted::World;

#[tokio::test]
async fn a_task_is_as_its_kind_says() {
    let world = World::new();
    let task = world.engine.task(&Kind::of("note"), Body::new("shopping: milk!")).unwrap();
    assert_eq!((task.lane, task.priority), (Lane::new("shopping").unwrap(), Priority::Critical));
    assert_eq!((task.coalesce, task.without_room), (Coalesce::Supersede, WithoutRoom::Refuse));
    let later = world.engine.task(&Kind::of("note"), Body::new("shopping: bread")).unwrap();
    assert_eq!(later.priority, Priority::Normal);
    assert!(later.id != task.id && later.key != task.key, "each has an id and a key of its own");
}

#[tokio::test]
async fn a_body_that_is_none_of_its_kind_is_refused_with_the_field_that_is_wrong() {
    let world = World::new();
    let refused = |body: &'static str| world.engine.task(&Kind::of("note"), Body::new(body)).unwrap_err();
    for (body, field) in [("no lane", "lane"), ("shopping: ", "text")] {
        let KindError::Invalid(invalid) = refused(body) else { panic!("{body} is none") };
        assert_eq!((invalid.0.code.as_str(), invalid.0.field.as_deref()), ("invalid-note", Some(field)));
    }
}

#[tokio::test]
async fn a_kind_that_nobody_registered_is_refused() {
    let world = World::new();
    let unknown = world.engine.task(&Kind::of("photo"), Body::new("x: y")).unwrap_err();
    assert!(matches!(unknown, KindError::Unknown(kind) if kind.as_str() == "photo"));
}

#[tokio::test]
async fn a_task_that_no_request_could_carry_is_refused_before_it_is_recorded() {
    let world = World::new();
    let most = 1_000_000;
    let task = world.note("a", format!("a: {}", "x".repeat(most)));
    let refused = world.engine.check(world.account.id, &task).await.unwrap_err();
    let EnqueueError::Kind(KindError::TooLarge { bytes, most: limit }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((bytes, limit), (most + 3, most));
    let fits = world.note("a", format!("a: {}", "x".repeat(most - 3)));
    world.engine.check(world.account.id, &fits).await.unwrap();
}
