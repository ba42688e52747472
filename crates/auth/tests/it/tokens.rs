//! Good tokens, one exchange at a time.

use std::sync::Arc;
use std::time::Duration;

use homing_auth::{AuthManager, AuthParts};
use homing_domain::Timestamp;
use homing_domain::ports::{
    Auth, AuthError, Clock, CredentialError, Credentials, HttpResponse, LockGuard, MockCredentialStore,
    MockHttp, MockProcessLock, RefreshPause,
};
use mockall::Sequence;
use secrecy::ExposeSecret;
use tokio::task::JoinSet;

use crate::server::Reply;
use crate::unreliable_store::Fault;
use crate::world::{LIFE, World, access, text};

const MINUTE: Duration = Duration::from_secs(60);
const HALF_A_MINUTE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn without_credentials_sign_in_is_needed_and_nobody_is_asked() {
    let world = World::new();
    let process = world.process();
    assert!(matches!(process.access_token(&world.account).await, Err(AuthError::SignInNeeded)));
    assert!(matches!(process.renew(&world.account, &access("a")).await, Err(AuthError::SignInNeeded)));
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn a_token_goes_out_until_a_minute_before_its_end_and_is_renewed_then() {
    let world = World::signed_in().await;
    let process = world.process();
    world.clock.advance(LIFE - MINUTE - Duration::from_millis(1));
    assert_eq!(text(process.access_token(&world.account).await), "access-1");
    assert!(world.server.requests().is_empty());

    world.clock.advance(Duration::from_millis(1));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
    assert_eq!(world.server.requests(), ["refresh refresh-1"]);
    assert_eq!(world.stored().await.unwrap(), world.credentials("access-2", "refresh-2", LIFE));
}

#[tokio::test]
async fn a_token_that_ended_while_the_machine_slept_is_renewed_however_fresh_it_was() {
    let world = World::expired().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(process.access_token(&world.account).await), "access-2");

    // The monotonic clock stands still meanwhile.
    world.clock.set_now(world.clock.now().saturating_add(LIFE));
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    assert_eq!(text(process.access_token(&world.account).await), "access-3");

    world.clock.set_now(world.clock.now().saturating_add(LIFE));
    world.server.will(Reply::Grant("access-4", "refresh-4", 900));
    assert_eq!(text(process.renew(&world.account, &access("access-3")).await), "access-4");
}

#[tokio::test]
async fn a_refused_token_is_renewed_however_fresh_it_seems_by_a_clock_that_was_set_back() {
    let world = World::expired().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(process.access_token(&world.account).await), "access-2");

    // The machine slept, too: the monotonic clock stood still.
    world.clock.set_now(Timestamp::from_millis(world.clock.now().as_millis() - 1).unwrap());
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    assert_eq!(text(process.renew(&world.account, &access("access-2")).await), "access-3");
}

#[tokio::test]
async fn the_end_of_a_token_is_measured_on_the_servers_clock() {
    let day = Duration::from_secs(86_400);
    let world = World::with_server_ahead(day);
    world.store(&world.credentials("access-1", "refresh-1", Duration::ZERO)).await;
    let process = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    process.access_token(&world.account).await.unwrap();
    assert_eq!(world.stored().await.unwrap().expires_at, world.clock.now().saturating_add(day + LIFE));

    world.clock.advance(LIFE - MINUTE - Duration::from_millis(1));
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
    world.clock.advance(Duration::from_millis(1));
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    assert_eq!(text(process.access_token(&world.account).await), "access-3");
}

#[tokio::test]
async fn a_token_that_lives_shorter_than_the_margin_is_not_renewed_at_each_call() {
    let world = World::expired().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", 20));
    for _ in 0..100 {
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
    }
    assert_eq!(world.server.requests().len(), 1);
}

#[tokio::test]
async fn a_thousand_callers_at_expiry_make_one_exchange() {
    let world = World::expired().await;
    let process = world.process();
    world.server.close_gate();
    let mut callers = JoinSet::new();
    for nth in 0..1_000 {
        let (process, account) = (Arc::clone(&process), world.account.clone());
        callers.spawn(async move {
            match nth % 2 {
                0 => text(process.access_token(&account).await),
                _ => text(process.renew(&account, &access("access-1")).await),
            }
        });
    }
    world.server.arrival().await;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    world.server.open_gate();
    let tokens = callers.join_all().await;
    assert!(tokens.len() == 1_000 && tokens.iter().all(|token| token == "access-2"));
    assert_eq!(world.server.requests(), ["refresh refresh-1"]);
}

#[tokio::test]
async fn a_thousand_callers_share_one_failure() {
    let world = World::expired().await;
    let process = world.process();
    world.server.close_gate();
    let mut callers = JoinSet::new();
    for _ in 0..1_000 {
        let (process, account) = (Arc::clone(&process), world.account.clone());
        callers.spawn(async move { process.access_token(&account).await.map(drop) });
    }
    world.server.arrival().await;
    world.server.will(Reply::NotSent);
    world.server.open_gate();
    let results = callers.join_all().await;
    assert!(results.iter().all(|result| matches!(result, Err(AuthError::Unreachable(_)))));
    assert_eq!(world.server.requests().len(), 1);
}

#[tokio::test]
async fn a_cancelled_caller_loses_no_rotated_token() {
    let world = World::expired().await;
    let process = world.process();
    world.server.close_gate();
    let caller = tokio::spawn({
        let (process, account) = (Arc::clone(&process), world.account.clone());
        async move { process.access_token(&account).await.map(drop) }
    });
    world.server.arrival().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());

    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    world.server.open_gate();
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
    assert_eq!(world.stored_refresh().await, ("refresh-2".to_owned(), None));
    assert_eq!(world.server.requests().len(), 1);
}

#[tokio::test]
async fn what_another_process_stored_is_adopted_without_an_exchange() {
    let world = World::signed_in().await;
    let process = world.process();
    process.access_token(&world.account).await.unwrap();
    world.store(&world.credentials("access-2", "refresh-2", LIFE)).await;
    assert_eq!(text(process.renew(&world.account, &access("access-1")).await), "access-2");

    world.clock.advance(LIFE);
    world.store(&world.credentials("access-3", "refresh-3", LIFE)).await;
    assert_eq!(text(process.access_token(&world.account).await), "access-3");
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn two_processes_at_expiry_make_one_exchange() {
    let world = World::expired().await;
    world.server.close_gate();
    let mut processes = JoinSet::new();
    for _ in 0..2 {
        let (process, account) = (world.process(), world.account.clone());
        processes.spawn(async move { text(process.access_token(&account).await) });
    }
    world.server.arrival().await;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    world.server.open_gate();
    assert_eq!(processes.join_all().await, ["access-2", "access-2"]);
    assert_eq!(world.server.requests().len(), 1);
}

#[tokio::test]
async fn accounts_have_tokens_of_their_own() {
    let world = World::signed_in().await;
    let process = world.process();
    process.access_token(&world.account).await.unwrap();
    let mut other = world.account.clone();
    other.id = homing_domain::names::AccountId::LOCAL;
    assert!(matches!(process.access_token(&other).await, Err(AuthError::SignInNeeded)));
}

/// Lock, look, mark, ask, store, read back: in this order and no other.
#[tokio::test]
async fn the_mark_is_stored_before_the_exchange_leaves_and_the_pair_before_it_is_used() {
    let world = World::expired().await;
    let stored = world.stored().await.unwrap();
    let now = world.clock.now();
    let refresh_pause =
        Some(RefreshPause { since: now, until: now.saturating_add(HALF_A_MINUTE), refused: false });
    let marked = Credentials { refresh_in_flight: Some(now), refresh_pause, ..stored.clone() };
    let granted = world.credentials("access-2", "refresh-2", LIFE);
    let (mut lock, mut store, mut http) =
        (MockProcessLock::new(), MockCredentialStore::new(), MockHttp::new());
    let mut order = Sequence::new();

    lock.expect_acquire().once().in_sequence(&mut order).returning(|_| Ok(LockGuard::new(())));
    store.expect_read().once().in_sequence(&mut order).returning(move |_| Ok(Some(stored.clone())));
    let is_marked = move |_: &_, written: &Credentials| *written == marked;
    store.expect_write().withf(is_marked).once().in_sequence(&mut order).returning(|_, _| Ok(()));
    let answer = HttpResponse {
        status: 200,
        content_type: None,
        retry_after: None,
        date: None,
        body: b"access-2 refresh-2 900".to_vec(),
    };
    http.expect_send().once().in_sequence(&mut order).returning(move |_| Ok(answer.clone()));
    let (expected, kept) = (granted.clone(), granted);
    let is_granted = move |_: &_, written: &Credentials| *written == expected;
    store.expect_write().withf(is_granted).once().in_sequence(&mut order).returning(|_, _| Ok(()));
    store.expect_read().once().in_sequence(&mut order).returning(move |_| Ok(Some(kept.clone())));

    let (store, http, lock) = (Arc::new(store), Arc::new(http), Arc::new(lock));
    let process = AuthManager::new(AuthParts { store, http, lock, ..world.parts() });
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn a_mark_that_cannot_be_stored_keeps_the_exchange_from_leaving() {
    let world = World::expired().await;
    world.store.set(Some(Fault::Missing));
    let refused = world.process().access_token(&world.account).await;
    assert!(matches!(refused, Err(AuthError::Credentials(CredentialError::Missing(_)))));
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn a_grant_that_could_not_be_stored_is_stored_by_the_next_call() {
    let world = World::signed_in().await;
    let process = world.process();
    world.store.set(Some(Fault::FullForNewTokens));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    let renewed = process.renew(&world.account, &access("access-1")).await;
    assert!(matches!(renewed, Err(AuthError::Credentials(CredentialError::Backend(_)))));

    world.store.set(None);
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
    assert_eq!(world.stored_refresh().await, ("refresh-2".to_owned(), None));
    assert_eq!(world.server.requests().len(), 1);
}

#[tokio::test]
async fn a_grant_that_could_not_be_stored_gives_way_to_a_newer_sign_in() {
    let world = World::signed_in().await;
    let process = world.process();
    world.store.set(Some(Fault::FullForNewTokens));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    process.renew(&world.account, &access("access-1")).await.unwrap_err();

    world.store.set(None);
    world.store(&world.credentials("access-3", "refresh-3", LIFE)).await;
    assert_eq!(text(process.access_token(&world.account).await), "access-3");
    assert_eq!(world.stored_refresh().await.0, "refresh-3");
}

#[tokio::test]
async fn a_token_that_the_store_did_not_keep_is_not_used() {
    let world = World::expired().await;
    let process = world.process();
    world.store.set(Some(Fault::Forgetful));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    let renewed = process.access_token(&world.account).await;
    assert!(matches!(renewed, Err(AuthError::Credentials(CredentialError::Unfaithful))));
}

#[tokio::test]
async fn no_token_shows_in_a_debug_form_or_an_error() {
    let world = World::signed_in().await;
    let token = world.process().access_token(&world.account).await.unwrap();
    assert!(!format!("{token:?} {:?}", world.stored().await).contains("access-1"));
    assert_eq!(token.secret().expose_secret(), "access-1");
}
