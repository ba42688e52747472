//! The first builds wrote the tokens of the sign-in into every row: they go, with the mark that said they were
//! encrypted. Rows that are sealed as a whole are opened by nobody here, and stay.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use super::{QUEUE, without_tokens};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The rows that may hold such a field. A name can be written with escapes, too.
const SUSPECTS: &str = "SELECT rowid FROM sync_queue WHERE instr(payload, 'Token') OR instr(payload, '_encrypted') \
                        OR instr(payload, '\\u') ORDER BY rowid";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if !manager.has_table(QUEUE).await? || !manager.has_column(QUEUE, "payload").await? {
            return Ok(());
        }
        let connection = manager.get_connection();
        for row in connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, SUSPECTS)).await? {
            let number: i64 = row.try_get_by_index(0)?;
            // One at a time: a row can hold a picture.
            let read = "SELECT CAST(payload AS BLOB) FROM sync_queue WHERE rowid = ?";
            let read = Statement::from_sql_and_values(DbBackend::Sqlite, read, [number.into()]);
            let Some(row) = connection.query_one_raw(read).await? else { continue };
            let payload: Vec<u8> = row.try_get_by_index(0)?;
            let Some(clean) = without_tokens(&String::from_utf8_lossy(&payload)) else { continue };
            let write = "UPDATE sync_queue SET payload = ? WHERE rowid = ?";
            let values = [clean.as_str().into(), number.into()];
            connection.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, write, values)).await?;
        }
        Ok(())
    }
}
