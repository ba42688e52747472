//! What the row of a day becomes by itself. Whether a day that was not stopped belongs to a timer of the queue is not
//! decided here.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::time::{
    Interval, Past, PastRow, RowRef, Unfinished, UnfinishedMatter, Unreadable, UnreadableRow,
};
use jiff::civil::Date;
use serde_json::json;

use super::{alone, seconds};
use crate::fingerprint;
use crate::legacy::database::Table;
use crate::legacy::rows::DayRow;

/// An instant below this is in seconds since 1970, not in milliseconds: as milliseconds it would lie in 2001.
const MILLISECONDS_FROM: i64 = 1_000_000_000_000;

/// How far from midnight in UTC a day can begin or end somewhere on Earth.
const ZONE_MOST: Duration = Duration::from_secs(14 * 3_600);

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Where the row of a day goes.
pub(super) enum Place {
    Past(PastRow),
    /// Its timer was not stopped.
    Going(RowRef, DayRow),
    Unreadable(UnreadableRow),
}

pub(super) fn sort(row: DayRow) -> Place {
    let reference = reference(&row);
    let at = seconds(row.last_updated_at);
    let total = row.seconds.unwrap_or(0);
    let why = match (&row.day, row.state.as_deref()) {
        (None, _) | (_, None) => Unreadable::Missing,
        (Some(_), Some("running" | "paused")) => return Place::Going(reference, row),
        (Some(day), Some("stopped")) => match u64::try_from(total) {
            Ok(seconds) => {
                let what = Past::DayTotal { day: day.clone(), seconds };
                return Place::Past(PastRow { row: reference, at, what, key: None, error: None });
            }
            Err(_) => Unreadable::Shape,
        },
        (Some(_), Some(_)) => Unreadable::Shape,
    };
    Place::Unreadable(UnreadableRow { row: reference, at, why, payload: all_of(&row).into_bytes() })
}

/// A day whose timer was not stopped, as work of its own.
pub(super) fn not_stopped(reference: RowRef, row: &DayRow) -> Unfinished {
    let last_at = seconds(row.last_updated_at);
    let paused = row.state.as_deref() == Some("paused");
    let interval = started_at(row).map(|start| Interval {
        start,
        // A pause is the last thing that happened to the row.
        end: if paused { last_at.map(|at| at.max(start)) } else { None },
    });
    Unfinished {
        description: told(row),
        intervals: interval.into_iter().collect(),
        ..alone(reference, UnfinishedMatter::DayNotStopped, last_at)
    }
}

/// When the timer of the day was started, if that can be on this day somewhere on Earth.
pub(super) fn started_at(row: &DayRow) -> Option<Timestamp> {
    let raw = row.started_at.filter(|at| *at > 0)?;
    let millis = if raw < MILLISECONDS_FROM { raw.checked_mul(1_000)? } else { raw };
    let at = Timestamp::from_millis(millis).ok()?;
    let day: Date = row.day.as_deref()?.parse().ok()?;
    let midnight = Timestamp::from(day.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp());
    let (from, to) = (at.saturating_add(ZONE_MOST), midnight.saturating_add(DAY + ZONE_MOST));
    (from >= midnight && at < to).then_some(at)
}

/// What a person is told of the day: which it is, and what it came to until then.
fn told(row: &DayRow) -> String {
    let day = row.day.as_deref().unwrap_or_default();
    match row.seconds {
        Some(total) if total > 0 => {
            format!("{day}, {}:{:02}:{:02}", total / 3_600, total / 60 % 60, total % 60)
        }
        _ => day.to_owned(),
    }
}

fn reference(row: &DayRow) -> RowRef {
    let table = Table::Days.name();
    RowRef {
        table: table.to_owned(),
        number: row.number,
        identity: fingerprint::earlier_identity(table, row.number, row.day.as_deref()),
        content: fingerprint::earlier_content([Some(all_of(row).as_bytes())]),
    }
}

fn all_of(row: &DayRow) -> String {
    json!([row.day, row.seconds, row.state, row.last_updated_at, row.started_at]).to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn row(started_at: Option<i64>) -> DayRow {
        DayRow {
            number: 1,
            day: Some("2025-03-01".to_owned()),
            seconds: Some(3_723),
            state: Some("running".to_owned()),
            last_updated_at: Some(1_740_830_400),
            started_at,
        }
    }

    #[test]
    fn a_start_is_read_in_seconds_and_in_milliseconds() {
        let noon = Timestamp::from_millis(1_740_830_400_000).unwrap();
        assert_eq!(started_at(&row(Some(1_740_830_400))), Some(noon));
        assert_eq!(started_at(&row(Some(1_740_830_400_000))), Some(noon));
        assert_eq!(started_at(&row(None)), None);
    }

    #[test]
    fn a_start_on_another_day_dates_nothing() {
        let noon = 1_740_830_400;
        for (hours, there) in [(-27, false), (-25, true), (25, true), (27, false)] {
            assert_eq!(started_at(&row(Some(noon + hours * 3_600))).is_some(), there, "{hours}");
        }
    }

    #[test]
    fn a_day_that_was_not_stopped_tells_what_it_came_to() {
        let Place::Going(reference, day) = sort(row(Some(1_740_826_800))) else { unreachable!("it runs") };
        let running = not_stopped(reference.clone(), &day);
        assert_eq!(running.description, "2025-03-01, 1:02:03");
        assert_eq!(running.intervals[0].end, None);
        let paused = not_stopped(reference, &DayRow { state: Some("paused".to_owned()), ..day });
        assert_eq!(paused.worked(), Duration::from_secs(3_600));
    }

    #[test]
    fn a_day_that_lacks_its_day_or_is_in_no_known_state_is_kept_as_it_is() {
        let why = |row| match sort(row) {
            Place::Unreadable(row) => Some((row.why, String::from_utf8(row.payload).unwrap())),
            _ => None,
        };
        let kept = |first: &str, state: &str| format!("[{first},3723,{state},1740830400,null]");
        let day = "\"2025-03-01\"";
        assert_eq!(
            why(DayRow { day: None, ..row(None) }),
            Some((Unreadable::Missing, kept("null", "\"running\"")))
        );
        assert_eq!(why(DayRow { state: None, ..row(None) }), Some((Unreadable::Missing, kept(day, "null"))));
        let odd = Some("odd".to_owned());
        assert_eq!(why(DayRow { state: odd, ..row(None) }), Some((Unreadable::Shape, kept(day, "\"odd\""))));
    }
}
