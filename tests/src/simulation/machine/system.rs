//! What a machine tells its programs of itself: its sleep and its network as they change, and how long it has lived.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use homing_domain::ports::{
    Alarm, BootId, Clock as _, Life, Machine, SystemEvent, SystemEvents, SystemEventsError, SystemWatch,
};
use tokio::sync::mpsc;

use crate::simulation::time::{MachineClock, Since, WorldTime};
use crate::simulation::turn::{Call, ProcessId, Turns};

/// Whoever listens to the system of a machine. Clones are the same system.
#[derive(Clone, Default)]
pub(crate) struct System(Arc<Mutex<Vec<mpsc::UnboundedSender<SystemEvent>>>>);

impl System {
    pub(crate) fn tell(&self, event: SystemEvent) {
        self.0.lock().unwrap().retain(|listener| listener.send(event).is_ok());
    }
}

struct Watch(mpsc::UnboundedReceiver<SystemEvent>);

#[async_trait]
impl SystemEvents for System {
    async fn watch(&self) -> Result<Box<dyn SystemWatch>, SystemEventsError> {
        let (listener, heard) = mpsc::unbounded_channel();
        self.0.lock().unwrap().push(listener);
        Ok(Box::new(Watch(heard)))
    }
}

#[async_trait]
impl SystemWatch for Watch {
    async fn next(&mut self) -> SystemEvent {
        match self.0.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

/// One start of a machine.
#[derive(Clone)]
pub(crate) struct Boot {
    pub(crate) id: BootId,
    pub(crate) at: Since,
    /// What the monotonic clock showed then.
    pub(crate) awake_before: Since,
}

/// The life of a machine as its programs are told it.
pub(crate) struct LifeSince {
    pub(crate) boot: Boot,
    pub(crate) time: WorldTime,
    pub(crate) clock: MachineClock,
}

impl Machine for LifeSince {
    fn life(&self) -> Life {
        let awake = self.clock.monotonic().saturating_sub(self.boot.awake_before);
        let since = self.time.now().saturating_sub(self.boot.at);
        Life { boot: Some(self.boot.id), suspended: Some(since.saturating_sub(awake)), awake: Some(awake) }
    }
}

/// An alarm that the simulation lets ring.
pub(crate) struct TurnAlarm {
    pub(crate) turns: Turns,
    pub(crate) time: WorldTime,
    pub(crate) process: ProcessId,
}

#[async_trait]
impl Alarm for TurnAlarm {
    async fn ring_after(&self, time: std::time::Duration) {
        // Beyond any run.
        const NEVER: Since = Since::from_secs(10_000_000_000);
        let at = self.time.now().saturating_add(time).min(NEVER);
        self.turns.wait(self.process, Call::Alarm(at), |_| async {}).await;
    }
}
