//! The answers that need no sign-in: `/v1/capabilities`, `/healthz` and `/readyz`.

use serde::{Deserialize, Serialize};

/// The version of the API that this crate describes, as [`Capabilities::api_version`] carries it.
pub const API_VERSION: &str = "1";

/// The answer of `GET /v1/capabilities`: what this server takes and what it promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// The version of the API: [`API_VERSION`].
    pub api_version: String,
    /// How much one `POST /v1/sync` may carry.
    pub batch: BatchLimits,
    /// For how many days an idempotency key is remembered, at least.
    pub key_days: u32,
    /// For how many seconds after its first use a refresh token is honoured again, so that a lost answer
    /// can be asked for once more; at least 60.
    pub refresh_grace_seconds: u64,
    /// The size in bytes up to which a blob is taken; 0 means that this server takes none, nor screenshots.
    pub blob_max_bytes: u64,
}

/// How much one `POST /v1/sync` may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchLimits {
    /// The greatest number of tasks.
    pub max_tasks: u32,
    /// The greatest size of the whole body, in bytes.
    pub max_bytes: u64,
}

/// The answer of `GET /healthz` and of `GET /readyz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Always `ok`: a server that is not well does not answer so.
    pub status: String,
}
