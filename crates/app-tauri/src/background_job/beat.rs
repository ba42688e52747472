//! A place in the job for what has times of its own beside sending: the heartbeat of a running timer.

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::time::{HEARTBEAT, Heartbeat};

use crate::logs::Causes;

/// Something that is to be done again and again while something runs. Every implementation:
///
/// 1. `beat` MUST be cheap and do nothing where nothing is due: it is asked at each turn of the job, so after each
///    change of the data, whoever made it; and beside a cycle that takes longer than until the next one.
/// 2. Neither MUST fail: what they can't do, they say in the log.
#[async_trait]
pub trait Beat: Send + Sync {
    /// Does what is due, and says when it is to be asked again at the latest: a time after now, or none while nothing
    /// runs. Then the job sleeps on.
    async fn beat(&self) -> Option<Timestamp>;

    /// The job ends in good order, and beats no more.
    async fn ends(&self) {}
}

#[async_trait]
impl Beat for Heartbeat {
    async fn beat(&self) -> Option<Timestamp> {
        match Self::beat(self).await {
            Ok(next) => next,
            Err(error) => {
                // The next one tells all that this one would have told.
                tracing::warn!(causes = %Causes(&error), "no sign of life could be left");
                Some(self.clock.now().saturating_add(HEARTBEAT))
            }
        }
    }

    async fn ends(&self) {
        if let Err(error) = self.end().await {
            tracing::warn!(causes = %Causes(&error), "the last sign of life could not be left");
        }
    }
}
