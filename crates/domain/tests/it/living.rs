//! A desk on a machine that sleeps, is restarted and has its clock set: what the tests of its life begin with.

use std::sync::Arc;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::Clock as _;
use homing_domain::testing::ManualMachine;
use homing_domain::time::{Away, Command, Entry, Gap, GapError, Heartbeat, Recorded, TrackError, When};

use crate::tracking::{Desk, begin, desk};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(3_600);

pub(crate) struct Living {
    pub(crate) desk: Desk,
    pub(crate) machine: ManualMachine,
    pub(crate) heartbeat: Heartbeat,
}

pub(crate) fn living() -> Living {
    let desk = desk();
    let machine = ManualMachine::new(desk.clock.clone());
    let tracker = desk.tracker.clone().with_machine(Arc::new(machine.clone()));
    let heartbeat = Heartbeat {
        queue: desk.store.clone(),
        accounts: desk.store.clone(),
        clock: Arc::new(desk.clock.clone()),
        machine: Arc::new(machine.clone()),
    };
    Living { desk: Desk { tracker, ..desk }, machine, heartbeat }
}

impl Living {
    /// Starts an entry.
    pub(crate) async fn begin(&self) -> Timestamp {
        self.record(&begin("report")).await;
        self.now()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.desk.clock.now()
    }

    /// Is awake for so long, with nobody who leaves heartbeats.
    pub(crate) fn work(&self, duration: Duration) {
        self.desk.clock.advance(duration);
    }

    /// Is awake for so many minutes, and a process leaves its heartbeats.
    pub(crate) async fn beat(&self, minutes: u32) {
        for _ in 0..minutes {
            self.heartbeat.beat().await.unwrap();
            self.work(MINUTE);
        }
        self.heartbeat.beat().await.unwrap();
    }

    /// Has its clock set by so many minutes.
    pub(crate) fn set_clock(&self, minutes: i64) {
        let millis = self.now().as_millis() + minutes * 60_000;
        self.desk.clock.set_now(Timestamp::from_millis(millis).unwrap());
    }

    pub(crate) async fn record(&self, command: &Command) -> Recorded {
        self.desk.tracker.record(command).await.unwrap()
    }

    pub(crate) async fn stop(&self, away: Away) -> Recorded {
        self.desk.tracker.record_with(&Command::Stop(When::Now), away).await.unwrap()
    }

    pub(crate) async fn refused(&self, command: &Command, away: Away) -> GapError {
        match self.desk.tracker.record_with(command, away).await {
            Err(TrackError::Gap(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    /// What somebody would be asked about now.
    pub(crate) async fn asked(&self) -> Vec<Gap> {
        let entry = self.running().await;
        self.desk.tracker.gaps(AccountId::LOCAL, &entry).await.unwrap()
    }

    pub(crate) async fn running(&self) -> Entry {
        self.desk.tracker.current().await.unwrap().unwrap()
    }
}

/// The stretches of work in minutes since `start`, ends that are open left out.
pub(crate) fn minutes(entry: &Entry, start: Timestamp) -> Vec<(i64, i64)> {
    let since = |at: Timestamp| (at.as_millis() - start.as_millis()) / 60_000;
    entry.intervals.iter().filter_map(|i| Some((since(i.start), since(i.end?)))).collect()
}

pub(crate) fn after(start: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::from_millis(start.as_millis() + minutes * 60_000).unwrap()
}
