//! The history says how a task left the queue: `outcome` is `sent` or `discarded`, and `left_at_ms` when. What
//! left before this migration was sent.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(BY_TIME).table("homing_history").to_owned()).await?;
        let mut rename = Table::alter();
        rename.table("homing_history").rename_column("sent_at_ms", "left_at_ms");
        manager.alter_table(rename).await?;
        let mut add = Table::alter();
        add.table("homing_history").add_column(string("outcome").default("sent"));
        manager.alter_table(add).await?;
        let mut by_outcome = Index::create();
        by_outcome.name(BY_OUTCOME).table("homing_history");
        for column in ["account", "outcome", "left_at_ms"] {
            by_outcome.col(column);
        }
        manager.create_index(by_outcome).await
    }
}

const BY_TIME: &str = "homing_history_of_account";
const BY_OUTCOME: &str = "homing_history_by_outcome";
