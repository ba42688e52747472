//! Rule 7's last sentence as a property: whatever can be sent has a wake-up. After each step of a random story either
//! nothing can be sent, or an alarm is armed no later than it is due and spread.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::policy::{ELSEWHERE_LOOK, RESUME_SPREAD};
use homing_domain::ports::{Clock as _, LockGuard, LockName, ProcessLock as _, SystemEvent};
use proptest::prelude::*;

use super::server::Conduct;
use super::world::{World, settle};

#[derive(Clone, Debug)]
enum Step {
    Record,
    Pass(u64),
    SetClock(i64),
    Server(Conduct),
    System(SystemEvent),
    /// Another process begins a sync, or ends it.
    Elsewhere(bool),
}

fn conduct() -> impl Strategy<Value = Conduct> {
    prop_oneof![
        3 => Just(Conduct::Works),
        2 => Just(Conduct::Unreachable),
        1 => Just(Conduct::LosesAnswers),
        1 => Just(Conduct::NotFound),
        1 => (1_u64..7_200).prop_map(Conduct::Asks),
        1 => (1_u64..7_200).prop_map(Conduct::PutsOff),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Record),
        4 => (0_u64..4_000).prop_map(Step::Pass),
        1 => (-200_000_i64..200_000).prop_map(Step::SetClock),
        3 => conduct().prop_map(Step::Server),
        2 => prop_oneof![Just(SystemEvent::Resumed), Just(SystemEvent::NetworkChanged), Just(SystemEvent::ClockSet)]
            .prop_map(Step::System),
        1 => any::<bool>().prop_map(Step::Elsewhere),
    ]
}

#[derive(Default)]
struct Story {
    elsewhere: Option<LockGuard>,
    conduct: Conduct,
}

impl Story {
    async fn take(&mut self, world: &World, step: &Step) {
        match step {
            Step::Record => world.record().await,
            Step::Pass(seconds) => world.pass(*seconds).await,
            Step::SetClock(by) => {
                let millis = world.clock.now().as_millis() + by * 1_000;
                world.clock.set_now(Timestamp::from_millis(millis).unwrap());
                // The kernel says so; where it does not, see the tests of clocks.
                world.tell(SystemEvent::ClockSet).await;
            }
            Step::Server(conduct) => {
                self.conduct = *conduct;
                world.server.does(*conduct);
            }
            Step::System(event) => world.tell(*event).await,
            Step::Elsewhere(true) => {
                if let Ok(Some(lock)) = world.locks.try_acquire(LockName::Sync) {
                    self.elsewhere = Some(lock);
                }
            }
            Step::Elsewhere(false) => self.elsewhere = None,
        }
        settle().await;
    }
}

/// What the queue itself says of its next try, whatever the job thinks.
async fn next_try(world: &World) -> Option<Duration> {
    let (now, counts) = (world.clock.now(), world.counts().await);
    let due = counts.next_due?;
    let hold = world.state().await.hold_at(now);
    Some(hold.map_or(due, |hold| hold.until.max(due)).since(now))
}

async fn must_be_scheduled(world: &World) {
    let armed = world.alarm.armed().first().copied();
    match next_try(world).await {
        Some(wait) => {
            let latest = wait + RESUME_SPREAD.max(ELSEWHERE_LOOK);
            assert!(armed.is_some_and(|armed| armed <= latest), "armed {armed:?}, due in {wait:?}");
        }
        // A rest after another process's sync may still be on.
        None => assert!(armed.is_none_or(|armed| armed <= ELSEWHERE_LOOK), "nothing waits, armed {armed:?}"),
    }
}

async fn everything_arrives(story: Vec<Step>, long_waits: bool) {
    let world = if long_waits { World::with_long_waits().await } else { World::new().await };
    let _job = world.starts().await;
    let mut telling = Story::default();
    for step in &story {
        let before = world.server.requests().len();
        telling.take(&world, step).await;
        must_be_scheduled(&world).await;
        let tries = world.server.requests().len() - before;
        // What fails is followed by a wait: nothing passes within a step but what the step says.
        let fails = !matches!(telling.conduct, Conduct::Works | Conduct::PutsOff(_));
        assert!(!fails || tries <= 2, "{tries} tries in {step:?}");
    }
    telling.take(&world, &Step::Elsewhere(false)).await;
    telling.take(&world, &Step::Server(Conduct::Works)).await;
    // From alarm to alarm, until nothing is armed any more.
    for _ in 0..100 {
        let Some(left) = world.alarm.armed().first().copied() else { break };
        world.clock.advance(left);
        settle().await;
    }
    let recorded = story.iter().filter(|step| matches!(step, Step::Record)).count();
    assert_eq!((world.counts().await.waiting, world.server.applied()), (0, recorded));
    assert!(world.alarm.armed().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_can_be_sent_has_a_wake_up_scheduled_and_arrives(
        story in prop::collection::vec(step(), 1..40),
        long_waits in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(everything_arrives(story, long_waits));
    }
}
