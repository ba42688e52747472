//! A sign-in where someone is signed in already: as someone else, or with another place for the tokens.

use homing_domain::ports::Credentials;

use super::*;
use crate::Others;

pub(super) fn url() -> homing_domain::account::ServerUrl {
    "https://homing.example.org".parse().unwrap()
}

pub(super) fn password() -> SecretString {
    SecretString::from("correct horse")
}

pub(super) async fn kept(store: &MemoryCredentials, account: AccountId) -> Option<Credentials> {
    store.read(account).await.unwrap()
}

/// Anna, signed in with a timer that runs; and Bert's desk on the same data and the same keychain.
pub(super) async fn anna_and_bert() -> (Desk, AccountId, Desk) {
    let store = Arc::new(MemoryStore::default());
    let anna = desk_over(store.clone(), 1, online(), api("u1"));
    let id = anna.sign_in().await.unwrap().account.id;
    anna.work().await;
    let mut bert = desk_over(store, 2, online(), api("u2"));
    bert.keychain = Arc::clone(&anna.keychain);
    bert.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&anna.keychain) as _, online(), api("u2")),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    (anna, id, bert)
}

#[tokio::test]
async fn who_takes_over_hears_whom_from_and_what_they_leave_before_anything_changes() {
    let (_, anna, bert) = anna_and_bert().await;
    let granted = bert.session.sign_in(&url(), "bert", &password(), CredentialPlace::Keychain).await.unwrap();
    let (former, left) = granted.takes_over_from().unwrap();
    assert_eq!((former.account.id, former.signed_in), (anna, true));
    assert_eq!((left.unsent(), left.timer.is_some()), (1, true));
    assert_eq!(bert.store.active().await.unwrap().id(), anna);

    bert.session.decline(granted).await;
    assert!(matches!(bert.store.active().await.unwrap(), Active::Account { signed_in: true, .. }));
    assert_eq!(bert.store.all().await.unwrap().len(), 1, "nobody new is known here");
    assert!(kept(&bert.keychain, anna).await.is_some());
}

#[tokio::test]
async fn a_sign_in_as_someone_else_ends_no_other_and_keeps_its_work_in_sight() {
    let (_, anna, bert) = anna_and_bert().await;
    let signed_in = bert.sign_in().await.unwrap();
    let id = signed_in.account.id;
    let (former, _) = signed_in.former.unwrap();
    assert_eq!((former.account.id, former.signed_in), (anna, true));
    assert_eq!(signed_in.left_behind, None);
    assert!(kept(&bert.keychain, anna).await.is_some(), "each has tokens of its own");
    assert!(kept(&bert.keychain, id).await.is_some());
    let active = bert.store.active().await.unwrap();
    let others = Others::than(&active, bert.store.as_ref(), bert.store.as_ref()).await.unwrap();
    assert_eq!(others, Others { accounts: 1, unsent: 1, timers: 1 });
}

#[tokio::test]
async fn the_same_person_is_asked_nothing() {
    let desk = desk(online(), api("u1"));
    desk.sign_in().await.unwrap();
    let again = desk.session.sign_in(&url(), "anna", &password(), CredentialPlace::Keychain).await.unwrap();
    assert!(again.takes_over_from().is_none());
    desk.session.complete(again).await.unwrap();
}

#[tokio::test]
async fn tokens_move_to_the_place_that_is_chosen_and_none_stay_in_the_old_one() {
    let file = Arc::new(MemoryCredentials::default());
    let mut desk = desk(online(), api("u1"));
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&desk.keychain) as _, online(), api("u1")),
        encrypted_file: manager(Arc::clone(&file) as _, online(), api("u1")),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let account = desk.sign_in().await.unwrap().account.id;
    let granted = desk.session.sign_in(&url(), "anna", &password(), CredentialPlace::EncryptedFile).await;
    let moved = desk.session.complete(granted.unwrap()).await.unwrap();
    assert_eq!((moved.account.id, moved.left_behind), (account, None));
    assert!(kept(&file, account).await.is_some());
    assert!(kept(&desk.keychain, account).await.is_none());
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_in_the_new_place_leave_the_sign_in_of_the_old_one() {
    let mut full = MockCredentialStore::new();
    full.expect_probe().returning(|| Ok(()));
    full.expect_write().returning(|_, _| Err(CredentialError::Backend("full".into())));
    let mut desk = desk(online(), api("u1"));
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::clone(&desk.keychain) as _, online(), api("u1")),
        encrypted_file: manager(Arc::new(full), online(), api("u1")),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let before = desk.sign_in().await.unwrap().account;
    let granted = desk.session.sign_in(&url(), "anna", &password(), CredentialPlace::EncryptedFile).await;
    desk.session.complete(granted.unwrap()).await.unwrap_err();
    assert_eq!(
        desk.store.active().await.unwrap(),
        Active::Account { account: before.clone(), signed_in: true }
    );
    assert!(kept(&desk.keychain, before.id).await.is_some());
}

#[tokio::test]
async fn old_tokens_that_cannot_be_removed_are_said_to_be_left_behind() {
    let mut stuck = MockCredentialStore::new();
    stuck.expect_delete().returning(|_| Err(CredentialError::TimedOut));
    let mut desk = desk(online(), api("u1"));
    desk.sign_in().await.unwrap();
    let file = Arc::new(MemoryCredentials::default());
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::new(stuck), MockHttp::new(), MockSignInApi::new()),
        encrypted_file: manager(file, online(), api("u1")),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    let granted = desk.session.sign_in(&url(), "anna", &password(), CredentialPlace::EncryptedFile).await;
    let moved = desk.session.complete(granted.unwrap()).await.unwrap();
    assert_eq!(moved.left_behind, Some(CredentialPlace::Keychain));
}
