//! One transaction, and the locks that it takes. Not what is done in it.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use homing_domain::names::AccountId;
use homing_migrations::newest;
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value};

use super::sql;
use crate::relational::error::DatabaseError;
use crate::relational::rows::column;
use crate::relational::version::known;

/// What each call of the port that writes runs in.
pub(super) struct Transaction {
    inner: DatabaseTransaction,
    /// PostgreSQL's number of it, once that was asked for.
    number: OnceLock<String>,
    changed: AtomicBool,
}

impl Transaction {
    pub(super) fn new(inner: DatabaseTransaction) -> Self {
        Self { inner, number: OnceLock::new(), changed: AtomicBool::new(false) }
    }

    /// Until the end of the transaction nobody else writes to the account or claims of it; what is read from now on
    /// is as the last one left it.
    pub(super) async fn write_alone(&self, account: AccountId) -> Result<(), DatabaseError> {
        self.rows(sql::WRITE_ALONE, [account.to_string().into()]).await?;
        self.begun().await
    }

    /// The same for several accounts, in an order that is the same for everybody.
    pub(super) async fn write_alone_to(&self, accounts: &BTreeSet<Uuid>) -> Result<(), DatabaseError> {
        for account in accounts {
            self.rows(sql::WRITE_ALONE, [account.to_string().into()]).await?;
        }
        self.begun().await
    }

    /// Until the end of the transaction nobody writes to the account; others may claim of it.
    pub(super) async fn claim_beside_others(&self, account: AccountId) -> Result<(), DatabaseError> {
        self.rows(sql::CLAIM_BESIDE_OTHERS, [account.to_string().into()]).await?;
        self.check_schema().await
    }

    /// For what is of no account.
    pub(super) async fn keep_schema(&self) -> Result<(), DatabaseError> {
        self.rows(sql::KEEP_SCHEMA, []).await?;
        self.begun().await
    }

    async fn begun(&self) -> Result<(), DatabaseError> {
        self.check_schema().await?;
        self.note_number().await
    }

    /// Fails where a newer program has changed the schema.
    async fn check_schema(&self) -> Result<(), DatabaseError> {
        let rows = self.rows(sql::NEWEST_MIGRATION, []).await?;
        let names: Vec<String> = rows.iter().map(|row| column(row, 0)).collect::<Result<_, _>>()?;
        known(newest(names.iter().map(String::as_str))).map(drop)
    }

    /// Asks for the number under which this transaction is known afterwards. Whoever changes anything does.
    pub(super) async fn note_number(&self) -> Result<(), DatabaseError> {
        if let Some(row) = self.rows(sql::OWN_NUMBER, []).await?.first() {
            self.number.set(column(row, 0)?).ok();
        }
        Ok(())
    }

    /// Runs a statement that changes rows; says how many it changed.
    pub(super) async fn run(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DatabaseError> {
        let changed = self.inner.execute_raw(statement(sql, values)).await?.rows_affected();
        if changed > 0 {
            self.changed.store(true, Ordering::Relaxed);
        }
        Ok(changed)
    }

    /// Runs a statement, and gives its rows.
    pub(super) async fn rows(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, DatabaseError> {
        Ok(self.inner.query_all_raw(statement(sql, values)).await?)
    }

    /// Ids in the first column of what a statement gives.
    pub(super) async fn ids(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<i64>, DatabaseError> {
        self.rows(sql, values).await?.iter().map(|row| column(row, 0)).collect()
    }

    /// Inserts rows of values, so many to a statement that there are few texts.
    pub(super) async fn insert<const COLUMNS: usize>(
        &self,
        into: &str,
        finally: &str,
        rows: impl IntoIterator<Item = [Value; COLUMNS]>,
    ) -> Result<(), DatabaseError> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut text = into.to_owned();
            let mut values = Vec::new();
            for row in rows.by_ref().take(ROWS_PER_STATEMENT) {
                let separator = if values.is_empty() { "(" } else { ", (" };
                text.push_str(separator);
                let numbers = values.len() + 1..=values.len() + COLUMNS;
                let places: Vec<_> = numbers.map(|number| format!("${number}")).collect();
                text.push_str(&places.join(", "));
                text.push(')');
                values.extend(row);
            }
            text.push_str(finally);
            self.run(&text, values).await?;
        }
        Ok(())
    }

    /// For statements that SeaORM makes.
    pub(super) fn seaorm(&self) -> &impl ConnectionTrait {
        &self.inner
    }

    /// That SeaORM's statements changed something.
    pub(super) fn has_changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    pub(super) fn note_change(&self) {
        self.changed.store(true, Ordering::Relaxed);
    }

    pub(super) fn number(&self) -> Option<String> {
        self.number.get().cloned()
    }

    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    pub(super) async fn roll_back(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }
}

/// At most so many rows go into one statement. With up to 20 values a row this stays far under the limit of 65,535
/// parameters.
const ROWS_PER_STATEMENT: usize = 100;

pub(super) fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
