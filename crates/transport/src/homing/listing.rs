//! `GET /v1/time-entries`: what the server holds, page by page.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{HttpRequest, HttpResponse};
use homing_domain::time::{EntryListing, EntryPage, ListingAnswerError};
use homing_wire::TimeEntryPage;

use super::{HomingProfile, entry};
use crate::json;

/// Entries on a page: ten pages for the year of a busy person.
const PAGE_ENTRIES: usize = 500;

/// The time for [`MAX_ANSWER_BYTES`] at 5 Mbit/s.
const TIMEOUT: Duration = Duration::from_secs(60);

/// [`PAGE_ENTRIES`] of 64 KiB: three texts of the greatest length in the widest characters each.
const MAX_ANSWER_BYTES: usize = PAGE_ENTRIES * 64 * 1024;

impl EntryListing for HomingProfile {
    fn entries_request(&self, server: &ServerUrl, cursor: Option<&str>) -> HttpRequest {
        let mut url = server.join("v1/time-entries");
        url.query_pairs_mut().append_pair("limit", &PAGE_ENTRIES.to_string());
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        json::get(url, TIMEOUT, MAX_ANSWER_BYTES)
    }

    fn entries_answer(&self, response: &HttpResponse) -> Result<EntryPage, ListingAnswerError> {
        if !json::is_success(response) {
            return Err(ListingAnswerError::Status { status: response.status });
        }
        let page: TimeEntryPage = json::body(response).map_err(unreadable)?;
        let entries = page.entries.into_iter().map(entry::from_wire).collect::<Result<_, _>>();
        Ok(EntryPage { entries: entries.map_err(unreadable)?, next: page.next })
    }
}

pub(super) fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> ListingAnswerError {
    ListingAnswerError::Unreadable(error.into())
}
