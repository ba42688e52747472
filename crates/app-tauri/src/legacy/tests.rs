//! The sign-in of the earlier app and what becomes of its file, over mocks of server and locks, with everything stored in
//! memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod offered;
mod original;
mod sign_in;

use std::sync::Arc;

use homing_auth::{AuthManager, AuthParts, MemoryCredentials};
use homing_domain::Timestamp;
use homing_domain::account::{Active, CredentialPlace, ServerUrl};
use homing_domain::engine::{Engine, EngineParts, SyncState};
use homing_domain::names::{AccountId, DeviceId, Owner};
use homing_domain::ports::{
    Accounts, CredentialError, CredentialStore, LockGuard, MockAuth, MockCredentialStore, MockHttp,
    MockProcessLock, MockSignInApi, Queue,
};
use homing_domain::task::{Body, Commit, Expected, Kinds, Record, RecordWrite};
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock, SequentialIds};
use homing_domain::time::{Command, Draft, TakenIn, TimeEntryKind, Tracker, Unreadable, When};
use homing_import::legacy::{EarlierTokens, Print};
use homing_storage::{MemoryBlobs, MemoryLocks, MemoryStore};
use homing_transport::HomingProfile;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::remembered::TokensMark;
use super::tokens::Destination;
use super::*;
use crate::auth_by_place::AuthByPlace;
use crate::{NoEvents, NoSignals, SyncManagerParts};

struct Desk {
    store: MemoryStore,
    keychain: Arc<MemoryCredentials>,
    clock: ManualClock,
    app: EarlierApp,
    _data: tempfile::TempDir,
}

/// Over mocks without expectations: nobody may be asked anything.
fn manager(store: Arc<dyn CredentialStore>) -> AuthManager {
    let mut lock = MockProcessLock::new();
    lock.expect_acquire().returning(|_| Ok(LockGuard::new(())));
    lock.expect_try_acquire().returning(|_| Ok(Some(LockGuard::new(()))));
    let (http, api, lock) = (Arc::new(MockHttp::new()), Arc::new(MockSignInApi::new()), Arc::new(lock));
    AuthManager::new(AuthParts { store, http, api, clock: Arc::new(ManualClock::default()), lock })
}

fn desk() -> Desk {
    let keychain = Arc::new(MemoryCredentials::default());
    desk_over(Arc::clone(&keychain) as _, keychain)
}

fn desk_over(place: Arc<dyn CredentialStore>, keychain: Arc<MemoryCredentials>) -> Desk {
    let (clock, store, locks) = (ManualClock::default(), MemoryStore::new(), MemoryLocks::new());
    let ids = Arc::new(SequentialIds::default());
    let device = DeviceId::new(Uuid::from_u128(8));
    let (queue, accounts): (Arc<dyn Queue>, Arc<dyn Accounts>) =
        (Arc::new(store.clone()), Arc::new(store.clone()));
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let engine = Engine::new(EngineParts {
        queue: Arc::clone(&queue),
        blobs: Arc::new(MemoryBlobs::new()),
        auth: Arc::new(MockAuth::new()),
        http: Arc::new(MockHttp::new()),
        profile: Arc::new(HomingProfile),
        kinds: Kinds::new().with(TimeEntryKind),
        clock: Arc::clone(&shared),
        alarm: Arc::new(ManualAlarm::new(&clock)),
        jitter: Arc::new(EdgeJitter::Lowest),
        ids: ids.clone(),
        events: Arc::new(NoEvents),
        signals: Arc::new(NoSignals),
        owner: Owner::new(Uuid::from_u128(9)),
        device,
    });
    let tracker =
        Tracker::new(Arc::clone(&queue), Arc::clone(&accounts), Arc::clone(&shared), ids.clone(), device);
    let locks: Arc<dyn ProcessLock> = Arc::new(locks);
    let sync = Arc::new(SyncManager::new(SyncManagerParts {
        queue: Arc::clone(&queue),
        accounts: Arc::clone(&accounts),
        clock: Arc::clone(&shared),
        process_lock: Arc::clone(&locks),
        tracker,
        engine,
    }));
    let auth = Arc::new(AuthByPlace {
        keychain: manager(place),
        encrypted_file: manager(Arc::new(MockCredentialStore::new())),
        until_quit: manager(Arc::new(MockCredentialStore::new())),
    });
    let session = Arc::new(Session {
        queue: Arc::clone(&queue),
        accounts: Arc::clone(&accounts),
        clock: Arc::clone(&shared),
        ids,
        auth,
    });
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let app = EarlierApp { queue, accounts, clock: shared, locks, sync, session, data };
    Desk { store, keychain, clock, app, _data: folder }
}

fn server() -> ServerUrl {
    "https://time.example.org".parse().unwrap()
}

fn tokens(refresh: &str) -> EarlierTokens {
    let user = Some("u1".to_owned());
    EarlierTokens { access: Some("opaque".into()), refresh: Some(refresh.into()), user }
}

impl Desk {
    async fn move_to(&self, server: Option<&ServerUrl>, tokens: EarlierTokens) -> EarlierSignIn {
        self.move_by(server, ApiName::Classic, tokens).await
    }

    async fn move_by(
        &self,
        server: Option<&ServerUrl>,
        api: ApiName,
        tokens: EarlierTokens,
    ) -> EarlierSignIn {
        let to = Destination { server, api, place: CredentialPlace::Keychain, dry_run: false };
        self.app.move_tokens(Some(tokens), &to).await.unwrap()
    }

    async fn kept(&self) -> Option<String> {
        let Active::Account { account, .. } = self.store.active().await.unwrap() else { return None };
        let kept = self.keychain.read(account.id).await.unwrap()?;
        Some(kept.refresh.expose_secret().to_owned())
    }

    async fn nobody(&self) -> bool {
        self.store.active().await.unwrap() == Active::Local
    }

    /// The server answered for tasks at that moment.
    async fn answered(&self, account: AccountId, at: Timestamp) {
        let state = SyncState { last_exchange: Some(at), ..SyncState::default() };
        let (collection, id) = SyncState::place();
        let body = Body::of_json(&state).unwrap();
        let record = Record { collection, id, sort_key: 0, revision: 1, body };
        let records = vec![RecordWrite { record, expected: Expected::Anything }];
        self.store.commit(account, at, Commit { records, tasks: Vec::new() }).await.unwrap();
    }

    /// Somebody is signed in, without tokens of theirs.
    async fn session_of(&self, user: &str) -> AccountId {
        let account = homing_domain::account::Account {
            id: AccountId::new(Uuid::from_u128(77)),
            server: server(),
            user: user.to_owned(),
            name: user.to_owned(),
            credentials: CredentialPlace::Keychain,
        };
        self.store.sign_in(&account).await.unwrap();
        account.id
    }

    async fn imported(&self, has_tokens: bool) -> PathBuf {
        let file = self.app.data.join("earlier.db");
        std::fs::write(&file, "a database").unwrap();
        self.app.imported_original(file.clone(), has_tokens).await.unwrap();
        file
    }
}

fn report(file: &Path, rows: FileRows) -> LegacyReport {
    LegacyReport {
        file: file.to_owned(),
        print: Print::of(file).unwrap(),
        dry_run: false,
        rows,
        taken_in: TakenIn::default(),
        pictures: Pictures::default(),
        sign_in: EarlierSignIn::None,
        unusable_keys: Vec::new(),
        changed_by_another: false,
        others: Vec::new(),
    }
}

/// An import of the file that is found.
fn wish(home: &Path) -> LegacyWish {
    LegacyWish {
        file: None,
        folders: Folders { home: Some(home.to_owned()), ..Folders::default() },
        key: None,
        server: None,
        api: ApiName::Classic,
        place: CredentialPlace::Keychain,
        dry_run: false,
        if_one_runs: IfOneRuns::Wait,
    }
}

#[tokio::test]
async fn where_no_file_is_the_error_names_the_places_that_were_looked_at() {
    let desk = desk();
    let home = desk.app.data.join("home");
    let Err(LegacyImportError::NotFound { looked_at }) = desk.app.import(wish(&home), &|_, _| ()).await
    else {
        panic!("found");
    };
    assert!(!looked_at.is_empty() && looked_at.iter().all(|place| place.starts_with(&home)));
}

#[tokio::test]
async fn a_file_that_a_person_named_once_is_found_again_without_its_name() {
    let desk = desk();
    let file = desk.imported(true).await;
    let home = desk.app.data.join("home");
    // It is none of the earlier app's: what matters is that it is the one that was looked at.
    match desk.app.import(wish(&home), &|_, _| ()).await {
        Err(LegacyImportError::File { file: looked_at, .. }) => assert_eq!(looked_at, file),
        other => panic!("{other:?}"),
    }
    std::fs::remove_file(file).unwrap();
    let gone = desk.app.import(wish(&home), &|_, _| ()).await;
    assert!(matches!(gone, Err(LegacyImportError::NotFound { .. })));
}
