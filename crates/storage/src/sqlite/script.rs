//! Several statements in one go. Each way to SQLite's thread and back costs more than a small statement itself, so a
//! call of the port makes two of them. No rule of the queue is here. Where several statements give rows, the first
//! column of each says which.
//!
//! There are few texts, since the driver keeps a statement prepared by its text: ids travel as one JSON list, however
//! many they are.

use homing_domain::names::{Collection, Lane, RecordId};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Values;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use serde::Serialize;

use super::error::DatabaseError;
use super::lists::json;

/// At most so many rows go into one statement. With up to 20 values a row this stays far under SQLite's limit of
/// 32,766 parameters.
const ROWS_PER_STATEMENT: usize = 100;

/// Room for what one step of a timer writes.
const SQL_BYTES: usize = 2_048;
const VALUES: usize = 64;

/// Statements in their order, with the values of their `?` in theirs.
#[derive(Debug)]
pub(super) struct Script {
    sql: String,
    values: Vec<Value>,
}

impl Default for Script {
    fn default() -> Self {
        Self { sql: String::with_capacity(SQL_BYTES), values: Vec::with_capacity(VALUES) }
    }
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
        rows: impl IntoIterator<Item = [Value; COLUMNS]>,
    ) -> &mut Self {
        let mut in_statement = 0;
        for values in rows {
            if in_statement == ROWS_PER_STATEMENT {
                self.sql.push_str(finally);
                in_statement = 0;
            }
            if in_statement == 0 {
                self.then(into, []);
            } else {
                self.sql.push_str(", ");
            }
            self.sql.push_str(row);
            self.values.extend(values);
            in_statement += 1;
        }
        if in_statement > 0 {
            self.sql.push_str(finally);
        }
        self
    }

    /// Adds to the rows of the last statement those about each member of a list, whose columns are texts. One
    /// statement for all that is asked: word of each statement's end costs as much as a small statement.
    ///
    /// # Errors
    /// None that is known: no text fails to be written as JSON.
    pub(super) fn and_listed<T: Listed>(
        &mut self,
        sql: &Listing,
        list: &[T],
        values: impl IntoIterator<Item = Value>,
    ) -> Result<&mut Self, DatabaseError> {
        self.sql.push_str("\nUNION ALL");
        match sql.few.get(list.len()) {
            Some(few) => {
                self.sql.push_str(few);
                self.values.extend(list.iter().flat_map(Listed::columns));
            }
            None => {
                self.sql.push_str(&sql.many);
                self.values.push(json(&list)?);
            }
        }
        self.values.extend(values);
        Ok(self)
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
    pub(super) async fn read(
        self,
        readers: &impl ConnectionTrait,
    ) -> Result<Vec<QueryResult>, DatabaseError> {
        let backend = readers.get_database_backend();
        Ok(readers.query_all_raw(Statement::from_sql_and_values(backend, self.sql, self.values)).await?)
    }
}

/// A member of a list that a statement is given: one text, or two.
pub(super) trait Listed: Serialize {
    fn columns(&self) -> impl Iterator<Item = Value>;
}

impl Listed for &Lane {
    fn columns(&self) -> impl Iterator<Item = Value> {
        [self.as_str().into()].into_iter()
    }
}

impl Listed for (&Collection, &RecordId) {
    fn columns(&self) -> impl Iterator<Item = Value> {
        [self.0.as_str().into(), self.1.as_str().into()].into_iter()
    }
}

impl Listed for (&str, &str) {
    fn columns(&self) -> impl Iterator<Item = Value> {
        [self.0.into(), self.1.into()].into_iter()
    }
}

/// A statement about each member of a list, which it calls `given`: `key` is a member's place, `a` and `b` are its
/// columns. A few members stand in the text, since to read them out of JSON costs more than what is done with them.
pub(super) struct Listing {
    /// By the number of members; none for none.
    few: Vec<String>,
    many: String,
}

/// Up to so many members stand in the text: the guards of one step of a timer.
const FEW: usize = 6;

impl Listing {
    /// From a text that says `{given}` where the list belongs, with one column or two.
    pub(super) fn new(text: &str, columns: usize) -> Self {
        let row = |place| match columns {
            1 => format!("SELECT {place} AS key, ? AS a"),
            _ => format!("SELECT {place} AS key, ? AS a, ? AS b"),
        };
        let rows = |count| (0..count).map(row).collect::<Vec<_>>().join(" UNION ALL ");
        let few = (0..=FEW).map(|count| text.replace("{given}", &format!("({}) AS given", rows(count))));
        let many = match columns {
            1 => "(SELECT key, value AS a FROM json_each(?)) AS given",
            _ => "(SELECT key, value ->> 0 AS a, value ->> 1 AS b FROM json_each(?)) AS given",
        };
        Self { few: few.collect(), many: text.replace("{given}", many) }
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
    let numbers: Vec<_> = numbers.into_iter().collect();
    // No number fails to be written.
    serde_json::to_string(&numbers).unwrap_or_default().into()
}

/// A list of ids as one value, to be read back by `unhex`.
pub(super) fn hexadecimal(ids: impl IntoIterator<Item = Uuid>) -> Value {
    let mut list = String::from("[");
    for id in ids {
        let separator = if list.len() > 1 { ",\"" } else { "\"" };
        list.push_str(separator);
        list.push_str(id.simple().encode_lower(&mut Uuid::encode_buffer()));
        list.push('"');
    }
    list.push(']');
    list.into()
}
