//! Trouble of this machine's own store while the server answers well: nothing is lost, nobody is charged, and what took
//! effect takes it once.

use std::sync::Arc;

use homing_domain::engine::CycleEnd;
use homing_domain::ports::{Queue, QueueError};
use homing_domain::testing::{Call, Script, Troubled};
use homing_storage::SqliteStore;
use homing_tests::Deed;

use super::bodies;
use crate::engine::world::{Parts, World};

async fn world(script: &Script) -> World {
    let script = Arc::new(script.clone());
    let between =
        Box::new(move |store: Arc<SqliteStore>| Arc::new(Troubled::over(store, script)) as Arc<dyn Queue>);
    let world = World::of(Parts { between, ..Parts::default() }).await;
    world.enqueue_many(3).await;
    world
}

/// Nothing is sent while the store fails before, and all of it once it does no longer.
async fn assert_waits_for_the_store(fault: QueueError) {
    let (script, told) = (Script::default(), fault.to_string());
    let world = world(&script).await;
    script.fails(|call| matches!(call, Call::Claim { .. }), fault);
    let end = world.try_cycle().await.map(|report| report.end);
    assert!(!matches!(end, Ok(CycleEnd::Idle)), "{told}: {end:?}");
    world.assert_untouched(3).await;
    assert!(world.server.arrivals().is_empty(), "{told}");

    world.wait().await;
    world.until_quiet(3).await;
    world.assert_applied_once(bodies(3));
}

#[tokio::test]
async fn a_store_that_another_program_writes_to_is_waited_for_and_nobody_is_charged() {
    assert_waits_for_the_store(QueueError::Busy("scripted".into())).await;
}

#[tokio::test]
async fn a_store_that_is_full_or_may_not_be_written_sends_nothing_until_it_can_be_written() {
    assert_waits_for_the_store(QueueError::Full("scripted".into())).await;
    assert_waits_for_the_store(QueueError::NotWritable("scripted".into())).await;
}

#[tokio::test]
async fn a_store_that_is_damaged_sends_nothing_and_parks_nobody() {
    assert_waits_for_the_store(QueueError::Corrupt("scripted".into())).await;
}

#[tokio::test]
async fn a_result_that_could_not_be_recorded_goes_again_under_its_key_and_takes_effect_once() {
    for fault in [
        QueueError::Busy("scripted".into()),
        QueueError::Full("scripted".into()),
        QueueError::NotWritable("scripted".into()),
        QueueError::Corrupt("scripted".into()),
    ] {
        let (script, told) = (Script::default(), fault.to_string());
        let world = world(&script).await;
        script.fails(|call| matches!(call, Call::Settle { .. }), fault);
        let end = world.try_cycle().await.map(|report| report.end);
        assert!(!matches!(end, Ok(CycleEnd::Idle)), "{told}: {end:?}");
        assert_eq!(world.applied().len(), 3, "{told}: the server had worked");
        assert_eq!(world.left().await, (3, 0), "{told}: what is not recorded is not sent");

        world.server.always(Deed::Work);
        world.wait().await;
        world.until_quiet(5).await;
        world.assert_applied_once(bodies(3));
        world.assert_one_key_each();
    }
}
