//! `homing-server backup FILE`.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::configuration::Database;
use crate::store::{BackupError, back_up};

/// There is no backup; a file that was there is as it was.
#[derive(Debug, thiserror::Error)]
pub(super) enum BackupCommandError {
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(
        "A backup of a PostgreSQL database is made with its own tools, as with `pg_dump --format=custom`, and \
         restored with `pg_restore`. Nothing was written; docs/server.md has the commands."
    )]
    Postgres,
    #[error("The backup was made, but standard output could not be written: {}", file.display())]
    Output { file: PathBuf, source: io::Error },
}

pub(super) async fn run(data: &Database, file: &Path) -> Result<(), BackupCommandError> {
    let Database::File(data) = data else {
        return Err(BackupCommandError::Postgres);
    };
    let held = back_up(data.path(), file).await?;
    let (users, entries) = (held.users, held.entries);
    writeln!(
        io::stdout(),
        "The backup was made and checked; it holds {users} accounts and {entries} entries: {}",
        file.display()
    )
    .map_err(|source| BackupCommandError::Output { file: file.to_owned(), source })
}
