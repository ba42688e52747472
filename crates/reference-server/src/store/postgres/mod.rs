//! The connections to a PostgreSQL database, what each session asks of the server, and what is found there.
//!
//! Several servers answer from one database. What keeps them apart is the row of an account, which every
//! transaction that changes something of the account locks first (ADR 90); not this file.

mod codes;
mod url;

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, Statement,
    TransactionTrait,
};

use super::look::Held;
use super::{StoreError, schema};

pub use url::{PostgresUrl, PostgresUrlError};

pub(super) use codes::kind_of_state;

/// How long a request waits for a connection, also while the database starts anew. A client waits 30 s.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// What each session asks of the server, unless the URL says otherwise: the isolation that the locks are made
/// for; to give up a lock that it does not get, and a statement that takes longer than any client waits; to end
/// a transaction whose server is gone without a word; to notice that the machine at the other end is gone.
const SESSION: [(&str, &str); 7] = [
    ("default_transaction_isolation", "read committed"),
    ("lock_timeout", "10s"),
    ("statement_timeout", "30s"),
    ("idle_in_transaction_session_timeout", "30s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

/// Connects, up to `connections` at once, and looks whether what is acknowledged will last.
pub(super) async fn connect(url: &PostgresUrl, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let mut server = url.options().clone().application_name("homing-server");
    let said = server.get_options().unwrap_or_default().to_owned();
    server = server.options(SESSION.into_iter().filter(|(name, _)| !said.contains(&format!("{name}="))));
    // The URL here is nobody's: the options above take its place, and what SeaORM says quotes nothing.
    let mut options = ConnectOptions::new("postgres://localhost");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_timeout(ACQUIRE_TIMEOUT)
        // No timer runs at idle. What the database has closed meanwhile is found when it is taken.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(true)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_postgres_opts(move |_| {
            use sea_orm::sqlx::ConnectOptions as _;
            server.clone().disable_statement_logging()
        });
    let pool = Database::connect(options).await?;
    if setting(&pool, "synchronous_commit").await? == "off" {
        pool.close().await?;
        return Err(StoreError::Setting { setting: "synchronous_commit = on" });
    }
    Ok(pool)
}

/// What the database holds of ours: the tables in the first schema of the search path. Whatever else is there
/// is none of our business.
async fn held_by(connection: &impl ConnectionTrait) -> Result<Held, StoreError> {
    let tracking = format!(
        "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = '{}')",
        schema::TRACKING_TABLE
    );
    if one::<bool>(connection, &tracking).await?.unwrap_or(false) {
        Ok(Held::Ours { is_behind: schema::is_behind(connection).await? })
    } else {
        Ok(Held::Nothing)
    }
}

/// Brings the schema up to date; whether it was made. Where `nothing_is_made`, there must be one.
pub(super) async fn prepare(pool: &DatabaseConnection, nothing_is_made: bool) -> Result<bool, StoreError> {
    let found = held_by(pool).await?;
    if found == (Held::Ours { is_behind: false }) {
        return Ok(false);
    }
    if found == Held::Nothing && nothing_is_made {
        return Err(StoreError::Empty);
    }
    let transaction = pool.begin().await?;
    lock_schema(&transaction).await?;
    // Again: whoever had the lock before may have done it.
    let found = held_by(&transaction).await?;
    schema::migrate(&transaction).await?;
    transaction.commit().await?;
    Ok(found == Held::Nothing)
}

/// Until the end of the transaction nobody else brings this schema up to date. Whoever waits does so for as
/// long as that takes.
async fn lock_schema(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    transaction.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
    transaction.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    let lock = format!(
        "SELECT pg_advisory_xact_lock(hashtextextended('{}.' || coalesce(current_schema(), ''), 0))",
        schema::TRACKING_TABLE
    );
    transaction.execute_unprepared(&lock).await?;
    Ok(())
}

/// Fails where the database takes no writes: a standby, or one that was set to read alone.
pub(super) async fn check_writable(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    let refuses = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean";
    match one::<bool>(connection, refuses).await? {
        Some(false) => Ok(()),
        _ => Err(StoreError::ReadOnly),
    }
}

/// The database's clock, in milliseconds since 1970.
pub(super) async fn now_ms(connection: &impl ConnectionTrait) -> Result<Option<i64>, StoreError> {
    one(connection, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").await
}

async fn setting(connection: &impl ConnectionTrait, name: &str) -> Result<String, StoreError> {
    Ok(one(connection, &format!("SELECT current_setting('{name}')")).await?.unwrap_or_default())
}

async fn one<T: sea_orm::TryGetable>(
    connection: &impl ConnectionTrait,
    sql: &str,
) -> Result<Option<T>, StoreError> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}
