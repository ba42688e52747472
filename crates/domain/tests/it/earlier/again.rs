//! A file that is given again after the earlier app went on with it, or with a key that was missing.

use homing_domain::time::{EarlierWork, ReviewItem, RowRef, TakenIn, Unfinished};

use super::{minute, row, unfinished, unreadable, work};
use crate::tracking::{Desk, desk};

const BETA: &str = "Work on project Beta";

/// Work that the day's own row dates, as well as what was to be sent.
fn dated(mut work: Unfinished) -> Unfinished {
    let (table, identity) = ("time_entries".to_owned(), "dd0001".to_owned());
    work.rows.push(RowRef { table, identity, ..row(1) });
    work
}

fn beta(numbers: &[i64]) -> Unfinished {
    Unfinished { description: BETA.to_owned(), ..unfinished(numbers) }
}

async fn two_items(desk: &Desk) -> [ReviewItem; 2] {
    desk.tracker.review_items().await.unwrap().try_into().unwrap()
}

#[tokio::test]
async fn a_day_that_dates_other_work_by_now_takes_nothing_from_the_work_it_dated() {
    let desk = desk();
    desk.takes_in(work(vec![dated(unfinished(&[1, 2]))])).await;
    let before = desk.only_item().await;
    let taken = desk.takes_in(work(vec![unfinished(&[1, 2]), dated(beta(&[3]))])).await;
    assert_eq!(taken, TakenIn { review: 1, unchanged: 3, ..TakenIn::default() });
    let [one, other] = two_items(&desk).await;
    assert_eq!(one, before);
    assert_eq!((other.description.as_str(), other.rows, other.more_of), (BETA, vec![row(3)], None));
}

#[tokio::test]
async fn work_that_can_be_read_since_takes_nothing_from_the_work_that_had_its_last_row() {
    let desk = desk();
    let first = EarlierWork { unreadable: vec![unreadable(2)], ..work(vec![unfinished(&[1, 3])]) };
    desk.takes_in(first).await;
    let before = desk.only_item().await;
    let second = || work(vec![unfinished(&[1]), beta(&[2, 3])]);
    let taken = desk.takes_in(second()).await;
    assert_eq!(taken, TakenIn { review: 1, unchanged: 2, ..TakenIn::default() });
    let items = two_items(&desk).await;
    let [one, other] = &items;
    assert_eq!(one, &before);
    assert_eq!((other.description.as_str(), other.began_at()), (BETA, Some(minute(2))));
    assert_eq!((&other.rows, &other.more_of), (&vec![row(2)], &Some(before.id.clone())));

    assert_eq!(desk.takes_in(second()).await, TakenIn { unchanged: 3, ..TakenIn::default() });
    assert_eq!(two_items(&desk).await, items);
    let taken = desk.takes_in(work(vec![beta(&[2, 3, 4])])).await;
    assert_eq!(taken, TakenIn { review: 1, unchanged: 2, ..TakenIn::default() });
    let [one, other] = two_items(&desk).await;
    assert_eq!((one, other.rows), (before, vec![row(2), row(4)]));
}
