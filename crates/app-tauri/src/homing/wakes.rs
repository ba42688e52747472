//! What wakes the background job, and the job over it.

use std::sync::Arc;

use homing_domain::ports::{Alarm, Jitter, Nudges, SystemEvents};

use super::Homing;
use crate::{BackgroundJob, BackgroundJobParts};

/// What wakes the background job.
pub(super) struct Wakes {
    pub(super) jitter: Arc<dyn Jitter>,
    pub(super) alarm: Arc<dyn Alarm>,
    pub(super) nudges: Arc<dyn Nudges>,
    pub(super) system: Arc<dyn SystemEvents>,
}

impl Homing {
    /// The job that sends without being asked, until [`crate::SyncManager::stop`], and leaves a sign of life each
    /// minute while a timer runs. Run one for each process.
    #[must_use]
    pub fn background_job(&self) -> BackgroundJob {
        let Wakes { jitter, alarm, nudges, system } = &self.wakes;
        let job = BackgroundJob::new(BackgroundJobParts {
            sync: Arc::clone(&self.sync),
            jitter: Arc::clone(jitter),
            alarm: Arc::clone(alarm),
            nudges: Arc::clone(nudges),
            system: Arc::clone(system),
        });
        job.with_beat(Arc::new(self.heartbeat.clone()))
    }
}
