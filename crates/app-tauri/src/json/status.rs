//! Where everything is.

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::{Bar, CycleEnd};
use homing_domain::ports::QueueCounts;
use homing_domain::time::worked;
use homing_export::EntryJson;
use serde::Serialize;

use super::account::{AccountJson, OthersJson};
use super::away::GapJson;
use super::looking_back::Day;
use super::sync::EndJson;
use crate::status::{Headline, Status, StorageProblem};

/// A snapshot.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct StatusJson<'a> {
    revision: u64,
    headline: HeadlineCode,
    storage: Option<StorageCode>,
    barred: Option<BarCode>,
    held: Option<EndJson>,
    sending: Option<SendingJson>,
    under_way: bool,
    account: Option<AccountJson<'a>>,
    timer: Option<TimerJson<'a>>,
    counts: CountsJson,
    last_exchange: Option<Timestamp>,
    server_ahead_seconds: Option<i64>,
    others: OthersJson,
    taken_at: Timestamp,
    today: TodayJson<'a>,
}

/// The one thing to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum HeadlineCode {
    StorageProblem,
    SignInNeeded,
    Barred,
    Stopped,
    Attention,
    ClockOff,
    ServerNotAnswering,
    Throttled,
    Offline,
    Sending,
    Waiting,
    LocalOnly,
    AllSaved,
}

/// What is wrong with the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum StorageCode {
    Damaged,
    Newer,
    NotWritable,
    Unreadable,
}

/// What on this machine keeps tasks from going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum BarCode {
    KeychainMissing,
    KeychainLocked,
    KeychainSilent,
    Passphrase,
    SignInUnreadable,
    StoreFails,
    Lock,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct SendingJson {
    done: u64,
    total: u64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct TimerJson<'a> {
    worked_seconds: u64,
    away: Vec<GapJson>,
    entry: EntryJson<'a>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub(super) struct CountsJson {
    waiting: u64,
    put_off: u64,
    attention: u64,
    behind_attention: u64,
    discarded: u64,
    sent: u64,
    next_due: Option<Timestamp>,
}

/// The local day that it is on this machine, and its work up to the instant of the snapshot.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct TodayJson<'a> {
    day: Day,
    /// The IANA name of the zone whose day it is; null where it has none.
    zone: Option<&'a str>,
    worked_seconds: u64,
    next_day: Timestamp,
}

impl CountsJson {
    pub(super) fn new(counts: &QueueCounts, put_off: u64) -> Self {
        Self {
            waiting: counts.waiting,
            put_off,
            attention: counts.attention,
            behind_attention: counts.behind_attention,
            discarded: counts.discarded,
            sent: counts.sent,
            next_due: counts.next_due,
        }
    }
}

impl<'a> StatusJson<'a> {
    /// The snapshot, with the work of the timer up to `now`.
    #[must_use]
    pub fn new(status: &'a Status, now: Timestamp) -> Self {
        let account = match &status.active {
            Active::Local => None,
            Active::Account { account, signed_in } => Some(AccountJson::new(account, *signed_in)),
        };
        let timer = status.timer.as_ref().map(|entry| TimerJson {
            worked_seconds: worked(entry, now).as_secs(),
            away: status.away.iter().map(GapJson::from).collect(),
            entry: entry.into(),
        });
        Self {
            revision: status.revision,
            headline: code(status.headline),
            storage: match status.headline {
                Headline::StorageProblem(problem) => Some(storage(problem)),
                _ => None,
            },
            barred: match status.headline {
                Headline::Barred(by) => Some(bar(by)),
                _ => None,
            },
            held: held(status.headline).map(EndJson::from),
            sending: match status.headline {
                Headline::Sending { done, total } => Some(SendingJson { done, total }),
                _ => None,
            },
            under_way: status.under_way,
            account,
            timer,
            counts: CountsJson::new(&status.counts, status.put_off),
            last_exchange: status.last_exchange,
            server_ahead_seconds: status.server_ahead_millis.map(|millis| millis / 1_000),
            others: status.others.into(),
            taken_at: now,
            today: TodayJson {
                day: Day(status.today.day),
                zone: status.today.zone.iana_name(),
                worked_seconds: status.today.worked(status.timer.as_ref(), now).as_secs(),
                next_day: status.today.period.until,
            },
        }
    }
}

/// What holds the whole queue, as a cycle that meets it ends.
fn held(headline: Headline) -> Option<CycleEnd> {
    match headline {
        Headline::Stopped { cause, until } => Some(CycleEnd::Stopped { cause, until }),
        Headline::ServerNotAnswering { until } => Some(CycleEnd::ServerTrouble { until }),
        Headline::Throttled { until } => Some(CycleEnd::Throttled { until }),
        Headline::Offline { cause, until } => Some(CycleEnd::Offline { cause, until }),
        _ => None,
    }
}

fn code(headline: Headline) -> HeadlineCode {
    match headline {
        Headline::StorageProblem(_) => HeadlineCode::StorageProblem,
        Headline::SignInNeeded => HeadlineCode::SignInNeeded,
        Headline::Barred(_) => HeadlineCode::Barred,
        Headline::Stopped { .. } => HeadlineCode::Stopped,
        Headline::Attention => HeadlineCode::Attention,
        Headline::ClockOff { .. } => HeadlineCode::ClockOff,
        Headline::ServerNotAnswering { .. } => HeadlineCode::ServerNotAnswering,
        Headline::Throttled { .. } => HeadlineCode::Throttled,
        Headline::Offline { .. } => HeadlineCode::Offline,
        Headline::Sending { .. } => HeadlineCode::Sending,
        Headline::Waiting { .. } => HeadlineCode::Waiting,
        Headline::LocalOnly => HeadlineCode::LocalOnly,
        Headline::AllSaved => HeadlineCode::AllSaved,
    }
}

fn bar(bar: Bar) -> BarCode {
    match bar {
        Bar::KeychainMissing => BarCode::KeychainMissing,
        Bar::KeychainLocked => BarCode::KeychainLocked,
        Bar::KeychainSilent => BarCode::KeychainSilent,
        Bar::Passphrase => BarCode::Passphrase,
        Bar::SignInUnreadable => BarCode::SignInUnreadable,
        Bar::SignInLock | Bar::SyncLock => BarCode::Lock,
        _ => BarCode::StoreFails,
    }
}

fn storage(problem: StorageProblem) -> StorageCode {
    match problem {
        StorageProblem::Damaged => StorageCode::Damaged,
        StorageProblem::Newer => StorageCode::Newer,
        StorageProblem::NotWritable => StorageCode::NotWritable,
        StorageProblem::Unreadable => StorageCode::Unreadable,
    }
}
