//! How often somebody may ask: a token bucket for each account, address and name. No HTTP here, and no
//! clock of its own. Where the buckets stand is a [`Buckets`]: in this process, or with the data where several
//! servers share it.
//!
//! A bucket holds a minute's worth and fills evenly, so that a client which was away may bring all at once
//! what it has, and still no more than that in any minute.

mod buckets;
#[cfg(test)]
pub(crate) mod conformance;
mod key;
mod memory;

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use crate::ports::Clock;
use crate::settings::Limits;
use crate::store::{Store, StoreError};

pub(crate) use buckets::{BucketId, Buckets, Limit, Taken};
pub(crate) use key::{Address, BucketKey, NameDigest};
use memory::MemoryBuckets;

/// What a bucket lasts for, and how long an empty one takes to be full again.
pub(crate) const WINDOW: Duration = Duration::from_secs(60);

/// The limits of this server, with what was taken of each so far.
pub(crate) struct Rates {
    /// For the account that is signed in.
    pub(crate) account: Rate<String>,
    /// For an address that renews.
    pub(crate) address: Rate<Address>,
    /// For an address that brings access tokens that are not good.
    pub(crate) token_address: Rate<Address>,
    /// For an address that signs in.
    pub(crate) sign_in_address: Rate<Address>,
    /// For the name that somebody signs in with, whether or not there is one: else the limit would tell.
    pub(crate) sign_in_name: Rate<NameDigest>,
}

impl Rates {
    /// Counts with the data where several servers answer from it, else in this process.
    pub(crate) fn new(limits: &Limits, clock: &Arc<dyn Clock>, store: &Store) -> Self {
        let buckets = |policy, per_minute| {
            let limit = Limit { policy, per_minute };
            let buckets: Box<dyn Buckets> = match store.buckets(limit, clock) {
                Some(shared) => Box::new(shared),
                None => Box::new(MemoryBuckets::new(limit, clock)),
            };
            (limit, buckets)
        };
        Self {
            account: Rate::new(buckets("account", limits.syncs_per_minute)),
            address: Rate::new(buckets("address", limits.refreshes_per_minute)),
            token_address: Rate::new(buckets("token-address", limits.refreshes_per_minute)),
            sign_in_address: Rate::new(buckets("sign-in-address", limits.logins_per_minute)),
            sign_in_name: Rate::new(buckets("sign-in-name", limits.logins_per_minute)),
        }
    }
}

/// How one limit stands for one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The limit's name.
    pub(crate) policy: &'static str,
    /// How many requests a full bucket holds: as many as [`WINDOW`] brings.
    pub(crate) quota: u32,
    /// How many are left just now.
    pub(crate) remaining: u32,
    /// In how long the bucket is full again, if nothing more is asked.
    pub(crate) full_in: Duration,
}

/// There is no room; nothing was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoRoom {
    pub(crate) standing: Standing,
    /// In how long there is room for one.
    pub(crate) wait: Duration,
}

/// Nothing was taken.
#[derive(Debug)]
pub(crate) enum TakeError {
    /// There is no room.
    NoRoom(NoRoom),
    /// The buckets can't be reached.
    Store(StoreError),
}

/// One limit, for any number of keys.
pub(crate) struct Rate<K> {
    policy: &'static str,
    per_minute: NonZeroU32,
    buckets: Box<dyn Buckets>,
    keys: PhantomData<fn(&K)>,
}

impl<K: BucketKey> Rate<K> {
    fn new((limit, buckets): (Limit, Box<dyn Buckets>)) -> Self {
        Self { policy: limit.policy, per_minute: limit.per_minute, buckets, keys: PhantomData }
    }

    /// Takes one from the bucket of `key`.
    pub(crate) async fn take(&self, key: &K) -> Result<Standing, TakeError> {
        match self.buckets.take(BucketId::of(self.policy, key)).await {
            Ok(Taken::One { remaining }) => Ok(self.standing(remaining)),
            Ok(Taken::None { wait }) => Err(TakeError::NoRoom(NoRoom { standing: self.standing(0), wait })),
            Err(error) => Err(TakeError::Store(error)),
        }
    }

    fn standing(&self, remaining: u32) -> Standing {
        let quota = self.per_minute.get();
        let full_in = WINDOW * quota.saturating_sub(remaining) / quota;
        Standing { policy: self.policy, quota, remaining, full_in }
    }
}
