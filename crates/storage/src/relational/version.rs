//! Whether this program knows the schema that it finds.

use homing_domain::ports::QueueError;
use homing_migrations::{SCHEMA_VERSION, SchemaNumberError};

use super::error::DatabaseError;

/// A number that this program knows.
pub(crate) fn known(number: Result<u32, SchemaNumberError>) -> Result<u32, DatabaseError> {
    match number {
        Ok(found) if found > SCHEMA_VERSION => {
            Err(QueueError::NewerSchema { found, known: SCHEMA_VERSION }.into())
        }
        Ok(found) => Ok(found),
        Err(SchemaNumberError::Database(error)) => Err(error.into()),
        Err(error) => Err(DatabaseError::unreadable(error)),
    }
}
