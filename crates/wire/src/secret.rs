//! A text that must not be shown: a password or a token on its way through JSON.
//!
//! It hides the text from [`Debug`] and has no [`Display`](std::fmt::Display). It does not wipe memory:
//! whoever keeps a secret moves it into a buffer that does.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A password or a token. JSON carries it as a plain text; [`Debug`] prints `[redacted]`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Shows the text; every call is a place where it could leak.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Gives the text away, for a buffer that wipes itself.
    #[must_use]
    pub fn into_exposed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
