//! The migrations of Homing's own tables, and of the earlier app's, one chain to a folder. What the tables mean is
//! said here; who reads and writes them is not: see `homing-storage` and `homing-import`.
//!
//! Every table of ours begins with `homing_` and each chain has a tracking table of its own, so that a host
//! application with SeaORM migrations of its own can share the database.

pub mod legacy;
pub mod schema;

/// Runs a chain; given again so that whoever does needs no crate but this one.
pub use sea_orm_migration::MigratorTrait;

pub use schema::{
    APPLIED_MIGRATIONS, SCHEMA_VERSION, SchemaMigrator, SchemaNumberError, newest, schema_number,
};
