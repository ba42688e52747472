//! The store over the system's keychain: one record for each account. Where a record is filed is `place`'s.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};
use zeroize::Zeroizing;

use super::line::{Keychain, Line};
use super::place::Place;
use super::system;
use crate::store::probe::{probe_name, probe_value};
use crate::store::record;

/// Under the ten seconds that the port allows a probe, prompts and hangs included.
const TIME_LIMIT: Duration = Duration::from_secs(9);

/// The service under which Homing's own programs file their records.
const SERVICE: &str = "dev.homing";

/// The keychain of the operating system: the Secret Service on Linux, the login keychain on macOS, the Credential
/// Manager on Windows; elsewhere [`CredentialError::Missing`].
///
/// The connection is made by the first call, and made anew where it broke. Every call ends within nine
/// seconds. Nothing here uses the process-wide default store of the keyring crates: whoever sets that
/// decides for everybody.
pub struct KeychainStore {
    line: Line,
    service: Arc<str>,
}

impl KeychainStore {
    /// The keychain of this session, with records filed under `service`, the name of an application. Asks
    /// nothing yet.
    #[must_use]
    pub fn new(service: &str) -> Self {
        Self::over(Line::new(Arc::new(system::connect), TIME_LIMIT), service)
    }

    pub(super) fn over(line: Line, service: &str) -> Self {
        Self { line, service: service.into() }
    }

    fn place(&self, name: String) -> Place {
        Place::new(&self.service, name)
    }
}

impl Default for KeychainStore {
    fn default() -> Self {
        Self::new(SERVICE)
    }
}

#[async_trait]
impl CredentialStore for KeychainStore {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        let place = self.place(account.to_string());
        let record = self.line.ask(move |keychain| place.read(keychain)).await?;
        record.map(|record| decode(&record)).transpose()
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        let (place, record) = (self.place(account.to_string()), encode(credentials)?);
        self.line.ask(move |keychain| place.write(keychain, &record)).await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        let place = self.place(account.to_string());
        self.line.ask(move |keychain| place.delete(keychain)).await
    }

    /// A read alone would not do: a provider without a default collection answers it with "no such record".
    async fn probe(&self) -> Result<(), CredentialError> {
        let (place, written) = (self.place(probe_name()?), encode(&probe_value()?)?);
        let faithful = move |keychain: &Keychain| {
            // Under a name of its own, which nobody else would ever delete.
            let keychain = &keychain.to_the_end();
            place.write(keychain, &written)?;
            let kept = place.read(keychain);
            place.delete(keychain)?;
            Ok(kept?.as_ref() == Some(&written))
        };
        if self.line.ask(faithful).await? { Ok(()) } else { Err(CredentialError::Unfaithful) }
    }
}

fn encode(credentials: &Credentials) -> Result<Zeroizing<Vec<u8>>, CredentialError> {
    record::encode(credentials).map_err(|error| CredentialError::Backend(error.into()))
}

fn decode(record: &[u8]) -> Result<Credentials, CredentialError> {
    record::decode(record).map_err(|error| CredentialError::Damaged(error.into()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use keyring::Error;
    use keyring::mock::{Cred, Store};

    use super::*;

    fn over(keychain: &Arc<Store>) -> Keychain {
        Keychain::new(Arc::clone(keychain) as _, &[], None)
    }

    fn line(keychain: Arc<Store>, time_limit: Duration) -> Line {
        let connect = move || Ok(over(&keychain));
        Line::new(Arc::new(connect), time_limit)
    }

    fn new_place() -> impl AsyncFn() -> KeychainStore {
        let keychain = Store::new().unwrap();
        async move || KeychainStore::over(line(Arc::clone(&keychain), TIME_LIMIT), "test")
    }

    homing_domain::credentials_conformance!(new_place);

    fn account() -> AccountId {
        "6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e01".parse().unwrap()
    }

    /// The error that the store gives where the keychain fails with `error`.
    async fn read_failing_with(error: Error) -> CredentialError {
        let keychain = Store::new().unwrap();
        let entry = over(&keychain).entry("test", &account().to_string()).unwrap();
        entry.as_any().downcast_ref::<Cred>().unwrap().set_error(error);
        KeychainStore::over(line(keychain, TIME_LIMIT), "test").read(account()).await.unwrap_err()
    }

    #[tokio::test]
    async fn a_locked_keychain_is_not_taken_for_an_empty_one() {
        let error = read_failing_with(Error::NoStorageAccess("no one to ask".into())).await;
        assert!(matches!(error, CredentialError::Locked(_)));
    }

    #[tokio::test]
    async fn an_error_carries_no_byte_of_a_record() {
        for error in [
            Error::BadEncoding(b"hunter2".to_vec()),
            Error::BadDataFormat(b"hunter2".to_vec(), "not ours".into()),
        ] {
            let error = read_failing_with(error).await;
            assert!(matches!(error, CredentialError::Damaged(_)));
            assert!(!format!("{error:?}").contains(&format!("{:?}", b"hunter2")));
        }
    }

    #[tokio::test]
    async fn without_a_keychain_the_answer_is_missing() {
        let connect = || Err(CredentialError::Missing("no bus".into()));
        let store = KeychainStore::over(Line::new(Arc::new(connect), TIME_LIMIT), "test");
        assert!(matches!(store.probe().await, Err(CredentialError::Missing(_))));
    }

    #[tokio::test]
    async fn a_keychain_that_hangs_ends_in_a_time_out_and_so_do_the_calls_after_it() {
        let (release, hung) = mpsc::channel::<()>();
        let hung = Mutex::new(hung);
        let connect = move || {
            assert!(hung.lock().unwrap().recv().is_err());
            Err(CredentialError::Missing("released".into()))
        };
        let store = KeychainStore::over(Line::new(Arc::new(connect), Duration::ZERO), "test");
        for _ in 0..2 {
            assert!(matches!(store.probe().await, Err(CredentialError::TimedOut)));
        }
        drop(release);
    }

    #[tokio::test]
    async fn a_connection_that_broke_is_made_anew_once() {
        let (keychain, connected) = (Store::new().unwrap(), Arc::new(AtomicUsize::new(0)));
        let connect = {
            let (keychain, connected) = (Arc::clone(&keychain), Arc::clone(&connected));
            move || {
                connected.fetch_add(1, Ordering::Relaxed);
                Ok(over(&keychain))
            }
        };
        let store = KeychainStore::over(Line::new(Arc::new(connect), TIME_LIMIT), "test");
        store.probe().await.unwrap();
        let entry = over(&keychain).entry("test", &account().to_string()).unwrap();
        entry.as_any().downcast_ref::<Cred>().unwrap().set_error(Error::PlatformFailure("gone".into()));
        assert!(store.read(account()).await.unwrap().is_none());
        assert_eq!(connected.load(Ordering::Relaxed), 2);
    }
}
