//! What the server takes from the system: the time and randomness. Nothing else here asks for either.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// The time since some fixed instant. It never goes back, whatever is done to the calendar; how long
    /// something took, and how often something comes, is measured by it.
    fn uptime(&self) -> Duration;
}

/// Gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`, all of them, with bytes that nobody can guess: tokens are made of them.
    ///
    /// # Errors
    /// The source of randomness failed; `bytes` must not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// The source of randomness failed.
#[derive(Debug, thiserror::Error)]
#[error("The system gave no random bytes.")]
pub struct EntropyError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl EntropyError {
    /// Wraps what the source said.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

/// The clock and the random bytes of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "the one place where the server reads the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "the one place where the server reads the clock")]
    fn uptime(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }
}

impl Entropy for System {
    #[expect(clippy::disallowed_methods, reason = "the one place where the server draws randomness")]
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(EntropyError::new)
    }
}

/// A new id: a UUID of version 4 in its usual form.
pub(crate) fn new_id(entropy: &dyn Entropy) -> Result<String, EntropyError> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().hyphenated().to_string())
}
