//! What the system tells of itself: that it woke, that its network or its clock is another. Hints, each of them: a
//! system that says nothing costs freshness, never data.

use async_trait::async_trait;

use super::queue::BoxError;

/// What has happened to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SystemEvent {
    /// It was suspended and is awake again.
    Resumed,
    /// An address or a route came or went. Whether a server can be reached now is not said.
    NetworkChanged,
    /// Its clock jumped, forwards or back.
    ClockSet,
}

/// Nothing can be heard of the system here. Nothing else is hurt by it.
#[derive(Debug, thiserror::Error)]
#[error("the system tells nothing of sleep, network and clock")]
pub struct SystemEventsError(#[source] pub BoxError);

/// Where the system can be listened to. Every implementation:
///
/// 1. A watch MUST tell of each event that happens after `watch` has returned, whoever else watches.
/// 2. An event that comes while nobody waits MUST be told by a later wait. Many of one kind may be told as one.
/// 3. A watch MUST NOT tell of anything by itself, and MUST NOT look again and again: it sleeps until the system says
///    something.
/// 4. A wait that is dropped MUST NOT take an event with it.
/// 5. A source that is missing, or ends, MUST NOT hurt the others; where all have ended, a wait lasts for ever.
/// 6. `watch` MUST return within a few seconds, whatever the system does.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait SystemEvents: Send + Sync {
    /// Listens from now on.
    ///
    /// # Errors
    /// [`SystemEventsError`] where no source can be listened to.
    async fn watch(&self) -> Result<Box<dyn SystemWatch>, SystemEventsError>;
}

/// One who listens: see [`SystemEvents`].
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait SystemWatch: Send {
    /// Waits for the next event.
    async fn next(&mut self) -> SystemEvent;
}
