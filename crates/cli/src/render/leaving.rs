//! How much unsent work an account leaves, and what can become of it.

use std::path::Path;

use homing_app::json::SyncJson;
use homing_app::{Holdings, KnownAccount};
use serde::Serialize;

use super::session::account;
use super::task::{ExportedJson, exported as exported_to};
use super::text::printable;
use super::{Here, amount};

/// Why an account is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// By `logout`.
    SignOut,
    /// By `account switch`.
    Switch,
}

/// What was done with unsent work before its account was left.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum LeftJson {
    /// A sync.
    Sync {
        /// What it did.
        sync: SyncJson,
    },
    /// A file.
    Export {
        /// Which.
        export: ExportedJson,
        /// How many changes are not in it: they wait for room in the queue. Counted to 1,000.
        left_out: u64,
    },
}

/// An answer, and what was done before it.
#[derive(Debug, Serialize)]
pub(crate) struct WithLeft<T> {
    #[serde(flatten)]
    answer: T,
    #[serde(flatten)]
    left: Option<LeftJson>,
}

/// An answer, and what was done before it.
pub(crate) fn with<T>(answer: T, left: Option<LeftJson>) -> WithLeft<T> {
    WithLeft { answer, left }
}

/// How many changes are unsent, and whether that is all.
pub(crate) fn unsent(left: &Holdings) -> String {
    or_more(amount(left.unsent(), "unsent change", "unsent changes"), left)
}

fn or_more(changes: String, left: &Holdings) -> String {
    if left.may_be_more() { changes + " or more" } else { changes }
}

/// How much there is, as in `3 unsent changes, of which 1 needs a person and 2 have a picture`.
pub(crate) fn how_much(left: &Holdings) -> String {
    let attention = match left.counts.attention {
        0 => None,
        1 => Some("1 needs a person".to_owned()),
        many => Some(format!("{many} need a person")),
    };
    let pictures = match left.pictures {
        0 => None,
        1 => Some("1 has a picture".to_owned()),
        many => Some(format!("{many} have a picture")),
    };
    let changes = unsent(left);
    let of_which: Vec<_> = attention.into_iter().chain(pictures).collect();
    if of_which.is_empty() { changes } else { format!("{changes}, of which {}", of_which.join(" and ")) }
}

/// What is asked before an account with unsent work is left.
pub(crate) fn question(known: &KnownAccount, here: &Here) -> String {
    let KnownAccount { account: who, holdings, .. } = known;
    let timer = holdings.timer.as_ref().map(|entry| {
        format!(" The timer that runs since {} goes on for this account.", here.moment(entry.started_at()))
    });
    let timer = timer.unwrap_or_default();
    format!("{} has {}.{timer} {}", account(who), how_much(holdings), choices(known))
}

/// The answers to it.
pub(crate) fn choices(known: &KnownAccount) -> String {
    let name = printable(&known.account.name);
    let sync = if known.active { "send it now (sync), " } else { "" };
    let answers = if known.active { "sync/export FILE/keep" } else { "export FILE/keep" };
    format!(
        "What becomes of it: {sync}write it to a file (export FILE), or keep it here for {name} alone (keep)? \
         [{answers}]"
    )
}

/// That an account was not left.
pub(crate) fn unchanged(leaving: Leaving) -> &'static str {
    match leaving {
        Leaving::SignOut => "Nobody was signed out.",
        Leaving::Switch => "The active account was not changed.",
    }
}

/// Where unsent work was written to, and what is not in the file.
pub(crate) fn exported(count: u64, file: &Path, left: &Holdings) -> String {
    let pictures = if left.pictures > 0 { " The pictures themselves stay in the data folder." } else { "" };
    format!("{}{pictures}", exported_to(count, file))
}

/// That an export does not hold everything, so that the account is not left; and what does.
pub(crate) fn not_all_exported(known: &KnownAccount, left: &Holdings, leaving: Leaving) -> String {
    let changes = or_more(amount(left.put_off, "change", "changes"), left);
    let (are, wait) = if left.put_off == 1 { ("is", "it waits") } else { ("are", "they wait") };
    let name = printable(&known.account.name);
    let first = if known.active { String::new() } else { format!(" while {name} is the active account") };
    format!(
        "{changes} {are} not in the file: {wait} for room in the queue. {} `homing export`{first} writes all entries; \
         --keep leaves {name} all the same.",
        unchanged(leaving)
    )
}

#[cfg(test)]
mod tests {
    use homing_domain::ports::QueueCounts;

    use super::*;

    #[test]
    fn a_count_that_is_a_lower_bound_says_so() {
        let left = |put_off| Holdings { counts: QueueCounts::default(), pictures: 0, put_off, timer: None };
        assert_eq!(how_much(&left(999)), "999 unsent changes");
        assert_eq!(how_much(&left(1_000)), "1000 unsent changes or more");
    }

    #[test]
    fn what_needs_a_person_and_what_has_a_picture_is_counted_apart() {
        let left = |waiting, attention, pictures| {
            let counts = QueueCounts { waiting, attention, ..QueueCounts::default() };
            how_much(&Holdings { counts, pictures, put_off: 0, timer: None })
        };
        assert_eq!(left(1, 0, 0), "1 unsent change");
        assert_eq!(left(2, 1, 0), "3 unsent changes, of which 1 needs a person");
        assert_eq!(left(2, 2, 1), "4 unsent changes, of which 2 need a person and 1 has a picture");
        assert_eq!(left(5, 0, 3), "5 unsent changes, of which 3 have a picture");
    }
}
