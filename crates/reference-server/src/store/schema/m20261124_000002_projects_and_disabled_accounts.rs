//! Projects, accounts that are disabled, and the index by which old keys are found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null};

use super::key_text;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    #[expect(elided_lifetimes_in_paths, reason = "the trait is declared so, and async_trait compares")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(projects(manager)).await?;
        manager.alter_table(disabled_at()).await?;
        manager.create_index(keys_by_age()).await
    }
}

fn projects(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_projects")
        .col(key_text(manager, "id").primary_key())
        .col(key_text(manager, "name").unique_key())
        .col(big_integer("created_at_ms"))
        .col(big_integer("changed_at_ms"))
        .col(big_integer_null("archived_at_ms"))
        .to_owned()
}

fn disabled_at() -> TableAlterStatement {
    Table::alter().table("homing_server_users").add_column(big_integer_null("disabled_at_ms")).to_owned()
}

fn keys_by_age() -> IndexCreateStatement {
    Index::create()
        .name("homing_server_keys_by_age")
        .table("homing_server_keys")
        .col("applied_at_ms")
        .to_owned()
}
