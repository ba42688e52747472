//! What a person may pick instead of writing it again: the server's projects, and the words of their own latest entries.

use std::collections::BTreeSet;

use super::reference::days_before;
use super::{Entry, KnownProjects, Tracker};
use crate::ports::{QueueError, SortRange};

/// So many descriptions are enough to pick from.
const RECENT: usize = 20;

/// How many days back is looked, one after the other, until there are enough descriptions; then over everything.
const LOOKS_BACK: [i64; 3] = [60, 365, 100_000];

/// What may be picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// The server's projects and those of the latest entries, by name.
    pub projects: Vec<SuggestedProject>,
    /// The tags of the latest entries, by name.
    pub tags: Vec<String>,
    /// The latest entries' words, the newest first, each once.
    pub recent: Vec<SuggestedEntry>,
}

/// A project that may be picked, or that takes no new work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedProject {
    /// What people call it.
    pub name: String,
    /// Whether it takes no new work.
    pub archived: bool,
}

/// The words of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedEntry {
    /// What was done.
    pub description: String,
    /// The project.
    pub project: Option<String>,
    /// The tags.
    pub tags: Vec<String>,
}

/// What these entries, oldest first, and the server's projects suggest. A project that an entry names by the server's
/// id for it goes by its name.
#[must_use]
pub fn suggestions(entries: &[Entry], known: &KnownProjects) -> Suggestions {
    let newest = || entries.iter().rev().filter(|entry| !entry.deleted);
    let mut recent: Vec<SuggestedEntry> = Vec::new();
    for entry in newest().filter(|entry| !entry.description.is_empty()) {
        let (description, project, tags) =
            (entry.description.clone(), entry.project.clone(), entry.tags.clone());
        let words = SuggestedEntry { description, project, tags };
        if recent.len() < RECENT && !recent.contains(&words) {
            recent.push(words);
        }
    }
    let tags: BTreeSet<_> = newest().flat_map(|entry| entry.tags.iter().cloned()).collect();
    let server = known.projects.iter();
    let of_server =
        |name: &str| known.projects.iter().any(|project| project.name == name || project.id == name);
    let mut projects: Vec<_> = server
        .map(|project| SuggestedProject { name: project.name.clone(), archived: project.archived })
        .collect();
    let own: BTreeSet<_> = newest().filter_map(|entry| entry.project.as_deref()).collect();
    let own = own.into_iter().filter(|name| !of_server(name));
    projects.extend(own.map(|name| SuggestedProject { name: name.to_owned(), archived: false }));
    projects.sort_by(|one, other| (&one.name, one.archived).cmp(&(&other.name, other.archived)));
    // An old name may have been given to a new project: the open one is meant.
    projects.dedup_by(|later, first| later.name == first.name);
    Suggestions { projects, tags: tags.into_iter().collect(), recent }
}

impl Tracker {
    /// What a person of the active account may pick. It looks no farther back than it must.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn suggestions(&self) -> Result<Suggestions, QueueError> {
        let account = self.accounts.active().await?.id();
        let known = KnownProjects::load(self.queue.as_ref(), account).await?;
        let now = self.clock.now();
        let mut found = Suggestions::default();
        for days in LOOKS_BACK {
            let range = SortRange { from: days_before(now, days), to: i64::MAX };
            found = suggestions(&self.stored_entries(account, range).await?, &known);
            if found.recent.len() == RECENT {
                break;
            }
        }
        Ok(found)
    }
}
