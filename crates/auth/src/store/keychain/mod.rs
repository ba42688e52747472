//! The keychain of the operating system. See [`KeychainStore`].

#[cfg(test)]
mod kills;
#[cfg(test)]
mod late;
mod line;
mod place;
#[cfg(test)]
mod small_keychain;
mod store;
mod system;
mod table;

pub use store::KeychainStore;
