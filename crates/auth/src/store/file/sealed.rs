//! The bytes of a sealed file. Pure: no disk, no passphrase, no randomness.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `HOMINGCR` |
//! | 1 | the format's version, 1 |
//! | 12 | argon2id: memory in KiB, passes, lanes, each a little-endian `u32` |
//! | 16 | salt |
//! | 24 | nonce |
//! | n + 16 | the record under XChaCha20-Poly1305, with its tag |
//! | 32 | SHA-256 of all of the above |
//!
//! All before the record, and the file's name, are authenticated with it: one account's file is no other's.
//! The checksum keeps nobody out. It tells a damaged file from a wrong passphrase, before a damaged cost is
//! spent.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::kdf::{Kdf, KdfCost, KdfCostError, Key, SALT_BYTES};

const MAGIC: [u8; 8] = *b"HOMINGCR";
const VERSION: u8 = 1;
const COST_BYTES: usize = 12;
pub(super) const NONCE_BYTES: usize = 24;
const HEADER_BYTES: usize = MAGIC.len() + 1 + COST_BYTES + SALT_BYTES + NONCE_BYTES;
const CHECKSUM_BYTES: usize = 32;

/// Bytes that are no sealed file. Says nothing of a passphrase.
#[derive(Debug, thiserror::Error)]
pub(super) enum SealedError {
    #[error("it is shorter than a credential file can be")]
    Short,
    #[error("it does not begin like a credential file")]
    Foreign,
    #[error("its checksum is not that of its content")]
    Checksum,
    #[error("its format, {version}, is not known to this version")]
    Version { version: u8 },
    #[error("its key derivation is not acceptable")]
    Cost(#[source] KdfCostError),
}

/// The key does not open the record: another passphrase, another name, or bytes that someone changed.
#[derive(Debug, thiserror::Error)]
#[error("the record does not open")]
pub(super) struct OpenError;

/// A sealed record, checked as far as it can be without its key.
#[derive(Debug)]
pub(super) struct Sealed {
    header: [u8; HEADER_BYTES],
    kdf: Kdf,
    nonce: [u8; NONCE_BYTES],
    ciphertext: Vec<u8>,
}

impl Sealed {
    /// Seals `record` for the file `name`. A nonce MUST never be used twice with one key.
    pub(super) fn seal(
        record: &[u8],
        name: &str,
        kdf: Kdf,
        key: &Key,
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Self, OpenError> {
        let header = header(&kdf, &nonce);
        let payload = Payload { msg: record, aad: &authenticated(&header, name) };
        let ciphertext = cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| OpenError)?;
        Ok(Self { header, kdf, nonce, ciphertext })
    }

    /// How the passphrase becomes this file's key.
    pub(super) fn kdf(&self) -> Kdf {
        self.kdf
    }

    /// The record.
    pub(super) fn open(&self, name: &str, key: &Key) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let payload = Payload { msg: &self.ciphertext, aad: &authenticated(&self.header, name) };
        cipher(key).decrypt(&XNonce::from(self.nonce), payload).map(Zeroizing::new).map_err(|_| OpenError)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [self.header.as_slice(), self.ciphertext.as_slice()].concat();
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, SealedError> {
        let (content, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or(SealedError::Short)?;
        let (header, ciphertext) = content.split_first_chunk::<HEADER_BYTES>().ok_or(SealedError::Short)?;
        if !header.starts_with(&MAGIC) {
            return Err(SealedError::Foreign);
        }
        if Sha256::digest(content).as_slice() != checksum {
            return Err(SealedError::Checksum);
        }
        let mut fields = &header[MAGIC.len()..];
        let [version] = take(&mut fields)?;
        if version != VERSION {
            return Err(SealedError::Version { version });
        }
        let cost = KdfCost::from_bytes(take(&mut fields)?).map_err(SealedError::Cost)?;
        let kdf = Kdf { cost, salt: take(&mut fields)? };
        let nonce = take(&mut fields)?;
        Ok(Self { header: *header, kdf, nonce, ciphertext: ciphertext.to_vec() })
    }
}

fn take<const LENGTH: usize>(fields: &mut &[u8]) -> Result<[u8; LENGTH], SealedError> {
    let (field, rest) = fields.split_first_chunk().ok_or(SealedError::Short)?;
    *fields = rest;
    Ok(*field)
}

fn header(kdf: &Kdf, nonce: &[u8; NONCE_BYTES]) -> [u8; HEADER_BYTES] {
    let cost = kdf.cost.to_bytes();
    let fields: [&[u8]; 5] = [&MAGIC, &[VERSION], &cost, &kdf.salt, nonce];
    let mut header = [0; HEADER_BYTES];
    for (place, byte) in header.iter_mut().zip(fields.concat()) {
        *place = byte;
    }
    header
}

fn authenticated(header: &[u8; HEADER_BYTES], name: &str) -> Vec<u8> {
    [header.as_slice(), name.as_bytes()].concat()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use secrecy::SecretString;

    use super::*;

    const RECORD: &[u8] = b"two tokens and an instant";

    fn kdf() -> Kdf {
        Kdf { cost: KdfCost::new(8, 1, 1).unwrap(), salt: [7; SALT_BYTES] }
    }

    fn passphrase() -> SecretString {
        "correct horse".into()
    }

    fn sealed() -> Vec<u8> {
        let key = kdf().key(&passphrase()).unwrap();
        Sealed::seal(RECORD, "one", kdf(), &key, [9; NONCE_BYTES]).unwrap().to_bytes()
    }

    fn open(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
        let sealed = Sealed::from_bytes(bytes).ok()?;
        let key = sealed.kdf().key(&passphrase()).unwrap();
        sealed.open(name, &key).ok().map(|record| record.to_vec())
    }

    #[test]
    fn a_sealed_record_opens_under_its_own_name_alone() {
        assert_eq!(open(&sealed(), "one").unwrap(), RECORD);
        assert_eq!(open(&sealed(), "two"), None);
    }

    #[test]
    fn a_changed_byte_anywhere_is_damage() {
        for place in 0..sealed().len() {
            let mut bytes = sealed();
            bytes[place] ^= 1;
            assert!(Sealed::from_bytes(&bytes).is_err(), "byte {place}");
        }
    }

    #[test]
    fn a_changed_byte_under_a_mended_checksum_opens_nothing() {
        let content = sealed().len() - CHECKSUM_BYTES;
        for place in 0..content {
            let mut bytes = sealed();
            bytes[place] ^= 1;
            let mended = Sha256::digest(&bytes[..content]);
            bytes[content..].copy_from_slice(&mended);
            assert_eq!(open(&bytes, "one"), None, "byte {place}");
        }
    }

    #[test]
    fn a_cut_file_is_damage_wherever_it_is_cut() {
        for length in 0..sealed().len() {
            assert!(Sealed::from_bytes(&sealed()[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn nothing_of_the_record_is_in_the_file() {
        assert!(!sealed().windows(4).any(|seen| RECORD.windows(4).any(|secret| seen == secret)));
    }
}
