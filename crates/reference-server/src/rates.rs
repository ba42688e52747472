//! How often somebody may ask: a token bucket for each account, address and name. No HTTP here, and no
//! clock of its own.
//!
//! A bucket holds a minute's worth and fills evenly, so that a client which was away may bring all at once
//! what it has, and still no more than that in any minute.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest as _, Sha256};

use crate::ports::Clock;
use crate::settings::Limits;

/// What a bucket lasts for, and how long an empty one takes to be full again.
pub(crate) const WINDOW: Duration = Duration::from_secs(60);

/// After how many checks a store forgets the keys whose buckets are full again. What it holds between two
/// such sweeps is bounded by this number and by what a minute may bring.
const CHECKS_PER_SWEEP: u32 = 1_024;

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
    pub(crate) fn new(limits: &Limits, clock: &Arc<dyn Clock>) -> Self {
        Self {
            account: Rate::new("account", limits.syncs_per_minute, clock),
            address: Rate::new("address", limits.refreshes_per_minute, clock),
            token_address: Rate::new("token-address", limits.refreshes_per_minute, clock),
            sign_in_address: Rate::new("sign-in-address", limits.logins_per_minute, clock),
            sign_in_name: Rate::new("sign-in-name", limits.logins_per_minute, clock),
        }
    }
}

/// Where a request comes from, as far as it counts: an IPv4 address or an IPv6 network of 64 bits, which is
/// what one household or machine gets. None where the server does not know, as in a test without a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Address(Option<IpAddr>);

impl Address {
    pub(crate) fn of(address: Option<IpAddr>) -> Self {
        Self(address.map(|address| match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (!0 << 64))),
        }))
    }
}

/// The name somebody signs in with, as a digest: whatever is sent takes 32 bytes, and a dump shows no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NameDigest([u8; 32]);

impl NameDigest {
    pub(crate) fn of(name: &str) -> Self {
        Self(Sha256::digest(name.as_bytes()).into())
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

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, Uptime, StateInformationMiddleware>;

/// One limit, for any number of keys.
pub(crate) struct Rate<K: Clone + Eq + Hash> {
    policy: &'static str,
    per_minute: NonZeroU32,
    limiter: Limiter<K>,
    clock: Uptime,
    checks: AtomicU32,
}

impl<K: Clone + Eq + Hash> Rate<K> {
    fn new(policy: &'static str, per_minute: NonZeroU32, clock: &Arc<dyn Clock>) -> Self {
        let clock = Uptime(Arc::clone(clock));
        let quota = Quota::per_minute(per_minute);
        let limiter = Limiter::new(quota, HashMapStateStore::default(), clock.clone());
        Self { policy, per_minute, limiter, clock, checks: AtomicU32::new(0) }
    }

    /// Takes one from the bucket of `key`.
    pub(crate) fn take(&self, key: &K) -> Result<Standing, NoRoom> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_PER_SWEEP == CHECKS_PER_SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        match self.limiter.check_key(key) {
            Ok(state) => Ok(self.standing(state.remaining_burst_capacity())),
            Err(refused) => {
                let now = governor::clock::Clock::now(&self.clock);
                Err(NoRoom { standing: self.standing(0), wait: refused.wait_time_from(now) })
            }
        }
    }

    fn standing(&self, remaining: u32) -> Standing {
        let quota = self.per_minute.get();
        let full_in = WINDOW * quota.saturating_sub(remaining) / quota;
        Standing { policy: self.policy, quota, remaining, full_in }
    }
}

/// The server's clock as governor reads one.
#[derive(Clone)]
struct Uptime(Arc<dyn Clock>);

impl governor::clock::Clock for Uptime {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.uptime()
    }
}

#[cfg(test)]
mod tests;
