//! The server's own chain of migrations, tracked in a table of its own.
//!
//! A migration that was released is never changed; a new one is added at the end.

mod m20261122_000001_accounts_and_entries;
mod m20261124_000002_projects_and_disabled_accounts;
mod m20261126_000003_blobs;
mod m20261126_000004_shared_rate_limits;
mod m20261127_000005_identities;

use sea_orm::sea_query::IntoIden;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DynIden, FromQueryResult, Statement};
use sea_orm_migration::prelude::{ColumnDef, SchemaManager};
use sea_orm_migration::schema::string;
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::StoreError;

/// Where the applied migrations are noted.
pub(super) const TRACKING_TABLE: &str = "homing_server_migrations";

struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_accounts_and_entries::Migration),
            Box::new(m20261124_000002_projects_and_disabled_accounts::Migration),
            Box::new(m20261126_000003_blobs::Migration),
            Box::new(m20261126_000004_shared_rate_limits::Migration),
            Box::new(m20261127_000005_identities::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        TRACKING_TABLE.into_iden()
    }
}

/// Brings the schema up to date.
///
/// The caller's transaction holds a lock, so that of several processes which begin at once one does it. Each
/// migration has a transaction of its own inside of it: the whole is the new schema, or the old one.
pub(super) async fn migrate(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    Ok(Migrator::up(transaction, None).await?)
}

/// A text that is a key, or orders a listing. On PostgreSQL a text is ordered as people would, by rules that
/// change with the system's libraries, unless its column says otherwise.
fn key_text(manager: &SchemaManager<'_>, column: &'static str) -> ColumnDef {
    let mut column = string(column);
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra(r#"COLLATE "C""#);
    }
    column
}

#[derive(FromQueryResult)]
struct Applied {
    version: String,
}

/// Whether there are migrations that a database of this server has not seen.
///
/// # Errors
/// [`StoreError::Newer`]: it has seen one that is not known here. Asked before the migrator runs, which would
/// tell it by a text alone.
pub(super) async fn is_behind(connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let backend = connection.get_database_backend();
    let all = Statement::from_string(backend, format!("SELECT version FROM {TRACKING_TABLE}"));
    let applied = Applied::find_by_statement(all).all(connection).await?;
    let known = Migrator::migrations();
    if applied.iter().any(|row| !known.iter().any(|migration| migration.name() == row.version)) {
        return Err(StoreError::Newer);
    }
    Ok(applied.len() < known.len())
}
