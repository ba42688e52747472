//! Who an account is at an OpenID provider.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

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
        manager.create_table(identities(manager)).await?;
        let of_user = Index::create()
            .name("homing_server_identities_of_user")
            .table("homing_server_identities")
            .col("user_id")
            .to_owned();
        manager.create_index(of_user).await
    }
}

/// An identity has one account; an account may have several.
fn identities(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("homing_server_identities")
        .col(key_text(manager, "issuer"))
        .col(key_text(manager, "subject"))
        .col(key_text(manager, "user_id"))
        .col(big_integer("linked_at_ms"))
        .primary_key(Index::create().col("issuer").col("subject"))
        .foreign_key(
            ForeignKey::create()
                .from("homing_server_identities", "user_id")
                .to("homing_server_users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
