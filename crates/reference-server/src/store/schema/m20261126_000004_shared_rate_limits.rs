//! The buckets of the rate limits, where several servers share a database: on PostgreSQL alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    #[expect(elided_lifetimes_in_paths, reason = "the trait is declared so, and async_trait compares")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(RATES).await?;
        }
        Ok(())
    }
}

/// Unlogged: a crash of the database gives everybody a full bucket, and costs no write otherwise. Half of each page
/// stays free, so that a change finds room beside what it replaces.
const RATES: &str =
    "CREATE UNLOGGED TABLE homing_server_rates (bucket bytea PRIMARY KEY, full_at_us bigint NOT NULL)
    WITH (fillfactor = 50)";
