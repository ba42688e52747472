//! A program that stays: it syncs what is due, sleeps until something is, and wakes when it is nudged.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::{Either, select};
use homing_app::SyncManager;
use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::{CycleEnd, SyncState};
use homing_domain::ports::{Accounts, NudgeWatch, Queue, QueueError};

use super::Ports;
use crate::simulation::turn::{Call, ProcessId};
use crate::simulation::world::World;

/// Rings once, whatever the machine did meanwhile.
#[async_trait]
pub(crate) trait Alarm: Send + Sync {
    /// Waits so long; sleep of the machine counts.
    async fn ring_after(&self, wait: Duration);
}

/// An alarm that the simulation lets ring.
pub(crate) struct TurnAlarm {
    pub(crate) world: Arc<World>,
    pub(crate) process: ProcessId,
}

#[async_trait]
impl Alarm for TurnAlarm {
    async fn ring_after(&self, wait: Duration) {
        let at = self.world.time.now() + wait;
        self.world.turns.wait(self.process, Call::Alarm(at), |_| async {}).await;
    }
}

/// After a failure of this machine's own, and while another program syncs.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Stays until it is asked to stop.
pub(super) async fn stay(manager: Arc<SyncManager>, ports: Arc<Ports>, mut nudges: Box<dyn NudgeWatch>) {
    let mut refused = None;
    loop {
        let active = ports.accounts.active().await.ok();
        if refused.is_some() && refused == active && still_refused(&ports, active.as_ref()).await {
            // Its own words woke it: nobody has signed in since.
            match select(nudges.nudged(), ports.signals.stopped()).await {
                Either::Left(_) => continue,
                Either::Right(_) => return,
            }
        }
        refused = None;
        let again = LOOK_AGAIN;
        let wake = match manager.sync_queue().await {
            Ok(report) => match report.end {
                CycleEnd::StopRequested => return,
                CycleEnd::LocalOnly => None,
                CycleEnd::SignInNeeded => {
                    refused = active;
                    continue;
                }
                CycleEnd::Offline { until, .. }
                | CycleEnd::ServerTrouble { until }
                | CycleEnd::Throttled { until }
                | CycleEnd::Stopped { until, .. } => Some(until.since(ports.clock.now())),
                _ => match next_due(ports.accounts.as_ref(), ports.queue.as_ref()).await {
                    Ok(due) => due.map(|due| due.since(ports.clock.now())),
                    Err(_) => Some(again),
                },
            },
            Err(_) => Some(again),
        };
        let rings = async {
            match wake {
                Some(wait) => ports.alarm.ring_after(wait.max(Duration::from_secs(1))).await,
                None => std::future::pending().await,
            }
        };
        let nudged_or_stopped = select(nudges.nudged(), ports.signals.stopped());
        if let Either::Right((Either::Right(_), _)) = select(Box::pin(rings), nudged_or_stopped).await {
            return;
        }
    }
}

async fn still_refused(ports: &Ports, active: Option<&Active>) -> bool {
    let Some(active) = active else { return true };
    if matches!(active, Active::Account { signed_in: false, .. }) {
        return true;
    }
    SyncState::load(ports.queue.as_ref(), active.id()).await.is_ok_and(|state| state.sign_in_needed)
}

async fn next_due(accounts: &dyn Accounts, queue: &dyn Queue) -> Result<Option<Timestamp>, QueueError> {
    let account = accounts.active().await?.id();
    Ok(queue.counts(account).await?.next_due)
}
