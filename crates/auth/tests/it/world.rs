//! One person's machine: a clock, a store, locks, and the server far away. Each manager stands for one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_auth::{AuthManager, AuthParts};
use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::AccountId;
use homing_domain::ports::{
    AccessToken, AuthError, Clock, CredentialStore, Credentials, GrantedBy, LockError, LockGuard, LockName,
    ProcessLock,
};
use homing_domain::testing::ManualClock;
use secrecy::ExposeSecret;

use crate::server::{PlainApi, Server};
use crate::unreliable_store::UnreliableStore;

/// How long the access token lives that [`World::signed_in`] starts with.
pub(crate) const LIFE: Duration = Duration::from_secs(900);

pub(crate) struct World {
    pub(crate) clock: ManualClock,
    pub(crate) store: Arc<UnreliableStore>,
    pub(crate) server: Arc<Server>,
    pub(crate) account: Account,
    pub(crate) grace: Option<Duration>,
    /// Whether the server's grants say whose they are.
    pub(crate) names_nobody: bool,
    locks: Arc<Locks>,
}

impl World {
    /// Nobody is signed in.
    pub(crate) fn new() -> Self {
        Self::with_server_ahead(Duration::ZERO)
    }

    pub(crate) fn with_server_ahead(ahead: Duration) -> Self {
        let clock = ManualClock::default();
        Self {
            server: Server::new(clock.clone(), ahead),
            clock,
            store: Arc::default(),
            account: Account {
                id: AccountId::new("6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e01".parse().unwrap()),
                server: "https://homing.example.org".parse().unwrap(),
                user: "17".to_owned(),
                name: "anna".to_owned(),
                credentials: CredentialPlace::Keychain,
            },
            grace: None,
            names_nobody: false,
            locks: Arc::default(),
        }
    }

    /// The tokens `access-1` and `refresh-1` are stored, for [`LIFE`].
    pub(crate) async fn signed_in() -> Self {
        let world = Self::new();
        world.store(&world.credentials("access-1", "refresh-1", LIFE)).await;
        world
    }

    /// As [`World::signed_in`], and the access token has ended.
    pub(crate) async fn expired() -> Self {
        let world = Self::signed_in().await;
        world.clock.advance(LIFE);
        world
    }

    /// Another process, or this one started again.
    pub(crate) fn process(&self) -> Arc<AuthManager> {
        Arc::new(AuthManager::new(self.parts()))
    }

    pub(crate) fn parts(&self) -> AuthParts {
        AuthParts {
            store: Arc::clone(&self.store) as _,
            http: Arc::clone(&self.server) as _,
            api: Arc::new(PlainApi { names_nobody: self.names_nobody, grace: self.grace }),
            clock: Arc::new(self.clock.clone()),
            lock: Arc::clone(&self.locks) as _,
        }
    }

    pub(crate) fn credentials(&self, access: &str, refresh: &str, life: Duration) -> Credentials {
        let expires_at = self.clock.now().saturating_add(life);
        let (access, refresh, granted_by) = (access.into(), refresh.into(), GrantedBy::Server);
        Credentials { access, refresh, expires_at, refresh_in_flight: None, refresh_pause: None, granted_by }
    }

    pub(crate) async fn store(&self, credentials: &Credentials) {
        self.store.write(self.account.id, credentials).await.unwrap();
    }

    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn stored(&self) -> Option<Credentials> {
        self.store.read(self.account.id).await.unwrap()
    }

    /// The stored refresh token and mark.
    pub(crate) async fn stored_refresh(&self) -> (String, Option<Timestamp>) {
        let stored = self.stored().await.unwrap();
        (stored.refresh.expose_secret().to_owned(), stored.refresh_in_flight)
    }
}

/// What a call gave: the token's text.
pub(crate) fn text(token: Result<AccessToken, AuthError>) -> String {
    token.unwrap().secret().expose_secret().to_owned()
}

pub(crate) fn access(token: &str) -> AccessToken {
    AccessToken::new(token.into())
}

/// Locks between the managers of one world.
#[derive(Default)]
struct Locks(Mutex<HashMap<LockName, Arc<tokio::sync::Mutex<()>>>>);

impl Locks {
    fn of(&self, name: LockName) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(self.0.lock().unwrap().entry(name).or_default())
    }
}

#[async_trait]
impl ProcessLock for Locks {
    fn try_acquire(&self, name: LockName) -> Result<Option<LockGuard>, LockError> {
        Ok(self.of(name).try_lock_owned().ok().map(LockGuard::new))
    }

    fn is_held(&self, name: LockName) -> Result<bool, LockError> {
        Ok(self.of(name).try_lock().is_err())
    }

    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError> {
        Ok(LockGuard::new(self.of(name).lock_owned().await))
    }
}
