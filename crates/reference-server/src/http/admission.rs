//! How many requests are worked on at once. Whoever comes beyond that is told so at once, and when to come
//! again: waiting in a line that nobody sees would end in time-outs, and in work for clients that have gone.
//!
//! A request is worked on once it is there whole. A body that drips in takes its connection and nothing else,
//! so that clients which send slowly, or never, keep nobody out.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Failure;
use crate::{App, measures};

/// The right to work on one request. It goes where the work goes: a client that hangs up gives back nothing
/// that is still being used.
#[derive(Debug)]
pub(super) struct Place(#[expect(dead_code, reason = "to hold it is its use")] OwnedSemaphorePermit);

impl Place {
    /// Takes one.
    ///
    /// # Errors
    /// [`Failure::Overloaded`]: all of them are taken.
    pub(super) fn take(app: &App) -> Result<Self, Failure> {
        let place = Arc::clone(&app.admission).try_acquire_owned();
        place.map(Self).map_err(|_| {
            measures::overloaded();
            Failure::Overloaded
        })
    }
}

/// As many places as `wanted`, or as many as can be counted.
pub(crate) fn places(wanted: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(wanted.min(Semaphore::MAX_PERMITS)))
}
