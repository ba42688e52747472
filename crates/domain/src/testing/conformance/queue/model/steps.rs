//! What a sequence asks of a queue. A step names tasks and lanes by small numbers that the machine reads against what is
//! there, so that any part of a sequence is a sequence, and shrinks.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::policy::BLOBS_MAX_BYTES;
use crate::task::{Coalesce, Priority, Release, WithoutRoom};

/// So many accounts and lanes there are, of each account the same.
pub(super) const ACCOUNTS: u8 = 2;
pub(super) const LANES: u8 = 5;
/// The records of each account.
pub(super) const RECORDS: u8 = 3;
/// The blobs that tasks refer to.
pub(super) const BLOBS: u8 = 3;
/// The longest sequence.
const MOST_STEPS: usize = 40;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Commit {
        account: u8,
        writes: Vec<Write>,
        tasks: Vec<Sketch>,
    },
    /// The last commit once more, as after a lost answer.
    CommitAgain,
    Claim {
        account: u8,
        max_tasks: usize,
        max_bytes: usize,
    },
    /// Results of claims, from the newest on. Of the first `stale` the epoch is another one.
    Settle {
        results: Vec<Result>,
        stale: usize,
    },
    Reclaim,
    BringForward {
        account: u8,
        seconds: u64,
    },
    /// Those tasks, or all.
    Retry {
        account: u8,
        tasks: Option<Vec<u8>>,
    },
    Discard {
        account: u8,
        tasks: Vec<u8>,
    },
    Purge {
        account: u8,
        older_by_seconds: u64,
        limit: usize,
    },
    Wait {
        seconds: u64,
    },
    /// The process ends, and another one opens the place.
    Restart,
}

#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) record: u8,
    pub(super) guard: Guard,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Guard {
    Anything,
    Absent,
    /// The newest revision that was ever written, less this.
    Revision(i64),
}

#[derive(Clone, Debug)]
pub(super) struct Sketch {
    pub(super) lane: u8,
    pub(super) kind: u8,
    pub(super) priority: Priority,
    pub(super) coalesce: Coalesce,
    pub(super) bytes: usize,
    /// Which one, and how many bytes it has.
    pub(super) blob: Option<(u8, u64)>,
    pub(super) carries: Option<u8>,
    pub(super) depends: Vec<(u8, Release)>,
    pub(super) without_room: WithoutRoom,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Result {
    Sent,
    Wait { seconds: u64, attempt: bool },
    Unknown { seconds: u64, attempt: bool },
    Attention,
    Released,
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=MOST_STEPS)
}

fn step() -> impl Strategy<Value = Step> {
    let account = 0..ACCOUNTS;
    let picks = || vec(0..20_u8, 1..4);
    prop_oneof![
        8 => (account.clone(), vec(write(), 0..3), vec(sketch(), 0..4))
            .prop_map(|(account, writes, tasks)| Step::Commit { account, writes, tasks }),
        1 => Just(Step::CommitAgain),
        5 => (account.clone(), 1..6_usize, 10..70_usize)
            .prop_map(|(account, max_tasks, max_bytes)| Step::Claim { account, max_tasks, max_bytes }),
        5 => (vec(result(), 1..6), prop_oneof![6 => Just(0), 1 => 1..3_usize])
            .prop_map(|(results, stale)| Step::Settle { results, stale }),
        1 => Just(Step::Reclaim),
        1 => (account.clone(), 0..40_u64)
            .prop_map(|(account, seconds)| Step::BringForward { account, seconds }),
        2 => (account.clone(), proptest::option::of(picks()))
            .prop_map(|(account, tasks)| Step::Retry { account, tasks }),
        2 => (account.clone(), picks()).prop_map(|(account, tasks)| Step::Discard { account, tasks }),
        1 => (account, 0..120_u64, 1..4_usize).prop_map(|(account, older_by_seconds, limit)| {
            Step::Purge { account, older_by_seconds, limit }
        }),
        3 => prop_oneof![Just(1), Just(30), Just(61)].prop_map(|seconds| Step::Wait { seconds }),
        1 => Just(Step::Restart),
    ]
}

fn write() -> impl Strategy<Value = Write> {
    let guard = prop_oneof![
        4 => Just(Guard::Anything),
        1 => Just(Guard::Absent),
        2 => (0..3_i64).prop_map(Guard::Revision),
    ];
    (0..RECORDS, guard).prop_map(|(record, guard)| Write { record, guard })
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let priority = prop_oneof![Just(Priority::Critical), Just(Priority::High), Just(Priority::Normal)];
    let coalesce = prop_oneof![Just(Coalesce::Keep), Just(Coalesce::Supersede)];
    let until = prop_oneof![Just(Release::Sent), Just(Release::OutOfTheWay)];
    let room = prop_oneof![Just(WithoutRoom::Refuse), Just(WithoutRoom::PutOff)];
    let carries = prop_oneof![2 => Just(None), 1 => (0..RECORDS).prop_map(Some)];
    let kind = prop_oneof![3 => Just(0_u8), 1 => Just(1)];
    let depends = prop_oneof![1 => Just(Vec::new()), 1 => vec((0..LANES, until), 1..3)];
    // Two of the large ones have no room beside each other.
    let bytes_of_blob = prop_oneof![3 => 1..9_u64, 1 => Just(BLOBS_MAX_BYTES / 2 + 1)];
    let blob = prop_oneof![3 => Just(None), 1 => (0..BLOBS, bytes_of_blob).prop_map(Some)];
    (0..LANES, kind, priority, coalesce, (0..30_usize, blob), carries, depends, room).prop_map(
        |(lane, kind, priority, coalesce, (bytes, blob), carries, depends, without_room)| Sketch {
            lane,
            kind,
            priority,
            coalesce,
            bytes,
            blob,
            carries,
            depends,
            without_room,
        },
    )
}

fn result() -> impl Strategy<Value = Result> {
    prop_oneof![
        3 => Just(Result::Sent),
        1 => (0..90_u64, any::<bool>()).prop_map(|(seconds, attempt)| Result::Wait { seconds, attempt }),
        1 => (0..90_u64, any::<bool>()).prop_map(|(seconds, attempt)| Result::Unknown { seconds, attempt }),
        2 => Just(Result::Attention),
        1 => Just(Result::Released),
    ]
}
