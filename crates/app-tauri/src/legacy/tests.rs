//! The sign-in of the earlier app and what becomes of its file, over mocks of server and locks, with everything stored in
//! memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use homing_auth::{AuthManager, AuthParts, MemoryCredentials};
use homing_domain::account::{Active, CredentialPlace, ServerUrl};
use homing_domain::engine::{Engine, EngineParts, SyncState};
use homing_domain::names::{DeviceId, Owner};
use homing_domain::ports::{
    Accounts, CredentialError, CredentialStore, LockGuard, MockAuth, MockCredentialStore, MockHttp,
    MockProcessLock, MockSignInApi, Queue,
};
use homing_domain::task::Kinds;
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock, SequentialIds};
use homing_domain::time::{Command, Draft, TakenIn, TimeEntryKind, When};
use homing_import::legacy::{EarlierTokens, Print};
use homing_storage::{MemoryBlobs, MemoryLocks, MemoryStore};
use homing_transport::HomingProfile;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::memory::TokensMark;
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
    let app = EarlierApp { queue, accounts, clock: shared, locks, sync, session, device, data };
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

#[tokio::test]
async fn the_sign_in_is_moved_and_what_was_recorded_before_goes_with_it() {
    let desk = desk();
    let start = Command::Start { draft: Draft::default(), when: When::Now };
    desk.app.sync.tracker().record(&start).await.unwrap();
    let EarlierSignIn::Moved { account, adopted } = desk.move_to(Some(&server()), tokens("r1")).await else {
        panic!("not moved");
    };
    assert_eq!((account.user.as_str(), account.server.clone()), ("u1", server()));
    assert_eq!(adopted.tasks, 1);
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
    assert!(matches!(desk.store.active().await.unwrap(), Active::Account { signed_in: true, .. }));
}

#[tokio::test]
async fn a_second_import_does_not_move_the_tokens_again_not_even_after_a_sign_out() {
    let desk = desk();
    desk.move_to(Some(&server()), tokens("r1")).await;
    let again = desk.move_to(Some(&server()), tokens("r2")).await;
    assert!(matches!(again, EarlierSignIn::NotMoved(NotMoved::Before)));
    let Active::Account { account, .. } = desk.store.active().await.unwrap() else { panic!("nobody") };
    desk.store.sign_out(account.id).await.unwrap();
    let again = desk.move_to(Some(&server()), tokens("r2")).await;
    assert!(matches!(again, EarlierSignIn::NotMoved(NotMoved::Before)));
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
}

#[tokio::test]
async fn without_a_server_a_user_or_a_token_that_renews_nothing_is_moved_and_the_reason_is_said() {
    let desk = desk();
    let clear: ServerUrl = "http://time.example.org".parse().unwrap();
    assert!(matches!(desk.move_to(None, tokens("r")).await, EarlierSignIn::NotMoved(NotMoved::NoServer)));
    let told = desk.move_to(Some(&clear), tokens("r")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::InTheClear(_))));
    let told = desk.move_to(Some(&server()), EarlierTokens { user: None, ..tokens("r") }).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::NoUser)));
    let told = desk.move_to(Some(&server()), EarlierTokens { refresh: None, ..tokens("r") }).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::NothingToRenew)));
    let told = desk.move_by(Some(&server()), ApiName::Homing, tokens("r")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::OtherApi(_))));
    assert!(desk.nobody().await);
    // None of these was the one time.
    assert!(matches!(desk.move_to(Some(&server()), tokens("r")).await, EarlierSignIn::Moved { .. }));
}

#[tokio::test]
async fn whoever_is_here_stays_and_nobody_takes_over() {
    let desk = desk();
    let bert = desk.session_of("bert").await;
    for signed_in in [true, false] {
        if !signed_in {
            desk.store.sign_out(bert).await.unwrap();
        }
        let told = desk.move_to(Some(&server()), tokens("r1")).await;
        let EarlierSignIn::NotMoved(NotMoved::Somebody(who)) = told else { panic!("moved: {signed_in}") };
        assert_eq!(who.id, bert);
    }
}

#[tokio::test]
async fn a_keychain_that_is_not_there_leaves_everything_as_it_was() {
    let mut missing = MockCredentialStore::new();
    missing.expect_probe().returning(|| Err(CredentialError::Missing("no bus".into())));
    let desk = desk_over(Arc::new(missing), Arc::default());
    let told = desk.move_to(Some(&server()), tokens("r1")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::SignIn { .. })));
    assert!(desk.nobody().await);
}

#[tokio::test]
async fn a_dry_run_says_where_the_sign_in_would_go_and_moves_nothing() {
    let desk = desk();
    let (place, api) = (CredentialPlace::Keychain, ApiName::Classic);
    let to = Destination { server: Some(&server()), api, place, dry_run: true };
    let told = desk.app.move_tokens(Some(tokens("r1")), &to).await.unwrap();
    assert!(matches!(told, EarlierSignIn::WouldMove { .. }));
    assert!(desk.nobody().await);
    assert_eq!(
        memory::recall::<TokensMark>(&desk.store, homing_domain::names::AccountId::LOCAL).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn an_import_that_was_killed_before_the_tokens_were_kept_keeps_them_the_next_time() {
    let desk = desk();
    let mark = TokensMark::Moving { server: server(), user: "u1".to_owned() };
    memory::remember(&desk.store, &desk.store, desk.clock.now(), &mark).await.unwrap();
    desk.session_of("u1").await;
    assert!(matches!(desk.move_to(Some(&server()), tokens("r1")).await, EarlierSignIn::Moved { .. }));
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
}

#[tokio::test]
async fn an_import_that_was_killed_after_the_tokens_were_kept_does_not_put_old_ones_in_their_place() {
    let desk = desk();
    desk.move_to(Some(&server()), tokens("r1")).await;
    let mark = TokensMark::Moving { server: server(), user: "u1".to_owned() };
    memory::remember(&desk.store, &desk.store, desk.clock.now(), &mark).await.unwrap();
    let told = desk.move_to(Some(&server()), tokens("r0")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::Before)));
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
}

#[tokio::test]
async fn a_person_is_told_of_the_file_after_a_good_sync_until_somebody_decides() {
    let desk = desk();
    desk.session_of("u1").await;
    let file = desk.imported(true).await;
    assert_eq!(desk.app.original_to_decide(false).await.unwrap(), None);
    let told = desk.app.original_to_decide(true).await.unwrap().unwrap();
    assert!(told.had_tokens && !told.asked);
    // From now on the status says it, too; being asked once does not end it.
    desk.app.asked_about_original(told).await.unwrap();
    assert!(desk.app.original_to_decide(false).await.unwrap().unwrap().asked);

    desk.app.decide_original(&report(&file, FileRows::default()), OriginalWish::Keep, None).await.unwrap();
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
    // Another import changes nothing of that.
    desk.imported(true).await;
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
    assert!(file.is_file());
}

#[tokio::test]
async fn an_answer_of_the_server_after_the_import_counts_as_a_good_sync_and_one_before_it_does_not() {
    let desk = desk();
    let account = desk.session_of("u1").await;
    let state = SyncState { last_exchange: Some(desk.clock.now()), ..SyncState::default() };
    let (collection, id) = SyncState::place();
    desk.imported(false).await;
    assert_eq!(desk.app.original_to_decide(false).await.unwrap(), None);
    let later = desk.clock.now().saturating_add(std::time::Duration::from_secs(5));
    let state = SyncState { last_exchange: Some(later), ..state };
    let body = homing_domain::task::Body::of_json(&state).unwrap();
    let record = homing_domain::task::Record { collection, id, sort_key: 0, revision: 1, body };
    let expected = homing_domain::task::Expected::Anything;
    let records = vec![homing_domain::task::RecordWrite { record, expected }];
    let commit = homing_domain::task::Commit { records, tasks: Vec::new() };
    desk.store.commit(account, later, commit).await.unwrap();
    assert!(!desk.app.original_to_decide(false).await.unwrap().unwrap().had_tokens);
}

#[tokio::test]
async fn a_file_that_is_gone_is_not_spoken_of_and_before_a_sign_in_none_is() {
    let desk = desk();
    desk.imported(true).await;
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
    desk.session_of("u1").await;
    let file = desk.imported(true).await;
    assert!(desk.app.original_to_decide(true).await.unwrap().is_some());
    std::fs::remove_file(file).unwrap();
    assert_eq!(desk.app.original_to_decide(true).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_of_which_rows_are_damaged_is_not_deleted() {
    let desk = desk();
    let file = desk.imported(true).await;
    let mut rows = FileRows::default();
    rows.unreadable.insert(homing_domain::time::Unreadable::Damaged, 1);
    let refused = desk.app.decide_original(&report(&file, rows), OriginalWish::Delete, None).await;
    assert!(matches!(refused, Err(OriginalError::RowsDamaged { .. })));
    assert!(file.is_file());
}

#[tokio::test]
async fn a_file_that_changed_since_it_was_copied_is_neither_deleted_nor_scrubbed() {
    let desk = desk();
    let file = desk.imported(true).await;
    let changed = LegacyReport { changed_by_another: true, ..report(&file, FileRows::default()) };
    for wish in [OriginalWish::Delete, OriginalWish::Scrub] {
        let refused = desk.app.decide_original(&changed, wish, None).await;
        assert!(
            matches!(refused, Err(OriginalError::File { source: LegacyError::Changed, .. })),
            "{wish:?}: {refused:?}"
        );
        assert_eq!(std::fs::read(&file).unwrap(), b"a database");
    }
    let since = report(&file, FileRows::default());
    std::fs::write(&file, "another").unwrap();
    let refused = desk.app.decide_original(&since, OriginalWish::Delete, None).await;
    assert!(matches!(refused, Err(OriginalError::File { source: LegacyError::Changed, .. })), "{refused:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"another");
}

#[tokio::test]
async fn where_no_file_is_the_error_names_the_places_that_were_looked_at() {
    let desk = desk();
    let home = desk.app.data.join("home");
    let wish = LegacyWish {
        file: None,
        folders: Folders { home: Some(home.clone()), ..Folders::default() },
        key: None,
        server: None,
        api: ApiName::Classic,
        place: CredentialPlace::Keychain,
        dry_run: false,
    };
    let Err(LegacyImportError::NotFound { looked_at }) = desk.app.import(wish, &|_, _| ()).await else {
        panic!("found");
    };
    assert!(!looked_at.is_empty() && looked_at.iter().all(|place| place.starts_with(&home)));
}

impl Desk {
    /// Somebody is signed in, without tokens of theirs.
    async fn session_of(&self, user: &str) -> homing_domain::names::AccountId {
        let account = homing_domain::account::Account {
            id: homing_domain::names::AccountId::new(Uuid::from_u128(77)),
            server: server(),
            user: user.to_owned(),
            name: user.to_owned(),
            credentials: CredentialPlace::Keychain,
        };
        self.store.sign_in(&account).await.unwrap();
        account.id
    }
}
