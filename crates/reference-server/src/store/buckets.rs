//! Buckets that several servers share: a row each, in their PostgreSQL database (ADR 91). The arithmetic is that
//! of the generic cell rate algorithm: a bucket is the instant at which it is full again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, Value};

use super::{Store, StoreError};
use crate::ports::Clock;
use crate::rates::{BucketId, Buckets, Limit, Taken, WINDOW};

/// Takes one, or says when the bucket is full again. `$1` is the bucket, `$2` now, `$3` what one takes, `$4` what a
/// full bucket holds; in microseconds. What a server left whose clock was ahead becomes a bucket that is
/// empty just now, by a microsecond that tells it from one whose last was taken.
const TAKE: &str = "
WITH taken AS (
    INSERT INTO homing_server_rates AS held (bucket, full_at_us) VALUES ($1, $2 + $3)
    ON CONFLICT (bucket) DO UPDATE
        SET full_at_us = LEAST(GREATEST(held.full_at_us, $2) + $3, $2 + $4 + 1)
        WHERE GREATEST(held.full_at_us, $2) + $3 <= $2 + $4 OR held.full_at_us > $2 + $4 + 1
    RETURNING full_at_us
)
SELECT full_at_us, full_at_us <= $2 + $4 FROM taken
UNION ALL
SELECT full_at_us, FALSE FROM homing_server_rates WHERE bucket = $1 AND NOT EXISTS (SELECT FROM taken)";

/// Forgets buckets that are full again, but for those that somebody is at. `$1` is now, `$2` how many at most.
const SWEEP: &str = "
DELETE FROM homing_server_rates WHERE bucket IN (
    SELECT bucket FROM homing_server_rates WHERE full_at_us <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED
)";

/// After how many statements one server forgets what is full again, and how many it then forgets at most: more than
/// were made meanwhile by it and by a few others.
const TAKES_PER_SWEEP: u32 = 1_024;
const PER_SWEEP: i64 = 8_192;

/// How many refusals are remembered. Beyond that the database is asked again.
const MOST_REFUSALS: usize = 10_000;

/// The buckets of one limit.
pub(crate) struct SharedBuckets {
    connections: DatabaseConnection,
    /// What one takes, and what a full bucket holds, in microseconds.
    each_us: i64,
    all_us: i64,
    clock: Arc<dyn Clock>,
    takes: AtomicU32,
    /// Until when, by the uptime, a bucket has none: others can only take from it meanwhile. So a flood of one key
    /// costs no more statements than its bucket has room.
    refused: Mutex<HashMap<BucketId, Duration>>,
}

impl Store {
    /// Buckets that all servers on this database share; none where this is the only one.
    pub(crate) fn buckets(&self, limit: Limit, clock: &Arc<dyn Clock>) -> Option<SharedBuckets> {
        let all_us = micros(WINDOW);
        self.is_postgres().then(|| SharedBuckets {
            connections: self.writer.clone(),
            each_us: all_us / i64::from(limit.per_minute.get()),
            all_us,
            clock: Arc::clone(clock),
            takes: AtomicU32::new(0),
            refused: Mutex::default(),
        })
    }
}

#[async_trait::async_trait]
impl Buckets for SharedBuckets {
    async fn take(&self, id: BucketId) -> Result<Taken, StoreError> {
        if let Some(wait) = self.refused_for(&id) {
            return Ok(Taken::None { wait });
        }
        if self.takes.fetch_add(1, Ordering::Relaxed) % TAKES_PER_SWEEP == TAKES_PER_SWEEP - 1 {
            self.run(SWEEP, [self.now_us().into(), PER_SWEEP.into()]).await?;
        }
        let now_us = self.now_us();
        let values = [id.0.to_vec().into(), now_us.into(), self.each_us.into(), self.all_us.into()];
        let row = self.connections.query_one_raw(statement(TAKE, values)).await?;
        // No row: another server made it just now, and took all of it.
        let (full_at_us, taken) = match row {
            Some(row) => (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
            None => (now_us + self.all_us, false),
        };
        let room_us = now_us + self.all_us - i64::min(full_at_us, now_us + self.all_us);
        if taken {
            let remaining = room_us.checked_div(self.each_us).unwrap_or(i64::MAX);
            return Ok(Taken::One { remaining: u32::try_from(remaining).unwrap_or(u32::MAX) });
        }
        // At least a little: what is read of a refused bucket may be older than what refused it.
        let wait = Duration::from_micros(u64::try_from(self.each_us - room_us).unwrap_or(0).max(1));
        self.remember(id, wait);
        Ok(Taken::None { wait })
    }

    #[cfg(test)]
    async fn held(&self) -> usize {
        let count = statement("SELECT count(*) FROM homing_server_rates", []);
        let row = self.connections.query_one_raw(count).await.ok().flatten();
        let count: Option<i64> = row.and_then(|row| row.try_get_by_index(0).ok());
        count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX)
    }
}

impl SharedBuckets {
    fn now_us(&self) -> i64 {
        self.clock.now().as_microsecond()
    }

    async fn run<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<(), StoreError> {
        self.connections.execute_raw(statement(sql, values)).await?;
        Ok(())
    }

    /// For how long there is none, as far as this server knows.
    fn refused_for(&self, id: &BucketId) -> Option<Duration> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = refused.get(id)?.saturating_sub(self.clock.uptime());
        if wait.is_zero() {
            refused.remove(id);
            return None;
        }
        Some(wait)
    }

    fn remember(&self, id: BucketId, wait: Duration) {
        let now = self.clock.uptime();
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() >= MOST_REFUSALS {
            refused.retain(|_, until| *until > now);
        }
        if refused.len() < MOST_REFUSALS {
            refused.insert(id, now.saturating_add(wait));
        }
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::num::NonZeroU32;

    use homing_test_postgres::Cluster;

    use super::*;
    use crate::rates::conformance::{Backend, Setting, Still, buckets_suite};

    /// One schema of a cluster.
    struct InPostgres(Store);

    impl InPostgres {
        async fn new() -> Self {
            let url = Cluster::shared().unwrap().new_schema().unwrap();
            Self(Store::connect(&url.parse().unwrap(), 4).await.unwrap())
        }
    }

    impl Backend for InPostgres {
        async fn buckets(&self, limit: Limit, clock: &Arc<dyn Clock>) -> Arc<dyn Buckets> {
            Arc::new(self.0.buckets(limit, clock).unwrap())
        }
    }

    buckets_suite!(InPostgres::new());

    #[tokio::test(flavor = "multi_thread")]
    async fn servers_on_one_database_take_from_the_same_buckets() {
        let backend = InPostgres::new().await;
        let (one, other) = (Setting::new(&backend, 4).await, Setting::new(&backend, 4).await);
        assert_eq!((one.take(1).await, other.take(1).await), (Ok(3), Ok(2)));
        assert_eq!((one.take(1).await, other.take(1).await), (Ok(1), Ok(0)));
        let wait = Err(Duration::from_secs(15));
        assert_eq!((one.take(1).await, other.take(1).await), (wait, wait));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_server_left_whose_clock_was_far_ahead_is_an_empty_bucket_and_fills_from_then_on() {
        let backend = InPostgres::new().await;
        let (ahead, right) = (Setting::new(&backend, 6).await, Setting::new(&backend, 6).await);
        ahead.still.advance(WINDOW * 60 * 24);
        assert_eq!(ahead.take(1).await, Ok(5));
        assert_eq!(right.take(1).await, Err(Duration::from_secs(10)));
        right.still.advance(Duration::from_secs(10));
        assert_eq!(right.take(1).await, Err(Duration::from_micros(1)));
        right.still.advance(Duration::from_micros(1));
        assert_eq!(right.take(1).await, Ok(0));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_was_refused_costs_no_statement_until_there_is_room() {
        let backend = InPostgres::new().await;
        let still = Arc::new(Still::default());
        let clock: Arc<dyn Clock> = still.clone();
        let limit = Limit { policy: "test", per_minute: NonZeroU32::MIN };
        let buckets = backend.0.buckets(limit, &clock).unwrap();
        let id = BucketId([7; 32]);
        for _ in 0..100 {
            buckets.take(id).await.unwrap();
        }
        assert_eq!(buckets.takes.load(Ordering::Relaxed), 2);
        still.advance(WINDOW);
        assert_eq!(buckets.take(id).await.unwrap(), Taken::One { remaining: 0 });
    }
}
