//! The port of the buckets. What a bucket is for, and what a refusal means, is not known here.

use std::num::NonZeroU32;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::BucketKey;
use crate::store::StoreError;

/// A limit: its name, and how much a minute brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) policy: &'static str,
    pub(crate) per_minute: NonZeroU32,
}

/// Which bucket: a digest of the limit's name and the key, so that each takes as much room as any other and what
/// holds them shows no name and no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BucketId(pub(crate) [u8; 32]);

impl BucketId {
    pub(crate) fn of(policy: &str, key: &impl BucketKey) -> Self {
        let mut digest = Sha256::new();
        digest.update(policy.as_bytes());
        digest.update([0]);
        key.write(&mut |bytes| digest.update(bytes));
        Self(digest.finalize().into())
    }
}

/// What came of a try to take one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It was taken.
    One {
        /// How many are left.
        remaining: u32,
    },
    /// There is none.
    None {
        /// In how long there is one, more than nothing.
        wait: Duration,
    },
}

/// The buckets of one limit.
///
/// Every implementation MUST
/// 1. give a bucket that nobody has taken from for a minute a minute's worth, at once, and then no more;
/// 2. fill evenly, take nothing where it refuses, and have one again after the wait that it names;
/// 3. keep one bucket from another;
/// 4. give no more than a bucket holds to whoever takes at once, through this and all that share its buckets;
/// 5. forget buckets that are full again, so that what it holds is bounded by what a few minutes bring.
#[async_trait::async_trait]
pub(crate) trait Buckets: Send + Sync {
    /// Takes one from a bucket.
    ///
    /// # Errors
    /// The buckets can't be reached; whether one was taken is not known.
    async fn take(&self, id: BucketId) -> Result<Taken, StoreError>;

    /// How many buckets are held, for the suite.
    #[cfg(test)]
    async fn held(&self) -> usize;
}
