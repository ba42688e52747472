//! The keys of the earlier app: which there are, and how a row is opened with them and sealed again.

use std::path::Path;

use secrecy::SecretString;

/// The keys that rows may be sealed with. The one that the earlier app had built in is always among them.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    _private: (),
}

/// Where a key was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the file beside the database.
    File,
    /// In the environment variable.
    Environment,
}

impl Keys {
    /// From what the key file and the environment variable hold, both in hexadecimal digits. One that is no key is
    /// left out, and named by [`Self::unusable`].
    #[must_use]
    pub fn new(file: Option<SecretString>, environment: Option<SecretString>) -> Self {
        let _ = (file, environment);
        Self { _private: () }
    }

    /// With the key file that lies beside `original`, where there is one.
    #[must_use]
    pub fn beside(original: &Path, environment: Option<SecretString>) -> Self {
        let _ = original;
        Self::new(None, environment)
    }

    /// Where a text was given that is no key of 32 bytes: what only it opens stays closed.
    #[must_use]
    pub fn unusable(&self) -> &[KeyPlace] {
        &[]
    }
}
