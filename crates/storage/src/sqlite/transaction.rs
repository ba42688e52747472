//! A transaction in as few ways to the database as there are steps: it begins with its first statements, and may end
//! with its last ones. Not what is done in it.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::sqlite::SqliteQueryResult;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
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
    connection: &'c HeldConnection,
    schema: &'c Watch,
    stage: Mutex<Stage>,
    changed: AtomicBool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotBegun,
    Open,
    Over,
}

impl<'c> Transaction<'c> {
    pub(super) fn new(connection: &'c HeldConnection, schema: &'c Watch) -> Self {
        Self { connection, schema, stage: Mutex::new(Stage::NotBegun), changed: AtomicBool::new(false) }
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
        let given = self.go(script, false).await?;
        Ok(self.noted(&given.done))
    }

    /// Runs statements, and gives the rows of all of them.
    pub(super) async fn rows(&self, script: Script) -> Result<Vec<QueryResult>, DatabaseError> {
        Ok(self.go(script, false).await?.rows)
    }

    /// Runs statements that change rows, and ends the transaction with them; gives the rows that they give.
    pub(super) async fn finish(&self, script: Script) -> Result<Vec<QueryResult>, DatabaseError> {
        if script.is_empty() {
            return Ok(Vec::new());
        }
        let given = self.go(script, true).await?;
        self.noted(&given.done);
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
        let mut stage = self.stage.lock().await;
        if *stage == Stage::Open {
            self.connection.run(how.to_owned(), Values(Vec::new())).await?;
        }
        *stage = Stage::Over;
        Ok(())
    }

    async fn go(&self, script: Script, last: bool) -> Result<Given, DatabaseError> {
        let mut stage = self.stage.lock().await;
        let begins = *stage == Stage::NotBegun;
        // Nothing is committed under a schema that was not looked at.
        let last = last && !begins;
        let (sql, values) = script.framed(begins.then_some(BEGIN), last.then_some("COMMIT"));
        *stage = Stage::Open;
        let mut given = match self.connection.run(sql, values).await {
            Ok(given) => given,
            // Statements may fail for the very reason that a newer program has changed the schema.
            Err(error) if begins => return Err(self.schema.reason(self.connection, error).await),
            Err(error) => return Err(error),
        };
        if begins {
            given.done.drain(..TO_BEGIN.min(given.done.len()));
            let rest = given.rows.split_off(given.rows.len().min(1));
            let found = std::mem::replace(&mut given.rows, rest);
            let cookie = found.first().map_or(Ok(-1), |row| column(row, 0))?;
            self.schema.check(self.connection, cookie).await?;
        }
        if last {
            given.done.pop();
            *stage = Stage::Over;
        }
        Ok(given)
    }

    fn noted(&self, done: &[SqliteQueryResult]) -> u64 {
        let changed = done.iter().map(SqliteQueryResult::rows_affected).sum();
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
        let mut given =
            self.connection.run(statement.sql, values(statement.values)).await.map_err(of_seaorm)?;
        self.noted(&given.done);
        Ok(given.done.pop().unwrap_or_default().into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let given = self.connection.run(statement.sql, values(statement.values)).await;
        Ok(given.map_err(of_seaorm)?.rows)
    }
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
