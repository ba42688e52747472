//! Each row of a file once, in one place, whatever interrupts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use homing_domain::names::DeviceId;
use homing_domain::ports::{Accounts, Queue, QueueError};
use homing_domain::testing::{Call, SequentialIds, Trouble, Troubled};
use homing_domain::time::{
    EarlierWork, Given, ItemState, PastRow, ReviewItem, RowRef, TakenIn, Tracker, Unfinished,
    UnfinishedMatter, UnreadableRow,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{past, picture, row, unfinished, unreadable, work};
use crate::tracking::{Desk, desk};

/// All that is kept, without what counts the writes.
async fn kept(desk: &Desk) -> (Vec<PastRow>, Vec<ReviewItem>, Vec<UnreadableRow>) {
    let tracker = &desk.tracker;
    let mut items = tracker.review_items().await.unwrap();
    items.iter_mut().for_each(|item| item.revision = 0);
    (tracker.earlier_history().await.unwrap(), items, tracker.earlier_unreadable().await.unwrap())
}

#[tokio::test]
async fn every_row_is_in_one_place_and_no_entry_is_made() {
    let desk = desk();
    let work = EarlierWork {
        past: vec![past(1), past(2)],
        unfinished: vec![unfinished(&[3, 4, 5]), picture(6, UnfinishedMatter::PictureToSend)],
        unreadable: vec![unreadable(7)],
    };
    let taken = desk.takes_in(work.clone()).await;
    let expected = TakenIn { imported: 1, history: 2, review: 3, unreadable: 1, unchanged: 0, changed: 0 };
    assert_eq!(taken, expected);
    let (history, items, unread) = kept(&desk).await;
    assert_eq!((history, unread), (work.past, work.unreadable));
    assert_eq!(items.iter().map(|item| item.rows.len()).collect::<Vec<_>>(), [3, 1]);
    assert!(desk.bodies().await.is_empty());
    let bytes = desk.tracker.earlier_picture(&items[1]).await.unwrap();
    assert_eq!(bytes, work.unfinished[1].picture);
}

#[tokio::test]
async fn the_same_file_again_adds_nothing() {
    let desk = desk();
    let work = EarlierWork {
        past: (1..=600).map(past).collect(),
        unfinished: vec![unfinished(&[601, 602])],
        unreadable: vec![unreadable(603)],
    };
    desk.takes_in(work.clone()).await;
    let before = kept(&desk).await;
    assert_eq!(desk.takes_in(work).await, TakenIn { unchanged: 603, ..TakenIn::default() });
    assert_eq!(kept(&desk).await, before);
}

#[tokio::test]
async fn a_row_that_can_be_read_since_is_unreadable_no_more() {
    let desk = desk();
    let first = EarlierWork { unreadable: vec![unreadable(1), unreadable(2)], ..EarlierWork::default() };
    desk.takes_in(first.clone()).await;
    let second =
        EarlierWork { past: vec![past(1)], unfinished: vec![unfinished(&[2])], ..EarlierWork::default() };
    let taken = desk.takes_in(second).await;
    assert_eq!(taken, TakenIn { history: 1, review: 1, ..TakenIn::default() });
    let (history, items, unread) = kept(&desk).await;
    assert_eq!((history.len(), items.len(), unread.len()), (1, 1, 0));
    // And a key that is missing again takes nothing away.
    assert_eq!(desk.takes_in(first).await, TakenIn { unchanged: 2, ..TakenIn::default() });
    assert_eq!(kept(&desk).await, (history, items, unread));
}

#[tokio::test]
async fn a_row_that_was_sent_since_is_reported_and_stays_for_the_person() {
    let desk = desk();
    desk.takes_in(work(vec![unfinished(&[1])])).await;
    let sent = EarlierWork { past: vec![past(1)], ..EarlierWork::default() };
    assert_eq!(desk.takes_in(sent).await, TakenIn { changed: 1, ..TakenIn::default() });
    let item = desk.only_item().await;
    assert!(item.is_open() && item.arrived_since);
}

#[tokio::test]
async fn more_rows_of_open_work_join_it() {
    let desk = desk();
    desk.takes_in(work(vec![unfinished(&[1])])).await;
    let before = desk.only_item().await;
    let taken = desk.takes_in(work(vec![unfinished(&[1, 2])])).await;
    assert_eq!(taken, TakenIn { review: 1, unchanged: 1, ..TakenIn::default() });
    let after = desk.only_item().await;
    assert_eq!((after.id, after.rows.len(), after.revision), (before.id, 2, before.revision + 1));
    assert_eq!(after.intervals, unfinished(&[1, 2]).intervals);
}

#[tokio::test]
async fn more_rows_of_work_that_is_decided_wait_beside_it() {
    let desk = desk();
    desk.takes_in(work(vec![unfinished(&[1, 2])])).await;
    let decided = desk.tracker.confirm(&desk.only_item().await, &Given::default()).await.unwrap().item;
    desk.takes_in(work(vec![unfinished(&[1, 2, 3])])).await;
    let items = desk.tracker.review_items().await.unwrap();
    let [one, more] = items.as_slice() else { panic!("not two items") };
    assert_eq!(one, &decided);
    assert_eq!((more.state, &more.more_of), (ItemState::Open, &Some(decided.id)));
    assert_eq!(more.rows, [row(3)]);
}

#[tokio::test]
async fn two_imports_at_once_bring_each_row_once() {
    let desk = desk();
    let file = || EarlierWork {
        past: (1..=700).map(past).collect(),
        unfinished: vec![unfinished(&[701, 702])],
        unreadable: vec![],
    };
    let (one, other) = tokio::join!(desk.takes_in(file()), desk.takes_in(file()));
    assert_eq!((one.history + other.history, one.review + other.review), (700, 2));
    assert_eq!((one.rows(), other.rows()), (702, 702));
}

/// How a file is made: rows of each sort, in groups; and where each of several imports of it dies.
#[derive(Clone, Debug)]
struct Life {
    sorts: Vec<u8>,
    kills: Vec<(usize, bool)>,
}

fn life() -> impl Strategy<Value = Life> {
    let kills = prop::collection::vec((0_usize..6, any::<bool>()), 0..4);
    (prop::collection::vec(0_u8..5, 0..1_800), kills).prop_map(|(sorts, kills)| Life { sorts, kills })
}

fn file(sorts: &[u8]) -> EarlierWork {
    let mut work = EarlierWork::default();
    let mut number = 0_i64;
    for sort in sorts {
        number += 1;
        match sort {
            0 => work.past.push(past(number)),
            1 => work.unreadable.push(unreadable(number)),
            2 => work.unfinished.push(picture(number % 100, UnfinishedMatter::PictureToSend).of(number)),
            size => {
                let rows: Vec<_> = (number..=number + i64::from(*size)).collect();
                number += i64::from(*size);
                work.unfinished.push(unfinished(&rows));
            }
        }
    }
    work
}

trait Of {
    fn of(self, number: i64) -> Self;
}

impl Of for Unfinished {
    fn of(self, number: i64) -> Self {
        let rows: Vec<RowRef> = vec![row(number)];
        Self { rows, ..self }
    }
}

/// A program that dies at its n-th commit, before it or after it.
struct Dying {
    at: usize,
    took_effect: bool,
    commits: AtomicUsize,
}

impl Dying {
    fn now(&self, call: Call<'_>, after: bool) -> Result<(), QueueError> {
        if !matches!(call, Call::Commit { .. }) || after != self.took_effect {
            return Ok(());
        }
        let number = self.commits.fetch_add(1, Ordering::Relaxed);
        if number == self.at { Err(QueueError::Backend("killed".into())) } else { Ok(()) }
    }
}

#[async_trait]
impl Trouble for Dying {
    async fn before(&self, _: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        self.now(call, false)
    }

    async fn after(&self, _: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        self.now(call, true)
    }
}

fn dying(desk: &Desk, at: usize, took_effect: bool) -> Tracker {
    let dying = Dying { at, took_effect, commits: AtomicUsize::new(0) };
    Tracker::new(
        Arc::new(Troubled::over(Arc::clone(&desk.store) as Arc<dyn Queue>, Arc::new(dying))),
        Arc::clone(&desk.store) as Arc<dyn Accounts>,
        Arc::new(desk.clock.clone()),
        Arc::new(SequentialIds::default()),
        DeviceId::new(Uuid::from_u128(8)),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever kills it between any two transactions, the last import ends as one that nothing killed; and rows in are
    /// rows out.
    #[test]
    fn an_import_that_is_killed_anywhere_ends_the_same(Life { sorts, kills } in life()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (plain, killed) = (desk(), desk());
            let work = file(&sorts);
            let once = plain.takes_in(work.clone()).await;
            assert_eq!(once.rows(), work.rows());
            for (at, took_effect) in kills {
                drop(dying(&killed, at, took_effect).take_in(work.clone(), &|_| {}).await);
            }
            let last = killed.takes_in(work.clone()).await;
            assert_eq!((last.rows(), last.changed), (work.rows(), 0));
            assert_eq!(kept(&killed).await, kept(&plain).await);
            let again = killed.takes_in(work.clone()).await;
            assert_eq!(again, TakenIn { unchanged: work.rows(), ..TakenIn::default() });
        });
    }
}
