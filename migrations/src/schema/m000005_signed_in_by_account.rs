//! Each account is signed in or not by itself: `homing_accounts` gets `signed_in`. Until this migration at most the
//! active account was signed in, and `homing_installation` said whether it was.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides this lifetime, and async-trait tells a written one from it"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut add = Table::alter();
        add.table("homing_accounts").add_column(boolean("signed_in").default(false));
        manager.alter_table(add).await?;
        manager.execute(the_active_one_as_it_was()).await?;
        let mut drop = Table::alter();
        drop.table("homing_installation").drop_column("signed_in");
        manager.alter_table(drop).await
    }
}

fn the_active_one_as_it_was() -> UpdateStatement {
    let mut active = Query::select();
    active.column("active_account").from("homing_installation").and_where(Expr::col("signed_in").eq(true));
    let mut update = Query::update();
    update
        .table("homing_accounts")
        .value("signed_in", true)
        .and_where(Expr::col("id").in_subquery(active.take()));
    update
}
