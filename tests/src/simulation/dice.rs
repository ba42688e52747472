//! The one source of chance. ChaCha8 and whole numbers alone, so that a seed means the same on every machine.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use homing_domain::ports::{Ids, Jitter};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use uuid::{Builder, Uuid};

/// Dice of one seed. Clones go on with the same throws.
#[derive(Clone)]
pub(crate) struct Dice(Arc<Mutex<ChaCha8Rng>>);

impl Dice {
    /// One seed gives several independent streams: what a planted bug draws leaves the world's throws as they are.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(Arc::new(Mutex::new(rng)))
    }

    fn throw(&self) -> u64 {
        self.0.lock().unwrap().next_u64()
    }

    /// A number from 0 to `bound` - 1.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        // The high half of the product: its bias is below 2^-32 for every bound that is used here.
        let product = u128::from(self.throw()) * u128::from(bound.max(1));
        u64::try_from(product >> 64).unwrap()
    }

    /// A number between the two, both included.
    pub(crate) fn between(&self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True in `percent` of all throws.
    pub(crate) fn chance(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of them, each as likely as the others; none of none.
    pub(crate) fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() {
            return None;
        }
        of.get(usize::try_from(self.below(of.len() as u64)).unwrap())
    }

    /// One of them, by its weight.
    pub(crate) fn weighted<'a, T>(&self, of: &'a [(u64, T)]) -> &'a T {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in of {
            if left < *weight {
                return value;
            }
            left -= weight;
        }
        &of[0].1
    }

    /// A duration between the two, in whole milliseconds.
    pub(crate) fn duration(&self, low: Duration, high: Duration) -> Duration {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap();
        Duration::from_millis(self.between(millis(low), millis(high.max(low))))
    }
}

impl Ids for Dice {
    fn uuid(&self) -> Uuid {
        let number = (u128::from(self.throw()) << 64) | u128::from(self.throw());
        Builder::from_random_bytes(number.to_be_bytes()).into_uuid()
    }
}

impl Jitter for Dice {
    fn uniform(&self, low: Duration, high: Duration) -> Duration {
        if high < low { low } else { self.duration(low, high) }
    }
}
