//! What a task says of the file that goes with it. The bytes themselves are in the care of
//! [`crate::ports::Queue`]'s neighbour, wherever an application keeps its files; none of them is here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The bytes that go with a task, which are kept beside the queue and sent before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// Where they are kept.
    pub name: BlobName,
    /// What they are.
    pub sha256: Sha256,
    /// How many they are.
    pub bytes: u64,
}

/// The longest name of a blob, in bytes: an index key on every backend, and a file's name on every disk.
pub const BLOB_NAME_MAX_BYTES: usize = 100;

/// What stored bytes are called on this machine. It tells nothing of them, and is a file's name everywhere: lower-case
/// letters of the alphabet, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlobName(String);

/// A text that can't be the name of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a blob is of 1 to {BLOB_NAME_MAX_BYTES} lower-case letters, digits and hyphens")]
pub struct BlobNameError;

impl BlobName {
    /// Takes a text of 1 to [`BLOB_NAME_MAX_BYTES`] letters a to z, digits and hyphens.
    ///
    /// # Errors
    /// [`BlobNameError`] for any other text.
    pub fn new(text: impl Into<String>) -> Result<Self, BlobNameError> {
        let text = text.into();
        let fits = (1..=BLOB_NAME_MAX_BYTES).contains(&text.len());
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if fits && text.bytes().all(known) { Ok(Self(text)) } else { Err(BlobNameError) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BlobName {
    type Error = BlobNameError;

    fn try_from(text: String) -> Result<Self, BlobNameError> {
        Self::new(text)
    }
}

impl From<BlobName> for String {
    fn from(name: BlobName) -> Self {
        name.0
    }
}

/// A SHA-256, written as 64 lower-case hexadecimal digits. Nothing here computes one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256([u8; 32]);

/// A text that is no SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is written as 64 lower-case hexadecimal digits")]
pub struct Sha256Error;

impl Sha256 {
    /// Takes the 32 bytes.
    #[must_use]
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256({self})")
    }
}

impl FromStr for Sha256 {
    type Err = Sha256Error;

    fn from_str(text: &str) -> Result<Self, Sha256Error> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(Sha256Error),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let mut digest = [0; 32];
        if pairs.len() != digest.len() || !rest.is_empty() {
            return Err(Sha256Error);
        }
        for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(digest))
    }
}

impl TryFrom<String> for Sha256 {
    type Error = Sha256Error;

    fn try_from(text: String) -> Result<Self, Sha256Error> {
        text.parse()
    }
}

impl From<Sha256> for String {
    fn from(digest: Sha256) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_name_that_is_no_file_everywhere_is_refused() {
        assert_eq!(BlobName::new("0a-z9").unwrap().as_str(), "0a-z9");
        assert!(BlobName::new("x".repeat(BLOB_NAME_MAX_BYTES)).is_ok());
        for bad in ["", "..", "a/b", "a\\b", "A", "a.tmp", "ä", &"x".repeat(BLOB_NAME_MAX_BYTES + 1)] {
            assert_eq!(BlobName::new(bad), Err(BlobNameError), "{bad}");
        }
    }

    #[test]
    fn a_digest_reads_as_it_is_written_and_nothing_else_does() {
        let digest = Sha256::new(std::array::from_fn(|n| n as u8 * 8 + 7));
        let text = digest.to_string();
        assert_eq!((text.len(), text.parse()), (64, Ok(digest)));
        for bad in ["", &text[..62], &text.to_uppercase(), &format!("{text}00"), &"g".repeat(64)] {
            assert_eq!(bad.parse::<Sha256>(), Err(Sha256Error), "{bad}");
        }
    }
}
