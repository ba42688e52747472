//! Signing in and out over mocks of server and locks, with everything stored in memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use homing_auth::{AuthManager, AuthParts, Farewell, MemoryCredentials, SignInError as AuthSignInError};
use homing_domain::account::{Active, CredentialPlace};
use homing_domain::engine::SyncState;
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::{
    Accounts, CredentialError, CredentialStore, Grant, HttpBody, HttpError, HttpRequest, HttpResponse,
    LockGuard, Method, MockCredentialStore, MockHttp, MockProcessLock, MockSignInApi, OfflineCause, Queue,
    Refusal, SignInAnswerError,
};
use homing_domain::task::{Body, Commit, Expected, Record, RecordWrite};
use homing_domain::testing::{ManualClock, SequentialIds};
use homing_domain::time::{Command, Draft, Tracker, When};
use homing_storage::MemoryStore;
use secrecy::SecretString;
use uuid::Uuid;

mod declined;
mod killed;
mod switching;
mod takeover;
mod until_quit;

use super::{Session, SignInError};
use crate::auth_by_place::AuthByPlace;

struct Desk {
    store: Arc<MemoryStore>,
    keychain: Arc<MemoryCredentials>,
    session: Session,
    tracker: Tracker,
}

fn answer() -> HttpResponse {
    HttpResponse { status: 200, content_type: None, retry_after: None, date: None, body: vec![] }
}

fn request() -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: "https://homing.example.org/login".parse().unwrap(),
        bearer: None,
        body: HttpBody::None,
        timeout: Duration::from_secs(1),
        max_answer_bytes: 1,
    }
}

fn online() -> MockHttp {
    let mut http = MockHttp::new();
    http.expect_send().returning(|_| Ok(answer()));
    http
}

/// A server that knows the user `user`.
fn api(user: &'static str) -> MockSignInApi {
    let mut api = MockSignInApi::new();
    api.expect_sign_in().returning(|_, _, _| request());
    api.expect_sign_out().returning(|_, _, _| request());
    api.expect_refresh_grace().returning(|| None);
    api.expect_grant().returning(move |_| {
        Ok(Grant {
            user: user.to_owned(),
            name: format!("name of {user}"),
            access: SecretString::from("access"),
            refresh: SecretString::from("refresh"),
            expires_in: Duration::from_secs(900),
        })
    });
    api
}

fn refusing() -> MockSignInApi {
    let mut api = MockSignInApi::new();
    api.expect_sign_in().returning(|_, _, _| request());
    api.expect_grant().returning(|_| Err(SignInAnswerError::Refused(Refusal::Refused)));
    api
}

fn manager(store: Arc<dyn CredentialStore>, http: MockHttp, api: MockSignInApi) -> AuthManager {
    let mut lock = MockProcessLock::new();
    lock.expect_acquire().returning(|_| Ok(LockGuard::new(())));
    lock.expect_try_acquire().returning(|_| Ok(Some(LockGuard::new(()))));
    let (http, api, lock) = (Arc::new(http), Arc::new(api), Arc::new(lock));
    AuthManager::new(AuthParts { store, http, api, clock: Arc::new(ManualClock::default()), lock })
}

fn desk_over(store: Arc<MemoryStore>, seed: u32, http: MockHttp, api: MockSignInApi) -> Desk {
    let (clock, keychain) = (Arc::new(ManualClock::default()), Arc::new(MemoryCredentials::default()));
    let auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&keychain) as _, http, api),
        // Untouched by a sign-in to the keychain: a mock without expectations panics.
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let ids = Arc::new(SequentialIds::new(seed));
    let (queue, accounts): (Arc<dyn Queue>, Arc<dyn Accounts>) = (store.clone(), store.clone());
    let device = DeviceId::new(Uuid::from_u128(8));
    let tracker = Tracker::new(queue.clone(), accounts.clone(), clock.clone(), ids.clone(), device);
    let session = Session { queue, accounts, clock, ids, auth };
    Desk { store, keychain, session, tracker }
}

fn desk(http: MockHttp, api: MockSignInApi) -> Desk {
    desk_over(Arc::new(MemoryStore::default()), 0, http, api)
}

impl Desk {
    async fn sign_in(&self) -> Result<super::SignedIn, SignInError> {
        let server = "https://homing.example.org".parse().unwrap();
        let password = SecretString::from("correct horse");
        let granted = self.session.sign_in(&server, "anna", &password, CredentialPlace::Keychain).await?;
        self.session.complete(granted).await
    }

    async fn work(&self) {
        self.tracker.record(&Command::Start { draft: Draft::default(), when: When::Now }).await.unwrap();
    }

    async fn waiting(&self, account: AccountId) -> u64 {
        self.store.counts(account).await.unwrap().waiting
    }

    /// A cycle found that the server no longer takes the account's tokens. Says when.
    async fn waits_for_a_sign_in(&self, account: AccountId) -> homing_domain::Timestamp {
        let state = SyncState { failures: 3, sign_in_needed: true, ..SyncState::default() };
        let (collection, id) = SyncState::place();
        let body = Body::of_json(&state).unwrap();
        let record = Record { collection, id, sort_key: 0, revision: 0, body };
        let records = vec![RecordWrite { record, expected: Expected::Anything }];
        let now = homing_domain::ports::Clock::now(&ManualClock::default());
        self.store.commit(account, now, Commit { records, tasks: vec![] }).await.unwrap();
        now
    }
}

#[tokio::test]
async fn the_first_sign_in_adopts_what_was_recorded_before_it_and_says_how_much() {
    let desk = desk(online(), api("u1"));
    desk.work().await;
    let signed_in = desk.sign_in().await.unwrap();
    assert_eq!(signed_in.adopted.tasks, 1);
    assert_eq!(signed_in.account.name, "name of u1");
    assert_eq!(desk.waiting(AccountId::LOCAL).await, 0);
    assert_eq!(desk.waiting(signed_in.account.id).await, 1);
    assert!(desk.keychain.read(signed_in.account.id).await.unwrap().is_some());
    assert!(desk.tracker.current().await.unwrap().is_some(), "the timer goes on running");
}

#[tokio::test]
async fn a_wrong_password_changes_nothing() {
    let desk = desk(online(), refusing());
    desk.work().await;
    let refused = desk.sign_in().await.unwrap_err();
    assert!(matches!(refused, SignInError::Auth(AuthSignInError::WrongCredentials)), "{refused:?}");
    assert_eq!(desk.store.active().await.unwrap(), Active::Local);
    assert_eq!(desk.waiting(AccountId::LOCAL).await, 1);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_changes_nothing() {
    let mut offline = MockHttp::new();
    let unreachable = || HttpError::NotSent { cause: OfflineCause::Connect, source: "scripted".into() };
    offline.expect_send().returning(move |_| Err(unreachable()));
    let desk = desk(offline, refusing());
    let refused = desk.sign_in().await.unwrap_err();
    assert!(matches!(refused, SignInError::Auth(AuthSignInError::Unreachable(_))), "{refused:?}");
    assert_eq!(desk.store.active().await.unwrap(), Active::Local);
}

#[tokio::test]
async fn without_a_keychain_the_password_never_leaves_this_machine() {
    let mut missing = MockCredentialStore::new();
    missing.expect_probe().times(1).returning(|| Err(CredentialError::Missing("no bus".into())));
    let mut desk = desk(online(), api("u1"));
    desk.session.auth = Arc::new(AuthByPlace {
        // Neither network nor API has an expectation: being asked would panic.
        keychain: manager(Arc::new(missing), MockHttp::new(), MockSignInApi::new()),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let refused = desk.sign_in().await.unwrap_err();
    let SignInError::Auth(AuthSignInError::Credentials(CredentialError::Missing(_))) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(desk.store.active().await.unwrap(), Active::Local);
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_leave_the_account_signed_out_with_its_work() {
    let mut forgetful = MockCredentialStore::new();
    forgetful.expect_probe().returning(|| Ok(()));
    forgetful.expect_read().returning(|_| Ok(None));
    forgetful.expect_write().returning(|_, _| Err(CredentialError::TimedOut));
    let mut desk = desk(online(), api("u1"));
    desk.work().await;
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::new(forgetful), online(), api("u1")),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    assert!(desk.sign_in().await.is_err());
    let Active::Account { account, signed_in: false } = desk.store.active().await.unwrap() else {
        panic!("the account is known and signed out");
    };
    assert_eq!(desk.waiting(account.id).await, 1);
}

#[tokio::test]
async fn signing_out_deletes_the_tokens_and_keeps_the_work_for_the_account_which_goes_on_recording() {
    let desk = desk(online(), api("u1"));
    let account = desk.sign_in().await.unwrap().account;
    desk.work().await;
    let left = desk.session.sign_out().await.unwrap().unwrap();
    assert_eq!((left.left.unsent(), left.farewell), (1, Farewell::Told));
    assert!(desk.keychain.read(account.id).await.unwrap().is_none());
    desk.tracker.record(&Command::Stop(When::Now)).await.unwrap();
    desk.work().await;
    assert_eq!(desk.waiting(account.id).await, 2);
    assert!(desk.session.sign_out().await.unwrap().is_none());
}

#[tokio::test]
async fn tokens_of_an_account_that_another_machine_signed_out_are_ended_and_deleted_here_too() {
    let desk = desk(online(), api("u1"));
    let account = desk.sign_in().await.unwrap().account;
    // Machines that share a queue share its accounts, and no tokens.
    Accounts::sign_out(desk.store.as_ref(), account.id).await.unwrap();
    let ended = desk.session.sign_out().await.unwrap().unwrap();
    assert_eq!((ended.account.id, ended.farewell), (account.id, Farewell::Told));
    assert!(desk.keychain.read(account.id).await.unwrap().is_none());
    assert!(desk.session.sign_out().await.unwrap().is_none(), "nothing is left to end");
}

#[tokio::test]
async fn whoever_signs_in_again_finds_their_work_and_another_user_does_not() {
    let store = Arc::new(MemoryStore::default());
    let anna = desk_over(store.clone(), 1, online(), api("u1"));
    let first = anna.sign_in().await.unwrap().account;
    anna.work().await;
    anna.session.sign_out().await.unwrap();
    let bert = desk_over(store.clone(), 2, online(), api("u2"));
    let other = bert.sign_in().await.unwrap();
    assert_eq!((bert.waiting(other.account.id).await, other.adopted.tasks), (0, 0));
    assert!(bert.tracker.current().await.unwrap().is_none(), "a timer is its account's own");
    let anna = desk_over(store, 3, online(), api("u1"));
    let again = anna.sign_in().await.unwrap().account;
    assert_eq!(again.id, first.id);
    assert_eq!(anna.waiting(first.id).await, 1);
}

#[tokio::test]
async fn a_sign_in_ends_what_held_the_queue_before_it() {
    let desk = desk(online(), api("u1"));
    let account = desk.sign_in().await.unwrap().account;
    let now = desk.waits_for_a_sign_in(account.id).await;
    desk.sign_in().await.unwrap();
    let state = SyncState::load(desk.store.as_ref(), account.id).await.unwrap();
    assert_eq!(state, SyncState { sign_ins: 1, seen_at: Some(now), ..SyncState::default() });
}
