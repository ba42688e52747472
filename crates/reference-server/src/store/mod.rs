//! What is durable: one SQLite file, through SeaORM. No rule of the API lives here.
//!
//! One connection writes, and its transactions begin IMMEDIATE, so that two requests never see the same
//! state and both change it; a few others read. Tables begin with `homing_server_`. The statements are
//! SeaORM's own, so that another database can follow; only `sqlite` knows which one this is.

mod entity;
mod entries;
mod error;
mod projects;
mod schema;
mod sqlite;
mod tokens;
mod users;

use std::path::Path;

use jiff::Timestamp;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

pub use error::StoreError;

pub(crate) use entries::{EntryPosition, HeldEntries};
pub(crate) use tokens::{NewAccessToken, NewRefreshToken};
pub(crate) use users::{HeldUser, NewUser};

/// The open database.
pub struct Store {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
}

impl Store {
    /// Opens the file at `path`, makes it if there is none (readable by its owner alone), and brings its
    /// schema up to date.
    ///
    /// # Errors
    /// The file can't be made, read or written; it was written by a newer server; SQLite refused a setting
    /// that durability needs. Where the schema could not be brought up to date, the file is as it was.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let prepared = {
            let path = path.to_owned();
            tokio::task::spawn_blocking(move || sqlite::prepare_file(&path)).await
        };
        let file_error = |source| StoreError::file(path, source);
        let opening = prepared.map_err(std::io::Error::other).map_err(file_error)?.map_err(file_error)?;
        let writer = sqlite::connect_writer(path).await?;
        let transaction = begin(&writer).await?;
        schema::migrate(&transaction.0).await?;
        transaction.commit().await?;
        let readers = sqlite::connect_readers(path).await?;
        drop(opening);
        Ok(Self { writer, readers })
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
}

/// An instant as it is stored: milliseconds since 1970 in UTC.
fn millis(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

/// An instant as it was stored.
fn instant(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(StoreError::unreadable)
}
