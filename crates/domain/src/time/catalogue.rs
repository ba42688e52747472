//! Fetching the projects of the active account's server. Recording never waits for it.

use std::sync::Arc;

use super::listing::{Paged, every_page};
use super::projects::{KnownProjects, Project, ProjectListing};
use super::{ListingAnswerError, ListingError};
use crate::account::{Account, Active, ServerUrl};
use crate::ports::{Accounts, Auth, Clock, Http, HttpRequest, HttpResponse, Queue, QueueError};

/// Fetches and remembers the projects of the active account.
#[derive(Clone)]
pub struct ProjectCatalogue {
    /// Where they are kept.
    pub queue: Arc<dyn Queue>,
    /// Whose they are.
    pub accounts: Arc<dyn Accounts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The sign-in.
    pub auth: Arc<dyn Auth>,
    /// The network.
    pub http: Arc<dyn Http>,
    /// How the server lists them. `None` where its API has no list.
    pub listing: Option<Arc<dyn ProjectListing>>,
}

/// The server's projects could not be fetched. What is known of them stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectsError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// The servers of this API keep no list.
    #[error("this API has no list of projects")]
    NoList,
    /// The server's list can't be read.
    #[error(transparent)]
    Listing(#[from] ListingError),
    /// What is known can't be read or kept.
    #[error("the known projects can't be read or kept")]
    Queue(#[from] QueueError),
}

impl ProjectCatalogue {
    /// What is known, without the network.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn known(&self) -> Result<KnownProjects, QueueError> {
        let account = self.accounts.active().await?.id();
        KnownProjects::load(self.queue.as_ref(), account).await
    }

    /// Asks the server and keeps its answer. After a failure the older list stays, and the time of asking
    /// is kept.
    ///
    /// # Errors
    /// [`ProjectsError`].
    pub async fn refresh(&self) -> Result<KnownProjects, ProjectsError> {
        let Active::Account { account, signed_in: true } = self.accounts.active().await? else {
            return Err(ProjectsError::SignInNeeded);
        };
        let listing = self.listing.as_deref().ok_or(ProjectsError::NoList)?;
        self.fetch(listing, &account).await
    }

    /// Asks the server where the list is due, somebody is signed in, and its API has a list.
    ///
    /// # Errors
    /// [`ProjectsError`]. It may quote what the server answered: a log takes it without what is quoted.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn refresh_if_due(&self) -> Result<(), ProjectsError> {
        let Some(listing) = self.listing.as_deref() else { return Ok(()) };
        let Active::Account { account, signed_in: true } = self.accounts.active().await? else {
            return Ok(());
        };
        if KnownProjects::load(self.queue.as_ref(), account.id).await?.is_due(self.clock.now()) {
            self.fetch(listing, &account).await?;
        }
        Ok(())
    }

    async fn fetch(
        &self,
        listing: &dyn ProjectListing,
        account: &Account,
    ) -> Result<KnownProjects, ProjectsError> {
        let fetched = every_page(self.auth.as_ref(), self.http.as_ref(), &Projects(listing), account).await;
        let (queue, now) = (self.queue.as_ref(), self.clock.now());
        match fetched {
            Ok(mut projects) => {
                projects.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
                let known = KnownProjects { projects, fetched_at: Some(now), asked_at: Some(now) };
                let (_, before) = KnownProjects::load_guarded(queue, account.id).await?;
                given_up(known.store(queue, account.id, now, before).await)?;
                Ok(known)
            }
            Err(error) => {
                let (known, before) = KnownProjects::load_guarded(queue, account.id).await?;
                let asked = KnownProjects { asked_at: Some(now), ..known };
                given_up(asked.store(queue, account.id, now, before).await)?;
                Err(error.into())
            }
        }
    }
}

/// Whoever was quicker has asked the server just now as well: theirs stays.
fn given_up(stored: Result<(), QueueError>) -> Result<(), QueueError> {
    match stored {
        Err(QueueError::Conflict { .. }) => Ok(()),
        stored => stored,
    }
}

struct Projects<'a>(&'a dyn ProjectListing);

impl Paged for Projects<'_> {
    type Item = Project;

    fn request(&self, server: &ServerUrl, cursor: Option<&str>) -> HttpRequest {
        self.0.projects_request(server, cursor)
    }

    fn answer(&self, response: &HttpResponse) -> Result<(Vec<Project>, Option<String>), ListingAnswerError> {
        self.0.projects_answer(response).map(|page| (page.projects, page.next))
    }
}
