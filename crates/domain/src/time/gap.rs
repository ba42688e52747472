//! Time that the machine may not have lived while a timer ran: what a gap is. Not how one is found: see
//! [`super::pulse`]; and not what becomes of it: see [`super::away`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How often a resident process leaves a sign of life while a timer runs.
pub const HEARTBEAT: Duration = Duration::from_secs(60);

/// So much time that was not lived, or so much that the wall clock was set by, passes without a question: people
/// see the time in whole minutes. Stretches below it add up.
pub const GAP_TOLERANCE: Duration = Duration::from_secs(60);

/// The longest hole between two signs of life of a resident process: one beat may be late.
pub(super) const LONGEST_HOLE: Duration = Duration::from_secs(2 * HEARTBEAT.as_secs());

/// A stretch in which the machine was away, all of it or for a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Not before this.
    pub from: Timestamp,
    /// Not after this.
    pub to: Timestamp,
    /// What is known of it.
    #[serde(flatten)]
    pub because: Because,
    /// Whether the machine was away from the one to the other, but for two heartbeats; else at some time
    /// in between.
    pub placed: bool,
}

/// Why a machine was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Because {
    /// It was suspended.
    Slept {
        /// For so long.
        #[serde(rename = "asleep_millis", with = "crate::millis::whole")]
        asleep: Duration,
    },
    /// It was off and started anew.
    Restarted,
    /// Its heartbeats were missing, on a system that tells nothing else.
    Silent,
}

impl Gap {
    /// How much of the stretch was not lived, at most.
    #[must_use]
    pub fn away(&self) -> Duration {
        match self.because {
            Because::Slept { asleep } => asleep,
            _ => self.to.since(self.from),
        }
    }

    /// Whether it is known how much of the stretch was not lived, so that as much can be taken out.
    #[must_use]
    pub fn can_be_cut(&self) -> bool {
        self.cut().is_some()
    }

    /// What goes where the time away is no work. A sleep whose place is not known goes from the end of its
    /// stretch: its length is right then. None where not even its length is known.
    pub(super) fn cut(&self) -> Option<(Timestamp, Timestamp)> {
        match self.because {
            Because::Slept { asleep } => Some((before(self.to, asleep), self.to)),
            _ => self.placed.then_some((self.from, self.to)),
        }
    }

    /// What of it lies within a stretch of work; none where that is too little to ask about.
    ///
    /// `end_is_named` tells whether a person said when the work ended. They need not be asked about a gap that
    /// reaches, or may reach as a whole, to where they said that.
    pub(super) fn within(&self, start: Timestamp, end: Timestamp, end_is_named: bool) -> Option<Self> {
        let beyond = self.to.since(end);
        let may_lie_beyond = match self.because {
            Because::Slept { asleep } => self.placed || beyond >= asleep,
            _ => true,
        };
        if end_is_named && !beyond.is_zero() && may_lie_beyond {
            return None;
        }
        let (from, to) = (self.from.max(start), self.to.min(end));
        let because = match self.because {
            Because::Slept { asleep } => Because::Slept { asleep: asleep.min(to.since(from)) },
            because => because,
        };
        Some(Self { from, to, because, ..*self }).filter(|gap| gap.away() > GAP_TOLERANCE)
    }

    /// Whether a look that found `seen` told of these already. An end that nobody has noted yet lies later with each
    /// look, so what counts is that each began by then, and how much was not lived.
    pub(super) fn all_seen(gaps: &[Self], seen: &[Self]) -> bool {
        let was_seen = |gap: &Self| seen.iter().any(|seen| gap.from < seen.to && seen.from < gap.to);
        let away = |gaps: &[Self]| gaps.iter().map(Self::away).fold(Duration::ZERO, Duration::saturating_add);
        gaps.iter().all(was_seen) && away(gaps) <= away(seen).saturating_add(GAP_TOLERANCE)
    }

    /// The two as one: of those that follow close upon each other, and where there are too many.
    pub(super) fn merged(self, next: Self, placed: bool) -> Self {
        let because = match (self.because, next.because) {
            (Because::Slept { asleep: one }, Because::Slept { asleep: other }) => {
                Because::Slept { asleep: one.saturating_add(other) }
            }
            (Because::Slept { .. }, because) | (because, _) => because,
        };
        Self { from: self.from.min(next.from), to: self.to.max(next.to), because, placed }
    }
}

/// The instant so much earlier.
pub(super) fn before(at: Timestamp, by: Duration) -> Timestamp {
    let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(at.as_millis().saturating_sub(by)).unwrap_or(at)
}
