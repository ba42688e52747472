//! One turn for each person who is seen for the first time, so that one question about them goes to the provider,
//! and nobody waits for what it says of somebody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Table, PoisonError, Weak};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Those who are seen for the first time just now, by their subject.
#[derive(Default)]
pub(super) struct Newcomers(Table<HashMap<String, Weak<Mutex<()>>>>);

impl Newcomers {
    /// Waits until nobody else has this person's turn.
    pub(super) async fn turn(&self, subject: &str) -> OwnedMutexGuard<()> {
        self.of(subject).lock_owned().await
    }

    fn of(&self, subject: &str) -> Arc<Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has a turn, or waits for it, keeps it in the table.
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(subject).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        turns.insert(subject.to_owned(), Arc::downgrade(&turn));
        turn
    }
}
