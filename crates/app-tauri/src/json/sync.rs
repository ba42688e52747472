//! How a sync ended.

use homing_domain::Timestamp;
use homing_domain::engine::{CycleEnd, CycleReport};
use homing_domain::policy::StopCause;
use homing_domain::ports::OfflineCause;
use serde::Serialize;

use crate::status::Status;

/// What a sync did, and what it left.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SyncJson {
    sent: u64,
    attention: u64,
    waiting: u64,
    requests: u64,
    end: EndJson,
}

/// Why a sync ended, or what holds the queue.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EndJson {
    /// Nothing is due.
    Idle,
    /// Nobody has ever signed in here.
    LocalOnly,
    /// The server can't be reached.
    Offline {
        /// What kind of failure.
        cause: OfflineCause,
        /// The next try.
        until: Timestamp,
    },
    /// The server has trouble, or its answers are lost.
    ServerTrouble {
        /// The next try.
        until: Timestamp,
    },
    /// The server asked to wait.
    Throttled {
        /// The next try.
        until: Timestamp,
    },
    /// A person must sign in.
    SignInNeeded,
    /// Someone switched to another account meanwhile.
    NotActive,
    /// Nothing can be sent until something changes.
    Stopped {
        /// What must change.
        cause: StopCause,
        /// The next probe.
        until: Timestamp,
    },
    /// The process was asked to end.
    StopRequested,
    /// Something that this version has no word for.
    Other,
}

impl SyncJson {
    /// What a cycle did. `status` was taken after it.
    #[must_use]
    pub fn new(report: &CycleReport, status: &Status) -> Self {
        Self {
            sent: report.sent,
            attention: status.counts.attention,
            waiting: status.counts.waiting,
            requests: report.requests,
            end: report.end.into(),
        }
    }
}

impl From<CycleEnd> for EndJson {
    fn from(end: CycleEnd) -> Self {
        match end {
            CycleEnd::Idle => Self::Idle,
            CycleEnd::LocalOnly => Self::LocalOnly,
            CycleEnd::Offline { cause, until } => Self::Offline { cause, until },
            CycleEnd::ServerTrouble { until } => Self::ServerTrouble { until },
            CycleEnd::Throttled { until } => Self::Throttled { until },
            CycleEnd::SignInNeeded => Self::SignInNeeded,
            CycleEnd::NotActive => Self::NotActive,
            CycleEnd::Stopped { cause, until } => Self::Stopped { cause, until },
            CycleEnd::StopRequested => Self::StopRequested,
            _ => Self::Other,
        }
    }
}
