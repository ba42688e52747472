//! What can be saved of a damaged copy: every row whose pages are whole goes to a file beside it, and the others are
//! named. The copy itself is not repaired.

use std::path::Path;

use sea_orm::{DatabaseConnection, DbErr};

use super::database::{self, Table};

/// How many numbers are tried, one by one, where a part of a table can't be walked.
const TRIED_MOST: i64 = 100_000;

/// A row that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Damaged {
    pub(super) table: Table,
    pub(super) number: i64,
    /// When it was made or of which day it is, where that much can be read.
    pub(super) made: Option<String>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Salvage {
    pub(super) saved: u64,
    pub(super) damaged: Vec<Damaged>,
}

/// Whether the file is sound, its indexes too.
pub(super) async fn is_sound(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    match database::rows(connection, "PRAGMA integrity_check(1)", []).await {
        Ok(rows) => {
            let said: Option<String> = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
            Ok(said.as_deref() == Some("ok"))
        }
        Err(error) if database::is_damage(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Saves the rows of all tables into the file `into`, which is there and empty.
pub(super) async fn save(
    connection: &DatabaseConnection,
    tables: &[Table],
    into: &Path,
) -> Result<Salvage, DbErr> {
    let path =
        into.to_str().ok_or_else(|| DbErr::Custom("the path of the copy is not Unicode".to_owned()))?;
    database::run(connection, "ATTACH DATABASE ? AS salvage", [path.into()]).await?;
    for setting in ["synchronous = OFF", "journal_mode = MEMORY"] {
        database::rows(connection, &format!("PRAGMA salvage.{setting}"), []).await?;
    }
    let mut all = Salvage::default();
    for table in tables {
        let columns = database::columns(connection, *table).await?;
        let quoted: Vec<String> =
            columns.iter().map(|column| format!("\"{}\"", column.replace('"', "\"\""))).collect();
        let (name, columns) = (table.name(), quoted.join(", "));
        database::run(connection, &format!("CREATE TABLE salvage.{name} ({columns})"), []).await?;
        let copy = format!(
            "INSERT INTO salvage.{name} (_rowid_, {columns}) SELECT _rowid_, {columns} FROM main.{name} NOT INDEXED \
             WHERE _rowid_ = ?"
        );
        TableSalvage { connection, table: *table, copy, all: &mut all }.walk().await?;
    }
    database::run(connection, "DETACH DATABASE salvage", []).await?;
    Ok(all)
}

struct TableSalvage<'s> {
    connection: &'s DatabaseConnection,
    table: Table,
    copy: String,
    all: &'s mut Salvage,
}

impl TableSalvage<'_> {
    /// From the front until it goes no further, from the back likewise, and number by number between.
    async fn walk(&mut self) -> Result<(), DbErr> {
        let mut front = 0;
        loop {
            match self.beyond(front, "> ? ORDER BY _rowid_").await {
                Ok(Some(number)) => front = self.copy(number).await?,
                Ok(None) => return Ok(()),
                Err(error) if database::is_damage(&error) => break,
                Err(error) => return Err(error),
            }
        }
        let mut back = None;
        loop {
            match self.beyond(back.unwrap_or(i64::MAX), "< ? ORDER BY _rowid_ DESC").await {
                Ok(Some(number)) if number > front => back = Some(self.copy(number).await?),
                Ok(_) => return Ok(()),
                Err(error) if database::is_damage(&error) => break,
                Err(error) => return Err(error),
            }
        }
        let end = match back {
            Some(number) => Some(number),
            None => self.given_out().await.map(|number| number.saturating_add(1)),
        };
        let Some(end) = end.filter(|end| end - front <= TRIED_MOST) else {
            // One stands for all that nobody can count.
            self.damaged(front.saturating_add(1)).await;
            return Ok(());
        };
        for number in front.saturating_add(1)..end {
            self.copy(number).await?;
        }
        Ok(())
    }

    async fn beyond(&self, number: i64, side: &str) -> Result<Option<i64>, DbErr> {
        let name = self.table.name();
        let sql = format!("SELECT _rowid_ FROM main.{name} NOT INDEXED WHERE _rowid_ {side} LIMIT 1");
        let found = database::rows(self.connection, &sql, [number.into()]).await?;
        found.first().map(|row| row.try_get_by_index(0)).transpose()
    }

    /// Copies a row, if there is one of this number, or notes that it is damaged. Answers the number.
    async fn copy(&mut self, number: i64) -> Result<i64, DbErr> {
        match database::run(self.connection, &self.copy, [number.into()]).await {
            Ok(copied) => self.all.saved += copied,
            Err(error) if database::is_damage(&error) => self.damaged(number).await,
            Err(error) => return Err(error),
        }
        Ok(number)
    }

    async fn damaged(&mut self, number: i64) {
        let made = match self.table {
            Table::Queue => "created_at",
            Table::Days => "day",
            // It holds nothing of anybody's work.
            Table::Meta => return,
        };
        let sql = format!(
            "SELECT CAST({made} AS TEXT) FROM main.{} NOT INDEXED WHERE _rowid_ = ?",
            self.table.name()
        );
        let found = database::rows(self.connection, &sql, [number.into()]).await.unwrap_or_default();
        let made = found.first().and_then(|row| row.try_get_by_index::<Option<String>>(0).ok()).flatten();
        self.all.damaged.push(Damaged { table: self.table, number, made });
    }

    /// The highest number that a row of the table was ever given, where the file still tells.
    async fn given_out(&self) -> Option<i64> {
        let sql = "SELECT seq FROM main.sqlite_sequence WHERE name = ?";
        let found = database::rows(self.connection, sql, [self.table.name().into()]).await.ok()?;
        found.first()?.try_get_by_index(0).ok()
    }
}
