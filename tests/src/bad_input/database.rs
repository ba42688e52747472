//! Homing's data, touched by someone who is not Homing.

use std::path::Path;

use anyhow::Result;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};
use tokio::runtime::{Builder, Runtime};

/// Runs a statement on a database file, which is made where there is none.
///
/// # Errors
/// SQLite refuses it.
pub fn sql(database: &Path, statement: &str) -> Result<()> {
    let (runtime, connection) = connect(database)?;
    runtime.block_on(async {
        connection.execute_unprepared(statement).await?;
        connection.close().await
    })?;
    Ok(())
}

/// Lets so many minutes lie between the signs of life in a collection (`timer-event` or `heartbeat`) and now: they are
/// as they would be if they had been written that much earlier.
///
/// # Errors
/// SQLite refuses it.
pub fn age_signs(database: &Path, collection: &str, minutes: u32) -> Result<()> {
    let at = if collection == "heartbeat" { "$.at" } else { "$.pulse.at" };
    let body = "CAST(body AS TEXT)";
    let earlier =
        format!("strftime('%Y-%m-%dT%H:%M:%fZ', json_extract({body}, '{at}'), '-{minutes} minutes')");
    let aged = format!("CAST(json_set({body}, '{at}', {earlier}) AS BLOB)");
    sql(database, &format!("UPDATE homing_records SET body = {aged} WHERE collection = '{collection}'"))
}

/// A hold on a database: until it goes, nobody else writes.
#[derive(Debug)]
pub struct Held {
    _runtime: Runtime,
    _connection: DatabaseConnection,
}

impl Held {
    pub(super) fn new(database: &Path) -> Result<Self> {
        let (runtime, connection) = connect(database)?;
        runtime.block_on(connection.execute_unprepared("BEGIN IMMEDIATE"))?;
        Ok(Self { _runtime: runtime, _connection: connection })
    }
}

fn connect(database: &Path) -> Result<(Runtime, DatabaseConnection)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}?mode=rwc", database.display()));
    options.max_connections(1).sqlx_logging(false);
    let connection = runtime.block_on(Database::connect(options))?;
    Ok((runtime, connection))
}
