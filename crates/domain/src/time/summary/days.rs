//! The days of a zone: where each begins, and how a stretch of time falls into them. A day may have 23, 25 or
//! other hours, may begin at one o'clock, or may not be there at all.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Timestamp;

/// The first instant of the day, or of the next one where the zone skips it. None past the end of the
/// calendar.
#[must_use]
pub fn start_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    // Midnight that comes twice is the first one; midnight that is skipped is the instant of the skip.
    day.to_zoned(zone.clone()).ok().map(|start| start.timestamp().into())
}

/// The day that an instant belongs to: the latest one that has begun. Where clocks are put back over midnight,
/// the hour that comes again belongs to the new day: a day never ends twice.
#[must_use]
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    let day = at.to_jiff().to_zoned(zone.clone()).date();
    match next(day, zone) {
        Some((tomorrow, begun)) if begun <= at => tomorrow,
        _ => day,
    }
}

/// The stretch, cut at the midnights of the zone. One of no length is in its day for no time.
pub(super) fn split(
    start: Timestamp,
    end: Timestamp,
    zone: &TimeZone,
) -> impl Iterator<Item = (Date, Duration)> {
    let mut rest = Some(start);
    std::iter::from_fn(move || {
        let from = rest?;
        let day = day_of(from, zone);
        let midnight = next(day, zone).map(|(_, begins)| begins).filter(|begins| *begins > from);
        let to = midnight.map_or(end, |midnight| midnight.min(end));
        rest = Some(to).filter(|to| *to < end);
        Some((day, to.since(from)))
    })
}

/// The day that follows and where it begins. A day that the zone skips is none.
fn next(day: Date, zone: &TimeZone) -> Option<(Date, Timestamp)> {
    let tomorrow = day.tomorrow().ok()?;
    let begins = start_of_day(tomorrow, zone)?;
    // The start of a skipped day is the start of the one after it.
    let named = begins.to_jiff().to_zoned(zone.clone()).date();
    Some((named.max(tomorrow), begins))
}
