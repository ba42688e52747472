//! Whatever a machine goes through: no time that it did not live is counted without a mark or an answer, and none
//! that it lived is taken away without one.

use std::time::Duration;

use homing_domain::time::{
    Away, Became, Command, Entry, EntryState, GAP_TOLERANCE, GapError, HEARTBEAT, Recorded, TrackError, When,
    worked,
};
use proptest::prelude::*;

use crate::living::{HOUR, Living, MINUTE, living};
use crate::tracking::begin;

/// What happens to a machine, or is done at it.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Works(u64),
    /// With a process that leaves heartbeats.
    Beats(u32),
    Sleeps(u64),
    IsOff(u64),
    ClockIsSet(i64),
    Starts(u8),
    Pauses(u8),
    Resumes,
    Stops(u8),
    /// The timer works on: it was work, or it was none.
    Settles(bool),
    Edits,
    UndoesAtOnce,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    prop_oneof![
        3 => (0_u64..20_000).prop_map(Works),
        3 => (0_u32..20).prop_map(Beats),
        3 => (0_u64..20_000).prop_map(Sleeps),
        2 => (0_u64..20_000).prop_map(IsOff),
        1 => (-120_i64..120).prop_map(ClockIsSet),
        3 => (0_u8..4).prop_map(Starts),
        1 => (0_u8..4).prop_map(Pauses),
        1 => Just(Resumes),
        2 => (0_u8..4).prop_map(Stops),
        2 => proptest::bool::ANY.prop_map(Settles),
        1 => Just(Edits),
        1 => Just(UndoesAtOnce),
    ]
}

/// What really was, of the stretch of work that is open.
#[derive(Clone, Copy, Debug, Default)]
struct Truth {
    lived: Duration,
    not_lived: Duration,
    /// What happened since the newest sign of life: the clock was set, the machine was off.
    since_sign: (bool, bool),
    /// Both at once: only the wall clock tells for how long a machine was off, so nothing tells of its setting.
    untraceable: bool,
    /// How often it was settled, how many gaps went with that, and what was closed before.
    settled: u32,
    cut: u32,
    closed: Option<Duration>,
}

/// The work of the stretches that are over.
fn closed(entry: &Entry) -> Duration {
    worked(entry, entry.started_at())
}

fn cut(recorded: &Recorded) -> u32 {
    recorded.away.iter().filter(|(_, became)| *became == Became::Cut).count().try_into().unwrap()
}

struct Life {
    it: Living,
    truth: Truth,
}

impl Life {
    async fn running(&self) -> bool {
        let current = self.it.desk.tracker.current().await.unwrap();
        current.is_some_and(|entry| entry.state == EntryState::Running)
    }

    /// Takes a step that ends the open stretch of work, and looks at what was made of it.
    async fn end(&mut self, command: Command, answer: u8) {
        let running = self.running().await;
        let answer = [Away::Unsaid, Away::Keep, Away::CutOut, Away::Ask][usize::from(answer)];
        let recorded = match self.it.desk.tracker.record_with(&command, answer).await {
            Err(TrackError::Gap(GapError::Unanswered(gaps) | GapError::CutNeedsTime(gaps))) => {
                assert!(!gaps.is_empty() && matches!(answer, Away::Ask | Away::CutOut));
                self.it.record(&command).await
            }
            Err(TrackError::Timer(_)) => return,
            other => other.unwrap(),
        };
        if running {
            self.judge(&recorded);
        }
        self.truth = Truth::default();
    }

    /// Says what the time away was while the timer works on.
    async fn settle(&mut self, was_work: bool) {
        let before = self.it.running().await;
        let answer = if was_work { Away::Keep } else { Away::CutOut };
        let recorded = match self.it.desk.tracker.record_with(&Command::Settle, answer).await {
            Err(TrackError::Gap(GapError::NoGap | GapError::CutNeedsTime(_))) => return,
            other => other.unwrap(),
        };
        assert_eq!(self.it.asked().await, []);
        self.truth.closed.get_or_insert(closed(&before));
        self.truth.settled += 1;
        self.truth.cut += cut(&recorded);
        if was_work {
            self.truth.lived += std::mem::take(&mut self.truth.not_lived);
        }
        self.truth.since_sign = (false, false);
    }

    fn judge(&self, recorded: &Recorded) {
        let Truth { lived, not_lived, untraceable, settled, .. } = self.truth;
        let entry = recorded.stopped.as_ref().unwrap_or(&recorded.entry);
        let before = recorded.changes.iter().find(|change| change.after.id == entry.id);
        let before = before.and_then(|change| change.before.as_ref()).unwrap();
        let counted = closed(entry).saturating_sub(self.truth.closed.unwrap_or(closed(before)));
        let tolerance = 2 * (1 + settled) * GAP_TOLERANCE;
        let answered = !recorded.away.is_empty();
        let marked = entry.approximate || untraceable;
        // Minutes that were not lived and a clock that was set pass up to the tolerance each.
        assert!(
            counted <= lived + tolerance || answered || marked,
            "{counted:?} counted, {lived:?} lived, {not_lived:?} not: {recorded:?}"
        );
        // Where a machine is switched off, what it lived since the last heartbeat is not known.
        let unseen = 2 * HEARTBEAT * (self.truth.cut + cut(recorded));
        assert!(
            counted + unseen + tolerance >= lived || marked,
            "{counted:?} counted, {lived:?} lived: {recorded:?}"
        );
    }

    async fn happens(&mut self, happening: Happening) {
        let running = self.running().await;
        let seconds = Duration::from_secs;
        match happening {
            Happening::Works(s) => {
                // Whoever left heartbeats has ended in good order.
                self.it.heartbeat.end().await.unwrap();
                self.it.work(seconds(s));
                self.truth.lived += seconds(s);
            }
            Happening::Beats(minutes) => {
                self.it.beat(minutes).await;
                self.truth.lived += minutes * MINUTE;
                if minutes > 0 {
                    self.truth.since_sign = (false, false);
                }
            }
            Happening::Sleeps(s) => {
                self.it.machine.sleep(seconds(s));
                self.truth.not_lived += seconds(s);
            }
            Happening::IsOff(s) => {
                self.it.machine.reboot(seconds(s));
                self.truth.not_lived += seconds(s);
                self.truth.since_sign.1 = true;
            }
            Happening::ClockIsSet(minutes) => {
                self.it.set_clock(minutes);
                self.truth.since_sign.0 = true;
            }
            Happening::Starts(answer) => self.end(begin("next"), answer).await,
            Happening::Pauses(answer) => self.end(Command::Pause(When::Now), answer).await,
            Happening::Stops(answer) => self.end(Command::Stop(When::Now), answer).await,
            Happening::Settles(was_work) if running => self.settle(was_work).await,
            Happening::Resumes if !running => {
                if self.it.desk.tracker.record(&Command::Resume(When::Now)).await.is_ok() {
                    self.truth = Truth::default();
                }
            }
            Happening::Edits if running => {
                let edit =
                    homing_domain::time::Edit { annotations: vec!["a".to_owned()], ..Default::default() };
                let entry = self.it.running().await.id;
                self.it.record(&Command::Edit { entry, edit }).await;
                self.truth.since_sign = (false, false);
            }
            Happening::UndoesAtOnce if running => {
                // Stopped by mistake: what is open afterwards is the stretch of before.
                self.it.stop(Away::CutOut.or_unsaid(&self.it).await).await;
                self.it.record(&Command::Undo { step: None, loss_is_meant: true }).await;
                self.truth.since_sign = (false, false);
            }
            Happening::Settles(_) | Happening::Resumes | Happening::Edits | Happening::UndoesAtOnce => {}
        }
        self.truth.untraceable |= self.truth.since_sign == (true, true);
    }
}

trait OrUnsaid {
    async fn or_unsaid(self, it: &Living) -> Away;
}

impl OrUnsaid for Away {
    /// The answer, where it is one that can be given.
    async fn or_unsaid(self, it: &Living) -> Away {
        let can = it.asked().await.iter().all(|gap| gap.placed);
        if can { self } else { Away::Unsaid }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_time_is_counted_that_was_not_lived_nor_taken_away_that_was_without_a_mark_or_an_answer(
        happenings in proptest::collection::vec(happening(), 1..30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut life = Life { it: living(), truth: Truth::default() };
            life.it.work(HOUR);
            for happening in happenings {
                life.happens(happening).await;
            }
            life.end(Command::Stop(When::Now), 0).await;
        });
    }
}
