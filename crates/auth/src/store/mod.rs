//! The places where tokens rest, each a `CredentialStore`.

mod entropy;
mod file;
mod keychain;
mod memory;
mod probe;
mod record;

pub(crate) use entropy::random;
pub use file::{EncryptedFileStore, KdfCost, KdfCostError, PassphraseSource, PassphraseUse};
pub use keychain::KeychainStore;
pub use memory::MemoryCredentials;
