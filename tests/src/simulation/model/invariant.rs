//! What must always hold, and what was found not to.

use std::fmt;
use std::sync::{Arc, Mutex};

/// What must always hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// What enqueue acknowledged is sent, waiting, in attention, or discarded by a person: never gone.
    I1,
    /// The server's effect of a task happens at most once, and at the end each entry there equals the client's.
    I2,
    /// Within a lane the server never applies a later task before an earlier one.
    I3,
    /// One bad task delays no other lane, save those that wait for it.
    I4,
    /// One cycle for each queue, one claim for each lane, one refresh for each sign-in.
    I5,
    /// No token and no words where they must not be; nothing of one account in another's view.
    I6,
    /// After a kill the next start needs no person.
    I7,
    /// Where nothing is due, nothing runs and nothing is written.
    I8,
    /// Whatever is runnable has a wake-up: without faults it arrives, and nobody need ask.
    Arrives,
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Which.
    pub invariant: Invariant,
    /// What was seen. Ids and counts.
    pub seen: String,
}

/// The first breach. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Breaches(Arc<Mutex<Option<Breach>>>);

impl Breaches {
    /// Notes a breach; what follows from an earlier one is not looked at.
    pub(crate) fn note(&self, invariant: Invariant, seen: impl Into<String>) {
        let mut first = self.0.lock().unwrap();
        first.get_or_insert_with(|| Breach { invariant, seen: seen.into() });
    }

    pub(crate) fn first(&self) -> Option<Breach> {
        self.0.lock().unwrap().clone()
    }
}
