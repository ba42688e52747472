//! Buckets in this process: for a server that answers alone. A restart gives everybody a full one (ADR 15).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::{BucketId, Buckets, Limit, Taken};
use crate::ports::Clock;
use crate::store::StoreError;

/// After how many checks the buckets that are full again are forgotten. What is held between two such sweeps is
/// bounded by this number and by what a minute may bring.
pub(super) const CHECKS_PER_SWEEP: u32 = 1_024;

type Limiter = RateLimiter<BucketId, HashMapStateStore<BucketId>, Uptime, StateInformationMiddleware>;

/// The buckets of one limit.
pub(super) struct MemoryBuckets {
    limiter: Limiter,
    clock: Uptime,
    checks: AtomicU32,
}

impl MemoryBuckets {
    pub(super) fn new(limit: Limit, clock: &Arc<dyn Clock>) -> Self {
        let clock = Uptime(Arc::clone(clock));
        let quota = Quota::per_minute(limit.per_minute);
        let limiter = Limiter::new(quota, HashMapStateStore::default(), clock.clone());
        Self { limiter, clock, checks: AtomicU32::new(0) }
    }
}

#[async_trait::async_trait]
impl Buckets for MemoryBuckets {
    async fn take(&self, id: BucketId) -> Result<Taken, StoreError> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_PER_SWEEP == CHECKS_PER_SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        Ok(match self.limiter.check_key(&id) {
            Ok(state) => Taken::One { remaining: state.remaining_burst_capacity() },
            Err(refused) => {
                let now = governor::clock::Clock::now(&self.clock);
                Taken::None { wait: refused.wait_time_from(now) }
            }
        })
    }

    #[cfg(test)]
    async fn held(&self) -> usize {
        self.limiter.len()
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
mod tests {
    use super::*;
    use crate::rates::conformance::buckets_suite;

    struct InMemory;

    impl crate::rates::conformance::Backend for InMemory {
        async fn buckets(&self, limit: Limit, clock: &Arc<dyn Clock>) -> Arc<dyn Buckets> {
            Arc::new(MemoryBuckets::new(limit, clock))
        }
    }

    buckets_suite!(async { InMemory });
}
