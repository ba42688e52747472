//! The way to the server for the deliveries of one cycle: so many requests are on it at once. The next delivery
//! stands ready at its beginning, so that it leaves as soon as a clean answer is there, while that one's results are
//! being recorded.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

pub(super) struct Wire {
    places: Semaphore,
    width: AtomicUsize,
}

impl Wire {
    /// One request at a time.
    pub(super) fn new() -> Self {
        Self { places: Semaphore::new(1), width: AtomicUsize::new(1) }
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

    /// A place on it, as soon as one is free; none once it is closed.
    pub(super) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    /// Something holds the queue: nothing leaves any more in this cycle.
    pub(super) fn close(&self) {
        self.places.close();
    }
}
