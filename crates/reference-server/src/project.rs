//! The projects that an operator names. Every account of the server sees them all.
//!
//! A project is a name with an id that lasts. It is never deleted, since entries go on naming it: an
//! archived one takes no new entries. What that means for a task is decided in `sync`, not here.

use jiff::Timestamp;

use crate::names::is_good_name;
use crate::ports::{Clock, Entropy, EntropyError, new_id};
use crate::store::{Store, StoreError};

/// The longest name, in characters.
const MAX_NAME_CHARS: usize = 200;

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// A UUID of version 4, the same for ever.
    pub id: String,
    /// What people call it; no other project has the same name.
    pub name: String,
    /// Since when it takes no new entries; none where it does.
    pub archived_at: Option<Timestamp>,
}

/// A project was not made or not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// The name can't be used.
    #[error(
        "A project's name has 1 to 200 characters, no space at either end and no control characters. \
         Nothing was changed; choose another name."
    )]
    Name,
    /// There is one already.
    #[error("There is a project of this name already. It was not changed.")]
    Taken,
    /// There is none.
    #[error(
        "There is no project of this name. Nothing was changed; `homing-server project list` has them all."
    )]
    Unknown,
    /// No id could be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the project `name`.
///
/// # Errors
/// The name can't be used or is taken, or the database failed. In no case is an existing project touched.
pub async fn add_project(
    store: &Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    name: &str,
) -> Result<Project, ProjectError> {
    if !is_good_name(name, MAX_NAME_CHARS) {
        return Err(ProjectError::Name);
    }
    let project = Project { id: new_id(entropy)?, name: name.to_owned(), archived_at: None };
    let transaction = store.begin().await?;
    if !transaction.add_project(&project, clock.now()).await? {
        return Err(ProjectError::Taken);
    }
    transaction.commit().await?;
    Ok(project)
}

/// Archives the project `name`; one that is archived already keeps the instant when it was.
///
/// # Errors
/// There is no such project, or the database failed.
pub async fn archive_project(store: &Store, clock: &dyn Clock, name: &str) -> Result<Project, ProjectError> {
    let now = clock.now();
    change(store, now, name, |archived_at| archived_at.or(Some(now))).await
}

/// Lets the project `name` take entries again.
///
/// # Errors
/// There is no such project, or the database failed.
pub async fn unarchive_project(
    store: &Store,
    clock: &dyn Clock,
    name: &str,
) -> Result<Project, ProjectError> {
    change(store, clock.now(), name, |_| None).await
}

/// Every project, by name.
///
/// # Errors
/// The database failed.
pub async fn projects(store: &Store) -> Result<Vec<Project>, StoreError> {
    store.projects_after(None, u64::MAX).await
}

async fn change(
    store: &Store,
    now: Timestamp,
    name: &str,
    archived_at: impl FnOnce(Option<Timestamp>) -> Option<Timestamp>,
) -> Result<Project, ProjectError> {
    let transaction = store.begin().await?;
    let found = transaction.projects_named(vec![name.to_owned()]).await?;
    let Some(held) = found.into_iter().find(|project| project.name == name) else {
        return Err(ProjectError::Unknown);
    };
    let changed = Project { archived_at: archived_at(held.archived_at), ..held };
    transaction.set_project_archived(&changed, now).await?;
    transaction.commit().await?;
    Ok(changed)
}
