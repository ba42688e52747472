//! One connection that is held: what a pool does around each use, which costs as much as a small transaction, is left
//! out. What is done on it is said elsewhere.

use futures_util::TryStreamExt;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteQueryResult};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection, Either, Executor, SqliteConnection};
use sea_orm::{DbErr, QueryResult, RuntimeErr};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex;

use super::error::DatabaseError;

/// So many rows may lie between SQLite's thread and ours before it waits for us: more than a claim gives.
const ROWS_ON_THE_WAY: usize = 1_000;

pub(super) struct HeldConnection(Mutex<SqliteConnection>);

/// What statements gave.
#[derive(Default)]
pub(super) struct Given {
    /// The rows of all of them.
    pub(super) rows: Vec<QueryResult>,
    /// What became of each of them. One that by its nature changes no row shows the number of the last that does.
    pub(super) done: Vec<SqliteQueryResult>,
}

impl HeldConnection {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, DatabaseError> {
        let options = options.row_buffer_size(ROWS_ON_THE_WAY);
        Ok(Self(Mutex::new(options.connect().await.map_err(database)?)))
    }

    /// Runs statements, one after the other, until one fails.
    pub(super) async fn run(&self, sql: String, values: Values) -> Result<Given, DatabaseError> {
        // No value is in it: each is a parameter.
        tracing::trace!(sql, "statements");
        let mut connection = self.0.lock().await;
        let query = sqlx::query_with(AssertSqlSafe(sql), SqlxValues(values));
        let mut steps = connection.fetch_many(query);
        let mut given = Given::default();
        while let Some(step) = steps.try_next().await.map_err(database)? {
            match step {
                Either::Left(done) => given.done.push(done),
                Either::Right(row) => given.rows.push(row.into()),
            }
        }
        Ok(given)
    }

    pub(super) async fn close(self) -> Result<(), DatabaseError> {
        self.0.into_inner().close().await.map_err(database)
    }
}

fn database(error: sqlx::Error) -> DatabaseError {
    DbErr::Exec(RuntimeErr::SqlxError(error.into())).into()
}
