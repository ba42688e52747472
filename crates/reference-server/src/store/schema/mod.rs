//! The server's own chain of migrations, tracked in a table of its own.
//!
//! A migration that was released is never changed; a new one is added at the end.

mod m20261122_000001_accounts_and_entries;
mod m20261124_000002_projects_and_disabled_accounts;

use sea_orm::sea_query::IntoIden;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DynIden, FromQueryResult, Statement};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

use super::StoreError;

/// Where the applied migrations are noted.
const TRACKING_TABLE: &str = "homing_server_migrations";

struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_accounts_and_entries::Migration),
            Box::new(m20261124_000002_projects_and_disabled_accounts::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        TRACKING_TABLE.into_iden()
    }
}

/// Brings the schema up to date.
///
/// The caller's transaction holds the write lock, so two processes that open a new file at once take turns.
/// Each migration has a transaction of its own inside of it.
pub(super) async fn migrate(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    refuse_newer(transaction).await?;
    Ok(Migrator::up(transaction, None).await?)
}

#[derive(FromQueryResult)]
struct Applied {
    version: String,
}

/// Looks before the migrator does: it would tell a newer file by a text alone.
async fn refuse_newer(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    if !SchemaManager::new(transaction).has_table(TRACKING_TABLE).await? {
        return Ok(());
    }
    let backend = transaction.get_database_backend();
    let all = Statement::from_string(backend, format!("SELECT version FROM {TRACKING_TABLE}"));
    let applied = Applied::find_by_statement(all).all(transaction).await?;
    let known = Migrator::migrations();
    let newer = applied.iter().any(|row| !known.iter().any(|migration| migration.name() == row.version));
    if newer { Err(StoreError::Newer) } else { Ok(()) }
}
