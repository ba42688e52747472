//! A snapshot: what is stored, at the moment of the look. Which state is the worst is tested beside the rule.

use homing_app::{Headline, StorageProblem, status};
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{Bar, Hold, HoldCause, SyncState};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId};
use homing_domain::ports::{
    Accounts, Clock, MockAccounts, MockIds, MockQueue, OfflineCause, Page, Queue, QueueCounts, QueueError,
};
use homing_domain::task::{Body, Record};
use homing_domain::testing::ManualClock;
use homing_domain::time::Tracker;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

fn waiting(waiting: u64, attention: u64) -> QueueCounts {
    QueueCounts { waiting, attention, ..QueueCounts::default() }
}

fn account(signed_in: bool) -> Active {
    let account = Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    Active::Account { account, signed_in }
}

async fn headline(active: Active, counts: QueueCounts, state: SyncState) -> Headline {
    headline_where(|| Ok(()), active, counts, state).await
}

async fn headline_where(
    writable: fn() -> Result<(), QueueError>,
    active: Active,
    counts: QueueCounts,
    state: SyncState,
) -> Headline {
    let mut queue = MockQueue::new();
    queue.expect_writable().returning(writable);
    queue.expect_counts().returning(move |_| Ok(counts));
    queue.expect_unsent().returning(|_, _, _| Ok(vec![]));
    queue.expect_scan().returning(|_, _, _, _, _| Ok(Page { records: vec![], next: None }));
    queue.expect_commit().returning(|_, _, _| Ok(()));
    queue.expect_get().returning(move |_, collection, _| {
        let body = Body::new(serde_json::to_vec(&state).unwrap());
        let (collection, id) = (collection.clone(), RecordId::of("current"));
        let is_state = collection == Collection::of("sync-state");
        Ok(is_state.then_some(Record { collection, id, sort_key: 0, revision: 0, body }))
    });
    let mut accounts = MockAccounts::new();
    accounts.expect_active().returning(move || Ok(active.clone()));
    accounts.expect_all().returning(|| Ok(vec![]));
    let (queue, accounts): (Arc<dyn Queue>, Arc<dyn Accounts>) = (Arc::new(queue), Arc::new(accounts));
    let (clock, device) = (ManualClock::default(), DeviceId::new(Uuid::from_u128(8)));
    let ids = Arc::new(MockIds::new());
    let tracker = Tracker::new(queue.clone(), accounts.clone(), Arc::new(clock.clone()), ids, device);
    status(queue.as_ref(), accounts.as_ref(), &tracker, clock.now()).await.unwrap().headline
}

fn held_until(until: Timestamp) -> SyncState {
    let hold = Hold { until, cause: HoldCause::Offline(OfflineCause::Dns) };
    SyncState { hold: Some(hold), ..SyncState::default() }
}

#[tokio::test]
async fn where_nothing_can_be_recorded_that_is_said_before_all_else() {
    let refusals: [fn() -> Result<(), QueueError>; 2] =
        [|| Err(QueueError::Full("no room".into())), || Err(QueueError::NotWritable("read-only".into()))];
    for refusal in refusals {
        let said = headline_where(refusal, account(false), waiting(1, 1), SyncState::default()).await;
        assert_eq!(said, Headline::StorageProblem(StorageProblem::NotWritable));
    }
}

#[tokio::test]
async fn a_refused_sign_in_is_said_although_the_account_is_signed_in() {
    let state = SyncState { sign_in_needed: true, ..SyncState::default() };
    assert_eq!(headline(account(true), waiting(1, 0), state).await, Headline::SignInNeeded);
}

#[tokio::test]
async fn a_keychain_that_was_locked_at_the_last_try_is_said_while_something_waits() {
    let state = || SyncState { bar: Some(Bar::KeychainLocked), ..SyncState::default() };
    assert_eq!(headline(account(true), waiting(1, 0), state()).await, Headline::Barred(Bar::KeychainLocked));
    assert_eq!(headline(account(true), waiting(0, 0), state()).await, Headline::AllSaved);
    assert_eq!(headline(account(false), waiting(1, 0), state()).await, Headline::SignInNeeded);
}

#[tokio::test]
async fn a_hold_is_said_until_it_is_over_and_only_while_something_waits() {
    let clock = ManualClock::default();
    let later = clock.now().saturating_add(Duration::from_secs(60));
    let held = headline(account(true), waiting(1, 0), held_until(later)).await;
    assert_eq!(held, Headline::Offline { cause: OfflineCause::Dns, until: later });
    assert_eq!(
        headline(account(true), waiting(1, 0), held_until(clock.now())).await,
        Headline::Waiting { until: None }
    );
    assert_eq!(headline(account(true), waiting(0, 0), held_until(later)).await, Headline::AllSaved);
}
