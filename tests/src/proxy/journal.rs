//! What the proxy knows: what has passed, what is under way, and what the test wants done.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::exchange::Exchange;
use super::hold::{Detour, Point, Trap};
use super::stand_in::StandIn;

/// What has passed and what is to be held.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) exchanges: Vec<Exchange>,
    pub(super) syncs_under_way: usize,
    pub(super) most_syncs_under_way: usize,
    pub(super) armed: Option<Armed>,
    /// Who answers for a path in the server's place.
    pub(super) stand_in: Option<(&'static str, StandIn)>,
}

/// The request to meddle with.
#[derive(Debug)]
pub(super) struct Armed {
    /// Of those for this path.
    pub(super) path: &'static str,
    /// How many pass before it.
    pub(super) before: usize,
    pub(super) meddling: Meddling,
}

/// What is done to it.
#[derive(Debug)]
pub(super) enum Meddling {
    Hold(Point, Trap),
    SpoilToken,
    Double,
    Delay(Detour),
}

impl Journal {
    /// What to do with the request that just came.
    pub(super) fn next_meddling(&mut self, path: &str) -> Option<Meddling> {
        match &mut self.armed {
            Some(armed) if armed.path != path => None,
            Some(armed) if armed.before > 0 => {
                armed.before -= 1;
                None
            }
            _ => self.armed.take().map(|armed| armed.meddling),
        }
    }
}

pub(super) fn lock(journal: &Mutex<Journal>) -> MutexGuard<'_, Journal> {
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}
