//! The one connection that writes, and the transactions on it.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use homing_domain::ports::{Nudges, QueueError};
use tokio::sync::Mutex;

use super::connection;
use super::error::DatabaseError;
use super::held::HeldConnection;
use super::transaction::Transaction;
use super::version::Watch;
use crate::relational::uncut::Uncut;

/// The work of one transaction.
pub(super) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, DatabaseError>> + Send + 't>>;

/// Writes one transaction at a time, in the order of asking.
pub(super) struct Writer {
    path: PathBuf,
    /// None after a failure that the connection may not have survived: the next transaction opens another.
    connection: Mutex<Option<HeldConnection>>,
    nudges: OnceLock<Arc<dyn Nudges>>,
    schema: Watch,
    /// Why nothing can be written.
    refusal: Option<Arc<QueueError>>,
}

impl Writer {
    pub(super) fn new(path: &Path, connection: HeldConnection) -> Self {
        Self::of(path, Some(connection), None)
    }

    /// One that refuses every write, with this reason.
    pub(super) fn refusing(path: &Path, reason: QueueError) -> Self {
        Self::of(path, None, Some(Arc::new(reason)))
    }

    fn of(path: &Path, open: Option<HeldConnection>, refusal: Option<Arc<QueueError>>) -> Self {
        Self {
            path: path.to_owned(),
            connection: Mutex::new(open),
            nudges: OnceLock::new(),
            schema: Watch::new(),
            refusal,
        }
    }

    /// From now on; who is told already stays told.
    pub(super) fn nudge_after_changes(&self, nudges: Arc<dyn Nudges>) {
        self.nudges.set(nudges).ok();
    }

    /// Who is told of changes.
    pub(super) fn nudges(&self) -> Option<Arc<dyn Nudges>> {
        self.nudges.get().cloned()
    }

    /// Fails as each write would.
    pub(super) fn writable(&self) -> Result<(), QueueError> {
        let Some(refusal) = &self.refusal else { return Ok(()) };
        let reason = Box::new(Arc::clone(refusal));
        Err(match **refusal {
            QueueError::Full(_) => QueueError::Full(reason),
            _ => QueueError::NotWritable(reason),
        })
    }

    /// Runs `work` in a transaction and commits it. A caller that goes away can't cut it half-way, and what it
    /// acknowledges is on the disk.
    pub(super) async fn write<T, W>(self: &Arc<Self>, work: W) -> Result<T, QueueError>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t Transaction<'t>) -> Work<'t, T> + Send + 'static,
    {
        self.writable()?;
        let writer = Arc::clone(self);
        Ok(Uncut::new(async move { writer.attempt(work).await }).await?)
    }

    async fn attempt<T, W>(&self, work: W) -> Result<T, DatabaseError>
    where
        W: for<'t> FnOnce(&'t Transaction<'t>) -> Work<'t, T>,
    {
        let mut slot = self.connection.lock().await;
        let connection = match slot.take() {
            Some(connection) => connection,
            None => connection::writer(&self.path).await?,
        };
        let Attempt { outcome, changed, survived } = transact(&connection, &self.schema, work).await;
        // A transaction that changed nothing nudges nobody: who is woken by a nudge and looks for work would else
        // wake itself for ever.
        if changed && let Some(nudges) = self.nudges.get() {
            nudges.nudge();
        }
        if survived {
            *slot = Some(connection);
        } else {
            // A full disk makes SQLite roll back by itself, of which the driver's count of open
            // transactions knows nothing: the next BEGIN would be a savepoint of nothing.
            tracing::warn!("the connection that writes is opened anew after a failure");
            connection.close().await.ok();
        }
        if let Err(error) = &outcome {
            tracing::debug!(%error, "nothing was written");
        }
        outcome
    }

    /// Closes the connection; the next write opens another.
    pub(super) async fn close(&self) -> Result<(), DatabaseError> {
        match self.connection.lock().await.take() {
            Some(connection) => Ok(connection.close().await?),
            None => Ok(()),
        }
    }
}

/// How a transaction went.
struct Attempt<T> {
    outcome: Result<T, DatabaseError>,
    /// Whether rows were changed for good.
    changed: bool,
    /// Whether the connection is as good as before.
    survived: bool,
}

async fn transact<T, W>(connection: &HeldConnection, schema: &Watch, work: W) -> Attempt<T>
where
    W: for<'t> FnOnce(&'t Transaction<'t>) -> Work<'t, T>,
{
    let transaction = Transaction::new(connection, schema);
    let worked = work(&transaction).await;
    match worked {
        Ok(value) => match transaction.commit().await {
            Ok(()) => Attempt { outcome: Ok(value), changed: transaction.has_changed(), survived: true },
            Err(error) => Attempt { outcome: Err(error), changed: false, survived: false },
        },
        Err(error) => {
            let survived = transaction.roll_back().await.is_ok();
            Attempt { outcome: Err(error), changed: false, survived }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::ports::QueueError;
    use sea_orm::sea_query::Values;
    use tempfile::TempDir;

    use super::*;
    use crate::sqlite::file;
    use crate::sqlite::script::script;

    /// A connection to a new database, with as much of a schema as each write looks at.
    async fn connection(path: &Path) -> HeldConnection {
        let connection = connection::writer(path).await.unwrap();
        make(&connection, "CREATE TABLE homing_schema_migrations (version TEXT)").await;
        connection
    }

    async fn make(connection: &HeldConnection, sql: &str) {
        connection.run(sql.to_owned(), Values(Vec::new())).await.unwrap();
    }

    async fn run(writer: &Arc<Writer>, sql: &'static str) -> Result<(), QueueError> {
        let work = writer.write(move |transaction| {
            Box::pin(async move { transaction.run(script(sql, [])).await.map(drop) })
        });
        work.await
    }

    /// A page that SQLite may not add is to it what a disk without room is: SQLITE_FULL.
    #[tokio::test]
    async fn a_full_disk_is_said_to_be_one_and_the_next_write_works_once_there_is_room() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("homing.db");
        let path = file::draft(&path).unwrap();
        let connection = connection(&path).await;
        make(&connection, "CREATE TABLE homing_x (x BLOB)").await;
        make(&connection, "PRAGMA max_page_count = 5").await;
        let writer = Arc::new(Writer::new(&path, connection));
        let fill = "INSERT INTO homing_x VALUES (zeroblob(100000))";
        let full = run(&writer, fill).await.unwrap_err();
        assert!(matches!(full, QueueError::Full(_)), "{full:?}");
        // The limit went with the connection.
        run(&writer, fill).await.unwrap();
    }

    #[tokio::test]
    async fn where_nothing_can_be_written_that_is_said_as_each_write_says_it() {
        let refusing = |reason| Arc::new(Writer::refusing(Path::new("homing.db"), reason));
        let full = refusing(QueueError::Full("no room".into()));
        assert!(matches!(full.writable(), Err(QueueError::Full(_))));
        assert!(matches!(run(&full, "SELECT 1").await, Err(QueueError::Full(_))));
        let closed = refusing(QueueError::NotWritable("a read-only disk".into()));
        assert!(matches!(closed.writable(), Err(QueueError::NotWritable(_))));
        assert!(matches!(run(&closed, "SELECT 1").await, Err(QueueError::NotWritable(_))));
    }

    #[tokio::test]
    async fn a_write_goes_on_where_its_caller_goes_away() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("homing.db");
        let path = file::draft(&path).unwrap();
        let writer = Arc::new(Writer::new(&path, connection(&path).await));
        let (begun, is_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = tokio::sync::oneshot::channel::<()>();
        let caller = tokio::spawn({
            let writer = Arc::clone(&writer);
            async move {
                let work = writer.write(move |transaction| {
                    Box::pin(async move {
                        transaction.run(script("CREATE TABLE homing_x (x)", [])).await?;
                        begun.send(()).unwrap();
                        may_go_on.await.unwrap();
                        Ok(())
                    })
                });
                work.await
            }
        });
        is_begun.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        go_on.send(()).unwrap();
        run(&writer, "INSERT INTO homing_x VALUES (1)").await.unwrap();
    }
}
