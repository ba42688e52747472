//! What the job remembers from one turn to the next. Lengths of time are measured by the monotonic clock, so that a
//! wall clock that is set moves none of them.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::policy::{
    BACKOFF_CAP, ELSEWHERE_LOOK, HINT_GAP, OVERSLEPT, RESUME_SPREAD, SET_BACK, next_try,
};
use homing_domain::ports::{Clock, Jitter};

/// One moment by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) wall: Timestamp,
    pub(super) monotonic: Duration,
}

impl Moment {
    pub(super) fn now(clock: &dyn Clock) -> Self {
        Self { wall: clock.now(), monotonic: clock.monotonic() }
    }

    /// What the wall clock will show then, if nobody sets it.
    fn wall_at(&self, monotonic: Duration) -> Timestamp {
        self.wall.saturating_add(monotonic.saturating_sub(self.monotonic))
    }
}

/// A rest after something that did not work on this machine. Nothing is looked at until it is over.
#[derive(Clone, Copy, Debug)]
struct Rest {
    until: Duration,
    trouble: Trouble,
}

/// How a cycle, or a look, did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Another process syncs: it goes on as soon as that one has done something.
    Elsewhere,
    /// It may work the next time.
    Passing,
    /// A person has to do something first.
    Standing,
    /// The same, for the stored sign-in: whoever could use it since says so in the engine's memory.
    Barred,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Memory {
    last_look: Moment,
    /// What was slept for.
    armed: Option<Timestamp>,
    /// A cycle has to run as soon as there is anything to send, whatever its time.
    forced: bool,
    /// No stored time can be believed: the wall clock was set back.
    in_doubt: bool,
    /// The last cycle moved nothing.
    in_vain: bool,
    forward: Option<Duration>,
    quiet_until: Option<Duration>,
    last_hint: Option<Duration>,
    rest: Option<Rest>,
    troubles_in_a_row: u32,
    /// Who was signed in at the last look.
    who: Option<Active>,
}

impl Memory {
    /// At the start: what an earlier process held the queue for says little of now, and what it had claimed is to
    /// come back.
    pub(super) fn starting(now: Moment, jitter: &dyn Jitter) -> Self {
        let mut memory = Self {
            last_look: now,
            armed: None,
            forced: true,
            in_doubt: false,
            in_vain: false,
            forward: None,
            quiet_until: None,
            last_hint: None,
            rest: None,
            troubles_in_a_row: 0,
            who: None,
        };
        memory.forward = Some(spread(now, jitter));
        memory
    }

    /// Looks at the clocks. A wall clock that was set back since the last time puts every stored time in doubt.
    pub(super) fn looks(&mut self, now: Moment) {
        let expected = self.last_look.wall_at(now.monotonic);
        self.in_doubt |= now.wall.saturating_add(SET_BACK) < expected;
        self.last_look = now;
    }

    pub(super) fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// What waited is due now, so a cycle looks, which also takes back what a dead process had claimed.
    pub(super) fn has_brought_all_forward(&mut self) {
        (self.in_doubt, self.forced) = (false, true);
    }

    /// Sleeps until then.
    pub(super) fn goes_to_sleep(&mut self, until: Option<Timestamp>) {
        self.armed = until;
    }

    /// Is awake again, for whatever reason. Who was to wake long ago was asleep with the machine.
    pub(super) fn is_awake(&mut self, now: Moment, jitter: &dyn Jitter) {
        if self.armed.take().is_some_and(|armed| now.wall.since(armed) > OVERSLEPT) {
            self.woke(now, jitter);
        }
    }

    /// The machine woke: so did others, at the same moment.
    pub(super) fn woke(&mut self, now: Moment, jitter: &dyn Jitter) {
        if self.quiet_until.is_none_or(|quiet| quiet <= now.monotonic) {
            let then = spread(now, jitter);
            self.quiet_until = Some(then);
            self.brings_forward(then);
        }
    }

    /// The network is another one, which is a hint.
    pub(super) fn network_changed(&mut self, now: Moment, jitter: &dyn Jitter) {
        let earliest = self.last_hint.map_or(now.monotonic, |last| now.monotonic.max(last + HINT_GAP));
        let then = earliest + jitter.uniform(Duration::ZERO, RESUME_SPREAD);
        self.brings_forward(then);
    }

    fn brings_forward(&mut self, then: Duration) {
        self.forward = Some(self.forward.map_or(then, |forward| forward.min(then)));
        if let Some(rest) = &mut self.rest {
            rest.until = rest.until.min(then);
        }
    }

    /// Somebody changed the data. What did not work here works no better for it, unless it was another process that
    /// was in the way, or someone else is signed in, or otherwise, since.
    pub(super) fn nudged(&mut self, who: Option<&Active>) {
        let someone_else = who.is_some() && who != self.who.as_ref();
        self.rest = self.rest.filter(|rest| rest.trouble != Trouble::Elsewhere && !someone_else);
    }

    /// Whether it rests for a sign-in that could not be used.
    pub(super) fn is_barred(&self) -> bool {
        self.rest.is_some_and(|rest| rest.trouble == Trouble::Barred)
    }

    /// A person did what it may have rested for.
    pub(super) fn is_let_in(&mut self) {
        (self.rest, self.troubles_in_a_row) = (None, 0);
    }

    pub(super) fn rests(&self) -> bool {
        self.rest.is_some()
    }

    /// Of whom nothing is known yet the clock may have been set back while someone else was signed in.
    pub(super) fn knows(&mut self, who: &Active) {
        self.forced |= self.who.as_ref().is_some_and(|before| before.id() != who.id());
        self.who = Some(who.clone());
    }

    /// When the rest ends, while it lasts.
    pub(super) fn rests_until(&mut self, now: Moment) -> Option<Timestamp> {
        self.rest = self.rest.filter(|rest| rest.until > now.monotonic);
        self.rest.map(|rest| now.wall_at(rest.until))
    }

    pub(super) fn is_forced(&self) -> bool {
        self.forced
    }

    pub(super) fn forward(&self, now: Moment) -> Option<Timestamp> {
        self.forward.map(|then| now.wall_at(then))
    }

    pub(super) fn quiet_until(&self, now: Moment) -> Option<Timestamp> {
        self.quiet_until.filter(|then| *then > now.monotonic).map(|then| now.wall_at(then))
    }

    /// Nothing waits: what happened before concerns nothing that comes later.
    pub(super) fn has_nothing_to_do(&mut self) {
        (self.forced, self.forward, self.quiet_until) = (false, None, None);
        self.went_well();
    }

    /// Nothing is in the way of the next try.
    pub(super) fn went_well(&mut self) {
        (self.in_vain, self.troubles_in_a_row) = (false, 0);
    }

    /// A cycle has run: what led to it is used up. What would bring a try forward stays until there was one.
    pub(super) fn has_run(&mut self, now: Moment, tried: bool, because_of_a_hint: bool) {
        (self.forced, self.quiet_until, self.rest) = (false, None, None);
        if tried {
            self.forward = None;
        }
        if because_of_a_hint {
            self.last_hint = Some(now.monotonic);
        }
    }

    /// That cycle reported. Where it moved nothing and something is still due, another one at once would not either.
    pub(super) fn has_moved(&mut self, something: bool) {
        self.in_vain = !something;
        if something {
            self.troubles_in_a_row = 0;
        }
    }

    pub(super) fn was_in_vain(&mut self) -> bool {
        std::mem::take(&mut self.in_vain)
    }

    /// The last try did not work: no second one before a rest. Says how many that makes in a row.
    pub(super) fn rest_after(&mut self, trouble: Trouble, now: Moment, jitter: &dyn Jitter) -> u32 {
        let time = match trouble {
            Trouble::Elsewhere => ELSEWHERE_LOOK,
            Trouble::Standing | Trouble::Barred => BACKOFF_CAP,
            Trouble::Passing => {
                next_try(now.wall, self.troubles_in_a_row.saturating_add(1), None, jitter).since(now.wall)
            }
        };
        self.rest = Some(Rest { until: now.monotonic + time, trouble });
        if trouble != Trouble::Elsewhere {
            self.troubles_in_a_row = self.troubles_in_a_row.saturating_add(1);
        }
        self.troubles_in_a_row
    }
}

fn spread(now: Moment, jitter: &dyn Jitter) -> Duration {
    now.monotonic + jitter.uniform(Duration::ZERO, RESUME_SPREAD)
}
