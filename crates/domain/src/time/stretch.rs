//! A step of the timer that may end a stretch of work: what the timer does of it, and what the machine's life says
//! to that. Pure.

use super::away::Stretch;
use super::decide::Situation;
use super::records::KeptGaps;
use super::{
    Answer, Away, Became, Entry, EntryState, Gap, GapError, Moment, TimerError, TimerEvent, TrackError,
    Transition, When,
};

/// A step of the timer with all that was remarkable about the work that it ended.
pub(super) struct Ended {
    pub(super) before: Entry,
    pub(super) transition: Transition,
    /// The moment in place of the clock's own, where that is behind the entry.
    pub(super) behind: Option<Moment>,
    pub(super) away: Vec<(Gap, Became)>,
    pub(super) clock_set_millis: Option<i64>,
    /// The unasked gaps that the entry has from now on, where they are others than before.
    pub(super) kept: Option<KeptGaps>,
}

impl Situation {
    /// Takes a step with the running or paused entry.
    pub(super) fn end(
        &self,
        step: fn(Entry, Moment) -> Result<Transition, TimerError>,
        before: Entry,
        moment: &Moment,
        (when, answer): (When, &Answer),
    ) -> Result<Ended, TrackError> {
        let transition = step(before.clone(), moment.clone())?;
        let works_on = before.state == EntryState::Running && transition.entry.state == EntryState::Running;
        let reached = &transition.event.moment;
        let behind = (reached.at != moment.at).then(|| reached.clone());
        let open = before.intervals.last().copied().filter(|open| open.end.is_none());
        let (Some(open), Some(pulse)) = (open, &self.signs.running) else {
            // Nothing is known of a machine that could have been away, or no work was going on.
            let cut = works_on || matches!(answer.away, Away::CutAt(_));
            let plain =
                Ended { before, transition, behind, away: Vec::new(), clock_set_millis: None, kept: None };
            return if cut { Err(GapError::NoGap.into()) } else { Ok(plain) };
        };
        let stretch = Stretch { start: open.start, end: reached.at, end_is_named: when != When::Now };
        let settled = match works_on {
            true => stretch.settle_and_work_on(&pulse.gaps, answer),
            false => stretch.settle(&pulse.gaps, answer),
        }?;

        let clock_set_millis = pulse.clock_was_set().then_some(pulse.clock_set_millis);
        let Transition { event, entry } = transition;
        let mut fields = entry.into_fields();
        fields.approximate |= clock_set_millis.is_some();
        let kept = self.kept_after(open.start, &settled.gaps, fields.approximate);
        fields.approximate |= settled.guessed;
        fields.intervals.truncate(before.intervals.len() - 1);
        fields.intervals.extend(settled.intervals);
        let moment = match answer.away {
            Away::CutAt(at) if !works_on => Moment::at(at, &self.zone),
            _ => event.moment,
        };
        let transition =
            Transition { event: TimerEvent { kind: event.kind, moment }, entry: Entry::try_from(fields)? };
        Ok(Ended { before, transition, behind, away: settled.gaps, clock_set_millis, kept })
    }

    /// Those of earlier stretches stay.
    fn kept_after(&self, start: crate::Timestamp, gaps: &[(Gap, Became)], guessed: bool) -> Option<KeptGaps> {
        let mut kept = self.kept.clone();
        kept.gaps.retain(|gap| gap.to <= start);
        // With gaps of before, the mark of before may be theirs alone.
        kept.guessed_before = guessed && (kept.gaps.is_empty() || self.kept.guessed_before);
        kept.gaps.extend(gaps.iter().filter(|(_, became)| *became == Became::Marked).map(|(gap, _)| *gap));
        let nothing = kept.gaps.is_empty() && self.kept.gaps.is_empty();
        (!nothing && kept != self.kept).then_some(kept)
    }
}
