//! What is remembered of the earlier app, among the account's records: where its file is and what a person wants with it,
//! which files are settled, and whether its tokens were moved. No token, and nothing of what the file holds.

use std::path::PathBuf;

use homing_domain::Timestamp;
use homing_domain::account::ServerUrl;
use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{Accounts, Queue, QueueError};
use homing_domain::task::{Body, Commit, Expected, Record, RecordWrite};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What became of the earlier app's own file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OriginalFate {
    /// Nobody has said.
    Undecided,
    /// A person keeps it as it is.
    Kept,
    /// Its tokens were taken out.
    Scrubbed,
    /// It was deleted.
    Deleted,
}

/// The earlier app's own file, as the last import found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierOriginal {
    /// Where it is.
    pub file: PathBuf,
    /// When it was imported last.
    pub imported_at: Timestamp,
    /// Whether tokens were in it, in any form.
    pub had_tokens: bool,
    /// What became of it.
    pub fate: OriginalFate,
    /// Whether a person was asked.
    #[serde(default)]
    pub asked: bool,
    /// Whether a good sync came after it.
    #[serde(default)]
    pub synced: bool,
}

/// Files of the earlier app that were imported to the end or declined: nobody is asked about them again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SettledFiles {
    pub(super) files: Vec<PathBuf>,
}

/// How far the tokens have come: they are moved once on a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum TokensMark {
    /// On their way to this account; its process may have ended.
    Moving { server: ServerUrl, user: String },
    /// They did not arrive.
    Stayed,
    /// They are there.
    Moved,
}

/// A thing that is remembered.
pub(super) trait Remembered: Serialize + DeserializeOwned {
    /// Its name among the records.
    const ID: &'static str;
}

impl Remembered for EarlierOriginal {
    const ID: &'static str = "original";
}

impl Remembered for SettledFiles {
    const ID: &'static str = "settled-files";
}

impl Remembered for TokensMark {
    const ID: &'static str = "tokens";
}

fn place<T: Remembered>() -> (Collection, RecordId) {
    (Collection::of("earlier-app"), RecordId::of(T::ID))
}

/// What is remembered of an account.
pub(super) async fn recall<T: Remembered>(
    queue: &dyn Queue,
    account: AccountId,
) -> Result<Option<T>, QueueError> {
    let (collection, id) = place::<T>();
    let record = queue.get(account, &collection, &id).await?;
    let read = |record: Record| record.body.json().map_err(|error| QueueError::Corrupt(error.into()));
    record.map(read).transpose()
}

/// Remembers it for the active account, in place of what was there.
pub(super) async fn remember<T: Remembered>(
    queue: &dyn Queue,
    accounts: &dyn Accounts,
    now: Timestamp,
    thing: &T,
) -> Result<(), QueueError> {
    let (collection, id) = place::<T>();
    let body = Body::of_json(thing).map_err(|error| QueueError::Corrupt(error.into()))?;
    let record = Record { collection, id, sort_key: 0, revision: 0, body };
    let records = vec![RecordWrite { record, expected: Expected::Anything }];
    let commit = Commit { records, tasks: Vec::new() };
    match queue.commit(accounts.active().await?.id(), now, commit.clone()).await {
        // Someone signed in between the two, which happens once on a machine.
        Err(QueueError::Adopted) => queue.commit(accounts.active().await?.id(), now, commit).await,
        done => done,
    }
}
