//! From a passphrase to a key: argon2id. Not how long a key is kept: see `keys`.

use argon2::{Algorithm, Argon2, Params, Version};
use homing_domain::ports::CredentialError;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// A salt of 128 bits, as RFC 9106, section 4, recommends.
pub(super) const SALT_BYTES: usize = 16;

/// A key of XChaCha20-Poly1305.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// What a passphrase costs to try: argon2id's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// A cost that argon2 does not know, or that no honest file asks for.
#[derive(Debug, thiserror::Error)]
#[error("{memory_kib} KiB, {passes} passes and {lanes} lanes are no cost of argon2id that is used here")]
pub struct KdfCostError {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KdfCost {
    /// 64 MiB, three passes, four lanes: the second recommended choice of RFC 9106, section 4, for
    /// machines that can't spare 2 GiB.
    pub const RECOMMENDED: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };

    /// The most that is accepted, as the cost also comes from a file: more would let whoever wrote that
    /// file take the machine's memory before anything is checked.
    pub const MOST: Self = Self { memory_kib: 256 * 1024, passes: 16, lanes: 16 };

    /// A cost of one's own, for a smaller machine or a test.
    ///
    /// # Errors
    /// [`KdfCostError`] below argon2's least (8 KiB for each lane, one pass, one lane) or above
    /// [`KdfCost::MOST`].
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, KdfCostError> {
        let most = Self::MOST;
        let bounded = memory_kib <= most.memory_kib && passes <= most.passes && lanes <= most.lanes;
        let known = bounded && Params::new(memory_kib, passes, lanes, None).is_ok();
        known.then_some(Self { memory_kib, passes, lanes }).ok_or(KdfCostError { memory_kib, passes, lanes })
    }

    pub(super) fn to_bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        for (place, number) in bytes.chunks_exact_mut(4).zip([self.memory_kib, self.passes, self.lanes]) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: [u8; 12]) -> Result<Self, KdfCostError> {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = bytes;
        let number = u32::from_le_bytes;
        Self::new(number([a, b, c, d]), number([e, f, g, h]), number([i, j, k, l]))
    }
}

/// All that a passphrase needs to become a key. Equal values give equal keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kdf {
    pub(super) cost: KdfCost,
    pub(super) salt: [u8; SALT_BYTES],
}

impl Kdf {
    /// The key, after the time that the cost takes (about a fifth of a second at the recommended one).
    pub(super) fn key(&self, passphrase: &SecretString) -> Result<Key, CredentialError> {
        let KdfCost { memory_kib, passes, lanes } = self.cost;
        let mut key = Key::default();
        Params::new(memory_kib, passes, lanes, Some(key.len()))
            .map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
            .and_then(|kdf| {
                kdf.hash_password_into(passphrase.expose_secret().as_bytes(), &self.salt, &mut *key)
            })
            .map_err(|error| CredentialError::Backend(error.to_string().into()))?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_cost_survives_being_written() {
        assert_eq!(KdfCost::from_bytes(KdfCost::RECOMMENDED.to_bytes()).unwrap(), KdfCost::RECOMMENDED);
    }

    #[test]
    fn a_cost_that_would_take_the_machines_memory_is_refused() {
        assert!(KdfCost::new(256 * 1024, 16, 16).is_ok());
        assert!(KdfCost::new(256 * 1024 + 1, 3, 4).is_err());
        assert!(KdfCost::new(64 * 1024, 17, 4).is_err());
        assert!(KdfCost::new(64 * 1024, 3, 17).is_err());
        assert!(KdfCost::new(7, 1, 1).is_err());
    }

    /// Made with the reference implementation:
    /// `printf 'correct horse' | argon2 0123456789abcdef -id -m 6 -t 1 -p 1 -r`.
    #[test]
    fn a_key_is_the_one_that_argon2id_defines() {
        let kdf = Kdf { cost: KdfCost::new(64, 1, 1).unwrap(), salt: *b"0123456789abcdef" };
        let key = kdf.key(&SecretString::from("correct horse")).unwrap();
        let hex = key.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex, "32364fd7ed54f4951b0d6bc3bed2f212c66235738a114c5f8ba3b6a1ee3abb10");
    }
}
