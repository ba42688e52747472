//! Rules 16, 17 and 42: records, and which of them no task carries yet.

use std::num::NonZeroUsize;

use crate::ports::{Queue, Settlement, SortRange};
use crate::task::{Commit, NewTask, Record, RecordWrite};

use super::super::sample::{
    account, anna, at, carried, claim, collection, commit, enqueue, keep, record, record_id, settle,
};

fn carrying(name: &str, revision: i64) -> NewTask {
    NewTask { carries: carried(name, revision), ..keep(&format!("{name} {revision}"), name) }
}

async fn unsent_names(queue: &impl Queue, limit: usize) -> Vec<String> {
    let records = queue.unsent(anna(), &collection("notes"), limit).await.unwrap();
    let mut names: Vec<_> = records.into_iter().map(|record| String::from(record.id)).collect();
    names.sort();
    names
}

/// Every record of a range, read in pages of the given size.
async fn scanned(queue: &impl Queue, range: SortRange, size: NonZeroUsize) -> Vec<Record> {
    let (mut records, mut cursor) = (Vec::new(), None);
    loop {
        let page = queue.scan(anna(), &collection("notes"), range, cursor, size.get()).await.unwrap();
        assert!(page.records.len() <= size.get());
        records.extend(page.records);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return records,
        }
    }
}

fn names(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| record.id.as_str()).collect()
}

/// Rule 16.
pub async fn must_16_a_record_is_seen_by_its_account_alone<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let berta = account("berta");
    commit(&queue, 1, vec![record("shared name", 1, 1)], Vec::new()).await;
    let hers = Commit { records: vec![record("shared name", 2, 5), record("hers", 3, 1)], tasks: Vec::new() };
    queue.commit(berta, at(1), hers).await.unwrap();
    let notes = collection("notes");
    let get = async |owner, name| queue.get(owner, &notes, &record_id(name)).await.unwrap();
    assert_eq!(get(anna(), "shared name").await, Some(record("shared name", 1, 1).record));
    assert_eq!(get(anna(), "hers").await, None);
    assert_eq!(get(berta, "shared name").await, Some(record("shared name", 2, 5).record));
    assert_eq!(queue.get(berta, &collection("others"), &record_id("hers")).await.unwrap(), None);
    assert_eq!(queue.scan(berta, &notes, SortRange::ALL, None, 9).await.unwrap().records.len(), 2);
    assert_eq!(queue.scan(anna(), &notes, SortRange::ALL, None, 9).await.unwrap().records.len(), 1);
}

/// Rule 42.
pub async fn must_42_named_records_are_given_as_each_alone_is<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let (notes, others) = (collection("notes"), collection("others"));
    let ours = ["a", "b", "c"].map(|name| record(name, 1, 1));
    commit(&queue, 1, ours.to_vec(), Vec::new()).await;
    let hers = Commit { records: vec![record("a", 2, 5), record("hers", 3, 1)], tasks: Vec::new() };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    let asked = async |owner, of, names: &[&str]| {
        let ids = names.iter().map(|name| record_id(name)).collect();
        let mut found = queue.records(owner, of, ids).await.unwrap();
        found.sort_by(|one, other| one.id.cmp(&other.id));
        found
    };
    let [a, b, _] = ours.map(|write| write.record);
    assert_eq!(asked(anna(), &notes, &["b", "hers", "a", "nowhere"]).await, [a, b]);
    assert_eq!(asked(anna(), &others, &["a"]).await, []);
    assert_eq!(asked(anna(), &notes, &[]).await, []);
    assert_eq!(asked(account("berta"), &notes, &["a"]).await, [record("a", 2, 5).record]);
}

async fn five_records(queue: &impl Queue) {
    let keys = [("e", i64::MAX), ("b", 5), ("d", 5), ("a", i64::MIN), ("c", -5)];
    let mut records: Vec<_> = keys.map(|(name, sort_key)| record(name, sort_key, 1)).into();
    let mut elsewhere: RecordWrite = record("other collection", 5, 1);
    elsewhere.record.collection = collection("others");
    records.push(elsewhere);
    commit(queue, 1, records, Vec::new()).await;
}

/// Rule 16.
pub async fn must_16_a_scan_gives_ascending_sort_keys_then_ids<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    five_records(&queue).await;
    let page = queue.scan(anna(), &collection("notes"), SortRange::ALL, None, 10).await.unwrap();
    assert_eq!(names(&page.records), ["a", "c", "b", "d", "e"]);
    assert_eq!(page.next, None);
    assert_eq!(page.records[2], record("b", 5, 1).record);
}

/// Rule 16.
pub async fn must_16_each_record_comes_exactly_once_over_the_pages<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    five_records(&queue).await;
    for size in 1..=6 {
        let records = scanned(&queue, SortRange::ALL, NonZeroUsize::new(size).unwrap()).await;
        assert_eq!(names(&records), ["a", "c", "b", "d", "e"], "in pages of {size}");
    }
}

/// Rule 16.
pub async fn must_16_both_ends_of_a_range_are_included<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    five_records(&queue).await;
    for (from, to, expected) in [
        (-5, 5, ["c", "b", "d"].as_slice()),
        (5, 5, &["b", "d"]),
        (6, i64::MAX, &["e"]),
        (6, 7, &[]),
        (5, -5, &[]),
    ] {
        let records = scanned(&queue, SortRange { from, to }, NonZeroUsize::MIN).await;
        assert_eq!(names(&records), expected, "from {from} to {to}");
    }
}

/// Rule 17.
pub async fn must_17_unsent_gives_records_that_no_task_carries_in_their_newest_revision<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let records = vec![
        record("carried", 0, 1),
        record("older carried", 0, 2),
        record("never", 0, 1),
        record("local", 0, 0),
    ];
    commit(&queue, 1, records, vec![carrying("carried", 1), carrying("older carried", 1)]).await;
    assert_eq!(unsent_names(&queue, 10).await, ["never", "older carried"]);
    commit(&queue, 2, vec![record("carried", 0, 2)], Vec::new()).await;
    assert_eq!(unsent_names(&queue, 10).await, ["carried", "never", "older carried"]);
}

/// Rule 17.
pub async fn must_17_what_a_sent_task_carried_stays_carried<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    commit(&queue, 1, vec![record("a", 0, 1)], vec![carrying("a", 1)]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    assert!(unsent_names(&queue, 10).await.is_empty());
    // An older revision that a later task carries takes nothing back.
    enqueue(&queue, 2, [carrying("a", 0)]).await;
    assert!(unsent_names(&queue, 10).await.is_empty());
}

/// Rule 17.
pub async fn must_17_a_task_may_carry_a_record_of_an_earlier_commit<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    commit(&queue, 1, vec![record("a", 0, 1), record("b", 0, 3), record("c", 0, 1)], Vec::new()).await;
    enqueue(&queue, 2, [carrying("b", 3), carrying("c", 1), carrying("no such record", 1)]).await;
    assert_eq!(unsent_names(&queue, 10).await, ["a"]);
}

/// Rule 17.
pub async fn must_17_unsent_keeps_to_account_collection_and_limit<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    five_records(&queue).await;
    let hers = Commit { records: vec![record("hers", 0, 1)], tasks: Vec::new() };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    assert_eq!(unsent_names(&queue, 10).await, ["a", "b", "c", "d", "e"]);
    assert_eq!(unsent_names(&queue, 2).await.len(), 2);
}
