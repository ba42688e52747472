//! The way to the server for the deliveries of one cycle: so many requests are on it at once. The next delivery
//! stands ready at its beginning, so that it leaves as soon as a clean answer is there, while that one's results are
//! being recorded.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

pub(super) struct Wire {
    places: Semaphore,
    width: AtomicUsize,
    /// How often those that stood ready were sent back.
    turned: AtomicU64,
}

/// When a delivery was made ready, in the wire's own count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Readiness(u64);

impl Wire {
    /// One request at a time.
    pub(super) fn new() -> Self {
        Self { places: Semaphore::new(1), width: AtomicUsize::new(1), turned: AtomicU64::new(0) }
    }

    /// Lets so many requests on it. What is on it already stays.
    pub(super) fn set_width(&self, width: usize) {
        let before = self.width.load(Ordering::Relaxed);
        let now = if width > before {
            self.places.add_permits(width - before);
            width
        } else {
            before - self.places.forget_permits(before - width)
        };
        self.width.store(now, Ordering::Relaxed);
    }

    pub(super) fn readiness(&self) -> Readiness {
        Readiness(self.turned.load(Ordering::Relaxed))
    }

    /// A place on it, as soon as one is free; none once it is closed, and none for what was sent back meanwhile.
    pub(super) async fn enter(&self, since: Readiness) -> Option<SemaphorePermit<'_>> {
        let place = self.places.acquire().await.ok()?;
        (since == self.readiness()).then_some(place)
    }

    /// What stands ready is of no use as it is: it goes back, and is claimed anew.
    pub(super) fn turn_back(&self) {
        self.turned.fetch_add(1, Ordering::Relaxed);
    }

    /// Something holds the queue: nothing leaves any more in this cycle.
    pub(super) fn close(&self) {
        self.places.close();
    }
}
