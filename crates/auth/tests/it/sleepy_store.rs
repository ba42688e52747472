//! A machine that sleeps while its keychain is asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use homing_auth::{AuthManager, AuthParts};
use homing_domain::names::AccountId;
use homing_domain::ports::{Auth, Clock as _, CredentialError, CredentialStore, Credentials};
use homing_domain::testing::ManualClock;

use crate::server::Reply;
use crate::unreliable_store::UnreliableStore;
use crate::world::{LIFE, World, access, text};

/// The machine sleeps over so many of the next writes of new tokens, each time for as long as a token lives.
struct SleepyStore {
    store: Arc<UnreliableStore>,
    clock: ManualClock,
    nights: AtomicU32,
}

#[async_trait]
impl CredentialStore for SleepyStore {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        self.store.read(account).await
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        let one_less = |nights: u32| nights.checked_sub(1);
        if credentials.refresh_in_flight.is_none()
            && self.nights.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
        {
            // The monotonic clock stands still meanwhile.
            self.clock.set_now(self.clock.now().saturating_add(LIFE));
        }
        self.store.write(account, credentials).await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.store.delete(account).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.store.probe().await
    }
}

fn process(world: &World, nights: u32) -> AuthManager {
    let (store, clock) = (Arc::clone(&world.store), world.clock.clone());
    let store = SleepyStore { store, clock, nights: AtomicU32::new(nights) };
    AuthManager::new(AuthParts { store: Arc::new(store), ..world.parts() })
}

#[tokio::test]
async fn a_token_that_ended_before_it_was_stored_is_renewed_before_anyone_gets_it() {
    let world = World::signed_in().await;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    let token = process(&world, 1).renew(&world.account, &access("access-1")).await;
    assert_eq!(text(token), "access-3");
    assert_eq!(world.server.requests(), ["refresh refresh-1", "refresh refresh-2"]);
    assert_eq!(world.stored().await.unwrap(), world.credentials("access-3", "refresh-3", LIFE));
}

#[tokio::test]
async fn a_machine_that_sleeps_each_time_does_not_renew_for_ever() {
    let world = World::signed_in().await;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    let token = process(&world, 2).renew(&world.account, &access("access-1")).await;
    assert_eq!(text(token), "access-3");
}
