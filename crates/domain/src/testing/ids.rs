//! Ids and waits that come out the same on every run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use uuid::{Builder, Uuid};

use crate::ports::{Ids, Jitter};

/// Valid UUIDs of version 4 that count up. Two seeds never give the same one.
#[derive(Debug)]
pub struct SequentialIds {
    seed: u32,
    next: AtomicU64,
}

impl SequentialIds {
    /// A series of its own for each seed.
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Self { seed, next: AtomicU64::new(1) }
    }
}

impl Default for SequentialIds {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Ids for SequentialIds {
    fn uuid(&self) -> Uuid {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        // The bits of version and variant lie between the seed (first four bytes) and the count.
        let number = (u128::from(self.seed) << 96) | u128::from(count);
        Builder::from_random_bytes(number.to_be_bytes()).into_uuid()
    }
}

/// Waits at one end of what they may be: a test pins both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeJitter {
    /// Always the shortest wait.
    Lowest,
    /// Always the longest wait.
    Highest,
}

impl Jitter for EdgeJitter {
    fn uniform(&self, low: Duration, high: Duration) -> Duration {
        match self {
            Self::Lowest => low,
            Self::Highest => high.max(low),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_of_version_4_and_unlike_the_others() {
        let (one, other) = (SequentialIds::new(1), SequentialIds::new(2));
        let ids = [one.uuid(), one.uuid(), other.uuid()];
        assert!(ids.iter().all(|id| id.get_version_num() == 4 && id.get_variant() == uuid::Variant::RFC4122));
        assert!(ids[0] != ids[1] && ids[0] != ids[2] && ids[1] != ids[2]);
    }

    #[test]
    fn bounds_that_are_the_wrong_way_round_give_the_lower_argument() {
        let (low, high) = (Duration::from_secs(9), Duration::from_secs(1));
        assert_eq!(EdgeJitter::Highest.uniform(low, high), low);
        assert_eq!(EdgeJitter::Lowest.uniform(low, high), low);
    }
}
