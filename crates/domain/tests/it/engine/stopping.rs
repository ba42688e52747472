//! The orderly end: what is on its way is waited for a while, then kept as of unknown outcome.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::engine::CycleEnd;
use homing_domain::policy::STOP_GRACE;
use homing_domain::ports::{Queue as _, Signals};
use homing_domain::task::TaskState;
use tokio::sync::watch;

use crate::scripted::{Reply, World};

/// Asks to stop when a test says so.
#[derive(Clone)]
struct Stop(watch::Sender<bool>);

#[async_trait]
impl Signals for Stop {
    fn stop_requested(&self) -> bool {
        *self.0.borrow()
    }

    async fn stopped(&self) {
        self.0.subscribe().wait_for(|stop| *stop).await.unwrap();
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_within_the_grace_leaves_the_outcome_unknown_and_counts_no_crash() {
    let stop = Stop(watch::Sender::new(false));
    let world = World::stopping(Arc::new(stop.clone()));
    world.enqueue_many(15).await;
    world.server().script.push_back(Reply::Never);
    let person = async {
        world.net.asked_in_vain().await;
        stop.0.send_replace(true);
        assert_eq!(world.alarm.next_armed().await, STOP_GRACE);
        world.clock.advance(STOP_GRACE);
    };
    let (report, ()) = tokio::join!(world.cycle(), person);
    assert_eq!((report.end, report.sent), (CycleEnd::StopRequested, 0));
    let tasks = world.store.tasks(world.account.id, 0, 20).await.unwrap();
    let unknown = tasks.iter().filter(|task| task.state == TaskState::Unknown).count();
    assert_eq!((unknown, tasks.len()), (10, 15));
    assert!(tasks.iter().all(|task| task.crashes == 0));
}

#[tokio::test]
async fn what_stands_ready_at_a_stop_is_given_back_at_once_and_charged_nothing() {
    let stop = Stop(watch::Sender::new(false));
    let world = World::stopping(Arc::new(stop.clone()));
    world.enqueue_many(300).await;
    world.server().script.extend([Reply::Work, Reply::Work, Reply::Never]);
    let states = async || {
        let tasks = world.store.tasks(world.account.id, 0, 400).await.unwrap();
        let of = |state: &TaskState| tasks.iter().filter(|task| task.state == *state).count();
        (of(&TaskState::Waiting), of(&TaskState::Claimed), of(&TaskState::Unknown))
    };
    let person = async {
        world.net.asked_in_vain().await;
        assert_eq!(states().await, (40, 200, 0));
        stop.0.send_replace(true);
        assert_eq!(world.alarm.next_armed().await, STOP_GRACE);
        tokio::task::yield_now().await;
        assert_eq!(states().await, (140, 100, 0));
        world.clock.advance(STOP_GRACE);
    };
    let (report, ()) = tokio::join!(world.cycle(), person);
    assert_eq!((report.end, states().await), (CycleEnd::StopRequested, (140, 0, 100)));
}
