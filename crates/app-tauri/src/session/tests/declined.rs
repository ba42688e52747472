//! A sign-in that the server granted and the database did not take: the server hears that it is over.

use std::sync::atomic::{AtomicUsize, Ordering};

use homing_domain::account::Account;
use homing_domain::ports::{Adopted, MockAccounts, QueueError};

use super::takeover::{password, url};
use super::*;

fn away() -> QueueError {
    QueueError::Backend("the database is away".into())
}

/// A desk whose accounts are these, and how often its server heard that a sign-in is over.
fn desk_with(accounts: MockAccounts) -> (Desk, Arc<AtomicUsize>) {
    let ended = Arc::new(AtomicUsize::new(0));
    let mut api = MockSignInApi::new();
    api.expect_sign_in().returning(|_, _, _| request());
    api.expect_grant().returning(|_| {
        Ok(Grant {
            user: "u1".to_owned(),
            name: "anna".to_owned(),
            access: SecretString::from("access"),
            refresh: SecretString::from("refresh"),
            expires_in: Duration::from_secs(900),
        })
    });
    let heard = Arc::clone(&ended);
    api.expect_sign_out().returning(move |_, _, _| {
        heard.fetch_add(1, Ordering::Relaxed);
        request()
    });
    let mut desk = desk(online(), api);
    desk.session.accounts = Arc::new(accounts);
    (desk, ended)
}

/// Signs in, and says how it failed.
async fn failed(desk: &Desk) -> SignInError {
    let granted = desk.session.sign_in(&url(), "anna", &password(), CredentialPlace::Keychain).await;
    match granted {
        Ok(granted) => desk.session.complete(granted).await.unwrap_err(),
        Err(error) => error,
    }
}

async fn is_declined(accounts: MockAccounts) {
    let (desk, ended) = desk_with(accounts);
    let error = failed(&desk).await;
    assert!(matches!(error, SignInError::Accounts(_)), "{error:?}");
    assert_eq!(ended.load(Ordering::Relaxed), 1, "the server hears of it once");
}

#[tokio::test]
async fn a_sign_in_whose_account_cannot_be_looked_up_is_declined() {
    let mut accounts = MockAccounts::new();
    accounts.expect_find().returning(|_, _| Err(away()));
    is_declined(accounts).await;
}

#[tokio::test]
async fn a_sign_in_of_which_nobody_can_say_whom_it_takes_over_from_is_declined() {
    let mut accounts = MockAccounts::new();
    accounts.expect_find().returning(|_, _| Ok(None));
    accounts.expect_active().returning(|| Err(away()));
    is_declined(accounts).await;
}

/// Accounts that know nobody, until the sign-in is completed.
fn empty() -> MockAccounts {
    let mut accounts = MockAccounts::new();
    accounts.expect_find().returning(|_, _| Ok(None));
    accounts.expect_active().times(1).returning(|| Ok(Active::Local));
    accounts
}

#[tokio::test]
async fn a_sign_in_that_finds_the_accounts_unreadable_when_it_is_completed_is_declined() {
    let mut active = empty();
    active.expect_active().returning(|| Err(away()));
    is_declined(active).await;

    let mut all = empty();
    all.expect_active().returning(|| Ok(Active::Local));
    all.expect_all().returning(|| Err(away()));
    is_declined(all).await;
}

#[tokio::test]
async fn a_sign_in_whose_account_cannot_be_stored_is_declined() {
    let mut accounts = empty();
    accounts.expect_active().returning(|| Ok(Active::Local));
    accounts.expect_all().returning(|| Ok(Vec::new()));
    accounts.expect_sign_in().returning(|_: &Account| Err(away()));
    is_declined(accounts).await;
}

#[tokio::test]
async fn what_cannot_be_put_back_does_not_hide_why_the_tokens_were_not_kept() {
    let mut accounts = empty();
    accounts.expect_active().returning(|| Ok(Active::Local));
    accounts.expect_all().returning(|| Ok(Vec::new()));
    accounts.expect_sign_in().returning(|_: &Account| Ok(Adopted::default()));
    accounts.expect_sign_out().returning(|_| Err(away()));
    let (mut desk, _) = desk_with(accounts);
    let mut forgetful = MockCredentialStore::new();
    forgetful.expect_probe().returning(|| Ok(()));
    forgetful.expect_read().returning(|_| Ok(None));
    forgetful.expect_write().returning(|_, _| Err(CredentialError::TimedOut));
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::new(forgetful), online(), api("u1")),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let error = failed(&desk).await;
    assert!(matches!(error, SignInError::Auth(AuthSignInError::Credentials(_))), "{error:?}");
}

#[tokio::test]
async fn whoever_signed_in_while_another_sign_in_was_granted_stays_and_the_server_hears_that_that_one_is_over()
 {
    let (mut desk, ended) = desk_with(MockAccounts::new());
    desk.session.accounts = desk.store.clone();
    let granted = desk.session.sign_in(&url(), "anna", &password(), CredentialPlace::Keychain).await.unwrap();
    let theirs = granted.account().id;
    let bert = Account {
        id: AccountId::new(Uuid::from_u128(77)),
        server: url(),
        user: "bert".to_owned(),
        name: "bert".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    desk.store.sign_in(&bert).await.unwrap();
    let error = desk.session.complete(granted).await.unwrap_err();
    assert!(matches!(error, SignInError::AccountChanged), "{error:?}");
    assert_eq!(desk.store.active().await.unwrap().id(), bert.id);
    assert!(desk.keychain.read(theirs).await.unwrap().is_none());
    assert_eq!(ended.load(Ordering::Relaxed), 1);
}
