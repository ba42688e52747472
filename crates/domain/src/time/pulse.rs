//! What is known of the machine's life since a stretch of work began, carried from one sign of life to the next.
//! Pure. The wall clock only says when; whether the machine was away is told by its boot id and by the clocks that
//! nobody sets, wherever the system has them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::gap::{Because, GAP_TOLERANCE, Gap, HEARTBEAT, LONGEST_HOLE, before};
use crate::Timestamp;
use crate::ports::{Clock, Life, Machine};

/// As many gaps of one stretch are kept apart. Whatever comes after is one gap with the last of them.
const MOST_GAPS: usize = 32;

/// A look at the clock and at the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    /// When, by the wall clock.
    pub(super) at: Timestamp,
    pub(super) life: Life,
}

/// The newest sign of life, with all that was noticed on the way to it. Whatever comes later is told by the
/// difference to the machine's life of then, so that any two of one stretch may take each other's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pulse {
    at: Timestamp,
    life: Life,
    /// Whether a process left heartbeats up to then: the next hole between them tells when the machine went away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    resident: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) gaps: Vec<Gap>,
    /// What was not lived and is no gap yet, as it is below the tolerance.
    #[serde(
        default,
        rename = "unlived_millis",
        with = "crate::millis::whole",
        skip_serializing_if = "Duration::is_zero"
    )]
    unlived: Duration,
    /// How far the wall clock was set, forward where positive.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) clock_set_millis: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it like that")]
fn is_zero(millis: &i64) -> bool {
    *millis == 0
}

/// What the machine tells of the time between two signs.
enum Passed {
    /// It lived on, awake and asleep for so long.
    Lived { awake: Duration, asleep: Duration },
    /// It was started anew, and has been awake and asleep for so long since, where that is known.
    Restarted(Option<(Duration, Duration)>),
    /// Nothing.
    Untold,
}

impl Sign {
    pub(super) fn now(clock: &dyn Clock, machine: &dyn Machine) -> Self {
        Self { at: clock.now(), life: machine.life() }
    }

    fn passed(self, now: Self) -> Passed {
        let (then, now) = (self.life, now.life);
        let known = |life: Life| life.awake.zip(life.suspended);
        match (then.boot, now.boot) {
            (Some(one), Some(other)) if one != other => Passed::Restarted(known(now)),
            (Some(_), Some(_)) => match (known(then), known(now)) {
                (Some(then), Some(now)) => lived(then, now),
                _ => Passed::Untold,
            },
            _ => Passed::Untold,
        }
    }
}

/// Looks of two processes may come in the wrong order, and two clocks are not read at one instant. More than that
/// backwards is another machine's life: of a snapshot, or of another container.
fn lived(then: (Duration, Duration), now: (Duration, Duration)) -> Passed {
    let back = |then: Duration, now: Duration| then.saturating_sub(now) > GAP_TOLERANCE;
    if back(then.0, now.0) || back(then.1, now.1) {
        return Passed::Untold;
    }
    Passed::Lived { awake: now.0.saturating_sub(then.0), asleep: now.1.saturating_sub(then.1) }
}

impl Pulse {
    /// That of a stretch which begins.
    pub(super) fn fresh(Sign { at, life }: Sign) -> Self {
        Self { at, life, resident: false, gaps: Vec::new(), unlived: Duration::ZERO, clock_set_millis: 0 }
    }

    /// How long it is until the next heartbeat is due: a minute of the machine's life, or of the wall clock where
    /// nothing else is known.
    pub(super) fn next_beat(&self, now: Sign) -> Duration {
        let passed = match self.sign().passed(now) {
            Passed::Lived { awake, asleep } => awake.saturating_add(asleep),
            Passed::Untold if now.at >= self.at => now.at.since(self.at),
            // The clock was set back, or the machine started anew.
            Passed::Untold | Passed::Restarted(_) => HEARTBEAT,
        };
        HEARTBEAT.saturating_sub(passed)
    }

    /// Whether a process has left heartbeats up to this sign, and another is expected.
    pub(super) fn is_resident(&self) -> bool {
        self.resident
    }

    /// From here on a process is there that leaves heartbeats, or none is any more.
    pub(super) fn with_resident(self, resident: bool) -> Self {
        Self { resident, ..self }
    }

    /// The pulse of now. The gaps on the way are in it.
    #[must_use]
    pub(super) fn until(mut self, now: Sign) -> Self {
        let hole = match self.sign().passed(now) {
            Passed::Lived { awake, asleep } => {
                self.live(self.at, now.at, awake, asleep);
                awake
            }
            Passed::Restarted(Some((awake, asleep))) => {
                let started = before(now.at, awake.saturating_add(asleep));
                self.be_off(started);
                self.live(started, now.at, awake, asleep);
                Duration::MAX
            }
            Passed::Restarted(None) => {
                self.be_off(now.at);
                Duration::MAX
            }
            Passed::Untold => self.go_untold(now.at),
        };
        let resident = self.resident && hole <= LONGEST_HOLE;
        Self { at: now.at, life: now.life, resident, ..self }
    }

    /// Both as one, where the other began at the end of this one.
    #[must_use]
    pub(super) fn and_then(self, next: Self) -> Self {
        let mut both = Self { at: next.at, life: next.life, resident: next.resident, ..self };
        both.unlived = both.unlived.saturating_add(next.unlived);
        both.clock_set_millis = both.clock_set_millis.saturating_add(next.clock_set_millis);
        next.gaps.into_iter().for_each(|gap| both.push(gap));
        both
    }

    /// Whether the wall clock was set by more than a person sees: the times are a guess then.
    pub(super) fn clock_was_set(&self) -> bool {
        u128::from(self.clock_set_millis.unsigned_abs()) > GAP_TOLERANCE.as_millis()
    }

    fn sign(&self) -> Sign {
        Sign { at: self.at, life: self.life }
    }

    /// The machine was awake and asleep for so long: if the wall clock says otherwise, somebody set it.
    fn live(&mut self, then: Timestamp, now: Timestamp, awake: Duration, asleep: Duration) {
        let passed = i64::try_from(awake.saturating_add(asleep).as_millis()).unwrap_or(i64::MAX);
        let shown = now.as_millis().saturating_sub(then.as_millis());
        self.clock_set_millis = self.clock_set_millis.saturating_add(shown.saturating_sub(passed));
        self.unlived = self.unlived.saturating_add(asleep);
        if self.unlived > GAP_TOLERANCE {
            let asleep = std::mem::take(&mut self.unlived);
            let placed = awake <= LONGEST_HOLE;
            let latest = before(now, asleep);
            let from = if placed { latest } else { latest.min(then) };
            self.push(Gap { from, to: now, because: Because::Slept { asleep }, placed });
        }
    }

    /// The machine was off, from some time after the newest sign until it was started.
    fn be_off(&mut self, started: Timestamp) {
        if started < self.at {
            // The clock was set back by more than it was off for. What the entry has lost by it is not known.
            let set = started.as_millis().saturating_sub(self.at.as_millis());
            self.clock_set_millis = self.clock_set_millis.saturating_add(set);
        }
        let off = self.unlived.saturating_add(started.since(self.at));
        if off > GAP_TOLERANCE {
            self.unlived = Duration::ZERO;
            let from = self.at.min(before(started, off));
            self.push(Gap { from, to: started, because: Because::Restarted, placed: self.resident });
        } else {
            self.unlived = off;
        }
    }

    /// Only the heartbeats tell something, where there are any. Gives the length of the hole.
    fn go_untold(&mut self, now: Timestamp) -> Duration {
        let hole = now.since(self.at);
        if self.resident && hole > LONGEST_HOLE {
            self.push(Gap { from: self.at, to: now, because: Because::Silent, placed: true });
        }
        hole
    }

    fn push(&mut self, next: Gap) {
        let Some(last) = self.gaps.last_mut() else { return self.gaps.push(next) };
        let both_slept =
            matches!((last.because, next.because), (Because::Slept { .. }, Because::Slept { .. }));
        let close = both_slept && last.placed && next.placed && next.from.since(last.to) <= LONGEST_HOLE;
        if close {
            *last = last.merged(next, true);
        } else if self.gaps.len() < MOST_GAPS {
            self.gaps.push(next);
        } else if let Some(last) = self.gaps.last_mut() {
            *last = last.merged(next, false);
        }
    }
}
