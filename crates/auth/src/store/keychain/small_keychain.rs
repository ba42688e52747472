//! A keychain that takes 2,560 bytes for one entry, as Windows' does, and whose caller can be killed at any of its
//! operations or watched by somebody between two of them. For tests alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex};

use keyring::api::{Credential, CredentialApi, CredentialPersistence, CredentialStoreApi};
use keyring::{Entry, Error, Result};

use super::line::{Keychain, Line};
use super::store::KeychainStore;

pub(super) const MOST_BYTES: usize = 2_560;

/// The time limit of the line: no test here waits for it.
const LONG: std::time::Duration = std::time::Duration::from_secs(60);

type Between = Box<dyn FnMut() + Send>;

/// What the keychain holds, whoever asks.
#[derive(Clone, Default)]
pub(super) struct SmallKeychain {
    entries: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

/// One process that uses it.
#[derive(Clone)]
pub(super) struct Process {
    keychain: SmallKeychain,
    /// How many operations it lives for.
    operations_left: Arc<Mutex<usize>>,
    between: Arc<Mutex<Between>>,
}

#[derive(Debug)]
struct Item {
    process: Process,
    name: String,
}

impl SmallKeychain {
    /// A process that lives.
    pub(super) fn process(&self) -> Process {
        self.process_that_dies_after(usize::MAX)
    }

    /// A process whose operations all fail after so many of them.
    pub(super) fn process_that_dies_after(&self, operations: usize) -> Process {
        self.process_with(operations, Box::new(|| ()))
    }

    /// A process before each of whose operations `between` is called.
    pub(super) fn watched_process(&self, between: Between) -> Process {
        self.process_with(usize::MAX, between)
    }

    fn process_with(&self, operations: usize, between: Between) -> Process {
        Process {
            keychain: self.clone(),
            operations_left: Arc::new(Mutex::new(operations)),
            between: Arc::new(Mutex::new(between)),
        }
    }

    /// The names of all entries.
    pub(super) fn names(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }

    /// All that it holds.
    pub(super) fn entries(&self) -> BTreeMap<String, Vec<u8>> {
        self.entries.lock().unwrap().clone()
    }

    /// Changes one byte of an entry.
    pub(super) fn spoil(&self, name: &str) {
        *self.entries.lock().unwrap().get_mut(name).unwrap().last_mut().unwrap() ^= 1;
    }
}

impl Process {
    pub(super) fn keychain(&self) -> Keychain {
        Keychain::new(Arc::new(self.clone()), &[], Some(MOST_BYTES))
    }

    pub(super) fn store(self) -> KeychainStore {
        self.store_found_after(|| ())
    }

    /// A store that calls `connecting` before it has its keychain.
    pub(super) fn store_found_after(self, connecting: impl Fn() + Send + Sync + 'static) -> KeychainStore {
        let connect = move || {
            connecting();
            Ok(self.keychain())
        };
        KeychainStore::over(Line::new(Arc::new(connect), LONG), "test")
    }
}

impl Item {
    fn operate<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Vec<u8>>) -> Result<T>) -> Result<T> {
        let Process { keychain, operations_left, between } = &self.process;
        {
            let mut left = operations_left.lock().unwrap();
            // Not the failure of a connection, which would be made anew: a dead process comes back to nothing.
            *left = left.checked_sub(1).ok_or_else(|| Error::NotSupportedByStore("killed".into()))?;
        }
        (between.lock().unwrap())();
        act(&mut keychain.entries.lock().unwrap())
    }
}

impl CredentialApi for Item {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.operate(|entries| {
            if secret.len() > MOST_BYTES {
                return Err(Error::TooLong("secret".into(), 2_560));
            }
            entries.insert(self.name.clone(), secret.to_vec());
            Ok(())
        })
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.operate(|entries| entries.get(&self.name).cloned().ok_or(Error::NoEntry))
    }

    fn delete_credential(&self) -> Result<()> {
        self.operate(|entries| entries.remove(&self.name).map(drop).ok_or(Error::NoEntry))
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        self.get_secret().map(|_| None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").finish_non_exhaustive()
    }
}

impl CredentialStoreApi for Process {
    fn vendor(&self) -> String {
        "a small keychain".into()
    }

    fn id(&self) -> String {
        "small".into()
    }

    /// The name is made as Windows' store makes it.
    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let item = Item { process: self.clone(), name: format!("{user}.{service}") };
        Ok(Entry::new_with_credential(Arc::new(item)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn persistence(&self) -> CredentialPersistence {
        CredentialPersistence::ProcessOnly
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
