//! A command's answer: JSON that knows whose shape it has. The shapes of [`crate::json`] borrow from what a command has
//! read, so an answer is written down before it leaves the command.

use std::marker::PhantomData;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::CommandError;

/// What a command gives: a `T` of [`crate::json`], or why it was not done.
pub(super) type Answer<T> = Result<Written<T>, CommandError>;

/// A `T` that is written down. It takes a `T` and holds none (`fn(T)`), so that what is borrowed may end before it:
/// one that was written from borrowed data is one of `T<'static>` too.
pub(super) struct Written<T>(Value, PhantomData<fn(T)>);

/// Writes an answer down.
pub(super) fn answer<T: Serialize>(json: &T) -> Answer<T> {
    serde_json::to_value(json).map(|json| Written(json, PhantomData)).map_err(|_| CommandError::Internal)
}

impl<T> Serialize for Written<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "bindings")]
impl<T: specta::Type> specta::Type for Written<T> {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        T::definition(types)
    }
}
