//! The rows as the file has them, by the names of their columns: a column may be anywhere, or not there, and a value
//! of another type than it should be. What they mean is not decided here.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use zeroize::Zeroizing;

use super::database::{self, Table};

/// A row of the queue.
pub(super) struct QueueRow {
    pub(super) number: i64,
    pub(super) event: Option<String>,
    pub(super) payload: Option<Zeroizing<Vec<u8>>>,
    pub(super) status: Option<String>,
    pub(super) retries: Option<i64>,
    pub(super) created_at: Option<i64>,
    pub(super) last_retry_at: Option<i64>,
    pub(super) error: Option<String>,
    pub(super) key: Option<String>,
}

/// The row of a day.
#[derive(Clone, Debug)]
pub(super) struct DayRow {
    pub(super) number: i64,
    pub(super) day: Option<String>,
    pub(super) seconds: Option<i64>,
    pub(super) state: Option<String>,
    pub(super) last_updated_at: Option<i64>,
    pub(super) started_at: Option<i64>,
}

/// The reader of one table.
pub(super) struct Rows<'c, C> {
    connection: &'c C,
    select: String,
    pub(super) numbers: Vec<i64>,
}

impl<'c, C: ConnectionTrait> Rows<'c, C> {
    /// Of the queue.
    pub(super) async fn of_the_queue(connection: &'c C) -> Result<Self, DbErr> {
        let texts = ["entity_type", "payload", "status", "error_message", "idempotency_key"];
        Self::of(connection, Table::Queue, &texts, &["retry_count", "created_at", "last_retry_at"]).await
    }

    /// Of the days.
    pub(super) async fn of_the_days(connection: &'c C) -> Result<Self, DbErr> {
        let numbers = ["accumulated_seconds", "last_updated_at", "started_at"];
        Self::of(connection, Table::Days, &["day", "state"], &numbers).await
    }

    async fn of(connection: &'c C, table: Table, texts: &[&str], numbers: &[&str]) -> Result<Self, DbErr> {
        if !database::tables(connection).await?.contains(&table) {
            return Ok(Self { connection, select: String::new(), numbers: Vec::new() });
        }
        let there = database::columns(connection, table).await?;
        let has = |column: &str| there.iter().any(|one| one == column);
        let mut select = String::from("SELECT rowid AS row_number");
        for column in texts {
            let value = if has(column) { format!("CAST({column} AS BLOB)") } else { "NULL".to_owned() };
            // Writing to a text can't fail.
            let _ = write!(select, ", {value} AS {column}");
        }
        for column in numbers.iter().chain(&["id"]) {
            let value = if has(column) {
                format!(
                    "CASE WHEN typeof({column}) IN ('integer', 'real') THEN CAST({column} AS INTEGER) END"
                )
            } else {
                "NULL".to_owned()
            };
            let _ = write!(select, ", {value} AS {column}");
        }
        let name = table.name();
        let _ = write!(select, " FROM {name} WHERE rowid = ?");
        let all = database::rows(connection, &format!("SELECT rowid FROM {name} ORDER BY rowid"), []).await?;
        let numbers = all.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        Ok(Self { connection, select, numbers })
    }

    async fn row(&self, number: i64) -> Result<Option<QueryResult>, DbErr> {
        Ok(database::rows(self.connection, &self.select, [number.into()]).await?.pop())
    }

    /// The row of the queue at a place of [`Self::numbers`].
    pub(super) async fn queued(&self, number: i64) -> Result<Option<QueueRow>, DbErr> {
        let Some(row) = self.row(number).await? else { return Ok(None) };
        Ok(Some(QueueRow {
            number: row.try_get::<Option<i64>>("", "id")?.unwrap_or(number),
            event: text(&row, "entity_type")?,
            payload: row.try_get::<Option<Vec<u8>>>("", "payload")?.map(Zeroizing::new),
            status: text(&row, "status")?,
            retries: row.try_get("", "retry_count")?,
            created_at: row.try_get("", "created_at")?,
            last_retry_at: row.try_get("", "last_retry_at")?,
            error: text(&row, "error_message")?,
            key: text(&row, "idempotency_key")?,
        }))
    }

    /// The row of the day at a place of [`Self::numbers`].
    pub(super) async fn day(&self, number: i64) -> Result<Option<DayRow>, DbErr> {
        let Some(row) = self.row(number).await? else { return Ok(None) };
        Ok(Some(DayRow {
            number: row.try_get::<Option<i64>>("", "id")?.unwrap_or(number),
            day: text(&row, "day")?,
            seconds: row.try_get("", "accumulated_seconds")?,
            state: text(&row, "state")?,
            last_updated_at: row.try_get("", "last_updated_at")?,
            started_at: row.try_get("", "started_at")?,
        }))
    }
}

fn text(row: &QueryResult, column: &str) -> Result<Option<String>, DbErr> {
    let bytes: Option<Vec<u8>> = row.try_get("", column)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Who was signed in last, where the file tells.
pub(super) async fn current_user(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    said_of(connection, "current_user_id").await
}

/// The id of the entry that was active last, where the file tells.
pub(super) async fn active_entry(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    said_of(connection, "last_active_time_entry_id").await
}

/// What the earlier app noted under a key; none where it is empty.
async fn said_of(connection: &impl ConnectionTrait, key: &str) -> Result<Option<String>, DbErr> {
    if !database::tables(connection).await?.contains(&Table::Meta) {
        return Ok(None);
    }
    let there = database::columns(connection, Table::Meta).await?;
    if !["key", "value"].iter().all(|column| there.iter().any(|one| one == column)) {
        return Ok(None);
    }
    let asked = "SELECT CAST(value AS BLOB) AS value FROM app_meta WHERE key = ?";
    let found = database::rows(connection, asked, [key.into()]).await?.pop();
    let said = found.map(|row| text(&row, "value")).transpose()?.flatten();
    Ok(said.filter(|said| !said.is_empty()))
}
