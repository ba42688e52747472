//! What the job listens to while it sleeps: an alarm, other programs, the system, the wish to stop. It decides nothing.

use std::time::Duration;

use homing_domain::policy::UNHEARD_LOOK;
use homing_domain::ports::{Alarm, NudgeWatch, Nudges, Signals, SystemEvent, SystemEvents, SystemWatch};

use tokio::sync::Notify;

use crate::StopSwitch;
use crate::logs::Causes;

/// What ended a sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Woken {
    /// The process is to end.
    Stopped,
    /// The system said something.
    System(SystemEvent),
    /// Somebody changed the data: this program or another.
    Nudged,
    /// A person gave what the credential store wanted.
    LetIn,
    /// The time has come.
    Rang,
}

/// Everything that is listened to. What can't be heard is said once, and the rest goes on.
pub(super) struct Ears {
    nudges: Option<Box<dyn NudgeWatch>>,
    system: Option<Box<dyn SystemWatch>>,
}

impl Ears {
    /// Listens from now on.
    pub(super) async fn open(nudges: &dyn Nudges, system: &dyn SystemEvents) -> Self {
        let nudges = nudges.watch().await.inspect_err(|error| {
            tracing::warn!(
                causes = %Causes(error),
                "changes by other programs can't be heard; the queue is looked at once a minute"
            );
        });
        let system = system.watch().await.inspect_err(|error| {
            tracing::warn!(causes = %Causes(error), "the next try waits for its time, whatever the system does");
        });
        Self { nudges: nudges.ok(), system: system.ok() }
    }

    /// Sleeps for `time`, or without an end, until something happens. What happens meanwhile elsewhere is kept for the
    /// next sleep.
    pub(super) async fn sleep(
        &mut self,
        time: Option<Duration>,
        alarm: &dyn Alarm,
        stop: &StopSwitch,
        let_in: &Notify,
    ) -> Woken {
        // Deaf to others, it has to look by itself.
        let time = match self.nudges {
            None => Some(time.map_or(UNHEARD_LOOK, |time| time.min(UNHEARD_LOOK))),
            Some(_) => time,
        };
        tokio::select! {
            biased;
            () = stop.stopped() => Woken::Stopped,
            () = let_in.notified() => Woken::LetIn,
            event = told(&mut self.system) => Woken::System(event),
            () = nudged(&mut self.nudges) => Woken::Nudged,
            () = rings(alarm, time) => Woken::Rang,
        }
    }
}

pub(crate) async fn told(system: &mut Option<Box<dyn SystemWatch>>) -> SystemEvent {
    match system {
        Some(system) => system.next().await,
        None => std::future::pending().await,
    }
}

pub(crate) async fn nudged(nudges: &mut Option<Box<dyn NudgeWatch>>) {
    match nudges {
        Some(nudges) => nudges.nudged().await,
        None => std::future::pending().await,
    }
}

pub(crate) async fn rings(alarm: &dyn Alarm, time: Option<Duration>) {
    match time {
        Some(time) => alarm.ring_after(time).await,
        None => std::future::pending().await,
    }
}
