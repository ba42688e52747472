//! A notebook: an application with SeaORM tables and migrations of its own, in the database in which Homing keeps its
//! queue. A note, and the task that tells a server of it, are written in one transaction, which is the notebook's.
//!
//! Not here: sending. Whoever sends has the same database open and is nudged.

mod note;
mod schema;
mod store;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Key, Kind, Lane, NameError, TaskId};
use homing_domain::ports::{Ids, QueueError};
use homing_domain::task::{Body, Coalesce, Commit, NewTask, Priority, WithoutRoom};
use sea_orm::{
    ActiveValue::Set, Database, DatabaseConnection, DbErr, EntityTrait, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait as _;

pub use store::Store;

/// Something was not written, and then nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum NotebookError {
    /// The queue refused the task. [`QueueError::Busy`]: the same again may work.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The database refused the note, or the commit.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The note's lane is no name.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// Notes, and the queue beside them.
#[derive(Debug)]
pub struct Notebook {
    connection: DatabaseConnection,
    store: Store,
}

impl Notebook {
    /// Opens both in one database: Homing's tables first, which welcome others, then the notebook's own.
    ///
    /// # Errors
    /// [`NotebookError`].
    pub async fn open(url: &str) -> Result<Self, NotebookError> {
        let store = Store::open(url).await?;
        let connection = Database::connect(url).await?;
        // Tracked in SeaORM's own table, which is not the one of Homing's migrations.
        schema::Migrator::up(&connection, None).await?;
        Ok(Self { connection, store })
    }

    /// Writes a note, and the task that tells the account's server of it.
    ///
    /// # Errors
    /// [`NotebookError`]: neither is there.
    pub async fn write(
        &self,
        account: AccountId,
        text: &str,
        now: Timestamp,
        ids: &dyn Ids,
    ) -> Result<(), NotebookError> {
        let commit = Commit { records: Vec::new(), tasks: vec![task(text, now, ids)?] };
        // On SQLite it has the write lock from the start; PostgreSQL takes no notice of that.
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(immediate).await?;
        let row = note::ActiveModel { text: Set(text.to_owned()), ..Default::default() };
        note::Entity::insert(row).exec_without_returning(&transaction).await?;
        // Last: from here on others of this account wait. Where it fails, the note goes with the transaction.
        let nudge = self.store.enqueue_in(&transaction, account, now, commit).await?;
        transaction.commit().await?;
        nudge.fire();
        Ok(())
    }

    /// All notes, oldest first.
    ///
    /// # Errors
    /// [`NotebookError::Database`].
    pub async fn notes(&self) -> Result<Vec<String>, NotebookError> {
        let rows = note::Entity::find().all(&self.connection).await?;
        Ok(rows.into_iter().map(|row| row.text).collect())
    }

    /// How many tasks of the account wait.
    ///
    /// # Errors
    /// [`NotebookError::Queue`].
    pub async fn waiting(&self, account: AccountId) -> Result<u64, NotebookError> {
        Ok(self.store.queue().counts(account).await?.waiting)
    }
}

/// What a server is told of a note.
fn task(text: &str, now: Timestamp, ids: &dyn Ids) -> Result<NewTask, NameError> {
    Ok(NewTask {
        id: TaskId::new(ids.uuid()),
        key: Key::new(ids.uuid()),
        kind: Kind::of("note"),
        lane: Lane::new("notes")?,
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: now,
        body: Body::new(text),
        blob: None,
        carries: None,
        depends: Vec::new(),
        without_room: WithoutRoom::Refuse,
    })
}
