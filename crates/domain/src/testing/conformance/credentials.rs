//! The suite of [`crate::ports::CredentialStore`]. Not in it: the act that a kill can't halve (rule 2), the
//! time limit of a probe (rule 5) and the bytes on the disk (rule 6), which each adapter tests itself.

use secrecy::{ExposeSecret, SecretString};

use super::sample::at;
use crate::names::AccountId;
use crate::ports::{CredentialStore, Credentials, GrantedBy, OidcGrant, OidcProvider, RefreshPause};

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! credentials_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::credentials => [
            must_01_what_was_written_is_read_back_after_a_restart,
            must_01_the_last_write_is_what_counts,
            must_01_nothing_is_read_where_nothing_was_written,
            must_01_nothing_is_read_after_a_delete_and_a_restart,
            must_01_any_text_comes_back_as_it_was,
            must_02_a_write_takes_the_place_of_the_whole,
            must_03_deleting_nothing_succeeds,
            must_04_accounts_do_not_see_each_other,
            must_05_a_probe_leaves_what_is_stored_and_no_trace,
        ]);
    };
}

fn account(number: u128) -> AccountId {
    AccountId::new(uuid::Builder::from_random_bytes(number.to_be_bytes()).into_uuid())
}

fn credentials(access: &str, refresh: &str, in_flight: bool) -> Credentials {
    Credentials {
        access: SecretString::from(access.to_owned()),
        refresh: SecretString::from(refresh.to_owned()),
        expires_at: at(900),
        refresh_in_flight: in_flight.then(|| at(890)),
        refresh_pause: in_flight.then(|| RefreshPause { since: at(890), until: at(920), refused: true }),
        granted_by: if in_flight { provider() } else { GrantedBy::Server },
    }
}

fn provider() -> GrantedBy {
    let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
    GrantedBy::Oidc(Box::new(OidcGrant {
        provider: OidcProvider {
            issuer: "https://id.example.org".to_owned(),
            client_id: "homing".to_owned(),
            scopes: texts(["openid", "offline_access"]),
            resource: Some("https://homing.example.org".to_owned()),
        },
        token_endpoint: "https://id.example.org/token".parse().unwrap(),
        revocation_endpoint: Some("https://id.example.org/revoke".parse().unwrap()),
    }))
}

/// Says what is stored without ever printing a token.
async fn holds(store: &impl CredentialStore, account: AccountId, expected: Option<&Credentials>) -> bool {
    store.read(account).await.unwrap().as_ref() == expected
}

/// Rule 1.
pub async fn must_01_what_was_written_is_read_back_after_a_restart<S: CredentialStore>(
    open: impl AsyncFn() -> S,
) {
    for in_flight in [false, true] {
        let written = credentials("access", "refresh", in_flight);
        open().await.write(account(1), &written).await.unwrap();
        assert!(holds(&open().await, account(1), Some(&written)).await);
    }
}

/// Rule 1.
pub async fn must_01_the_last_write_is_what_counts<S: CredentialStore>(open: impl AsyncFn() -> S) {
    let store = open().await;
    let (old, new) = (credentials("old", "old", false), credentials("new", "new", false));
    store.write(account(1), &old).await.unwrap();
    store.write(account(1), &new).await.unwrap();
    assert!(holds(&store, account(1), Some(&new)).await);
}

/// Rule 1.
pub async fn must_01_nothing_is_read_where_nothing_was_written<S: CredentialStore>(
    open: impl AsyncFn() -> S,
) {
    assert!(holds(&open().await, account(1), None).await);
}

/// Rule 1.
pub async fn must_01_nothing_is_read_after_a_delete_and_a_restart<S: CredentialStore>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    store.write(account(1), &credentials("access", "refresh", false)).await.unwrap();
    store.delete(account(1)).await.unwrap();
    assert!(holds(&store, account(1), None).await);
    drop(store);
    assert!(holds(&open().await, account(1), None).await);
}

/// Rule 1: long tokens, and characters that some stores give a meaning of their own.
pub async fn must_01_any_text_comes_back_as_it_was<S: CredentialStore>(open: impl AsyncFn() -> S) {
    let long = "t".repeat(4_000);
    for text in ["", " leading and trailing ", "line\nbreak", "quote\"\\", "ünïcödé 🏠", &long] {
        let written = credentials(text, text, false);
        let store = open().await;
        store.write(account(1), &written).await.unwrap();
        assert!(holds(&store, account(1), Some(&written)).await, "a text of {} bytes", text.len());
    }
}

/// Rule 2, as far as a caller can see: nothing of the old value stays.
pub async fn must_02_a_write_takes_the_place_of_the_whole<S: CredentialStore>(open: impl AsyncFn() -> S) {
    let store = open().await;
    store.write(account(1), &credentials("a long access token", "a long refresh token", true)).await.unwrap();
    store.write(account(1), &credentials("a", "r", false)).await.unwrap();
    let read = store.read(account(1)).await.unwrap().unwrap();
    assert!(read.access.expose_secret() == "a" && read.refresh.expose_secret() == "r");
    assert_eq!((read.refresh_in_flight, read.refresh_pause), (None, None));
}

/// Rule 3.
pub async fn must_03_deleting_nothing_succeeds<S: CredentialStore>(open: impl AsyncFn() -> S) {
    let store = open().await;
    store.delete(account(1)).await.unwrap();
    store.delete(account(1)).await.unwrap();
}

/// Rule 4.
pub async fn must_04_accounts_do_not_see_each_other<S: CredentialStore>(open: impl AsyncFn() -> S) {
    let store = open().await;
    let (one, other) = (credentials("one", "one", false), credentials("other", "other", false));
    store.write(account(1), &one).await.unwrap();
    assert!(holds(&store, account(2), None).await);
    store.write(account(2), &other).await.unwrap();
    assert!(holds(&store, account(1), Some(&one)).await);
    store.delete(account(1)).await.unwrap();
    assert!(holds(&store, account(2), Some(&other)).await);
}

/// Rule 5.
pub async fn must_05_a_probe_leaves_what_is_stored_and_no_trace<S: CredentialStore>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    store.probe().await.unwrap();
    assert!(holds(&store, AccountId::LOCAL, None).await);
    let written = credentials("access", "refresh", false);
    store.write(account(1), &written).await.unwrap();
    store.probe().await.unwrap();
    assert!(holds(&store, account(1), Some(&written)).await);
    assert!(holds(&store, AccountId::LOCAL, None).await);
}
