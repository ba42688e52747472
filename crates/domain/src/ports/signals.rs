//! What the outside wants of a running cycle.

use async_trait::async_trait;

/// The wish to stop. Every implementation:
///
/// 1. `stop_requested` MUST stay true once it was true.
/// 2. `stopped` MUST return at once when a stop was requested before the call, and else when it is.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Signals: Send + Sync {
    /// Whether the process is to end: nothing new is claimed from then on.
    fn stop_requested(&self) -> bool;

    /// Waits for the request to stop.
    async fn stopped(&self);
}
