//! Two who are signed in on one machine: one is active, and leaving an account drops nothing.

use homing_domain::account::Known;

use super::takeover::{anna_and_bert, kept, password, url};
use super::*;
use crate::session::{SignOutError, SwitchError, UnsentWork};

/// Both are signed in, and Bert is active. Nobody answers a network any more.
async fn both() -> (Desk, AccountId, AccountId) {
    let (_, anna, mut bert) = anna_and_bert().await;
    let id = bert.sign_in().await.unwrap().account.id;
    bert.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&bert.keychain) as _, MockHttp::new(), MockSignInApi::new()),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    (bert, anna, id)
}

async fn who_is_signed_in(desk: &Desk) -> Vec<AccountId> {
    let known = desk.store.all().await.unwrap().into_iter().filter(|known| known.signed_in);
    known.map(|known| known.account.id).collect()
}

#[tokio::test]
async fn a_switch_needs_neither_network_nor_password_and_signs_nobody_out() {
    let (desk, anna, bert) = both().await;
    let switched = desk.session.switch(anna, UnsentWork::Ask).await.unwrap();
    assert_eq!((switched.account.id, switched.signed_in), (anna, true));
    let (Known { account, signed_in }, left) = switched.former.unwrap();
    assert_eq!((account.id, signed_in, left.unsent()), (bert, true, 0));
    assert_eq!(desk.store.active().await.unwrap().id(), anna);
    assert_eq!(who_is_signed_in(&desk).await.len(), 2);
    for account in [anna, bert] {
        assert!(kept(&desk.keychain, account).await.is_some());
    }
}

#[tokio::test]
async fn a_timer_runs_on_for_the_account_that_is_left_and_is_there_when_it_comes_back() {
    let (desk, anna, bert) = both().await;
    assert!(desk.tracker.current().await.unwrap().is_none(), "Anna's timer is none of Bert's");
    let switched = desk.session.switch(anna, UnsentWork::Keep).await.unwrap();
    assert!(switched.former.unwrap().1.timer.is_none());
    let running = desk.tracker.current().await.unwrap().unwrap();
    let switched = desk.session.switch(bert, UnsentWork::Keep).await.unwrap();
    assert_eq!(switched.former.unwrap().1.timer.map(|entry| entry.id), Some(running.id));
    desk.work().await;
    assert_eq!((desk.waiting(anna).await, desk.waiting(bert).await), (1, 1), "each records for itself");
}

#[tokio::test]
async fn who_leaves_unsent_work_is_told_how_much_before_anything_changes() {
    let (desk, anna, bert) = both().await;
    desk.work().await;
    let refused = desk.session.switch(anna, UnsentWork::Ask).await.unwrap_err();
    let SwitchError::Unsent(left) = refused else { panic!("{refused:?}") };
    assert_eq!((left.unsent(), left.timer.is_some()), (1, true));
    assert_eq!(desk.store.active().await.unwrap().id(), bert);

    let refused = desk.session.sign_out_of(bert, UnsentWork::Ask).await.unwrap_err();
    let SignOutError::Unsent(left) = refused else { panic!("{refused:?}") };
    assert_eq!(left.unsent(), 1);
    assert_eq!(who_is_signed_in(&desk).await.len(), 2);
    assert!(kept(&desk.keychain, bert).await.is_some());
}

#[tokio::test]
async fn whoever_is_not_active_can_sign_out_and_nobody_else_notices() {
    let (mut desk, anna, bert) = both().await;
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&desk.keychain) as _, online(), api("u1")),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let out = desk.session.sign_out_of(anna, UnsentWork::Keep).await.unwrap().unwrap();
    assert_eq!((out.account.id, out.farewell, out.left.unsent()), (anna, Farewell::Told, 1));
    assert_eq!(desk.store.active().await.unwrap().id(), bert);
    assert_eq!(who_is_signed_in(&desk).await, [bert]);
    assert!(kept(&desk.keychain, anna).await.is_none());
    assert!(kept(&desk.keychain, bert).await.is_some());
    assert!(desk.session.sign_out_of(anna, UnsentWork::Keep).await.unwrap().is_none());

    let switched = desk.session.switch(anna, UnsentWork::Ask).await.unwrap();
    assert!(!switched.signed_in, "it records, and waits for a sign-in");
}

#[tokio::test]
async fn nobody_who_is_unknown_here_is_switched_to_or_signed_out() {
    let (desk, _, bert) = both().await;
    for unknown in [AccountId::LOCAL, AccountId::new(Uuid::from_u128(99))] {
        let refused = desk.session.switch(unknown, UnsentWork::Keep).await.unwrap_err();
        assert!(matches!(refused, SwitchError::Unknown), "{refused:?}");
        let refused = desk.session.sign_out_of(unknown, UnsentWork::Keep).await.unwrap_err();
        assert!(matches!(refused, SignOutError::Unknown), "{refused:?}");
    }
    assert_eq!(desk.store.active().await.unwrap().id(), bert);
}

#[tokio::test]
async fn a_switch_to_whoever_is_active_asks_nothing_and_leaves_nobody() {
    let (desk, _, bert) = both().await;
    desk.work().await;
    let switched = desk.session.switch(bert, UnsentWork::Ask).await.unwrap();
    assert!(switched.former.is_none());
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_leave_everyone_as_they_were() {
    let (mut desk, anna, bert) = both().await;
    let mut full = MockCredentialStore::new();
    full.expect_probe().returning(|| Ok(()));
    full.expect_write().returning(|_, _| Err(CredentialError::Backend("full".into())));
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&desk.keychain) as _, MockHttp::new(), MockSignInApi::new()),
        encrypted_file: manager(Arc::new(full), online(), api("u3")),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let granted = desk.session.sign_in(&url(), "carla", &password(), CredentialPlace::EncryptedFile).await;
    desk.session.complete(granted.unwrap()).await.unwrap_err();
    assert_eq!(desk.store.active().await.unwrap().id(), bert);
    let mut signed_in = who_is_signed_in(&desk).await;
    let mut expected = vec![anna, bert];
    signed_in.sort();
    expected.sort();
    assert_eq!(signed_in, expected);
}
