//! Where a database of a test lies, and a way into it that knows no rule of ours.

use std::path::PathBuf;

use homing_domain::ports::QueueError;
use homing_storage::{FileLocks, SqliteStore};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

/// An empty folder with room for one database.
pub(super) struct Place {
    pub(super) folder: TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(super) fn file(&self) -> PathBuf {
        self.folder.path().join("homing.db")
    }

    pub(super) async fn open(&self) -> Result<SqliteStore, QueueError> {
        SqliteStore::open(&self.file(), &FileLocks::new(self.folder.path())).await
    }

    /// A connection that knows no rule of ours.
    pub(super) async fn raw(&self) -> DatabaseConnection {
        Database::connect(format!("sqlite://{}", self.file().display())).await.unwrap()
    }

    /// Changes it behind the store's back.
    pub(super) async fn tamper(&self, statement: &str) {
        let raw = self.raw().await;
        raw.execute_unprepared(statement).await.unwrap();
        raw.close().await.unwrap();
    }
}
