//! Lists as one value: so the text of a statement does not depend on how many there are, and stays prepared.

use sea_orm::Value;
use serde::Serialize;

use super::error::DatabaseError;

/// Anything as one value of JSON.
pub(crate) fn json(rows: &impl Serialize) -> Result<Value, DatabaseError> {
    Ok(serde_json::to_string(rows).map_err(DatabaseError::unreadable)?.into())
}
