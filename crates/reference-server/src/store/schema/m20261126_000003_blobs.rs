//! Blobs, cut in pieces, and the screenshots that name them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, blob, text};

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
        for table in [contents(manager), pieces(manager), blobs(manager), screenshots(manager)] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// What was, or is being, uploaded. `kept_until_ms` is null while a screenshot names it, 0 once it is let go,
/// else the instant until which it waits for one.
fn contents(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_blob_contents")
        .col(key_text(manager, "id").primary_key())
        .col(key_text(manager, "user_id"))
        .col(big_integer_null("kept_until_ms"))
        .foreign_key(&mut of_user("homing_server_blob_contents"))
        .to_owned()
}

fn pieces(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_blob_pieces")
        .col(key_text(manager, "content_id"))
        .col(big_integer("n"))
        .col(blob("bytes"))
        .primary_key(Index::create().col("content_id").col("n"))
        .foreign_key(
            ForeignKey::create()
                .from("homing_server_blob_pieces", "content_id")
                .to("homing_server_blob_contents", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// The contents that are whole and right, under their names.
fn blobs(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_blobs")
        .col(key_text(manager, "user_id"))
        .col(key_text(manager, "sha256"))
        .col(key_text(manager, "content_id"))
        .col(big_integer("bytes"))
        .primary_key(Index::create().col("user_id").col("sha256"))
        .foreign_key(&mut of_user("homing_server_blobs"))
        .foreign_key(
            ForeignKey::create()
                .from("homing_server_blobs", "content_id")
                .to("homing_server_blob_contents", "id"),
        )
        .to_owned()
}

/// A screenshot without its entry or its blob can't be written: the foreign keys hold where two servers are at it.
fn screenshots(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_screenshots")
        .col(key_text(manager, "user_id"))
        .col(key_text(manager, "id"))
        .col(key_text(manager, "entry_id"))
        .col(key_text(manager, "sha256"))
        .col(big_integer("taken_at_ms"))
        .col(big_integer("applied_at_ms"))
        .col(text("body"))
        .primary_key(Index::create().col("user_id").col("id"))
        .foreign_key(&mut of_user("homing_server_screenshots"))
        .foreign_key(
            ForeignKey::create()
                .from("homing_server_screenshots", ("user_id", "entry_id"))
                .to("homing_server_entries", ("user_id", "id")),
        )
        .foreign_key(
            ForeignKey::create()
                .from("homing_server_screenshots", ("user_id", "sha256"))
                .to("homing_server_blobs", ("user_id", "sha256")),
        )
        .to_owned()
}

fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "user_id")
        .to("homing_server_users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 6] {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).to_owned();
        for column in columns {
            index.col(*column);
        }
        index
    };
    let contents = "homing_server_blob_contents";
    let screenshots = "homing_server_screenshots";
    [
        index("homing_server_contents_by_age", contents, &["kept_until_ms"]),
        index("homing_server_contents_of_user", contents, &["user_id"]),
        index("homing_server_blobs_by_content", "homing_server_blobs", &["content_id"]).unique().to_owned(),
        index("homing_server_screenshots_in_order", screenshots, &["user_id", "taken_at_ms", "id"]),
        index("homing_server_screenshots_of_entry", screenshots, &["user_id", "entry_id"]),
        index("homing_server_screenshots_of_blob", screenshots, &["user_id", "sha256"]),
    ]
}
