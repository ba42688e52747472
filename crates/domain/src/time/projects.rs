//! The projects of a server as this machine knows them: fetched now and then, kept for each account, good
//! without a network. Not who makes or archives one: that is the server's.

use serde::{Deserialize, Serialize};

use super::ListingAnswerError;
use crate::Timestamp;
use crate::account::ServerUrl;
use crate::names::{AccountId, Collection, RecordId};
use crate::ports::{HttpRequest, HttpResponse, Queue, QueueError};
use crate::task::{Commit, Expected, Record, RecordWrite};
use std::time::Duration;

/// A project of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The server's id for it, opaque.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it takes no new work.
    pub archived: bool,
}

/// A page of a server's projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectPage {
    /// The projects, in the server's order.
    pub projects: Vec<Project>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

/// How one API lists projects. Pure. `projects_answer` MUST NOT panic on any bytes.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait ProjectListing: Send + Sync {
    /// Asks for a page, without its bearer.
    #[expect(clippy::needless_lifetimes, reason = "the mock needs the lifetime named")]
    fn projects_request<'a>(&self, server: &ServerUrl, cursor: Option<&'a str>) -> HttpRequest;

    /// Reads the answer.
    ///
    /// # Errors
    /// [`ListingAnswerError`] for anything but a page.
    fn projects_answer(&self, response: &HttpResponse) -> Result<ProjectPage, ListingAnswerError>;
}

/// What is known of a project by the word that a person uses for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProjectStanding {
    /// The server has it, and it takes work.
    Open,
    /// The server has it, and it takes no new work.
    Archived,
    /// The server has projects, and this is none of them. It is recorded as it is.
    Unknown,
    /// Nothing is known: no list was fetched yet, or the server keeps none.
    NoList,
}

/// The list of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownProjects {
    /// The projects, by name.
    pub projects: Vec<Project>,
    /// When they were fetched; none where they never were.
    pub fetched_at: Option<Timestamp>,
    /// When the server was asked last, with or without success.
    pub asked_at: Option<Timestamp>,
}

/// How long a list is good before it is fetched again. A project lives for weeks.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to leave a server alone that gave no list: it may not keep any.
const AFTER_FAILURE: Duration = Duration::from_secs(60 * 60);

impl KnownProjects {
    /// What is known of the project that a person calls `word`, its name or its id.
    #[must_use]
    pub fn standing(&self, word: &str) -> ProjectStanding {
        if self.projects.is_empty() {
            return ProjectStanding::NoList;
        }
        // Where an old name was given to a new project, the open one is meant.
        let mut named = self.projects.iter().filter(|project| project.name == word || project.id == word);
        match named.clone().next() {
            None => ProjectStanding::Unknown,
            Some(_) if named.all(|project| project.archived) => ProjectStanding::Archived,
            Some(_) => ProjectStanding::Open,
        }
    }

    /// Whether it is time to ask the server again. A time of asking that lies ahead comes from a clock that
    /// was wrong and holds nothing up.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        let Some(asked_at) = self.asked_at else { return true };
        let wait = if self.fetched_at == self.asked_at { FRESH } else { AFTER_FAILURE };
        asked_at > now || now.since(asked_at) >= wait
    }

    /// The list of the account; an empty one where there is none yet, or none that can be read: it can be
    /// fetched again.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn load(queue: &dyn Queue, account: AccountId) -> Result<Self, QueueError> {
        Ok(Self::load_guarded(queue, account).await?.0)
    }

    /// As [`KnownProjects::load`], with the revision of what is stored.
    pub(super) async fn load_guarded(
        queue: &dyn Queue,
        account: AccountId,
    ) -> Result<(Self, Option<i64>), QueueError> {
        let (collection, id) = place();
        let record = queue.get(account, &collection, &id).await?;
        let revision = record.as_ref().map(|record| record.revision);
        Ok((record.and_then(|record| record.body.json().ok()).unwrap_or_default(), revision))
    }

    /// Writes the list in the place of the one that was read with the revision `before`.
    ///
    /// # Errors
    /// [`QueueError::Conflict`] where it is another by now.
    pub(super) async fn store(
        &self,
        queue: &dyn Queue,
        account: AccountId,
        now: Timestamp,
        before: Option<i64>,
    ) -> Result<(), QueueError> {
        let (collection, id) = place();
        let body = super::records::encode(self)?;
        let revision = before.map_or(0, |before| before.saturating_add(1));
        let expected = before.map_or(Expected::Absent, Expected::Revision);
        let record = Record { collection, id, sort_key: 0, revision, body };
        let records = vec![RecordWrite { record, expected }];
        queue.commit(account, now, Commit { records, tasks: Vec::new() }).await
    }
}

fn place() -> (Collection, RecordId) {
    (Collection::of("projects"), RecordId::of("known"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn project(id: &str, name: &str, archived: bool) -> Project {
        Project { id: id.to_owned(), name: name.to_owned(), archived }
    }

    #[test]
    fn a_project_is_known_by_its_name_and_by_its_id() {
        let projects = vec![project("p1", "Alpha", false), project("p2", "Old", true)];
        let known = KnownProjects { projects, ..KnownProjects::default() };
        for (word, standing) in [
            ("Alpha", ProjectStanding::Open),
            ("p1", ProjectStanding::Open),
            ("Old", ProjectStanding::Archived),
            ("p2", ProjectStanding::Archived),
            ("alpha", ProjectStanding::Unknown),
        ] {
            assert_eq!(known.standing(word), standing, "{word}");
        }
    }

    #[test]
    fn a_name_that_an_archived_and_an_open_project_share_means_the_open_one() {
        let projects = vec![project("p1", "Alpha", true), project("p2", "Alpha", false)];
        let known = KnownProjects { projects, ..KnownProjects::default() };
        assert_eq!(known.standing("Alpha"), ProjectStanding::Open);
        assert_eq!(known.standing("p1"), ProjectStanding::Archived);
    }

    #[test]
    fn without_a_list_nothing_is_said_of_any_project() {
        assert_eq!(KnownProjects::default().standing("Alpha"), ProjectStanding::NoList);
    }

    #[test]
    fn a_list_is_due_after_a_day_and_after_a_failure_within_the_hour() {
        let at = |minutes: i64| Timestamp::from_millis(1_700_000_000_000 + minutes * 60_000).unwrap();
        let known = |fetched: Option<i64>, asked: Option<i64>| KnownProjects {
            projects: Vec::new(),
            fetched_at: fetched.map(at),
            asked_at: asked.map(at),
        };
        assert!(known(None, None).is_due(at(0)));
        assert!(!known(Some(0), Some(0)).is_due(at(24 * 60 - 1)));
        assert!(known(Some(0), Some(0)).is_due(at(24 * 60)));
        assert!(!known(Some(0), Some(10)).is_due(at(69)));
        assert!(known(Some(0), Some(10)).is_due(at(70)));
        assert!(known(Some(100), Some(100)).is_due(at(0)), "the clock was set back");
    }
}
