//! Trouble that a test writes down, line by line.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::Semaphore;

use super::{Call, Trouble};
use crate::ports::{Queue, QueueError};

/// Which calls a line is about.
type Which = fn(&Call<'_>) -> bool;

/// What happens to calls. A line is used up by the first call that it is about, in the order of writing; clones are the
/// same script.
///
/// ```
/// # use homing_domain::ports::QueueError;
/// # use homing_domain::testing::{Call, Script};
/// let script = Script::default();
/// script.fails(|call| matches!(call, Call::Claim { .. }), QueueError::Busy("scripted".into()));
/// let held = script.holds_answer(|call| matches!(call, Call::Settle { .. }));
/// // ... once the results are recorded, `held.reached().await` returns; the answer comes after `held.let_go()`.
/// # drop(held);
/// ```
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<Lines>>);

#[derive(Default)]
struct Lines {
    before: Vec<(Which, Deed)>,
    after: Vec<(Which, Deed)>,
    slow: Vec<(Which, usize)>,
}

enum Deed {
    Fail(QueueError),
    Hold(Held),
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lines();
        write!(f, "Script({} before, {} after)", lines.before.len(), lines.after.len())
    }
}

impl Script {
    /// The next such call fails before it begins.
    pub fn fails(&self, which: Which, error: QueueError) {
        self.lines().before.push((which, Deed::Fail(error)));
    }

    /// The next such call takes effect, and its answer is lost: the caller gets this error.
    pub fn loses_answer(&self, which: Which, error: QueueError) {
        self.lines().after.push((which, Deed::Fail(error)));
    }

    /// The next such call waits before it begins.
    pub fn holds(&self, which: Which) -> Held {
        let held = Held::new();
        self.lines().before.push((which, Deed::Hold(held.clone())));
        held
    }

    /// The next such call takes effect, and its answer waits.
    pub fn holds_answer(&self, which: Which) -> Held {
        let held = Held::new();
        self.lines().after.push((which, Deed::Hold(held.clone())));
        held
    }

    /// From now on each such call lets the others of its runtime go on so many times before it begins.
    pub fn is_slow(&self, which: Which, turns: usize) {
        self.lines().slow.push((which, turns));
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take(lines: &mut Vec<(Which, Deed)>, call: &Call<'_>) -> Option<Deed> {
    let place = lines.iter().position(|(which, _)| which(call))?;
    Some(lines.remove(place).1)
}

async fn meet(deed: Option<Deed>) -> Result<(), QueueError> {
    match deed {
        None => Ok(()),
        Some(Deed::Fail(error)) => Err(error),
        Some(Deed::Hold(held)) => {
            held.pass().await;
            Ok(())
        }
    }
}

#[async_trait]
impl Trouble for Script {
    async fn before(&self, _: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        let turns: usize =
            self.lines().slow.iter().filter(|(which, _)| which(&call)).map(|(_, turns)| turns).sum();
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        let deed = take(&mut self.lines().before, &call);
        meet(deed).await
    }

    async fn after(&self, _: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        let deed = take(&mut self.lines().after, &call);
        meet(deed).await
    }
}

/// A call that waits until the test lets it go. Whoever made it may go away meanwhile.
#[derive(Clone, Debug)]
pub struct Held(Arc<Gates>);

#[derive(Debug)]
struct Gates {
    reached: Semaphore,
    open: Semaphore,
}

impl Held {
    fn new() -> Self {
        Self(Arc::new(Gates { reached: Semaphore::new(0), open: Semaphore::new(0) }))
    }

    async fn pass(&self) {
        self.0.reached.add_permits(1);
        // Never closed.
        drop(self.0.open.acquire().await);
    }

    /// Returns once the call waits.
    pub async fn reached(&self) {
        if let Ok(permit) = self.0.reached.acquire().await {
            permit.forget();
        }
    }

    /// Lets the call go.
    pub fn let_go(&self) {
        self.0.open.add_permits(1);
    }
}
