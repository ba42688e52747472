//! The suite of [`crate::ports::Accounts`], which stand beside a queue: signing in moves what that queue holds.

use crate::account::{Account, Active, CredentialPlace, ServerUrl};
use crate::names::{AccountId, DeviceId};
use crate::policy::NORMAL_MAX_TASKS;
use crate::ports::{Accounts, Adopted, Claim, Queue, QueueError, Settlement, SortRange};
use crate::task::{Commit, NewTask};

use super::sample::{
    account, after, at, carried, collection, everything, keep, record, record_id, requires, settle,
    supersede, task_id, waiting_for,
};

mod several;

pub use several::{
    must_05_whoever_is_not_active_can_sign_out_too, must_07_all_gives_every_account_once_in_order,
    must_08_each_account_is_signed_in_or_out_by_itself,
    must_09_a_known_account_becomes_the_active_one_as_it_was, must_09_a_switch_moves_no_work,
    must_09_who_is_unknown_is_never_active,
};

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! accounts_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::accounts => [
            must_01_the_first_device_id_is_kept_for_ever,
            must_02_nobody_is_active_until_the_first_sign_in,
            must_03_a_sign_in_makes_the_account_the_active_one,
            must_03_the_first_sign_in_adopts_what_the_local_account_holds,
            must_03_what_was_adopted_waits_and_takes_room_as_before,
            must_03_after_a_sign_in_nothing_is_recorded_for_the_local_account,
            must_03_a_sign_in_leaves_other_accounts_work_alone,
            must_04_a_second_sign_in_of_the_same_user_keeps_the_id_and_takes_name_and_place,
            must_04_an_id_that_belongs_to_another_user_is_refused,
            must_05_a_sign_out_leaves_account_and_work_in_place,
            must_05_a_sign_out_of_nobody_changes_nothing,
            must_05_whoever_is_not_active_can_sign_out_too,
            must_06_an_account_is_found_by_server_and_user_alone,
            must_07_all_gives_every_account_once_in_order,
            must_08_each_account_is_signed_in_or_out_by_itself,
            must_09_a_known_account_becomes_the_active_one_as_it_was,
            must_09_a_switch_moves_no_work,
            must_09_who_is_unknown_is_never_active,
        ]);
    };
}

fn server(address: &str) -> ServerUrl {
    address.parse().unwrap()
}

fn on_example(name: &str) -> Account {
    Account {
        id: account(name),
        server: server("https://homing.example.org"),
        user: format!("user-{name}"),
        name: name.to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

fn carrying_task(name: &str, in_lane: &str) -> NewTask {
    NewTask { carries: carried("a", 1), ..keep(name, in_lane) }
}

async fn record_as(queue: &impl Queue, owner: AccountId, commit: Commit) {
    queue.commit(owner, at(1), commit).await.unwrap();
}

async fn bodies_claimed(queue: &impl Queue, owner: AccountId) -> Vec<String> {
    let claim = Claim { account: owner, ..everything() };
    let lanes = queue.get_retry_tasks(at(9), claim).await.unwrap();
    let tasks = lanes.into_iter().flat_map(|lane| lane.tasks);
    tasks.map(|task| String::from_utf8(task.task.body.into_bytes()).unwrap()).collect()
}

/// Rule 1.
pub async fn must_01_the_first_device_id_is_kept_for_ever<S: Accounts + Queue>(open: impl AsyncFn() -> S) {
    let candidate = |number| DeviceId::new(uuid::Builder::from_random_bytes([number; 16]).into_uuid());
    let store = open().await;
    let device = store.device(candidate(1)).await.unwrap();
    assert_eq!(device, candidate(1));
    assert_eq!(store.device(candidate(2)).await.unwrap(), device);
    store.sign_in(&on_example("anna")).await.unwrap();
    drop(store);
    assert_eq!(open().await.device(candidate(3)).await.unwrap(), device);
}

/// Rule 2.
pub async fn must_02_nobody_is_active_until_the_first_sign_in<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    assert_eq!(store.active().await.unwrap(), Active::Local);
    store.device(DeviceId::new(account("device").uuid())).await.unwrap();
    assert_eq!(store.active().await.unwrap(), Active::Local);
}

/// Rule 3.
pub async fn must_03_a_sign_in_makes_the_account_the_active_one<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    for name in ["anna", "berta"] {
        store.sign_in(&on_example(name)).await.unwrap();
        let expected = Active::Account { account: on_example(name), signed_in: true };
        assert_eq!(store.active().await.unwrap(), expected);
        assert_eq!(open().await.active().await.unwrap(), expected);
    }
}

/// Rule 3.
pub async fn must_03_the_first_sign_in_adopts_what_the_local_account_holds<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    let records = vec![record("a", 0, 1), record("b", 0, 1)];
    let tasks = vec![carrying_task("first", "lane"), keep("second", "lane"), keep("third", "m")];
    record_as(&store, AccountId::LOCAL, Commit { records, tasks }).await;
    let adopted = store.sign_in(&on_example("anna")).await.unwrap();
    assert_eq!(adopted, Adopted { records: 2, tasks: 3 });

    let anna = account("anna");
    let notes = collection("notes");
    assert!(store.tasks(AccountId::LOCAL, 0, 10).await.unwrap().is_empty());
    assert_eq!(store.scan(AccountId::LOCAL, &notes, SortRange::ALL, None, 10).await.unwrap().records, []);
    assert_eq!(store.scan(anna, &notes, SortRange::ALL, None, 10).await.unwrap().records.len(), 2);
    assert_eq!(store.unsent(anna, &notes, 10).await.unwrap(), [record("b", 0, 1).record]);
    assert_eq!(bodies_claimed(&store, anna).await, ["first", "second", "third"]);
    assert_eq!(store.sign_in(&on_example("anna")).await.unwrap(), Adopted::default());
}

/// Rule 3, and rules 27, 29 and 31 of the queue.
pub async fn must_03_what_was_adopted_waits_and_takes_room_as_before<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let (store, anna) = (open().await, account("anna"));
    let second = waiting_for([requires("first")], keep("second", "second"));
    let tasks = vec![supersede("first", "first"), second];
    record_as(&store, AccountId::LOCAL, Commit { records: Vec::new(), tasks }).await;
    let full = (2..NORMAL_MAX_TASKS).map(|n| keep(&n.to_string(), "full")).collect();
    record_as(&store, AccountId::LOCAL, Commit { records: Vec::new(), tasks: full }).await;
    store.sign_in(&on_example("anna")).await.unwrap();

    let more = Commit { records: Vec::new(), tasks: vec![keep("more", "more")] };
    let refused = store.commit(anna, at(2), more.clone()).await.unwrap_err();
    assert!(matches!(refused, QueueError::NoRoom { unsent: NORMAL_MAX_TASKS, .. }), "{refused:?}");
    let around = waiting_for([after("second")], supersede("around", "first"));
    let refused = store.commit(anna, at(2), Commit { records: Vec::new(), tasks: vec![around] }).await;
    assert!(matches!(refused, Err(QueueError::DependencyCycle { .. })), "{refused:?}");
    let discarded = store.task(anna, task_id("2")).await.unwrap().unwrap().task.id;
    store.discard(anna, vec![discarded], at(2)).await.unwrap();
    store.commit(anna, at(2), more).await.unwrap();
    let claim = async || store.get_retry_tasks(at(2), Claim { max_tasks: 9, ..everything() }).await.unwrap();
    let claimed = claim().await;
    let lanes: Vec<_> = claimed.iter().map(|lane| lane.lane.as_str()).collect();
    assert_eq!(lanes, ["first", "full"]);
    settle(&store, 2, &claimed[..1], Settlement::Sent).await;
    assert_eq!(claim().await[0].lane.as_str(), "second");
}

/// Rule 3, and rule 21 of the queue: whoever read that nobody is signed in before someone was, learns it.
pub async fn must_03_after_a_sign_in_nothing_is_recorded_for_the_local_account<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    store.sign_in(&on_example("anna")).await.unwrap();
    for _ in 0..2 {
        let late = Commit { records: vec![record("a", 0, 1)], tasks: vec![keep("late", "lane")] };
        let refused = store.commit(AccountId::LOCAL, at(1), late).await.unwrap_err();
        assert!(matches!(refused, QueueError::Adopted), "{refused:?}");
        store.sign_out(account("anna")).await.unwrap();
    }
    assert_eq!(store.get(AccountId::LOCAL, &collection("notes"), &record_id("a")).await.unwrap(), None);
    assert_eq!(store.counts(AccountId::LOCAL).await.unwrap().waiting, 0);
}

/// Rule 3.
pub async fn must_03_a_sign_in_leaves_other_accounts_work_alone<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let (store, anna) = (open().await, account("anna"));
    store.sign_in(&on_example("anna")).await.unwrap();
    record_as(&store, anna, Commit { records: vec![record("a", 0, 1)], tasks: vec![keep("hers", "lane")] })
        .await;
    assert_eq!(store.sign_in(&on_example("berta")).await.unwrap(), Adopted::default());
    assert_eq!(store.counts(anna).await.unwrap().waiting, 1);
    assert_eq!(store.counts(account("berta")).await.unwrap().waiting, 0);
    assert!(store.get(anna, &collection("notes"), &record_id("a")).await.unwrap().is_some());
}

/// Rule 4.
pub async fn must_04_a_second_sign_in_of_the_same_user_keeps_the_id_and_takes_name_and_place<
    S: Accounts + Queue,
>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    store.sign_in(&on_example("anna")).await.unwrap();
    store.sign_out(account("anna")).await.unwrap();
    let again = Account { id: account("another id"), name: "Anna B.".to_owned(), ..on_example("anna") };
    for place in [CredentialPlace::EncryptedFile, CredentialPlace::UntilQuit, CredentialPlace::Keychain] {
        let again = Account { credentials: place, ..again.clone() };
        store.sign_in(&again).await.unwrap();
        let expected = Account { id: account("anna"), ..again };
        assert_eq!(store.active().await.unwrap(), Active::Account { account: expected, signed_in: true });
    }
}

/// Rule 4: one id never stands for two users.
pub async fn must_04_an_id_that_belongs_to_another_user_is_refused<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    store.sign_in(&on_example("anna")).await.unwrap();
    let taken = Account { id: account("anna"), ..on_example("berta") };
    let local = Account { id: AccountId::LOCAL, ..on_example("berta") };
    for refused in [taken, local] {
        store.sign_in(&refused).await.unwrap_err();
        assert_eq!(store.active().await.unwrap().id(), account("anna"));
        assert_eq!(store.find(&refused.server, &refused.user).await.unwrap(), None);
    }
}

/// Rule 5.
pub async fn must_05_a_sign_out_leaves_account_and_work_in_place<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let (store, anna) = (open().await, account("anna"));
    store.sign_in(&on_example("anna")).await.unwrap();
    record_as(&store, anna, Commit { records: vec![record("a", 0, 1)], tasks: vec![keep("hers", "lane")] })
        .await;
    store.sign_out(anna).await.unwrap();
    let expected = Active::Account { account: on_example("anna"), signed_in: false };
    assert_eq!(store.active().await.unwrap(), expected);
    assert_eq!(open().await.active().await.unwrap(), expected);
    assert_eq!(store.counts(anna).await.unwrap().waiting, 1);
    assert!(store.get(anna, &collection("notes"), &record_id("a")).await.unwrap().is_some());
}

/// Rule 5 and rule 2.
pub async fn must_05_a_sign_out_of_nobody_changes_nothing<S: Accounts + Queue>(open: impl AsyncFn() -> S) {
    let store = open().await;
    for nobody in [AccountId::LOCAL, account("anna")] {
        store.sign_out(nobody).await.unwrap();
        assert_eq!(store.active().await.unwrap(), Active::Local);
    }
    assert_eq!(store.all().await.unwrap(), []);
}

/// Rule 6.
pub async fn must_06_an_account_is_found_by_server_and_user_alone<S: Accounts + Queue>(
    open: impl AsyncFn() -> S,
) {
    let store = open().await;
    let anna = on_example("anna");
    store.sign_in(&anna).await.unwrap();
    store.sign_in(&on_example("berta")).await.unwrap();
    assert_eq!(store.find(&anna.server, &anna.user).await.unwrap(), Some(anna.clone()));
    assert_eq!(store.find(&anna.server, "user-nobody").await.unwrap(), None);
    assert_eq!(store.find(&server("https://other.example.org"), &anna.user).await.unwrap(), None);
}
