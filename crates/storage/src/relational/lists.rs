//! Lists as one value: so the text of a statement does not depend on how many there are, and stays prepared.

use sea_orm::Value;
use serde::Serialize;

use super::error::DatabaseError;

/// A list of numbers as one value.
pub(crate) fn numbers(numbers: impl IntoIterator<Item = i64>) -> Value {
    let numbers: Vec<_> = numbers.into_iter().collect();
    // No number fails to be written.
    serde_json::to_string(&numbers).unwrap_or_default().into()
}

/// Anything as one value of JSON.
pub(crate) fn json(rows: &impl Serialize) -> Result<Value, DatabaseError> {
    Ok(serde_json::to_string(rows).map_err(DatabaseError::unreadable)?.into())
}
