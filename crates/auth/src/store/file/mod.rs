//! The encrypted file: for machines without a keychain. See [`EncryptedFileStore`].

mod folder;
mod kdf;
mod keys;
mod sealed;
mod store;

pub use kdf::{KdfCost, KdfCostError};
pub use keys::{PassphraseSource, PassphraseUse};
pub use store::EncryptedFileStore;
