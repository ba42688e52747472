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
