//! What tasks say of the bytes that go with them, and how many bytes those of each account's unsent tasks have.
//!
//! `homing_blobs` has a row for each task with a blob: `name` is where the bytes are kept, `sha256` (64 hexadecimal
//! digits) what they are, `bytes` how many. A row goes with its task. In a table of its own, since few tasks have one.
//! `homing_queue_counts` gets `blob_bytes`: kept in the transaction that changes the tasks, so that asking for room
//! adds nothing up.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(blobs()).await?;
        let mut by_name = Index::create();
        by_name.name("homing_blobs_by_name").table("homing_blobs").col("name");
        manager.create_index(by_name).await?;
        let mut count = Table::alter();
        count.table("homing_queue_counts").add_column(big_integer("blob_bytes").default(0));
        manager.alter_table(count).await
    }
}

fn blobs() -> TableCreateStatement {
    Table::create()
        .table("homing_blobs")
        .col(big_integer("task_seq").primary_key())
        .col(string("name"))
        .col(string("sha256"))
        .col(big_integer("bytes"))
        .foreign_key(
            ForeignKey::create()
                .from("homing_blobs", "task_seq")
                .to("homing_tasks", "seq")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
