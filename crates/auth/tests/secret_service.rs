//! The keychain store on a real Secret Service. Needs a session bus with an unlocked keyring of its own, so
//! plain `cargo test` leaves it out; `cargo xtask test` brings one.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use homing_auth::KeychainStore;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialStore, Credentials, GrantedBy};
use keyring::api::CredentialStoreApi;
use zbus_secret_service_keyring_store::Store;

/// Of each place its own: all tests, and all runs in one session, share one keyring.
fn new_service() -> String {
    static PLACES: AtomicU32 = AtomicU32::new(0);
    format!("dev.homing.test-{}-{}", std::process::id(), PLACES.fetch_add(1, Ordering::Relaxed))
}

fn new_place() -> impl AsyncFn() -> KeychainStore {
    let service = new_service();
    async move || KeychainStore::new(&service)
}

mod secret_service {
    homing_domain::credentials_conformance!(super::new_place);
}

#[tokio::test]
async fn two_programs_see_the_same_record() {
    let open = new_place();
    let (window, terminal) = (open().await, open().await);
    let account: AccountId = "6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e01".parse().unwrap();
    let written = Credentials {
        access: "access".into(),
        refresh: "refresh".into(),
        expires_at: "2026-11-22T09:15:00.000Z".parse().unwrap(),
        refresh_in_flight: None,
        refresh_pause: None,
        granted_by: GrantedBy::Server,
    };
    assert!(window.read(account).await.unwrap().is_none());
    terminal.write(account, &written).await.unwrap();
    assert_eq!(window.read(account).await.unwrap(), Some(written));
    window.delete(account).await.unwrap();
    assert!(terminal.read(account).await.unwrap().is_none());
}

#[tokio::test]
async fn a_probe_leaves_no_record_in_the_keyring() {
    let service = new_service();
    KeychainStore::new(&service).probe().await.unwrap();
    // A thread of its own: this store waits in a runtime that it brings along.
    let look = std::thread::spawn(move || {
        let keyring = Store::new().unwrap();
        keyring.search(&HashMap::from([("service", service.as_str())])).unwrap().len()
    });
    assert_eq!(look.join().unwrap(), 0);
}
