//! The chain `legacy`: what an old file of the earlier app needs before it is read. It runs on a copy, never on a
//! file that the earlier app still uses, and makes no table of ours but its tracking table.
//!
//! Each migration runs in a transaction of its own and looks first at what is there: a file may lack columns, tables,
//! or both, and a copy may have been worked on before.

mod m000001_priority;
mod m000002_no_tokens;
mod tokens;

use async_trait::async_trait;
use sea_orm_migration::prelude::{DynIden, IntoIden};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub use tokens::{TOKEN_FIELDS, secrets_in, without_tokens};

/// Where the applied migrations of this chain are noted.
const TRACKING_TABLE: &str = "homing_legacy_migrations";

/// The queue of the earlier app.
const QUEUE: &str = "sync_queue";

/// Brings a copy of the earlier app's file to the shape that its reader expects, without the tokens that lie there in
/// clear. Bytes of them may be left in free pages and logs: a scrub comes after it.
#[derive(Debug)]
pub struct LegacyMigrator;

#[async_trait]
impl MigratorTrait for LegacyMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m000001_priority::Migration), Box::new(m000002_no_tokens::Migration)]
    }

    fn migration_table_name() -> DynIden {
        TRACKING_TABLE.into_iden()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_migration_asks_for_a_transaction_of_its_own() {
        assert!(LegacyMigrator::migrations().iter().all(|one| one.use_transaction() == Some(true)));
    }
}
