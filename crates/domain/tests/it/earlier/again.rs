//! A file that is given again after the earlier app went on with it, or with a key that was missing.

use homing_domain::time::{
    EarlierWork, Given, ItemSelection, ReviewItem, RowRef, TakenIn, Unfinished, UnfinishedMatter,
};

use super::{minute, past, picture, row, unfinished, unreadable, work};
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

async fn meant_by_all(desk: &Desk) -> Vec<ReviewItem> {
    desk.tracker.find_items(&ItemSelection::AllOf(UnfinishedMatter::ApproximateTimes)).await.unwrap()
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

#[tokio::test]
async fn what_has_arrived_since_is_left_out_where_all_are_meant_and_stays_for_the_person() {
    let desk = desk();
    desk.takes_in(work(vec![dated(unfinished(&[1, 700]))])).await;
    let half = EarlierWork { past: vec![past(1)], ..work(vec![beta(&[800])]) };
    assert_eq!(desk.takes_in(half).await, TakenIn { changed: 1, review: 1, ..TakenIn::default() });
    assert_eq!(meant_by_all(&desk).await.len(), 2);

    // In one transaction or in several.
    let whole = || EarlierWork { past: (1..=700).map(past).collect(), ..EarlierWork::default() };
    assert_eq!(desk.takes_in(whole()).await, TakenIn { changed: 2, history: 698, ..TakenIn::default() });
    let meant = meant_by_all(&desk).await;
    assert_eq!(meant.iter().map(|item| item.description.as_str()).collect::<Vec<_>>(), [BETA]);
    let items = two_items(&desk).await;
    assert_eq!(desk.takes_in(whole()).await, TakenIn { changed: 2, unchanged: 698, ..TakenIn::default() });
    assert_eq!(two_items(&desk).await, items);
    desk.tracker.confirm(&items[0], &Given::default()).await.unwrap();
}

#[tokio::test]
async fn a_picture_that_has_arrived_since_is_not_sent_unasked() {
    let desk = desk();
    desk.takes_in(work(vec![picture(1, UnfinishedMatter::PictureToSend)])).await;
    assert_eq!(desk.tracker.pictures_to_send().await.unwrap().len(), 1);
    desk.takes_in(EarlierWork { past: vec![past(1)], ..EarlierWork::default() }).await;
    assert!(desk.tracker.pictures_to_send().await.unwrap().is_empty());
    assert!(desk.only_item().await.is_open());
}
