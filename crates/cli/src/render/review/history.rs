//! What an import of the earlier app kept beside what waits: its history, what can't be read, what was decided.

use homing_domain::Timestamp;
use homing_domain::time::{ItemState, Past, PastRow, ReviewItem, Unreadable, UnreadableRow};
use serde::Serialize;

use super::super::text::printable;
use super::super::{Here, amount, hours};
use super::items::{MendedItemJson, line};

/// What `review --history --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct HistoryJson<'a> {
    history: &'a [PastRow],
    unreadable: Vec<UnreadableJson<'a>>,
    decided: Vec<MendedItemJson<'a>>,
}

/// Without what it holds, which nobody can read.
#[derive(Debug, Serialize)]
struct UnreadableJson<'a> {
    table: &'a str,
    number: i64,
    at: Option<Timestamp>,
    why: Unreadable,
    bytes: usize,
}

/// As JSON.
pub(crate) fn json<'a>(
    past: &'a [PastRow],
    unreadable: &'a [UnreadableRow],
    decided: &'a [ReviewItem],
) -> HistoryJson<'a> {
    let unreadable = unreadable.iter().map(|UnreadableRow { row, at, why, payload }| UnreadableJson {
        table: &row.table,
        number: row.number,
        at: *at,
        why: *why,
        bytes: payload.len(),
    });
    HistoryJson {
        history: past,
        unreadable: unreadable.collect(),
        decided: decided.iter().map(Into::into).collect(),
    }
}

/// As text: one line for each.
pub(crate) fn text(
    past: &[PastRow],
    unreadable: &[UnreadableRow],
    decided: &[ReviewItem],
    here: &Here,
) -> String {
    let rows = past.len() + unreadable.len();
    if rows + decided.len() == 0 {
        return "Nothing was taken over from the earlier app.".to_owned();
    }
    let mut text = String::new();
    for item in decided {
        let state = match item.state {
            ItemState::Confirmed { .. } => "confirmed",
            _ => "discarded",
        };
        text.push_str(&format!("{state}  {}\n", line(item, here)));
    }
    for row in past {
        text.push_str(&format!("{}\n", in_words(row, here)));
    }
    for UnreadableRow { row, at, why, .. } in unreadable {
        let why = match why {
            Unreadable::NoKey => "no key that is known opens it",
            Unreadable::Shape => "it is not what the earlier app wrote for such an event",
            Unreadable::Missing => "it lacks what every row has",
            Unreadable::Damaged => "the file is damaged there",
            _ => "it can't be read",
        };
        let place = printable(&format!("row {} of {}", row.number, row.table));
        text.push_str(&format!("unreadable  {}  {place}: {why}\n", moment(*at, here)));
    }
    let count = u64::try_from(rows).unwrap_or(u64::MAX);
    format!("{text}\n{} of the earlier app, kept here and never sent", amount(count, "row", "rows"))
}

fn in_words(PastRow { row, at, what, error, .. }: &PastRow, here: &Here) -> String {
    let said = match what {
        Past::Sent { event } => format!("sent  {}  {event}", moment(*at, here)),
        Past::Cancelled { event } => format!("cancelled  {}  {event}", moment(*at, here)),
        Past::DayTotal { day, seconds } => {
            format!("day total  {day}  {}", hours(std::time::Duration::from_secs(*seconds)))
        }
        _ => format!("kept  {}  row {} of {}", moment(*at, here), row.number, row.table),
    };
    let error = error.as_ref().map_or_else(String::new, |error| format!(" (it noted: {error})"));
    printable(&format!("{said}{error}"))
}

fn moment(at: Option<Timestamp>, here: &Here) -> String {
    at.map_or_else(|| "at some time".to_owned(), |at| here.moment(at))
}
