//! Word of a change between the processes of one data folder. Not what has changed: who is nudged looks.

use async_trait::async_trait;

use super::queue::BoxError;

/// Nudges can't be watched for here. Nothing else is hurt by it.
#[derive(Debug, thiserror::Error)]
#[error("changes by other programs can't be watched for")]
pub struct NudgeError(#[source] pub BoxError);

/// Who tells of a change, and who wants to hear of one. A backend nudges after each transaction that changed
/// something. Every implementation:
///
/// 1. A nudge MUST wake every watch that began before it, in this process and in every other one of the same
///    place.
/// 2. A nudge that comes while nobody waits MUST wake the next wait. Many may wake it once.
/// 3. A watch MUST NOT wake by itself: an idle program does nothing. That one nudge wakes it twice is allowed, and
///    that it wakes where a nudge may have been missed.
/// 4. A wait that is dropped MUST NOT take a nudge with it.
/// 5. `nudge` MUST return at once, whoever watches or fails to, and MUST NOT fail: a lost nudge costs freshness,
///    never data.
/// 6. A watch that is dropped MUST NOT end another.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Nudges: Send + Sync {
    /// Tells everyone that something has changed, after it is durable.
    fn nudge(&self);

    /// Watches from now on.
    ///
    /// # Errors
    /// [`NudgeError`] where the system does not let this process watch, or whoever would tell can't be reached.
    async fn watch(&self) -> Result<Box<dyn NudgeWatch>, NudgeError>;
}

/// One who watches: see [`Nudges`].
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait NudgeWatch: Send {
    /// Waits until something may have changed since the last return, or since the watch began.
    async fn nudged(&mut self);
}
