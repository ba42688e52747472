//! The notebook's own migrations. Homing's are its storage's business.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_pk_auto, text};

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Notes)]
    }
}

struct Notes;

impl MigrationName for Notes {
    fn name(&self) -> &'static str {
        "m20261126_000001_notes"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Notes {
    #[expect(elided_lifetimes_in_paths, reason = "the trait is declared so, and async_trait compares")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notes = Table::create()
            .table("notes")
            .if_not_exists()
            .col(big_pk_auto("id"))
            .col(text("text"))
            .to_owned();
        manager.create_table(notes).await
    }
}
