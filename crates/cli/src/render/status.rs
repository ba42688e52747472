//! Where everything is: as a few lines, and as JSON.

use std::time::Duration;

use homing_app::{Headline, Status};
use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::{Hold, HoldCause};
use homing_domain::time::{Entry, EntryState, worked};
use serde::Serialize;

use super::entry::{EntryJson, named};
use super::session::{AccountJson, account};
use super::sync::{EndJson, attention};
use super::{Here, amount, hours};
use crate::explain::{offline, stop};
use crate::screen::{Screen, Tone};

/// What `status --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct StatusJson<'a> {
    headline: &'static str,
    held: Option<EndJson>,
    account: Option<AccountJson<'a>>,
    timer: Option<TimerJson<'a>>,
    counts: CountsJson,
    last_exchange: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct TimerJson<'a> {
    worked_seconds: u64,
    entry: EntryJson<'a>,
}

#[derive(Debug, Serialize)]
struct CountsJson {
    waiting: u64,
    attention: u64,
    behind_attention: u64,
    sent: u64,
    next_due: Option<Timestamp>,
}

/// As JSON.
pub(crate) fn json<'a>(status: &'a Status, here: &Here) -> StatusJson<'a> {
    let held = match status.headline {
        Headline::Held(hold) => Some(hold.end().into()),
        _ => None,
    };
    let account = match &status.active {
        Active::Local => None,
        Active::Account { account, signed_in } => Some(AccountJson::new(account, *signed_in)),
    };
    let timer = status
        .timer
        .as_ref()
        .map(|entry| TimerJson { worked_seconds: worked(entry, here.now).as_secs(), entry: entry.into() });
    let counts = status.counts;
    StatusJson {
        headline: code(status.headline),
        held,
        account,
        timer,
        counts: CountsJson {
            waiting: counts.waiting,
            attention: counts.attention,
            behind_attention: counts.behind_attention,
            sent: counts.sent,
            next_due: counts.next_due,
        },
        last_exchange: status.last_exchange,
    }
}

fn code(headline: Headline) -> &'static str {
    match headline {
        Headline::SignInNeeded => "sign-in-needed",
        Headline::Attention => "attention",
        Headline::Held(_) => "held",
        Headline::Waiting => "waiting",
        Headline::LocalOnly => "local-only",
        Headline::AllSaved => "all-saved",
        _ => "other",
    }
}

/// As lines, the one thing to know first.
pub(crate) fn lines(status: &Status, here: &Here, screen: &Screen) -> String {
    let timer = status.timer.as_ref().map_or_else(|| "not running".to_owned(), |entry| timer(entry, here));
    let who = match &status.active {
        Active::Local => "nobody has signed in yet".to_owned(),
        Active::Account { account: who, signed_in: true } => account(who),
        Active::Account { account: who, signed_in: false } => format!("{}, signed out", account(who)),
    };
    let last = match status.last_exchange {
        Some(at) => here.moment(at),
        None => "never".to_owned(),
    };
    let rows = [
        ("Timer", timer),
        ("Account", who),
        ("Unsent", amount(status.counts.waiting + status.counts.attention, "change", "changes")),
        ("Last answer", last),
    ];
    let rows: Vec<_> = rows.into_iter().map(|(name, value)| format!("{name:<12} {value}")).collect();
    let headline = screen.paint(tone(status), &headline(status, here));
    format!("{headline}\n\n{}", rows.join("\n"))
}

fn tone(status: &Status) -> Tone {
    match status.headline {
        Headline::SignInNeeded | Headline::Attention => Tone::Bad,
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
        Headline::Attention => attention(status),
        Headline::Held(hold) => format!("{wait}. {}", held(hold, here)),
        Headline::Waiting => format!("{wait}. Send with `homing sync`."),
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

fn held(hold: Hold, here: &Here) -> String {
    let until = here.moment(hold.until);
    match hold.cause {
        HoldCause::Offline(cause) => {
            format!(
                "At the last try the server could not be reached ({}). Try again with `homing sync`.",
                offline(cause)
            )
        }
        HoldCause::ServerTrouble => {
            "At the last try the server had trouble. Try again with `homing sync`.".to_owned()
        }
        HoldCause::AskedByServer => format!("The server asks to wait until {until}."),
        HoldCause::Stopped(cause) => {
            let (what, advice, _) = stop(cause);
            format!("{what}. {advice}")
        }
        _ => format!("The next try is at {until}."),
    }
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
