//! Word of a change between the processes of one database, over PostgreSQL's own LISTEN and NOTIFY. Not what has
//! changed: who is nudged looks.
//!
//! A transaction that changes something tells of it itself ([`super::writer`]), so that the word comes with what it is
//! about or not at all, also where the process ends at once. LISTEN needs a connection of its own: a pooler that lends
//! a connection for one transaction alone (pgbouncer's `transaction`) does not pass it on.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::ports::{Alarm, NudgeError, NudgeWatch, Nudges};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sqlx::postgres::{PgListener, PgNotification};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::sql;
use super::transaction::statement;

/// How long it is between two tries to listen again: doubled from the first to the last.
const LISTEN_AGAIN: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(60)];

/// The nudges of one schema. One connection listens for all watches of this process, while there are any. Where it
/// breaks, every watch wakes once it listens again: something may have been missed.
pub struct PostgresNudges {
    connections: DatabaseConnection,
    alarm: Arc<dyn Alarm>,
    ear: Mutex<Weak<Ear>>,
}

/// Whoever listens, and whom it tells. Ends with the last watch.
struct Ear {
    told: watch::Sender<()>,
    task: AbortHandle,
}

struct PostgresWatch {
    told: watch::Receiver<()>,
    _ear: Arc<Ear>,
}

impl std::fmt::Debug for PostgresNudges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresNudges").finish_non_exhaustive()
    }
}

impl PostgresNudges {
    pub(super) fn new(connections: DatabaseConnection, alarm: Arc<dyn Alarm>) -> Self {
        Self { connections, alarm, ear: Mutex::default() }
    }

    fn heard(&self) -> Option<Arc<Ear>> {
        self.ear.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    async fn ear(&self) -> Result<Arc<Ear>, sqlx::Error> {
        if let Some(ear) = self.heard() {
            return Ok(ear);
        }
        let listener = listen(&self.connections).await?;
        let mut shared = self.ear.lock().unwrap_or_else(PoisonError::into_inner);
        // Of two that begin at once one listens for both; the other's connection goes back.
        if let Some(ear) = shared.upgrade() {
            return Ok(ear);
        }
        let told = watch::Sender::new(());
        let listening = Listening {
            connections: self.connections.clone(),
            alarm: Arc::clone(&self.alarm),
            told: told.clone(),
        };
        let task = tokio::spawn(listening.run(listener)).abort_handle();
        let ear = Arc::new(Ear { told, task });
        *shared = Arc::downgrade(&ear);
        Ok(ear)
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[async_trait]
impl Nudges for PostgresNudges {
    fn nudge(&self) {
        let Ok(runtime) = Handle::try_current() else { return };
        let connections = self.connections.clone();
        runtime.spawn(async move {
            if let Err(error) = connections.query_one_raw(statement(sql::NUDGE, [])).await {
                tracing::debug!(%error, "other programs were not told of a change");
            }
        });
    }

    async fn watch(&self) -> Result<Box<dyn NudgeWatch>, NudgeError> {
        let ear = self.ear().await.map_err(|error| NudgeError(error.into()))?;
        Ok(Box::new(PostgresWatch { told: ear.told.subscribe(), _ear: ear }))
    }
}

#[async_trait]
impl NudgeWatch for PostgresWatch {
    async fn nudged(&mut self) {
        if self.told.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Listens, and knows for which schema.
struct Listener {
    inner: PgListener,
    schema: String,
}

async fn listen(connections: &DatabaseConnection) -> Result<Listener, sqlx::Error> {
    let pool = connections.get_postgres_connection_pool();
    let mut inner = PgListener::connect_with(pool).await?;
    // As each connection of this pool says.
    let schema: Option<String> = sqlx::query_scalar("SELECT current_schema()").fetch_one(&mut inner).await?;
    inner.listen(sql::CHANNEL).await?;
    Ok(Listener { inner, schema: schema.unwrap_or_default() })
}

struct Listening {
    connections: DatabaseConnection,
    alarm: Arc<dyn Alarm>,
    told: watch::Sender<()>,
}

impl Listening {
    /// Listens for as long as somebody watches and the connections are open.
    async fn run(self, listener: Listener) {
        let mut listener = Some(listener);
        while let Some(Listener { mut inner, schema }) = listener.take() {
            loop {
                match inner.try_recv().await {
                    Ok(Some(notification)) if is_of(&notification, &schema) => self.tell(),
                    Ok(Some(_)) => {}
                    // The connection broke, and another one listens since.
                    Ok(None) => self.tell(),
                    Err(sqlx::Error::PoolClosed) => return,
                    Err(error) => {
                        tracing::debug!(%error, "changes by other programs can't be heard for now");
                        break;
                    }
                }
            }
            drop(inner);
            listener = self.listen_again().await;
            self.tell();
        }
    }

    /// Listens as soon as the server lets it; none once the connections are closed.
    async fn listen_again(&self) -> Option<Listener> {
        let [mut wait, longest] = LISTEN_AGAIN;
        loop {
            match listen(&self.connections).await {
                Ok(listener) => return Some(listener),
                Err(sqlx::Error::PoolClosed) => return None,
                Err(error) => tracing::debug!(%error, "changes by other programs can't be heard yet"),
            }
            self.alarm.ring_after(wait).await;
            wait = (wait * 2).min(longest);
        }
    }

    fn tell(&self) {
        self.told.send_replace(());
    }
}

fn is_of(notification: &PgNotification, schema: &str) -> bool {
    notification.payload() == schema
}
