//! Several statements in one go. Each way to SQLite's thread and back costs more than a small statement itself, so a
//! call of the port makes two of them. No rule of the queue is here. Where several statements give rows, the first
//! column of each says which.
//!
//! The texts are the same for every number of ids, which travel as one JSON list: the driver keeps a statement
//! prepared by its text.

use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Values;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use serde::Serialize;

use super::error::SqliteError;

/// At most so many rows go into one statement. With up to 20 values a row this stays far under SQLite's limit of
/// 32,766 parameters.
const ROWS_PER_STATEMENT: usize = 100;

/// Statements in their order, with the values of their `?` in theirs.
#[derive(Debug, Default)]
pub(super) struct Script {
    sql: String,
    values: Vec<Value>,
}

impl Script {
    /// Adds a statement.
    pub(super) fn then(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) -> &mut Self {
        if !self.sql.is_empty() {
            self.sql.push(';');
        }
        self.sql.push_str(sql);
        self.values.extend(values);
        self
    }

    /// Adds inserts of rows of values, so many to a statement that there are few texts.
    pub(super) fn then_insert<const COLUMNS: usize>(
        &mut self,
        into: &str,
        row: &str,
        finally: &str,
        rows: Vec<[Value; COLUMNS]>,
    ) -> &mut Self {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
            let tuples = vec![row; some.len()].join(", ");
            self.then(&format!("{into}{tuples}{finally}"), some.into_iter().flatten());
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    /// The text and its values, between what begins and what ends a transaction.
    pub(super) fn framed(mut self, first: Option<&str>, last: Option<&str>) -> (String, Values) {
        if let Some(first) = first {
            let separator = if self.sql.is_empty() { "" } else { ";" };
            self.sql.insert_str(0, separator);
            self.sql.insert_str(0, first);
        }
        if let Some(last) = last {
            self.then(last, []);
        }
        (self.sql, Values(self.values))
    }

    /// Reads, where nothing is to be written.
    pub(super) async fn read(self, readers: &impl ConnectionTrait) -> Result<Vec<QueryResult>, SqliteError> {
        let backend = readers.get_database_backend();
        Ok(readers.query_all_raw(Statement::from_sql_and_values(backend, self.sql, self.values)).await?)
    }
}

/// One statement as a script.
pub(super) fn script(sql: &str, values: impl IntoIterator<Item = Value>) -> Script {
    let mut script = Script::default();
    script.then(sql, values);
    script
}

/// A list of numbers as one value.
pub(super) fn numbers(numbers: impl IntoIterator<Item = i64>) -> Value {
    let mut list = String::from("[");
    for number in numbers {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&number.to_string());
    }
    list.push(']');
    list.into()
}

/// A list of ids as one value, to be read back by `unhex`.
pub(super) fn hexadecimal(ids: impl IntoIterator<Item = Uuid>) -> Value {
    let quoted: Vec<_> = ids.into_iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(",")).into()
}

/// Anything as one value of JSON.
pub(super) fn json(rows: &impl Serialize) -> Result<Value, SqliteError> {
    Ok(serde_json::to_string(rows).map_err(SqliteError::unreadable)?.into())
}
