//! A transaction in as few ways to the database as there are steps: it begins with its first statements, and may end
//! with its last ones; or one of the application's, which neither begins nor ends here. Not what is done in it.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::sqlite::SqliteQueryResult;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::Mutex;

use super::error::DatabaseError;
use super::held::{Given, HeldConnection};
use super::rows::column;
use super::script::Script;
use super::version::Watch;

/// Takes the write lock at once, so that nothing that was read has changed when it comes to writing; and says
/// whether the schema is still the one that was looked at.
const BEGIN: &str = "BEGIN IMMEDIATE;PRAGMA schema_version";

/// How many statements that are.
const TO_BEGIN: usize = 2;

/// What each call of the port that writes runs in.
pub(super) struct Transaction<'c> {
    way: Way<'c>,
    stage: Mutex<Stage>,
    changed: AtomicBool,
}

/// How statements come to the database.
#[derive(Clone, Copy)]
enum Way<'c> {
    /// Over the connection that writes, whose transaction this is.
    Own { connection: &'c HeldConnection, schema: &'c Watch },
    /// Within a transaction of the application's, which has the write lock and the schema that it should have.
    Hosts(&'c DatabaseTransaction),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotBegun,
    Open,
    Over,
}

impl<'c> Transaction<'c> {
    pub(super) fn new(connection: &'c HeldConnection, schema: &'c Watch) -> Self {
        Self::of(Way::Own { connection, schema }, Stage::NotBegun)
    }

    /// Within a transaction of the application's, which alone ends it.
    pub(super) fn within(host: &'c DatabaseTransaction) -> Self {
        Self::of(Way::Hosts(host), Stage::Open)
    }

    fn of(way: Way<'c>, stage: Stage) -> Self {
        Self { way, stage: Mutex::new(stage), changed: AtomicBool::new(false) }
    }

    /// Begins, for statements that SeaORM makes. Others need not ask for it.
    pub(super) async fn begin(&self) -> Result<(), DatabaseError> {
        self.go(Script::default(), false).await.map(drop)
    }

    /// Runs statements that change rows; says how many they changed.
    pub(super) async fn run(&self, script: Script) -> Result<u64, DatabaseError> {
        if script.is_empty() {
            return Ok(0);
        }
        if let Way::Hosts(host) = self.way {
            let (sql, values) = script.framed(None, None);
            let changed = host.execute_raw(statement(sql, values)).await?.rows_affected();
            return Ok(self.noted(changed));
        }
        let given = self.go(script, false).await?;
        Ok(self.noted(changes(&given.done)))
    }

    /// Runs statements, and gives the rows of all of them.
    pub(super) async fn rows(&self, script: Script) -> Result<Vec<QueryResult>, DatabaseError> {
        Ok(self.go(script, false).await?.rows)
    }

    /// Runs statements that change rows, and ends the transaction with them, where it is one of its own; gives the
    /// rows that they give.
    pub(super) async fn finish(&self, script: Script) -> Result<Vec<QueryResult>, DatabaseError> {
        if script.is_empty() {
            return Ok(Vec::new());
        }
        let given = self.go(script, true).await?;
        self.noted(changes(&given.done));
        Ok(given.rows)
    }

    /// Whether any row was changed.
    pub(super) fn has_changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    pub(super) async fn commit(&self) -> Result<(), DatabaseError> {
        self.end("COMMIT").await
    }

    pub(super) async fn roll_back(&self) -> Result<(), DatabaseError> {
        self.end("ROLLBACK").await
    }

    async fn end(&self, how: &str) -> Result<(), DatabaseError> {
        let Way::Own { connection, .. } = self.way else { return Ok(()) };
        let mut stage = self.stage.lock().await;
        if *stage == Stage::Open {
            connection.run(how.to_owned(), Values(Vec::new())).await?;
        }
        *stage = Stage::Over;
        Ok(())
    }

    async fn go(&self, script: Script, last: bool) -> Result<Given, DatabaseError> {
        let (connection, schema) = match self.way {
            Way::Own { connection, schema } => (connection, schema),
            Way::Hosts(host) => {
                let (sql, values) = script.framed(None, None);
                let rows = host.query_all_raw(statement(sql, values)).await?;
                // Which of them changed something is not told; whoever asks for an end does.
                self.noted(u64::from(last));
                return Ok(Given { rows, ..Given::default() });
            }
        };
        let mut stage = self.stage.lock().await;
        let begins = *stage == Stage::NotBegun;
        // Nothing is committed under a schema that was not looked at.
        let last = last && !begins;
        let (sql, values) = script.framed(begins.then_some(BEGIN), last.then_some("COMMIT"));
        *stage = Stage::Open;
        let mut given = match connection.run(sql, values).await {
            Ok(given) => given,
            // Statements may fail for the very reason that a newer program has changed the schema.
            Err(error) if begins => return Err(schema.reason(connection, error).await),
            Err(error) => return Err(error),
        };
        if begins {
            given.done.drain(..TO_BEGIN.min(given.done.len()));
            let rest = given.rows.split_off(given.rows.len().min(1));
            let found = std::mem::replace(&mut given.rows, rest);
            let cookie = found.first().map_or(Ok(-1), |row| column(row, 0))?;
            schema.check(connection, cookie).await?;
        }
        if last {
            given.done.pop();
            *stage = Stage::Over;
        }
        Ok(given)
    }

    fn noted(&self, changed: u64) -> u64 {
        if changed > 0 {
            self.changed.store(true, Ordering::Relaxed);
        }
        changed
    }
}

/// Within a transaction that has begun.
#[async_trait]
impl ConnectionTrait for Transaction<'_> {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Sqlite
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let connection = match self.way {
            Way::Own { connection, .. } => connection,
            Way::Hosts(host) => return host.execute_raw(statement).await,
        };
        let mut given = connection.run(statement.sql, values(statement.values)).await.map_err(of_seaorm)?;
        self.noted(changes(&given.done));
        Ok(given.done.pop().unwrap_or_default().into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let connection = match self.way {
            Way::Own { connection, .. } => connection,
            Way::Hosts(host) => return host.query_all_raw(statement).await,
        };
        let given = connection.run(statement.sql, values(statement.values)).await;
        Ok(given.map_err(of_seaorm)?.rows)
    }
}

fn changes(done: &[SqliteQueryResult]) -> u64 {
    done.iter().map(SqliteQueryResult::rows_affected).sum()
}

fn statement(sql: String, values: Values) -> Statement {
    Statement { sql, values: Some(values), db_backend: DbBackend::Sqlite }
}

fn values(values: Option<Values>) -> Values {
    values.unwrap_or_else(|| Values(Vec::new()))
}

fn of_seaorm(error: DatabaseError) -> DbErr {
    match error {
        DatabaseError::Database(error) => error,
        DatabaseError::Port(error) => DbErr::Custom(error.to_string()),
    }
}
