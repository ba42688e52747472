//! Pages of what is held: the order, the limits, and the cursor between two pages.

use homing_wire::{
    Project, ProjectPage, ProjectQuery, ScreenshotPage, ScreenshotQuery, TimeEntryPage, TimeEntryQuery,
};
use jiff::Timestamp;

use crate::App;
use crate::account::SignedIn;
use crate::store::{EntryPosition, ScreenshotPosition, StoreError};
use crate::sync::Unreadable;

/// The API's own limits of a page.
const DEFAULT_LIMIT: u32 = 200;
const MAX_LIMIT: u32 = 1_000;

/// How much a page of entries may hold, as they lie in the database: two bodies of the greatest sync. A
/// thousand usual entries take a twentieth of it.
const MAX_PAGE_BYTES: usize = 8 * 1024 * 1024;

/// A page could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    let limit = page_length(query.limit)?;
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let after = after.map(|(first_start, id)| EntryPosition { first_start, id });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (page, more) = app.store.entries(&who.user_id, after.as_ref(), limit, MAX_PAGE_BYTES).await?;
    let next = page.last().filter(|_| more);
    let next = next.map(|(position, _)| write_cursor(position.first_start, &position.id));
    Ok(TimeEntryPage { entries: page.into_iter().map(|(_, entry)| entry).collect(), next })
}

/// One page of the account's screenshots.
pub(crate) async fn screenshots(
    app: &App,
    who: &SignedIn,
    query: &ScreenshotQuery,
) -> Result<ScreenshotPage, ListError> {
    let limit = page_length(query.limit)?;
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let after = after.map(|(taken_at, id)| ScreenshotPosition { taken_at, id });
    let found = app.store.screenshots(&who.user_id, after.as_ref(), one_more(limit)).await?;
    let (page, more) = cut(found, limit);
    let next = page.last().filter(|_| more);
    let next = next.map(|(position, _)| write_cursor(position.taken_at, &position.id));
    Ok(ScreenshotPage { screenshots: page.into_iter().map(|(_, screenshot)| screenshot).collect(), next })
}

/// One page of the server's projects, archived ones included. The cursor is the last name of a page.
pub(crate) async fn projects(app: &App, query: &ProjectQuery) -> Result<ProjectPage, ListError> {
    let limit = page_length(query.limit)?;
    let found = app.store.projects_after(query.cursor.as_deref(), one_more(limit)).await?;
    let (page, more) = cut(found, limit);
    let next = page.last().filter(|_| more).map(|project| project.name.clone());
    let shown = page.into_iter().map(|project| Project {
        id: project.id,
        name: project.name,
        archived: project.archived_at.is_some(),
    });
    Ok(ProjectPage { projects: shown.collect(), next })
}

fn page_length(asked: Option<u32>) -> Result<u32, Unreadable> {
    let limit = asked.unwrap_or(DEFAULT_LIMIT);
    let allowed = (1..=MAX_LIMIT).contains(&limit);
    allowed.then_some(limit).ok_or_else(|| Unreadable::at("limit", "A page has 1 to 1,000 members."))
}

/// One more than the page holds tells whether another page follows.
fn one_more(limit: u32) -> u64 {
    u64::from(limit) + 1
}

fn cut<T>(mut found: Vec<T>, limit: u32) -> (Vec<T>, bool) {
    let page_length = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > page_length;
    found.truncate(page_length);
    (found, more)
}

/// A cursor is the instant and the id of the last member of a page. Clients pass it back unread.
fn write_cursor(at: Timestamp, id: &str) -> String {
    format!("{}.{id}", at.as_millisecond())
}

fn read_cursor(cursor: &str) -> Result<(Timestamp, String), Unreadable> {
    let read = || {
        let (millis, id) = cursor.split_once('.')?;
        let at = Timestamp::from_millisecond(millis.parse().ok()?).ok()?;
        let id = uuid::Uuid::try_parse(id).ok()?.hyphenated().to_string();
        Some((at, id))
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
            let at = Timestamp::from_millisecond(millis).unwrap();
            let id = "0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11";
            assert_eq!(read_cursor(&write_cursor(at, id)), Ok((at, id.to_owned())));
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", ".", "1.", "1.x", "x.0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11", "9223372036854775807."] {
            assert!(read_cursor(text).is_err(), "{text:?}");
        }
    }
}
