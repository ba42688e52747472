//! Where everything is: as a few lines, and as one.

use std::time::Duration;

use homing_app::json::StatusJson;
use homing_app::{Headline, Status, StorageProblem};
use homing_domain::account::{Active, CredentialPlace};
use homing_domain::engine::Bar;
use homing_domain::time::{Entry, EntryState, PUT_OFF_COUNTED, worked};

use super::accounts::others;
use super::away::all_in_words;
use super::entry::named;
use super::session::account;
use super::sync::attention;
use super::{Here, amount, hours};
use crate::explain::{bar, offline, stop};
use crate::screen::{Screen, Tone};

/// As JSON.
pub(crate) fn json<'a>(status: &'a Status, here: &Here) -> StatusJson<'a> {
    StatusJson::new(status, here.now)
}

/// As lines, the one thing to know first.
pub(crate) fn lines(status: &Status, here: &Here, screen: &Screen) -> String {
    let timer = status.timer.as_ref().map_or_else(|| "not running".to_owned(), |entry| timer(entry, here));
    let who = match &status.active {
        Active::Local => "nobody has signed in yet".to_owned(),
        Active::Account { account: who, signed_in: true }
            if who.credentials == CredentialPlace::UntilQuit =>
        {
            format!("{}, signed in until a window quits", account(who))
        }
        Active::Account { account: who, signed_in: true } => account(who),
        Active::Account { account: who, .. } if who.credentials == CredentialPlace::UntilQuit => {
            format!("{}, signed in no longer", account(who))
        }
        Active::Account { account: who, signed_in: false } => format!("{}, signed out", account(who)),
    };
    let last = match status.last_exchange {
        Some(at) => here.moment(at),
        None => "never".to_owned(),
    };
    // What a person gave up the server does not have, whatever the headline says of the rest.
    let discarded = (status.counts.discarded > 0).then(|| {
        ("Discarded", amount(status.counts.discarded, "change", "changes") + " that the server does not have")
    });
    let away = (!status.away.is_empty()).then(|| {
        let did = all_in_words(&status.away, here);
        let says =
            "`homing stop` asks whether that was work, `homing resume --keep` or `--cut` says so and runs on";
        ("Away", format!("this machine {did}; {says}"))
    });
    let rows = [
        ("Account", who),
        ("Unsent", amount(status.counts.waiting + status.counts.attention, "change", "changes")),
        ("Last answer", last),
    ];
    let put_off = (status.put_off > 0).then(|| {
        let most = if status.put_off == PUT_OFF_COUNTED as u64 { " or more" } else { "" };
        (
            "Put off",
            format!(
                "{}{most}, until there is room in the queue",
                amount(status.put_off, "change", "changes")
            ),
        )
    });
    let rows: Vec<_> = [("Timer", timer)]
        .into_iter()
        .chain(away)
        .chain(rows)
        .chain(put_off)
        .chain(discarded)
        .map(|(name, value)| format!("{name:<12} {value}"))
        .collect();
    let headline = screen.paint(tone(status), &headline(status, here));
    let others = others(status.others).map(|others| format!("\n{others}")).unwrap_or_default();
    format!("{headline}{others}\n\n{}", rows.join("\n"))
}

/// As one line, for a file or a pipe.
pub(crate) fn line(status: &Status, here: &Here) -> String {
    let timer = status.timer.as_ref().map_or_else(|| "not running".to_owned(), |entry| timer(entry, here));
    let others = others(status.others).map(|others| format!(" {others}")).unwrap_or_default();
    format!("{} {}{others} Timer: {timer}", here.moment(here.now), headline(status, here))
}

fn tone(status: &Status) -> Tone {
    match status.headline {
        Headline::StorageProblem(_)
        | Headline::SignInNeeded
        | Headline::Barred(_)
        | Headline::Stopped { .. }
        | Headline::Attention
        | Headline::ClockOff { .. } => Tone::Bad,
        Headline::AllSaved => Tone::Good,
        _ => Tone::Waits,
    }
}

fn headline(status: &Status, here: &Here) -> String {
    let waiting = status.counts.waiting;
    let wait = format!("{} on this machine", amount(waiting, "change waits", "changes wait"));
    match status.headline {
        Headline::SignInNeeded if waiting == 0 => {
            "Signing in is needed before anything can be sent: `homing login`.".to_owned()
        }
        Headline::SignInNeeded => format!("Signing in is needed: {wait}. Sign in with `homing login`."),
        Headline::Barred(by) => barred(by, &wait),
        Headline::Attention => attention(status),
        Headline::StorageProblem(problem) => storage(problem).to_owned(),
        Headline::Stopped { cause, .. } => {
            let (what, advice, _) = stop(cause);
            format!("{wait}. {what}. {advice}")
        }
        Headline::ClockOff { ahead_millis } => clock(ahead_millis, status, here),
        Headline::ServerNotAnswering { .. } => {
            format!("{wait}. At the last try the server had trouble. Try again with `homing sync`.")
        }
        Headline::Throttled { until } => {
            format!("{wait}. The server asks to wait until {}.", here.moment(until))
        }
        Headline::Offline { cause, .. } => format!(
            "{wait}. At the last try the server could not be reached ({}). Try again with `homing sync`.",
            offline(cause)
        ),
        Headline::Sending { done, total } => format!("Sending: {done} of {total}."),
        Headline::Waiting { until: Some(until) } => {
            format!("{wait}. The next can go at {}; `homing sync` tries at once.", here.moment(until))
        }
        Headline::Waiting { until: None } => format!("{wait}. Send with `homing sync`."),
        Headline::LocalOnly if waiting == 0 => {
            "Nobody has signed in yet; what you record stays here.".to_owned()
        }
        Headline::LocalOnly => format!(
            "Nobody has signed in yet: {} on this machine alone. Sign in with `homing login`.",
            amount(waiting, "change is", "changes are")
        ),
        Headline::AllSaved if status.last_exchange.is_some() => "All saved on the server.".to_owned(),
        Headline::AllSaved => "Nothing waits to be sent.".to_owned(),
        _ => format!("{wait}."),
    }
}

pub(super) fn barred(by: Bar, wait: &str) -> String {
    let (what, advice) = bar(by);
    format!("{wait}. {what}. {advice}")
}

pub(super) fn storage(problem: StorageProblem) -> &'static str {
    match problem {
        StorageProblem::Damaged => {
            "The data on this machine is damaged. Nothing is deleted; keep a copy of the data folder before you do \
             anything else."
        }
        StorageProblem::Newer => "This data was written by a newer Homing. Update this copy.",
        StorageProblem::NotWritable => {
            "The data can't be written. What was recorded before is safe; make room or give access."
        }
        _ => "The data can't be read just now. What was recorded before is safe.",
    }
}

pub(super) fn clock(ahead_millis: i64, status: &Status, here: &Here) -> String {
    let minutes = ahead_millis.unsigned_abs() / 60_000;
    let side = if ahead_millis > 0 { "behind" } else { "ahead of" };
    let then = status.last_exchange.map_or_else(String::new, |at| format!(" (as of {})", here.moment(at)));
    format!(
        "The clock of this machine is {} {side} the server's{then}: times are recorded wrong. Set the clock; the \
         next sync looks again.",
        amount(minutes, "minute", "minutes")
    )
}

fn timer(entry: &Entry, here: &Here) -> String {
    let state = match entry.state {
        EntryState::Running => "running",
        EntryState::Paused => "paused",
        EntryState::Stopped => "stopped",
    };
    let elapsed: Duration = worked(entry, here.now);
    format!("{state}, {} of work since {}: {}", hours(elapsed), here.moment(entry.started_at()), named(entry))
}

#[cfg(test)]
pub(super) mod tests;
