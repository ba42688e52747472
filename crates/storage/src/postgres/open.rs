//! Connections, and the schema that they find.

use std::time::Duration;

use homing_domain::ports::QueueError;
use homing_migrations::{MigratorTrait, SCHEMA_VERSION, SchemaMigrator, schema_number};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use sqlx::postgres::PgConnectOptions;

use super::sql;
use super::transaction::statement;
use crate::relational::error::DatabaseError;
use crate::relational::version::known;

/// So many calls of one process go on at once, less the one connection that listens. A server takes a hundred connections
/// unless told otherwise.
const CONNECTIONS: u32 = 8;

/// How long a call waits for a connection, also while the server starts anew.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// What each session asks of the server: to give up a lock that it does not get; to end a transaction whose process is
/// gone without a word, so that nothing stays locked; to notice that the machine at the other end is gone.
const SESSION: [(&str, &str); 5] = [
    ("lock_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "30s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

/// What was to be an address is none. What it says instead may be a password, and is not repeated.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("it is no address of a PostgreSQL database, as in postgres://USER@HOST/DATABASE")]
pub(super) struct AddressError;

/// Connections to a database whose schema is up to date.
pub(super) async fn open(url: &str) -> Result<DatabaseConnection, DatabaseError> {
    let connections = connect(url, CONNECTIONS).await?;
    migrate(&connections).await?;
    Ok(connections)
}

/// One connection to a database as it is.
pub(super) async fn glance(url: &str) -> Result<DatabaseConnection, DatabaseError> {
    connect(url, 1).await
}

async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection, DatabaseError> {
    let server: PgConnectOptions = url.parse().map_err(|_| QueueError::Backend(AddressError.into()))?;
    let server = server.application_name("homing").options(SESSION);
    // The URL here is nobody's: the options above take its place. SeaORM's spans and errors hold the one that they are
    // given, with its password.
    let mut options = ConnectOptions::new("postgres://localhost");
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_timeout(ACQUIRE_TIMEOUT)
        // No timer runs in an idle app. What the server has closed meanwhile is found when it is taken.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(true)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_postgres_opts(move |_| {
            use sqlx::ConnectOptions as _;
            server.clone().disable_statement_logging()
        });
    Ok(Database::connect(options).await?)
}

/// Brings the schema up to date in one transaction. Of several that start at once one does so, and the others wait for
/// it and look again.
async fn migrate(connections: &DatabaseConnection) -> Result<(), DatabaseError> {
    if known(schema_number(connections).await)? == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction = connections.begin().await?;
    transaction.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
    transaction.query_one_raw(statement(sql::CHANGE_SCHEMA, [])).await?;
    let found = known(schema_number(&transaction).await)?;
    if found < SCHEMA_VERSION {
        SchemaMigrator::up(&transaction, None).await?;
        tracing::info!(from = found, to = SCHEMA_VERSION, "the schema of the data is up to date");
    }
    Ok(transaction.commit().await?)
}
