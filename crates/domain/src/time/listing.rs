//! What a server holds of someone's entries, read page by page: to see with one's own eyes that
//! everything has arrived. Nothing here writes.

use super::Entry;
use crate::account::{Account, ServerUrl};
use crate::ports::{Auth, AuthError, BoxError, Http, HttpError, HttpRequest, HttpResponse};

/// A page of a server's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPage {
    /// The entries, in the server's order.
    pub entries: Vec<Entry>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

/// An answer that is no page of entries.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListingAnswerError {
    /// The status says so.
    #[error("the server answered with status {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// The body is not what this API answers.
    #[error("the server's answer can't be read")]
    Unreadable(#[source] BoxError),
}

/// How one API lists entries. Pure. `entries_answer` MUST NOT panic on any bytes.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait EntryListing: Send + Sync {
    /// Asks for a page, without its bearer.
    #[expect(clippy::needless_lifetimes, reason = "the mock needs the lifetime named")]
    fn entries_request<'a>(&self, server: &ServerUrl, cursor: Option<&'a str>) -> HttpRequest;

    /// Reads the answer.
    ///
    /// # Errors
    /// [`ListingAnswerError`] for anything but a page.
    fn entries_answer(&self, response: &HttpResponse) -> Result<EntryPage, ListingAnswerError>;
}

/// Why what a server lists could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListingError {
    /// There is no token.
    #[error("the sign-in can't be used")]
    Auth(#[source] AuthError),
    /// There is no answer.
    #[error("the server could not be asked")]
    Http(#[source] HttpError),
    /// The answer is no page.
    #[error("the server's list can't be read")]
    Answer(#[source] ListingAnswerError),
    /// The pages have no end.
    #[error("the server's list does not end")]
    Endless,
}

/// More pages than anyone's life has entries for.
const MOST_PAGES: usize = 100_000;

/// Reads all entries of the account from its server.
///
/// # Errors
/// [`ListingError`].
pub async fn remote_entries(
    auth: &dyn Auth,
    http: &dyn Http,
    listing: &dyn EntryListing,
    account: &Account,
) -> Result<Vec<Entry>, ListingError> {
    every_page(auth, http, &Entries(listing), account).await
}

struct Entries<'a>(&'a dyn EntryListing);

impl Paged for Entries<'_> {
    type Item = Entry;

    fn request(&self, server: &ServerUrl, cursor: Option<&str>) -> HttpRequest {
        self.0.entries_request(server, cursor)
    }

    fn answer(&self, response: &HttpResponse) -> Result<(Vec<Entry>, Option<String>), ListingAnswerError> {
        self.0.entries_answer(response).map(|page| (page.entries, page.next))
    }
}

/// Something that a server lists in pages.
pub(super) trait Paged: Sync {
    type Item: Send;

    fn request(&self, server: &ServerUrl, cursor: Option<&str>) -> HttpRequest;

    fn answer(
        &self,
        response: &HttpResponse,
    ) -> Result<(Vec<Self::Item>, Option<String>), ListingAnswerError>;
}

pub(super) async fn every_page<P: Paged>(
    auth: &dyn Auth,
    http: &dyn Http,
    paged: &P,
    account: &Account,
) -> Result<Vec<P::Item>, ListingError> {
    let mut token = auth.access_token(account).await.map_err(ListingError::Auth)?;
    let (mut items, mut cursor): (Vec<P::Item>, Option<String>) = (Vec::new(), None);
    let mut renewed = false;
    for _ in 0..MOST_PAGES {
        let mut request = paged.request(&account.server, cursor.as_deref());
        request.bearer = Some(token.secret().clone());
        let response = http.send(request).await.map_err(ListingError::Http)?;
        if response.status == 401 && !renewed {
            renewed = true;
            token = auth.renew(account, &token).await.map_err(ListingError::Auth)?;
            continue;
        }
        let (page, next) = paged.answer(&response).map_err(ListingError::Answer)?;
        items.extend(page);
        cursor = next;
        if cursor.is_none() {
            return Ok(items);
        }
    }
    Err(ListingError::Endless)
}
