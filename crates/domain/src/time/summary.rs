//! How long was worked, computed at reading.

use std::time::Duration;

use super::Entry;
use crate::Timestamp;

/// The work of an entry up to `now`: an open interval counts until then.
#[must_use]
pub fn worked(entry: &Entry, now: Timestamp) -> Duration {
    entry.intervals.iter().map(|interval| interval.end.unwrap_or(now).since(interval.start)).sum()
}
