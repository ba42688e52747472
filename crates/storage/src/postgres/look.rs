//! A look at a database that changes nothing, whatever state it is in: not the opening of a store.

use std::path::PathBuf;

use async_trait::async_trait;
use homing_domain::engine::SyncState;
use homing_domain::names::{Collection, RecordId};
use homing_domain::ports::{DataContent, DataLook, DataProbe, FileLook};
use sea_orm::DatabaseConnection;

use super::{open, read};
use crate::relational::error::DatabaseError;
use crate::relational::look::{content, seen};

/// Looks at the database of a [`super::PostgresStore`], and at the folder of what lies beside it on this machine.
pub struct PostgresProbe {
    url: String,
    folder: PathBuf,
    state: (Collection, RecordId),
}

impl std::fmt::Debug for PostgresProbe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresProbe").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl PostgresProbe {
    /// A probe of the database at `url`, beside the data folder `folder`.
    pub fn new(url: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self { url: url.into(), folder: folder.into(), state: SyncState::place() }
    }

    /// The same, where what the engine remembers lies under another id than [`SyncState::place`] says.
    #[must_use]
    pub fn with_state_at(mut self, id: RecordId) -> Self {
        self.state.1 = id;
        self
    }

    async fn content(&self) -> Result<(DataContent, bool), DatabaseError> {
        let connection = open::glance(&self.url).await?;
        let seen = examine(&connection, &self.state).await;
        connection.close().await?;
        seen
    }
}

#[async_trait]
impl DataProbe for PostgresProbe {
    async fn look(&self) -> DataLook {
        let (database, content) = match self.content().await {
            // Nobody has made the tables yet.
            Ok((DataContent { schema: 0, .. }, _)) => (FileLook::Absent, None),
            Ok((content, writable)) => (FileLook::Present { writable, private: true }, Some(Ok(content))),
            Err(error) => (FileLook::Absent, Some(Err(error.into()))),
        };
        DataLook { folder: seen(&self.folder), database, free_bytes: None, content }
    }
}

/// What is in the database, and whether it can be written.
async fn examine(
    connection: &DatabaseConnection,
    state: &(Collection, RecordId),
) -> Result<(DataContent, bool), DatabaseError> {
    let counts = async |account| read::counts(connection, account).await;
    let seen = content(connection, None, state, counts).await?;
    let known = seen.schema == seen.known_schema;
    let writable = !known || super::writable(connection).await.is_ok();
    Ok((seen, writable))
}
