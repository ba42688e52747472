//! What deserves a notification: a pure function of what was told, what is seen, and the time. One when tasks come to need a
//! person; one when something is unsent for a day; one for a time that the machine was away, where the window is hidden and
//! can't ask. Nothing for a retry, nothing twice.

use std::time::Duration;

use homing_app::{Headline, Status};
use homing_domain::Timestamp;
use homing_domain::account::Active;
use serde::{Deserialize, Serialize};

/// Unsent for so long is worth a word.
pub(crate) const LONG_UNSENT: Duration = Duration::from_secs(24 * 60 * 60);

/// What was told, of the account that is active.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Told {
    /// The account, by its id; that of nobody is empty.
    pub(crate) account: String,
    /// Whether its tasks that need a person were told. Over once none does.
    pub(crate) attention: bool,
    /// Since when something waits and the server answered for nothing.
    pub(crate) unsent_since: Option<Timestamp>,
    /// Whether that was told. Over once nothing waits, or the server answers.
    pub(crate) unsent: bool,
    /// The end of the last time away that was told.
    pub(crate) away: Option<Timestamp>,
}

/// What is seen now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    account: String,
    waiting: u64,
    attention: u64,
    last_exchange: Option<Timestamp>,
    away: Option<(Timestamp, Timestamp)>,
    window_is_hidden: bool,
    /// The numbers are those of data that could be read.
    certain: bool,
}

/// What a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// So many tasks need a person.
    Attention(u64),
    /// So many are unsent, some of them for a day.
    Unsent(u64),
    /// The machine was away while the timer ran.
    Away { from: Timestamp, to: Timestamp },
}

/// What is to be remembered of a notice that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnceTold {
    Attention,
    Unsent,
    Away(Timestamp),
}

/// What comes of a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided {
    /// What is to be remembered, whether or not anything is shown.
    pub(crate) remembered: Told,
    /// What is to be shown.
    pub(crate) notices: Vec<(Notice, OnceTold)>,
    /// After how long there may be something to tell although nothing happens.
    pub(crate) again: Option<Duration>,
}

impl OnceTold {
    pub(crate) fn on(self, told: Told) -> Told {
        match self {
            Self::Attention => Told { attention: true, ..told },
            Self::Unsent => Told { unsent: true, ..told },
            Self::Away(end) => Told { away: Some(end), ..told },
        }
    }
}

impl Seen {
    pub(crate) fn of(status: &Status, window_is_hidden: bool) -> Self {
        // What is recorded before anybody signed in is never to be sent.
        let (account, waiting) = match &status.active {
            Active::Local => (String::new(), 0),
            Active::Account { account, .. } => (account.id.to_string(), status.counts.waiting),
        };
        Self {
            account,
            waiting,
            attention: status.counts.attention,
            last_exchange: status.last_exchange,
            away: status.away.last().map(|gap| (gap.from, gap.to)),
            window_is_hidden,
            certain: !matches!(status.headline, Headline::StorageProblem(_)),
        }
    }
}

/// Decides.
pub(crate) fn decide(told: &Told, seen: &Seen, now: Timestamp) -> Decided {
    if !seen.certain {
        return Decided { remembered: told.clone(), notices: Vec::new(), again: None };
    }
    let same = told.account == seen.account;
    let mut remembered = if same { told.clone() } else { Told { away: told.away, ..Told::default() } };
    remembered.account.clone_from(&seen.account);
    remembered.attention &= seen.attention > 0;
    let since = unsent_since(&remembered, seen, now);
    remembered.unsent &= since.is_some() && since == remembered.unsent_since;
    remembered.unsent_since = since;

    let mut notices = Vec::new();
    if seen.attention > 0 && !remembered.attention {
        notices.push((Notice::Attention(seen.attention), OnceTold::Attention));
    }
    let left = since.filter(|_| !remembered.unsent).map(|since| LONG_UNSENT.saturating_sub(now.since(since)));
    if left == Some(Duration::ZERO) {
        notices.push((Notice::Unsent(seen.waiting), OnceTold::Unsent));
    }
    if let Some((from, to)) = seen.away
        && seen.window_is_hidden
        && remembered.away.is_none_or(|told| told < to)
    {
        notices.push((Notice::Away { from, to }, OnceTold::Away(to)));
    }
    Decided { remembered, notices, again: left.filter(|left| !left.is_zero()) }
}

/// Since when something waits without a word of the server. A clock that was set back begins anew.
fn unsent_since(told: &Told, seen: &Seen, now: Timestamp) -> Option<Timestamp> {
    if seen.waiting == 0 {
        return None;
    }
    let since = told.unsent_since.map_or(now, |since| since.min(now));
    Some(seen.last_exchange.filter(|last| *last <= now).map_or(since, |last| since.max(last)))
}

#[cfg(test)]
mod tests;
