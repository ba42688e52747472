//! Pages of what is held: the order, the limits, and the cursor between two pages.

use homing_wire::{TimeEntryPage, TimeEntryQuery};
use jiff::Timestamp;

use crate::App;
use crate::account::SignedIn;
use crate::store::{EntryPosition, StoreError};
use crate::sync::Unreadable;

/// The API's own limits of a page.
const DEFAULT_LIMIT: u32 = 200;
const MAX_LIMIT: u32 = 1_000;

/// A page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The query can't be read.
    #[error(transparent)]
    Query(#[from] Unreadable),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One page of the account's entries, deleted ones included.
pub(crate) async fn list(
    app: &App,
    who: &SignedIn,
    query: &TimeEntryQuery,
) -> Result<TimeEntryPage, ListError> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Unreadable::at("limit", "A page has 1 to 1,000 entries.").into());
    }
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    // One more than the page holds tells whether another page follows.
    let mut found = app.store.entries(&who.user_id, after.as_ref(), u64::from(limit) + 1).await?;
    let page_length = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page_length;
    found.truncate(page_length);
    let next = found.last().filter(|_| more).map(|(position, _)| write_cursor(position));
    Ok(TimeEntryPage { entries: found.into_iter().map(|(_, entry)| entry).collect(), next })
}

/// A cursor is the position of the last entry of a page. Clients pass it back unread.
fn write_cursor(position: &EntryPosition) -> String {
    format!("{}.{}", position.first_start.as_millisecond(), position.id)
}

fn read_cursor(cursor: &str) -> Result<EntryPosition, Unreadable> {
    let read = || {
        let (millis, id) = cursor.split_once('.')?;
        let first_start = Timestamp::from_millisecond(millis.parse().ok()?).ok()?;
        let id = uuid::Uuid::try_parse(id).ok()?.hyphenated().to_string();
        Some(EntryPosition { first_start, id })
    };
    read().ok_or_else(|| Unreadable::at("cursor", "This is no cursor of this server; begin without one."))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_position() {
        for millis in [-1, 0, 1_795_338_900_000] {
            let position = EntryPosition {
                first_start: Timestamp::from_millisecond(millis).unwrap(),
                id: "0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11".into(),
            };
            assert_eq!(read_cursor(&write_cursor(&position)), Ok(position));
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", ".", "1.", "1.x", "x.0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11", "9223372036854775807."] {
            assert!(read_cursor(text).is_err(), "{text:?}");
        }
    }
}
