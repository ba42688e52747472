//! The wish to end the program, from whoever has it: the page, the tray, the window's frame, a signal.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use homing_domain::Timestamp;
use tokio::sync::watch;

/// Who closes a window twice within this time means it.
const MOMENT: Duration = Duration::from_secs(10);

/// Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leaving {
    wished: Arc<watch::Sender<bool>>,
    asked: Arc<Mutex<Option<Timestamp>>>,
}

impl Leaving {
    /// Wishes it. It can't be taken back.
    pub(crate) fn leave(&self) {
        self.wished.send_replace(true);
    }

    /// Waits until somebody wishes it.
    pub(crate) async fn wished(&self) {
        // The sender lives as long as this does.
        let _ = self.wished.subscribe().wait_for(|wished| *wished).await;
    }

    /// Whether the page was asked to ask a moment ago already. A page that is broken must not keep a window open that its
    /// person closes a second time; nothing is lost by either.
    pub(crate) fn asks_again(&self, now: Timestamp) -> bool {
        let before = self.asked.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        before.is_some_and(|before| before <= now && now.since(before) < MOMENT)
    }

    #[cfg(test)]
    pub(crate) fn is_wished(&self) -> bool {
        *self.wished.borrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status_for_tests::at;

    #[test]
    fn who_closes_twice_in_a_row_means_it_and_who_comes_back_later_is_asked_anew() {
        let leaving = Leaving::default();
        assert!(!leaving.asks_again(at("2026-11-27T10:00:00Z")));
        assert!(leaving.asks_again(at("2026-11-27T10:00:09Z")));
        assert!(!leaving.asks_again(at("2026-11-27T11:00:00Z")));
        assert!(!leaving.asks_again(at("2026-11-27T10:30:00Z")), "the clock was set back");
    }

    #[tokio::test]
    async fn a_wish_is_heard_by_who_listens_later() {
        let leaving = Leaving::default();
        leaving.clone().leave();
        leaving.wished().await;
        assert!(leaving.is_wished());
    }
}
