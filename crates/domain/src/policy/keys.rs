//! Whether the server may have forgotten the idempotency key of a task whose outcome is unknown.

use std::time::Duration;

use crate::Timestamp;
use crate::task::{Coalesce, Reason, Task};

/// Why a task of unknown outcome must not be sent again, if so: its key is older than the server keeps keys, so
/// that the server could no longer tell a repetition from a new task.
///
/// A superseding task says all that its lane ever said, and the server knows its revision: it does no harm
/// twice. `ahead_millis` is how far the server's clock is ahead of `now`, where that is known.
#[must_use]
pub fn key_forgotten(
    task: &Task,
    now: Timestamp,
    ahead_millis: Option<i64>,
    kept: Duration,
) -> Option<Reason> {
    if task.task.coalesce == Coalesce::Supersede {
        return None;
    }
    let now_there = now.as_millis().saturating_add(ahead_millis.unwrap_or(0));
    let age_millis = now_there.saturating_sub(task.unknown_since?.as_millis());
    let forgotten = i128::from(age_millis) > i128::try_from(kept.as_millis()).unwrap_or(i128::MAX);
    forgotten.then(|| Reason { code: "key-forgotten".to_owned(), detail: None, field: None })
}
