//! What is brought before a person, and what is not.

use std::collections::BTreeMap;
use std::time::Duration;

use homing_domain::names::TaskId;
use homing_domain::task::Reason;
use homing_domain::time::{
    Entry, EntryFields, EntryId, EntryState, Interval, Matter, Refusal, overlap, review,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::entries::{closed, fields, minute, open};

fn entry(id: u128, intervals: Vec<Interval>) -> Entry {
    let running = intervals.last().is_some_and(|last| last.end.is_none());
    let state = if running { EntryState::Running } else { EntryState::Stopped };
    Entry::try_from(EntryFields { id: EntryId::new(Uuid::from_u128(id)), state, ..fields(intervals) })
        .unwrap()
}

fn matters(entries: &[Entry]) -> Vec<(EntryId, Matter)> {
    review(entries, &[], &BTreeMap::new(), minute(5_000))
        .into_iter()
        .map(|found| (found.entry.id, found.matter))
        .collect()
}

fn id(id: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(id))
}

#[test]
fn ordinary_days_are_brought_before_nobody() {
    let entries = [
        entry(1, vec![closed(0, 60), closed(90, 120)]),
        entry(2, vec![closed(60, 90)]),
        entry(3, vec![open(4_900)]),
    ];
    assert_eq!(matters(&entries), []);
}

#[test]
fn what_can_hardly_be_right_is_said_of_each_entry() {
    let guessed = EntryFields { approximate: true, ..entry(4, vec![closed(4_000, 4_001)]).into_fields() };
    let entries = [
        entry(1, vec![closed(0, 961)]),
        entry(2, vec![closed(1_000, 1_000)]),
        entry(3, vec![closed(4_999, 5_001)]),
        Entry::try_from(guessed).unwrap(),
        entry(5, vec![open(4_039)]),
    ];
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let expected = [
        (id(1), Matter::Long { span: minutes(961) }),
        (id(2), Matter::Empty),
        (id(3), Matter::InFuture { at: minute(5_001) }),
        (id(3), Matter::Overlaps { with: id(5), by: minutes(1) }),
        (id(4), Matter::Approximate),
        (id(5), Matter::Long { span: minutes(961) }),
    ];
    assert_eq!(matters(&entries), expected);
}

#[test]
fn an_overlap_is_said_once_of_the_later_entry() {
    let entries = [entry(1, vec![closed(0, 60)]), entry(2, vec![closed(50, 70)])];
    let by = Duration::from_secs(600);
    assert_eq!(matters(&entries), [(id(2), Matter::Overlaps { with: id(1), by })]);
}

#[test]
fn a_refused_entry_comes_with_its_reason_even_where_it_is_deleted() {
    let deleted = EntryFields { deleted: true, ..entry(1, vec![closed(0, 2_000)]).into_fields() };
    let reason =
        Reason { code: "invalid-entry".to_owned(), detail: None, field: Some("entry.project".to_owned()) };
    let refusal = Refusal { entry: id(1), task: TaskId::new(Uuid::from_u128(9)), reason };
    let deleted = [Entry::try_from(deleted).unwrap()];
    let found = review(&deleted, std::slice::from_ref(&refusal), &BTreeMap::new(), minute(5_000));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].matter, Matter::Refused(refusal));
}

proptest! {
    #[test]
    fn of_any_entries_that_overlap_the_later_one_is_named_and_of_others_none(
        spans in proptest::collection::vec((0_i64..200, 1_i64..30), 0..12),
    ) {
        let entries: Vec<Entry> = spans
            .iter()
            .enumerate()
            .map(|(n, (from, length))| entry(n as u128 + 1, vec![closed(*from, from + length)]))
            .collect();
        let named: Vec<EntryId> = matters(&entries).into_iter().map(|(id, _)| id).collect();
        for one in &entries {
            let earlier = |other: &&Entry| {
                let order = |entry: &Entry| (entry.started_at(), entry.last_instant(), entry.id);
                other.id != one.id && order(other) < order(one) && !overlap(one, other, minute(5_000)).is_zero()
            };
            prop_assert_eq!(named.contains(&one.id), entries.iter().any(|other| earlier(&other)));
        }
    }
}
