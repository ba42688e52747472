//! An idle app does nothing: no alarm, no request, no look.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use homing_app::Beat;
use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::ports::{Clock, MockAccounts, SystemEvent};
use homing_domain::testing::ManualClock;

use super::server::Conduct;
use super::world::{Parts, World, settle};

#[tokio::test(start_paused = true)]
async fn where_nothing_waits_no_alarm_was_ever_asked_for() {
    let world = World::new().await;
    let job = world.starts().await;
    world.pass(7 * 86_400).await;
    assert!(world.alarm.asked().is_empty());
    assert!(world.server.requests().is_empty());
    assert!(!job.is_finished());
}

#[tokio::test(start_paused = true)]
async fn once_everything_is_sent_it_sleeps_without_an_end_again() {
    let world = World::new().await;
    let _job = world.starts().await;
    world.record().await;
    let asked = world.alarm.asked().len();
    world.pass(86_400).await;
    assert_eq!((world.alarm.asked().len(), world.server.requests().len()), (asked, 1));
}

#[tokio::test(start_paused = true)]
async fn another_network_is_nothing_to_look_up_where_nothing_waits() {
    let looks = Arc::new(AtomicUsize::new(0));
    let mut accounts = MockAccounts::new();
    let counted = Arc::clone(&looks);
    accounts.expect_active().returning(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok(Active::Local)
    });
    let world = World::with(Parts { accounts: Some(Arc::new(accounts)), ..Parts::default() }).await;
    let _job = world.starts().await;
    let before = looks.load(Ordering::Relaxed);
    for _ in 0..100 {
        world.tell(SystemEvent::NetworkChanged).await;
    }
    assert_eq!(looks.load(Ordering::Relaxed), before);
    assert!(world.alarm.asked().is_empty());
}

/// Once a minute while something runs.
struct Minutely {
    clock: ManualClock,
    beats: Arc<AtomicUsize>,
    next: std::sync::Mutex<Option<Timestamp>>,
}

#[async_trait]
impl Beat for Minutely {
    async fn beat(&self) -> Option<Timestamp> {
        let mut next = self.next.lock().unwrap();
        let now = self.clock.now();
        if next.is_some_and(|next| next <= now) {
            self.beats.fetch_add(1, Ordering::Relaxed);
            *next = Some(now.saturating_add(std::time::Duration::from_secs(60)));
        }
        *next
    }
}

#[tokio::test(start_paused = true)]
async fn a_beat_has_its_alarm_beside_the_queue_and_is_asked_again_after_each_change() {
    let world = World::new().await;
    let beats = Arc::new(AtomicUsize::new(0));
    let minutely = Arc::new(Minutely {
        clock: world.clock.clone(),
        beats: Arc::clone(&beats),
        next: Default::default(),
    });
    tokio::spawn(world.job().with_beat(minutely.clone()).run());
    settle().await;
    assert!(world.alarm.asked().is_empty(), "while nothing runs nothing beats");

    *minutely.next.lock().unwrap() =
        Some(world.clock.now().saturating_add(std::time::Duration::from_secs(60)));
    world.record().await;
    assert_eq!((world.armed(), world.server.applied()), (Some(60), 1));
    world.pass(60).await;
    world.pass(60).await;
    assert_eq!((beats.load(Ordering::Relaxed), world.armed()), (2, Some(60)));

    *minutely.next.lock().unwrap() = None;
    world.record().await;
    assert_eq!(world.armed(), None);
}

#[tokio::test(start_paused = true)]
async fn a_cycle_that_takes_long_keeps_nothing_from_beating() {
    let world = World::new().await;
    world.server.does(Conduct::Hangs);
    let beats = Arc::new(AtomicUsize::new(0));
    let next = std::sync::Mutex::new(Some(world.clock.now()));
    let minutely = Minutely { clock: world.clock.clone(), beats: Arc::clone(&beats), next };
    tokio::spawn(world.job().with_beat(Arc::new(minutely)).run());
    world.record().await;
    world.server.hangs_now().await;
    let before = beats.load(Ordering::Relaxed);
    for _ in 0..5 {
        world.pass(60).await;
    }
    assert_eq!(beats.load(Ordering::Relaxed), before + 5);
    assert_eq!(world.server.requests().len(), 1, "the cycle still waits for its answer");
}
