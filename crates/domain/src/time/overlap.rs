//! Work that was recorded twice at one time. Pure.

use std::time::Duration;

use super::{Entry, Interval};
use crate::Timestamp;

/// How much work of one entry lies within the work of the other; an open interval counts until `now`.
#[must_use]
pub fn overlap(one: &Entry, other: &Entry, now: Timestamp) -> Duration {
    let pairs = one.intervals.iter().flat_map(|a| other.intervals.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| common(a, b, now)).sum()
}

fn common(a: &Interval, b: &Interval, now: Timestamp) -> Duration {
    let end = |interval: &Interval| interval.end.unwrap_or(now);
    end(a).min(end(b)).since(a.start.max(b.start))
}
