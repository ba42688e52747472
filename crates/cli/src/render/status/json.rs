//! What `status --json` writes.

use homing_app::{Headline, Status, StorageProblem};
use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::CycleEnd;
use homing_domain::time::worked;
use serde::Serialize;

use super::super::Here;
use super::super::accounts::OthersJson;
use super::super::away::GapJson;
use super::super::entry::EntryJson;
use super::super::session::AccountJson;
use super::super::sync::EndJson;

/// Every field is always there.
#[derive(Debug, Serialize)]
pub(crate) struct StatusJson<'a> {
    revision: u64,
    headline: &'static str,
    storage: Option<&'static str>,
    held: Option<EndJson>,
    sending: Option<SendingJson>,
    account: Option<AccountJson<'a>>,
    timer: Option<TimerJson<'a>>,
    counts: CountsJson,
    last_exchange: Option<Timestamp>,
    server_ahead_seconds: Option<i64>,
    others: OthersJson,
}

#[derive(Debug, Serialize)]
struct SendingJson {
    done: u64,
    total: u64,
}

#[derive(Debug, Serialize)]
struct TimerJson<'a> {
    worked_seconds: u64,
    away: Vec<GapJson>,
    entry: EntryJson<'a>,
}

#[derive(Debug, Serialize)]
struct CountsJson {
    waiting: u64,
    put_off: u64,
    attention: u64,
    behind_attention: u64,
    discarded: u64,
    sent: u64,
    next_due: Option<Timestamp>,
}

/// As JSON.
pub(crate) fn json<'a>(status: &'a Status, here: &Here) -> StatusJson<'a> {
    let account = match &status.active {
        Active::Local => None,
        Active::Account { account, signed_in } => Some(AccountJson::new(account, *signed_in)),
    };
    let timer = status.timer.as_ref().map(|entry| TimerJson {
        worked_seconds: worked(entry, here.now).as_secs(),
        away: status.away.iter().map(GapJson::from).collect(),
        entry: entry.into(),
    });
    let counts = status.counts;
    StatusJson {
        revision: status.revision,
        headline: code(status.headline),
        storage: match status.headline {
            Headline::StorageProblem(problem) => Some(storage(problem)),
            _ => None,
        },
        held: held(status.headline).map(EndJson::from),
        sending: match status.headline {
            Headline::Sending { done, total } => Some(SendingJson { done, total }),
            _ => None,
        },
        account,
        timer,
        counts: CountsJson {
            waiting: counts.waiting,
            put_off: status.put_off,
            attention: counts.attention,
            behind_attention: counts.behind_attention,
            discarded: counts.discarded,
            sent: counts.sent,
            next_due: counts.next_due,
        },
        last_exchange: status.last_exchange,
        server_ahead_seconds: status.server_ahead_millis.map(|millis| millis / 1_000),
        others: status.others.into(),
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

fn code(headline: Headline) -> &'static str {
    match headline {
        Headline::StorageProblem(_) => "storage-problem",
        Headline::SignInNeeded => "sign-in-needed",
        Headline::Stopped { .. } => "stopped",
        Headline::Attention => "attention",
        Headline::ClockOff { .. } => "clock-off",
        Headline::ServerNotAnswering { .. } => "server-not-answering",
        Headline::Throttled { .. } => "throttled",
        Headline::Offline { .. } => "offline",
        Headline::Sending { .. } => "sending",
        Headline::Waiting { .. } => "waiting",
        Headline::LocalOnly => "local-only",
        Headline::AllSaved => "all-saved",
        _ => "other",
    }
}

fn storage(problem: StorageProblem) -> &'static str {
    match problem {
        StorageProblem::Damaged => "damaged",
        StorageProblem::Newer => "newer",
        StorageProblem::NotWritable => "not-writable",
        _ => "unreadable",
    }
}
