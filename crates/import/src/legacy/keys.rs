//! The keys of the earlier app: which there are, and how a text is opened with them and sealed again. What a text
//! says is not looked at here.
//!
//! A sealed text is standard base64 of nonce (12 bytes), ciphertext of AES-256-GCM and tag (16 bytes), without
//! associated data.

use std::fs;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::place::KEY_FILE;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// The key that every copy of the earlier app had built in, up to its version 0.1.27. It is no secret.
const BUILT_IN: [u8; KEY_BYTES] = *b"default-encryption-key-32-bytes!";

/// The keys that texts may be sealed with, in the order in which they are tried. The one that the earlier app had
/// built in is always the last.
pub struct Keys {
    keys: Vec<Key>,
    unusable: Vec<KeyPlace>,
}

/// Where a key was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the file beside the database.
    File,
    /// In the environment variable.
    Environment,
}

/// One key.
pub(super) struct Key(Zeroizing<[u8; KEY_BYTES]>);

/// What became of a text that may be sealed.
pub(super) enum Unsealed<'k> {
    /// It was sealed with this key.
    Opened(Zeroizing<Vec<u8>>, &'k Key),
    /// It has the form of a sealed text, and none of the keys opens it.
    NoKey,
    /// It is no sealed text.
    NotSealed,
}

impl Keys {
    /// From what the key file and the environment variable hold, both in hexadecimal digits. One that is no key is
    /// left out, and named by [`Self::unusable`].
    #[must_use]
    pub fn new(file: Option<&SecretString>, environment: Option<&SecretString>) -> Self {
        let (mut keys, mut unusable) = (Vec::new(), Vec::new());
        for (place, digits) in [(KeyPlace::File, file), (KeyPlace::Environment, environment)] {
            let Some(digits) = digits else { continue };
            match Key::from_hex(digits.expose_secret()) {
                Some(key) => keys.push(key),
                None => unusable.push(place),
            }
        }
        keys.push(Key(Zeroizing::new(BUILT_IN)));
        Self { keys, unusable }
    }

    /// With the key file that lies beside `original`, where there is one.
    #[must_use]
    pub fn beside(original: &Path, environment: Option<&SecretString>) -> Self {
        match fs::read(original.with_file_name(KEY_FILE)).map(Zeroizing::new) {
            Ok(bytes) => {
                let digits = std::str::from_utf8(&bytes).unwrap_or("not text");
                Self::new(Some(&SecretString::from(digits)), environment)
            }
            Err(error) => {
                let mut keys = Self::new(None, environment);
                if error.kind() != std::io::ErrorKind::NotFound {
                    keys.unusable.insert(0, KeyPlace::File);
                }
                keys
            }
        }
    }

    /// Where something was given that is no key of 32 bytes, or that can't be read: what only it opens stays closed.
    #[must_use]
    pub fn unusable(&self) -> &[KeyPlace] {
        &self.unusable
    }

    /// Opens a sealed text.
    pub(super) fn unseal(&self, text: &str) -> Unsealed<'_> {
        let Ok(sealed) = STANDARD.decode(text.trim()) else { return Unsealed::NotSealed };
        if sealed.len() < NONCE_BYTES + TAG_BYTES {
            return Unsealed::NotSealed;
        }
        for key in &self.keys {
            if let Some(plain) = key.open(&sealed) {
                return Unsealed::Opened(plain, key);
            }
        }
        Unsealed::NoKey
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("keys", &self.keys.len()).field("unusable", &self.unusable).finish()
    }
}

impl Key {
    fn from_hex(digits: &str) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        let decoded = base16ct::mixed::decode(digits.trim(), &mut *key).ok()?.len();
        (decoded == KEY_BYTES).then_some(Self(key))
    }

    fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher().decrypt(&Nonce::from(*nonce), ciphertext).ok().map(Zeroizing::new)
    }

    /// Seals a text again that was opened with this key and changed since. The nonce is a hash of the key and the
    /// text: another text gets another one, and the same text, after a kill, the same.
    pub(super) fn seal(&self, plain: &[u8]) -> Option<String> {
        let hash = Sha256::new().chain_update(b"homing: sealed again, version 1").chain_update(*self.0);
        let hash = hash.chain_update(plain).finalize();
        let nonce: [u8; NONCE_BYTES] = *hash.as_slice().first_chunk()?;
        self.seal_with(nonce, plain)
    }

    fn seal_with(&self, nonce: [u8; NONCE_BYTES], plain: &[u8]) -> Option<String> {
        let ciphertext = self.cipher().encrypt(&Nonce::from(nonce), plain).ok()?;
        Some(STANDARD.encode([nonce.as_slice(), &ciphertext].concat()))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

/// Seals as the earlier app did, for its files in tests.
#[cfg(feature = "test-util")]
pub(crate) fn seal_as_the_earlier_app(
    key: [u8; KEY_BYTES],
    nonce: [u8; NONCE_BYTES],
    plain: &[u8],
) -> String {
    Key(Zeroizing::new(key)).seal_with(nonce, plain).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// `{"id":"E1"}` under the built-in key with the nonce 00 to 0b.
    const VECTOR: &str = "AAECAwQFBgcICQoL3mCGKlq2IlOR/CXt6zZDUU/7aId0tIHmoxcY";

    fn opened(keys: &Keys, text: &str) -> Option<Vec<u8>> {
        match keys.unseal(text) {
            Unsealed::Opened(plain, _) => Some(plain.to_vec()),
            _ => None,
        }
    }

    #[test]
    fn the_known_vector_opens_and_is_made_again() {
        assert_eq!(opened(&Keys::new(None, None), VECTOR).unwrap(), br#"{"id":"E1"}"#);
        let nonce = std::array::from_fn(|place| u8::try_from(place).unwrap());
        let key = Key(Zeroizing::new(BUILT_IN));
        assert_eq!(key.seal_with(nonce, br#"{"id":"E1"}"#).unwrap(), VECTOR);
    }

    #[test]
    fn a_text_that_is_sealed_again_opens_with_the_same_key_and_is_the_same_each_time() {
        let keys = Keys::new(Some(&"ab".repeat(32).into()), None);
        let sealed = keys.keys[0].seal(b"{}").unwrap();
        assert_eq!(opened(&keys, &sealed).unwrap(), b"{}");
        assert_eq!(opened(&Keys::new(None, None), &sealed), None);
        assert_eq!(keys.keys[0].seal(b"{}").unwrap(), sealed);
        assert_ne!(keys.keys[0].seal(b"[]").unwrap()[..16], sealed[..16], "another text, another nonce");
    }

    #[test]
    fn digits_around_which_a_shell_or_an_editor_left_space_are_a_key_and_others_are_named() {
        let good: SecretString = format!(" {}\n", "0aF1".repeat(16)).into();
        assert_eq!(Keys::new(Some(&good), Some(&good)).unusable(), []);
        for bad in
            ["", "0af1", "0aF1 ".repeat(16).as_str(), "zz".repeat(32).as_str(), "0aF1".repeat(17).as_str()]
        {
            let keys = Keys::new(Some(&good), Some(&bad.into()));
            assert_eq!(keys.unusable(), [KeyPlace::Environment], "{bad}");
            assert_eq!(keys.keys.len(), 2);
        }
    }

    #[test]
    fn a_text_that_no_key_opens_is_told_from_one_that_is_not_sealed() {
        let keys = Keys::new(None, None);
        let other = Key(Zeroizing::new([7; KEY_BYTES])).seal(b"{}").unwrap();
        assert!(matches!(keys.unseal(&other), Unsealed::NoKey));
        assert!(matches!(keys.unseal("{\"id\":"), Unsealed::NotSealed));
        assert!(matches!(keys.unseal("AAAA"), Unsealed::NotSealed));
    }

    #[test]
    fn keys_are_not_shown() {
        let keys = Keys::new(Some(&"ab".repeat(32).into()), None);
        assert_eq!(format!("{keys:?}"), "Keys { keys: 2, unusable: [] }");
    }
}
