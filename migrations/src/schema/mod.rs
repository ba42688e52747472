//! The chain `schema`: the tables of queue, records and accounts.
//!
//! A migration that was released is never changed; a new one is added at the end and [`SCHEMA_VERSION`]
//! raised. None ever deletes unsent work. Each runs in a transaction of its own, on SQLite too. Each MUST create,
//! alter or drop something: a program that has the file open learns of a newer schema by SQLite's count of such
//! changes alone.

mod m000001_queue_and_accounts;
mod m000002_history_outcome;
mod m000003_dependencies_and_room;
mod m000004_blobs;
mod m000005_signed_in_by_account;

use async_trait::async_trait;
use sea_orm_migration::prelude::{DynIden, IntoIden};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationTrait, MigratorTrait, SchemaManager};

/// The newest schema that this program knows: the number in the name of the last migration.
pub const SCHEMA_VERSION: u32 = 5;

/// Where the applied migrations of this chain are noted.
const TRACKING_TABLE: &str = "homing_schema_migrations";

/// Brings the schema up to date. It knows a newer schema by a text alone: ask [`schema_number`] first.
#[derive(Debug)]
pub struct SchemaMigrator;

#[async_trait]
impl MigratorTrait for SchemaMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m000001_queue_and_accounts::Migration),
            Box::new(m000002_history_outcome::Migration),
            Box::new(m000003_dependencies_and_room::Migration),
            Box::new(m000004_blobs::Migration),
            Box::new(m000005_signed_in_by_account::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        TRACKING_TABLE.into_iden()
    }
}

/// Why the schema's number can't be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaNumberError {
    /// The database failed.
    #[error("the schema's number can't be read")]
    Database(#[from] DbErr),
    /// The tracking table names a migration that no version of this chain has.
    #[error("the tracking table names something that is no migration of this chain")]
    Unreadable,
}

/// The number of the schema that the database has; 0 where it has none. Reads, and writes nothing.
///
/// # Errors
/// [`SchemaNumberError`].
pub async fn schema_number<'c>(
    connection: impl IntoSchemaManagerConnection<'c>,
) -> Result<u32, SchemaNumberError> {
    let manager = SchemaManager::new(connection);
    if !manager.has_table(TRACKING_TABLE).await? {
        return Ok(0);
    }
    let connection = manager.get_connection();
    let all = Statement::from_string(connection.get_database_backend(), APPLIED_MIGRATIONS);
    let rows = connection.query_all_raw(all).await?;
    let names: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    newest(names.iter().map(String::as_str))
}

/// Reads the names of the migrations that a database has, for whoever has a connection of another kind: see
/// [`newest`]. Fails where the database has none of our tables.
pub const APPLIED_MIGRATIONS: &str = "SELECT version FROM homing_schema_migrations";

/// The number of the schema that these migrations made; 0 for none.
///
/// # Errors
/// [`SchemaNumberError::Unreadable`].
pub fn newest<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<u32, SchemaNumberError> {
    let mut newest = 0;
    for name in names {
        newest = newest.max(number_of(name).ok_or(SchemaNumberError::Unreadable)?);
    }
    Ok(newest)
}

/// The number in the name of a migration, as in `m000001_queue_and_accounts`.
fn number_of(migration: &str) -> Option<u32> {
    let (number, _) = migration.strip_prefix('m')?.split_once('_')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_numbered_from_one_to_the_schema_version() {
        let numbers: Vec<_> = SchemaMigrator::migrations().iter().map(|one| number_of(one.name())).collect();
        let expected: Vec<_> = (1..=SCHEMA_VERSION).map(Some).collect();
        assert_eq!(numbers, expected);
    }

    #[test]
    fn each_migration_asks_for_a_transaction_of_its_own() {
        assert!(SchemaMigrator::migrations().iter().all(|one| one.use_transaction() == Some(true)));
    }

    #[test]
    fn a_name_without_a_number_is_no_migration_of_this_chain() {
        assert_eq!(number_of("m000012_later"), Some(12));
        assert_eq!(number_of("create_table"), None);
        assert_eq!(number_of("m_later"), None);
    }
}
