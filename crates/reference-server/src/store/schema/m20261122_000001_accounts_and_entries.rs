//! The first schema: accounts, the tokens of their sign-ins, idempotency keys, time entries.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string, text};

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
        manager.create_table(users(manager)).await?;
        manager.create_table(refresh_tokens(manager)).await?;
        manager.create_table(access_tokens(manager)).await?;
        manager.create_table(keys(manager)).await?;
        manager.create_table(entries(manager)).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn users(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_users")
        .col(key_text(manager, "id").primary_key())
        .col(key_text(manager, "name").unique_key())
        .col(string("password_hash"))
        .col(big_integer("created_at_ms"))
        .to_owned()
}

/// `family_id` is the sign-in that a token descends from: whoever ends it ends them all.
fn refresh_tokens(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_refresh_tokens")
        .col(binary("digest").primary_key())
        .col(key_text(manager, "family_id"))
        .col(key_text(manager, "user_id"))
        .col(big_integer("issued_at_ms"))
        .col(big_integer("expires_at_ms"))
        .col(big_integer_null("first_used_at_ms"))
        .foreign_key(&mut of_user("homing_server_refresh_tokens"))
        .to_owned()
}

fn access_tokens(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_access_tokens")
        .col(binary("digest").primary_key())
        .col(key_text(manager, "family_id"))
        .col(key_text(manager, "user_id"))
        .col(big_integer("expires_at_ms"))
        .foreign_key(&mut of_user("homing_server_access_tokens"))
        .to_owned()
}

fn keys(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_keys")
        .col(key_text(manager, "user_id"))
        .col(key_text(manager, "key"))
        .col(big_integer("applied_at_ms"))
        .primary_key(Index::create().col("user_id").col("key"))
        .foreign_key(&mut of_user("homing_server_keys"))
        .to_owned()
}

/// The body comes last: what goes before it is read without it.
fn entries(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_entries")
        .col(key_text(manager, "user_id"))
        .col(key_text(manager, "id"))
        .col(big_integer("first_start_ms"))
        .col(big_integer("revision"))
        .col(big_integer("applied_at_ms"))
        .col(text("body"))
        .primary_key(Index::create().col("user_id").col("id"))
        .foreign_key(&mut of_user("homing_server_entries"))
        .to_owned()
}

fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "user_id")
        .to("homing_server_users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 5] {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).to_owned();
        for column in columns {
            index.col(*column);
        }
        index
    };
    [
        index(
            "homing_server_entries_in_order",
            "homing_server_entries",
            &["user_id", "first_start_ms", "id"],
        ),
        index("homing_server_refresh_family", "homing_server_refresh_tokens", &["family_id"]),
        index("homing_server_refresh_expiry", "homing_server_refresh_tokens", &["expires_at_ms"]),
        index("homing_server_access_family", "homing_server_access_tokens", &["family_id"]),
        index("homing_server_access_expiry", "homing_server_access_tokens", &["expires_at_ms"]),
    ]
}
