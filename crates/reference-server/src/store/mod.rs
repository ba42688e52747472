//! What is durable: one SQLite file or one PostgreSQL database, through SeaORM. No rule of the API lives here.
//!
//! In a file one connection writes, and its transactions begin IMMEDIATE, so that two requests never see the
//! same state and both change it; a few others read. In a PostgreSQL database, from which several servers
//! answer, a transaction that changes something of an account locks the account's row first (ADR 90). Tables
//! begin with `homing_server_`. The statements are SeaORM's own and the same for both; only `sqlite` and
//! `postgres` know which one this is.

mod backup;
mod blobs;
mod buckets;
mod entity;
mod entries;
mod error;
mod files;
mod identities;
mod look;
mod postgres;
mod projects;
mod readiness;
mod schema;
mod screenshots;
mod sqlite;
mod tokens;
mod users;

use std::path::Path;

use jiff::Timestamp;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

pub use backup::{BackupError, back_up};
pub use error::StoreError;
pub use identities::Identity;
pub use look::Contents;
pub use postgres::{PostgresUrl, PostgresUrlError};

use files::Lock;
use look::{Held, look};

pub(crate) use blobs::{HeldBlob, Naming};
pub(crate) use entries::{EntryPosition, HeldEntries};
pub(crate) use screenshots::{HeldScreenshots, ScreenshotPosition};
pub(crate) use tokens::{NewAccessToken, NewRefreshToken};
pub(crate) use users::{HeldUser, NewUser};

/// The open database.
pub struct Store {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
    is_new: bool,
    _serving: Option<Lock>,
}

/// How a data file is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// Beside whoever else has it open; made where it is missing.
    Shared,
    /// As `Shared`, but nothing is made.
    Existing,
    /// As `Shared`, and no other server answers from it meanwhile.
    Alone,
}

impl Store {
    /// Opens the file at `path` beside whoever else has it open, makes it if there is none (readable by its
    /// owner alone; its folder is not made), and brings its schema up to date.
    ///
    /// # Errors
    /// The file can't be made, read or written; it is no database, another program's or a newer server's, and
    /// then it is not touched; its schema is an older one that a running server uses; SQLite refused a setting
    /// that durability needs. Where the schema could not be brought up to date, the file is as it was.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, Opening::Shared).await
    }

    /// As [`Store::open`], but a file that is not there is not made.
    ///
    /// # Errors
    /// Those of [`Store::open`], and [`StoreError::Missing`].
    pub async fn open_existing(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, Opening::Existing).await
    }

    /// As [`Store::open`], and no other server can open it so until this is dropped. Two servers would each
    /// hold clients against their limits as if they were alone.
    ///
    /// # Errors
    /// Those of [`Store::open`], and [`StoreError::Served`].
    pub async fn open_alone(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, Opening::Alone).await
    }

    async fn open_as(path: &Path, opening: Opening) -> Result<Self, StoreError> {
        // Before anything is made or locked beside it: another program's file is left as it is.
        if look(path).await? == Held::Nothing && opening == Opening::Existing {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let opening_lock = {
            let path = path.to_owned();
            tokio::task::spawn_blocking(move || files::lock_opening(&path)).await
        };
        let cut_short = |error| StoreError::file(path, std::io::Error::other(error));
        let opening_lock = opening_lock.map_err(cut_short)??;
        // Again, since somebody may have made it meanwhile.
        let held = look(path).await?;
        // A schema changes under no server that runs.
        let changes = held != Held::Ours { is_behind: false };
        let serving =
            (changes || opening == Opening::Alone).then(|| files::lock_serving(path)).transpose()?;
        files::make_private(path)?;
        let writer = sqlite::connect_writer(path).await?;
        let transaction = begin(&writer).await?;
        schema::migrate(&transaction.0).await?;
        transaction.commit().await?;
        let readers = sqlite::connect_readers(path).await?;
        drop(opening_lock);
        let serving = serving.filter(|_| opening == Opening::Alone);
        Ok(Self { writer, readers, is_new: held == Held::Nothing, _serving: serving })
    }

    /// Connects to a PostgreSQL database with up to `connections` at once, beside whoever else has it open, makes
    /// the tables if there are none, and brings them up to date. Several may do so at once: one does it, and the
    /// others wait for it.
    ///
    /// # Errors
    /// The database can't be reached ([`StoreError::Unavailable`]), does not let this server in, or is not there;
    /// its tables are a newer server's, and then nothing is touched; it acknowledges what it has not written.
    /// Where the schema could not be brought up to date, it is as it was.
    pub async fn connect(url: &PostgresUrl, connections: u32) -> Result<Self, StoreError> {
        Self::connect_as(url, connections, Opening::Shared).await
    }

    /// As [`Store::connect`], but where there are no tables none are made.
    ///
    /// # Errors
    /// Those of [`Store::connect`], and [`StoreError::Empty`].
    pub async fn connect_existing(url: &PostgresUrl, connections: u32) -> Result<Self, StoreError> {
        Self::connect_as(url, connections, Opening::Existing).await
    }

    async fn connect_as(url: &PostgresUrl, connections: u32, opening: Opening) -> Result<Self, StoreError> {
        let pool = postgres::connect(url, connections).await?;
        match postgres::prepare(&pool, opening == Opening::Existing).await {
            Ok(is_new) => Ok(Self { readers: pool.clone(), writer: pool, is_new, _serving: None }),
            Err(error) => {
                pool.close().await?;
                Err(error)
            }
        }
    }

    /// Whether opening it made it.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }

    /// Begins a write transaction; whatever is not committed is rolled back when it is dropped.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        begin(&self.writer).await
    }

    /// Waits for what is in use and closes every connection. Later calls fail as unavailable.
    pub async fn close(&self) {
        for connections in [&self.readers, &self.writer] {
            if let Err(error) = connections.close_by_ref().await {
                tracing::warn!(%error, "a connection to the database did not close cleanly");
            }
        }
    }
}

async fn begin(writer: &DatabaseConnection) -> Result<Transaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(Transaction(writer.begin_with_options(options).await?))
}

/// A write transaction.
pub(crate) struct Transaction(DatabaseTransaction);

impl Transaction {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }

    fn is_postgres(&self) -> bool {
        self.0.get_database_backend() == DbBackend::Postgres
    }
}

/// An instant as it is stored: milliseconds since 1970 in UTC.
fn millis(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

/// An instant as it was stored.
fn instant(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(StoreError::unreadable)
}
