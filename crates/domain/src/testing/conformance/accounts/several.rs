//! Rules 5, 7, 8 and 9: several accounts, each signed in by itself.

use crate::account::{Account, Active, Known};
use crate::names::AccountId;
use crate::ports::{Accounts, Queue, QueueError};
use crate::task::Commit;

use super::super::sample::{account, at, keep, record};
use super::{bodies_claimed, on_example, record_as, server};

fn known(name: &str, signed_in: bool) -> Known {
    Known { account: on_example(name), signed_in }
}

/// Rule 5.
pub async fn must_05_whoever_is_not_active_can_sign_out_too<S: Accounts + Queue>(open: impl AsyncFn() -> S) {
    let (store, anna) = (open().await, account("anna"));
    store.sign_in(&on_example("anna")).await.unwrap();
    record_as(&store, anna, Commit { records: vec![], tasks: vec![keep("hers", "lane")] }).await;
    store.sign_in(&on_example("berta")).await.unwrap();
    store.sign_out(anna).await.unwrap();
    let expected = Active::Account { account: on_example("berta"), signed_in: true };
    assert_eq!(store.active().await.unwrap(), expected);
    assert_eq!(store.all().await.unwrap(), [known("anna", false), known("berta", true)]);
    assert_eq!(store.counts(anna).await.unwrap().waiting, 1);
}

/// Rule 7.
pub async fn must_07_all_gives_every_account_once_in_order<S: Accounts + Queue>(open: impl AsyncFn() -> S) {
    let store = open().await;
    assert_eq!(store.all().await.unwrap(), []);
    let elsewhere = Account {
        id: account("anna elsewhere"),
        server: server("https://a.example.org"),
        ..on_example("anna")
    };
    for account in [on_example("berta"), elsewhere.clone(), on_example("anna"), on_example("berta")] {
        store.sign_in(&account).await.unwrap();
    }
    store.sign_out(account("berta")).await.unwrap();
    let expected =
        [Known { account: elsewhere, signed_in: true }, known("anna", true), known("berta", false)];
    assert_eq!(store.all().await.unwrap(), expected);
    assert_eq!(open().await.all().await.unwrap(), expected);
}

/// Rule 8.
pub async fn must_08_each_account_is_signed_in_or_out_by_itself<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    let all = async |store: &S| -> Vec<bool> {
        store.all().await.unwrap().into_iter().map(|known| known.signed_in).collect()
    };
    store.sign_in(&on_example("anna")).await.unwrap();
    store.sign_in(&on_example("berta")).await.unwrap();
    store.sign_in(&on_example("carla")).await.unwrap();
    assert_eq!(all(&store).await, [true, true, true], "a sign-in ends no other");
    store.sign_out(account("berta")).await.unwrap();
    assert_eq!(all(&store).await, [true, false, true], "a sign-out ends no other");
    for name in ["anna", "berta", "carla"] {
        assert!(store.activate(account(name)).await.unwrap());
        assert_eq!(all(&store).await, [true, false, true], "a switch signs nobody in or out");
    }
    store.sign_in(&on_example("berta")).await.unwrap();
    assert_eq!(all(&open().await).await, [true, true, true]);
}

/// Rule 9.
pub async fn must_09_a_known_account_becomes_the_active_one_as_it_was<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    store.sign_in(&on_example("anna")).await.unwrap();
    store.sign_in(&on_example("berta")).await.unwrap();
    store.sign_out(account("berta")).await.unwrap();
    for (name, signed_in) in [("anna", true), ("anna", true), ("berta", false)] {
        assert!(store.activate(account(name)).await.unwrap());
        let expected = Active::Account { account: on_example(name), signed_in };
        assert_eq!(store.active().await.unwrap(), expected);
        assert_eq!(open().await.active().await.unwrap(), expected);
    }
}

/// Rule 9, and rule 21 of the queue: after a switch, too, nothing is recorded for the local account.
pub async fn must_09_a_switch_moves_no_work<S: Accounts + Queue>(open: impl AsyncFn() -> S) {
    let (store, anna, berta) = (open().await, account("anna"), account("berta"));
    store.sign_in(&on_example("anna")).await.unwrap();
    store.sign_in(&on_example("berta")).await.unwrap();
    let of = |name| Commit { records: vec![record("a", 0, 1)], tasks: vec![keep(name, "lane")] };
    record_as(&store, anna, of("hers")).await;
    record_as(&store, berta, of("other")).await;
    store.activate(anna).await.unwrap();
    assert_eq!(bodies_claimed(&store, anna).await, ["hers"]);
    assert_eq!(bodies_claimed(&store, berta).await, ["other"]);
    let refused = store.commit(AccountId::LOCAL, at(1), of("late")).await.unwrap_err();
    assert!(matches!(refused, QueueError::Adopted), "{refused:?}");
}

/// Rule 9.
pub async fn must_09_who_is_unknown_is_never_active<S: Accounts + Queue>(open: impl AsyncFn() -> S) {
    let store = open().await;
    for unknown in [AccountId::LOCAL, account("nobody")] {
        assert!(!store.activate(unknown).await.unwrap());
        assert_eq!(store.active().await.unwrap(), Active::Local);
    }
    store.sign_in(&on_example("anna")).await.unwrap();
    for unknown in [AccountId::LOCAL, account("nobody")] {
        assert!(!store.activate(unknown).await.unwrap());
        let expected = Active::Account { account: on_example("anna"), signed_in: true };
        assert_eq!(store.active().await.unwrap(), expected);
    }
}
