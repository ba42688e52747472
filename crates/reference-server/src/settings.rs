//! What an operator may set, and what the server promises its clients. Plain values, no parsing.

use std::time::Duration;

use homing_wire::{API_VERSION, BatchLimits, Capabilities};

/// The greatest number of tasks in one request; the API's own limit.
pub(crate) const MAX_TASKS: u32 = 100;

/// For how many days a key is remembered, at least; the API's own minimum. Nothing forgets a key yet.
const KEY_DAYS: u32 = 30;

/// How long tokens live and how much a request may carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long an access token is good.
    pub access_token_life: Duration,
    /// How long an unused refresh token is good.
    pub refresh_token_life: Duration,
    /// For how long after its first use a refresh token is honoured again; zero for never.
    pub refresh_grace: Duration,
    /// The greatest size of a `POST /v1/sync`, in bytes.
    pub max_sync_bytes: usize,
}

impl Default for Settings {
    /// 15 minutes, 30 days, 60 seconds, 4 MiB.
    ///
    /// The grace covers one client time-out and one more try. The size is a hundred tasks of 40 KiB: an
    /// entry with the longest description, in the widest characters, takes 20 KiB.
    fn default() -> Self {
        Self {
            access_token_life: Duration::from_secs(15 * 60),
            refresh_token_life: Duration::from_secs(30 * 24 * 60 * 60),
            refresh_grace: Duration::from_secs(60),
            max_sync_bytes: 4 * 1024 * 1024,
        }
    }
}

impl Settings {
    /// What `GET /v1/capabilities` says.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            api_version: API_VERSION.to_owned(),
            batch: BatchLimits {
                max_tasks: MAX_TASKS,
                max_bytes: self.max_sync_bytes.try_into().unwrap_or(u64::MAX),
            },
            key_days: KEY_DAYS,
            refresh_grace_seconds: self.refresh_grace.as_secs(),
            blob_max_bytes: 0,
        }
    }
}
