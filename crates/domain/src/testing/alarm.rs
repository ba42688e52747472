//! An alarm that rings when a test lets time pass.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;

use super::ManualClock;
use crate::ports::{Alarm, Clock as _};

/// The alarm of a test. It goes by the time that passes on its [`ManualClock`], not by what that shows. Clones are the
/// same alarm.
#[derive(Clone, Debug)]
pub struct ManualAlarm(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: ManualClock,
    book: Mutex<Book>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Book {
    asked: Vec<Duration>,
    /// How many of `asked` [`ManualAlarm::next_armed`] has given.
    given: usize,
    /// The number of the wait, and when it ends by the monotonic clock.
    armed: Vec<(usize, Duration)>,
}

/// Takes a wait out of the book when it ends, however it ends.
struct Armed<'a>(&'a Inner, usize);

impl Drop for Armed<'_> {
    fn drop(&mut self) {
        self.0.book().armed.retain(|(wait, _)| *wait != self.1);
    }
}

impl ManualAlarm {
    /// An alarm by this clock.
    #[must_use]
    pub fn new(clock: &ManualClock) -> Self {
        let (book, changed) = (Mutex::default(), watch::Sender::new(()));
        Self(Arc::new(Inner { clock: clock.clone(), book, changed }))
    }

    /// Every time that was asked for, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Duration> {
        self.0.book().asked.clone()
    }

    /// What is left until each armed alarm, the earliest first.
    #[must_use]
    pub fn armed(&self) -> Vec<Duration> {
        let now = self.0.clock.monotonic();
        let mut left: Vec<_> = self.0.book().armed.iter().map(|(_, end)| end.saturating_sub(now)).collect();
        left.sort_unstable();
        left
    }

    /// The next time that is asked for, as soon as it is. Each is given once, in order.
    pub async fn next_armed(&self) -> Duration {
        let mut changed = self.0.changed.subscribe();
        loop {
            if let Some(asked) = self.0.book().next() {
                return asked;
            }
            // The sender lives in `self`.
            changed.changed().await.ok();
        }
    }
}

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn next(&mut self) -> Option<Duration> {
        let asked = *self.asked.get(self.given)?;
        self.given += 1;
        Some(asked)
    }
}

#[async_trait]
impl Alarm for ManualAlarm {
    async fn ring_after(&self, time: Duration) {
        let mut passed = self.0.clock.passed();
        let end = self.0.clock.monotonic().saturating_add(time);
        let _armed = {
            let mut book = self.0.book();
            let wait = book.asked.len();
            book.asked.push(time);
            book.armed.push((wait, end));
            Armed(&self.0, wait)
        };
        self.0.changed.send_replace(());
        while self.0.clock.monotonic() < end {
            passed.changed().await.ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::poll_immediate;

    use super::*;

    #[tokio::test]
    async fn it_says_what_is_armed_and_what_was_asked_for() {
        let clock = ManualClock::default();
        let alarm = ManualAlarm::new(&clock);
        let (mut long, mut short) =
            (alarm.ring_after(Duration::from_secs(9)), alarm.ring_after(Duration::from_secs(4)));
        assert!(poll_immediate(&mut long).await.is_none());
        assert!(poll_immediate(&mut short).await.is_none());
        clock.advance(Duration::from_secs(3));
        assert_eq!(alarm.armed(), [Duration::from_secs(1), Duration::from_secs(6)]);
        drop(short);
        assert_eq!(alarm.armed(), [Duration::from_secs(6)]);
        assert_eq!(alarm.asked(), [Duration::from_secs(9), Duration::from_secs(4)]);
        assert_eq!(alarm.next_armed().await, Duration::from_secs(9));
    }

    #[tokio::test]
    async fn a_wall_clock_that_is_set_rings_nothing() {
        let clock = ManualClock::default();
        let alarm = ManualAlarm::new(&clock);
        let mut wait = alarm.ring_after(Duration::from_secs(9));
        assert!(poll_immediate(&mut wait).await.is_none());
        clock.set_now(clock.now().saturating_add(Duration::from_secs(3_600)));
        assert!(poll_immediate(&mut wait).await.is_none());
    }
}
