//! An argument of a command. One that can't be read is refused with a code as anything else is, and not with
//! Tauri's own sentence.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::CommandError;
use crate::logs::Causes;

/// What a page gave: readable, or not.
pub(super) struct Given<T>(Result<T, serde_json::Error>);

impl<T> Given<T> {
    /// The argument.
    ///
    /// # Errors
    /// [`CommandError::InvalidInput`] where it is missing or of another shape.
    pub(super) fn read(self) -> Result<T, CommandError> {
        self.0.map_err(|error| {
            tracing::warn!(causes = %Causes(&error), "an argument of the window's can't be read");
            CommandError::InvalidInput
        })
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An option, since Tauri gives none where the argument is missing.
        let given = Option::<Value>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_value(given.unwrap_or_default())))
    }
}

#[cfg(feature = "bindings")]
impl<T: specta::Type> specta::Type for Given<T> {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        T::definition(types)
    }
}
