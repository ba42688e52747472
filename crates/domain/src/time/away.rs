//! What becomes of the time that the machine may not have lived, once the stretch of work ends in which it lies.
//! Pure: the one place that decides it.

use super::records::KeptGaps;
use super::{EntryFields, Gap, Interval};
use crate::Timestamp;

/// What a person says of the time away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Away {
    /// Nobody can be asked. It stays, and the entry is marked for review.
    #[default]
    Unsaid,
    /// Somebody can be asked. Where there is a gap the step is refused with [`GapError::Unanswered`], to be
    /// repeated with an answer.
    Ask,
    /// It was work.
    Keep,
    /// It was no work: it is taken out, and what was lived after it stays.
    CutOut,
    /// The work ended at this instant.
    CutAt(Timestamp),
}

/// What a person says of the time away that they saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What it was.
    pub away: Away,
    /// The gaps that they were shown: where the machine was away since, by more than [`super::GAP_TOLERANCE`], the
    /// step is refused with [`GapError::Unanswered`]. None stands for all there are.
    pub seen: Option<Vec<Gap>>,
}

impl From<Away> for Answer {
    fn from(away: Away) -> Self {
        Self { away, seen: None }
    }
}

impl Answer {
    /// The same, where somebody has to say something.
    pub(super) fn or_asked(&self) -> Self {
        let away = if self.away == Away::Unsaid { Away::Ask } else { self.away };
        Self { away, seen: self.seen.clone() }
    }

    fn saw_less_than(&self, gaps: &[Gap]) -> bool {
        self.seen.as_ref().is_some_and(|seen| !Gap::all_seen(gaps, seen))
    }
}

/// What became of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It stayed although nobody said that it was work; the entry is marked for review.
    Marked,
    /// It stayed, as somebody said.
    Kept,
    /// It went.
    Cut,
}

/// A gap that can't be settled like that. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GapError {
    /// Somebody has to say what it was.
    #[error("the machine was away while the timer ran")]
    Unanswered(Vec<Gap>),
    /// How long the machine was away is not known, so only a person can say where the work ended.
    #[error("how long the machine was away is not known")]
    CutNeedsTime(Vec<Gap>),
    /// Nothing of the time away lies behind the instant that was named.
    #[error("{at} does not lie between {from} and {to}")]
    CutOutside {
        /// The instant.
        at: Timestamp,
        /// When the stretch of work began.
        from: Timestamp,
        /// When the machine was back.
        to: Timestamp,
    },
    /// The machine was never away.
    #[error("the machine was never away")]
    NoGap,
}

/// A stretch of work that ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Whether a person said when it ended.
    pub(super) end_is_named: bool,
}

/// What is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    /// At least one.
    pub(super) intervals: Vec<Interval>,
    /// Whether its times are a guess.
    pub(super) guessed: bool,
    pub(super) gaps: Vec<(Gap, Became)>,
}

impl Stretch {
    /// The gaps that somebody has to be asked about.
    pub(super) fn gaps(self, gaps: &[Gap]) -> Vec<Gap> {
        gaps.iter().filter_map(|gap| gap.within(self.start, self.end, self.end_is_named)).collect()
    }

    pub(super) fn settle(self, gaps: &[Gap], answer: &Answer) -> Result<Settled, GapError> {
        let gaps = self.gaps(gaps);
        let Some(last) = gaps.last() else {
            return if matches!(answer.away, Away::CutAt(_)) {
                Err(GapError::NoGap)
            } else {
                Ok(self.whole(gaps))
            };
        };
        match answer.away {
            Away::Unsaid => Ok(Settled { guessed: true, ..self.whole(gaps) }),
            Away::Ask => Err(GapError::Unanswered(gaps)),
            _ if answer.saw_less_than(&gaps) => Err(GapError::Unanswered(gaps)),
            Away::Keep => {
                let gaps = gaps.into_iter().map(|gap| (gap, Became::Kept)).collect();
                Ok(Settled { gaps, ..self.whole(Vec::new()) })
            }
            Away::CutOut => self.cut_out(gaps),
            Away::CutAt(at) if at < self.start || at > last.to.min(self.end) => {
                Err(GapError::CutOutside { at, from: self.start, to: last.to.min(self.end) })
            }
            Away::CutAt(at) => Ok(self.cut_at(at, gaps)),
        }
    }

    /// As [`Stretch::settle`], of work that goes on: its last interval has no end. After a cut at an instant it goes on
    /// when the machine was back.
    pub(super) fn settle_and_work_on(self, gaps: &[Gap], answer: &Answer) -> Result<Settled, GapError> {
        let back = self.gaps(gaps).last().ok_or(GapError::NoGap)?.to.min(self.end);
        let mut settled = self.settle(gaps, answer)?;
        let open = |start| Interval { start, end: None };
        match settled.intervals.last_mut() {
            _ if matches!(answer.away, Away::CutAt(_)) => settled.intervals.push(open(back)),
            Some(last) if last.end == Some(self.end) => last.end = None,
            _ => settled.intervals.push(open(self.end)),
        }
        Ok(settled)
    }

    fn whole(self, gaps: Vec<Gap>) -> Settled {
        let intervals = vec![Interval { start: self.start, end: Some(self.end) }];
        Settled {
            intervals,
            guessed: false,
            gaps: gaps.into_iter().map(|gap| (gap, Became::Marked)).collect(),
        }
    }

    fn cut_out(self, gaps: Vec<Gap>) -> Result<Settled, GapError> {
        let Some(intervals) = without(Interval { start: self.start, end: Some(self.end) }, &gaps) else {
            return Err(GapError::CutNeedsTime(gaps));
        };
        let guessed = gaps.iter().any(|gap| !gap.placed);
        Ok(Settled { intervals, guessed, gaps: gaps.into_iter().map(|gap| (gap, Became::Cut)).collect() })
    }

    /// A gap that was over by then is not answered by that.
    fn cut_at(self, at: Timestamp, gaps: Vec<Gap>) -> Settled {
        let rest = Self { end: at, end_is_named: true, ..self };
        let became = |gap: Gap| match gap.within(rest.start, rest.end, true) {
            Some(left) => (left, Became::Marked),
            None => (gap, Became::Cut),
        };
        let gaps: Vec<_> = gaps.into_iter().map(became).collect();
        let guessed = gaps.iter().any(|(_, became)| *became == Became::Marked);
        Settled { guessed, gaps, ..rest.whole(Vec::new()) }
    }
}

impl KeptGaps {
    /// Those that still wait for an answer: the entry is a guess, and the work they lie in is as it was.
    pub(super) fn standing(&self, entry: &EntryFields) -> Vec<Gap> {
        let lies_in = |gap: &Gap, interval: &Interval| {
            gap.from >= interval.start && interval.end.is_some_and(|end| gap.to <= end)
        };
        let stands = |gap: &&Gap| entry.intervals.iter().any(|interval| lies_in(gap, interval));
        if entry.approximate { self.gaps.iter().filter(stands).copied().collect() } else { Vec::new() }
    }

    /// Takes those out of the entry.
    pub(super) fn cut_out_of(&self, entry: &mut EntryFields) -> Result<(), GapError> {
        let gaps = self.standing(entry);
        if gaps.is_empty() {
            return Err(GapError::NoGap);
        }
        let mut intervals = Vec::new();
        for whole in &entry.intervals {
            let lies_in = |gap: &&Gap| gap.from >= whole.start && whole.end.is_some_and(|end| gap.to <= end);
            let within: Vec<Gap> = gaps.iter().filter(lies_in).copied().collect();
            match without(*whole, &within) {
                Some(left) => intervals.extend(left),
                None if whole.end.is_none() => intervals.push(*whole),
                None => return Err(GapError::CutNeedsTime(within)),
            }
        }
        entry.intervals = intervals;
        entry.approximate = self.guessed_before || gaps.iter().any(|gap| !gap.placed);
        Ok(())
    }
}

/// What is left of an interval without what the gaps take: at least one interval, be it an empty one. None where
/// it is not known what a gap takes.
pub(super) fn without(whole: Interval, gaps: &[Gap]) -> Option<Vec<Interval>> {
    let end = whole.end?;
    let (mut left, mut start) = (Vec::new(), whole.start);
    for gap in gaps {
        let (from, to) = gap.cut()?;
        if from > start {
            left.push(Interval { start, end: Some(from.min(end)) });
        }
        start = start.max(to);
    }
    if end > start {
        left.push(Interval { start, end: Some(end) });
    }
    if left.is_empty() {
        left.push(Interval { start: whole.start, end: Some(whole.start) });
    }
    Some(left)
}
