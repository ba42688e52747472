//! The first builds knew no priority: rows get the one that later builds gave to their kind. Where there is the
//! column already, what it holds stays.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;

use super::QUEUE;

/// What the earlier app gave to a kind that it did not name.
const OTHERS: i32 = 2;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if !manager.has_table(QUEUE).await? || manager.has_column(QUEUE, "priority").await? {
            return Ok(());
        }
        let mut column = ColumnDef::new("priority");
        column.integer().default(OTHERS);
        manager.alter_table(Table::alter().table(QUEUE).add_column(column).to_owned()).await?;
        if !manager.has_column(QUEUE, "entity_type").await? {
            return Ok(());
        }
        for (priority, kinds) in
            [(0, ["time_entry_start", "time_entry_stop"]), (1, ["time_entry_pause", "time_entry_resume"])]
        {
            let kinds = Expr::col("entity_type").is_in(kinds);
            manager
                .execute(Query::update().table(QUEUE).value("priority", priority).and_where(kinds).to_owned())
                .await?;
        }
        Ok(())
    }
}
