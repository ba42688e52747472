//! Who waits for whom. The locks are PostgreSQL's advisory ones, by name and schema; they end with their transaction.

/// Keeps the schema as it is.
macro_rules! keep_schema {
    () => {
        "pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '/homing/schema', 0))"
    };
}

/// Waits until nobody else changes or uses the schema.
pub(in crate::postgres) const CHANGE_SCHEMA: &str =
    "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/homing/schema', 0))::text";

/// Nobody else writes to the account until the end of the transaction, or claims of it. Parameter: account.
pub(in crate::postgres) const WRITE_ALONE: &str = concat!(
    "SELECT ",
    keep_schema!(),
    "::text, pg_advisory_xact_lock(hashtextextended(current_schema() || '/homing/account/' || $1::text, 0))::text"
);

/// Nobody writes to the account until the end of the transaction; others may claim of it. Parameter: account.
pub(in crate::postgres) const CLAIM_BESIDE_OTHERS: &str = concat!(
    "SELECT ",
    keep_schema!(),
    "::text, \
     pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '/homing/account/' || $1::text, 0))::text"
);

/// For what is of no account.
pub(in crate::postgres) const KEEP_SCHEMA: &str = concat!("SELECT ", keep_schema!(), "::text");

/// The newest migration. Asked once the schema is kept: the same statement would look before it waits.
pub(in crate::postgres) const NEWEST_MIGRATION: &str =
    "SELECT version FROM homing_schema_migrations ORDER BY version DESC LIMIT 1";

/// The number of this transaction.
pub(in crate::postgres) const OWN_NUMBER: &str = "SELECT pg_current_xact_id()::text";

/// What became of a transaction. Parameter: its number.
pub(in crate::postgres) const BECAME_OF: &str = "SELECT pg_xact_status($1::xid8)";

/// Whether nothing can be written here.
pub(in crate::postgres) const REFUSES_WRITES: &str = "SELECT pg_is_in_recovery()
    OR current_setting('transaction_read_only') = 'on'
    OR NOT has_table_privilege('homing_tasks', 'INSERT')";

/// Where a change is told of, once its transaction is durable; the payload is the schema. A channel is of a whole
/// database.
pub(in crate::postgres) const CHANNEL: &str = "homing";

/// Tells of a change.
pub(in crate::postgres) const NUDGE: &str = "SELECT pg_notify('homing', current_schema())::text";
