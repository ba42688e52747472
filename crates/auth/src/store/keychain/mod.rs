//! The keychain of the operating system. See [`KeychainStore`].

mod line;
mod store;
mod system;

pub use store::KeychainStore;
