//! Opaque bytes of an application. Storage and engine never look inside.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A payload. `Debug` tells its length alone, so that no log or error ever shows what someone works on.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Body(Vec<u8>);

impl Body {
    /// Wraps the bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes: true of every sent task, whose body goes at once.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A value as JSON.
    ///
    /// # Errors
    /// [`BodyError`] for a value that JSON can't say, such as a map with keys that are no texts.
    pub fn of_json(value: &impl Serialize) -> Result<Self, BodyError> {
        serde_json::to_vec(value).map(Self).map_err(|error| BodyError::at(&error))
    }

    /// Reads what [`Body::of_json`] wrote.
    ///
    /// # Errors
    /// [`BodyError`] for bytes that are not this value.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, BodyError> {
        serde_json::from_slice(&self.0).map_err(|error| BodyError::at(&error))
    }

    /// Gives the bytes away.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// A body that is not the JSON it should be. Says where, and nothing of the content: the parser's own
/// message would quote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a body can't be read at line {line}, column {column}")]
pub struct BodyError {
    /// The line, from 1 on; 0 where the fault is nowhere in particular.
    pub line: usize,
    /// The column, from 1 on; 0 where the fault is nowhere in particular.
    pub column: usize,
}

impl BodyError {
    fn at(error: &serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_debug_form_tells_the_length_and_nothing_of_the_content() {
        assert_eq!(format!("{:?}", Body::new("secret project")), "Body(14 bytes)");
    }

    #[test]
    fn the_error_of_an_unreadable_body_quotes_nothing_of_it() {
        let error = Body::new("\"secret project\"").json::<u32>().unwrap_err();
        let chain =
            format!("{error} {error:?} {:?}", std::error::Error::source(&error).map(ToString::to_string));
        assert!(!chain.contains("secret"), "{chain}");
        assert_eq!(error, BodyError { line: 1, column: 16 });
    }
}
