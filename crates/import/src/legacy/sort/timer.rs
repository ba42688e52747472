//! Events of the timer become pieces of work: which of them belong together, and what is known of when. Times are when
//! a row was made, the best that the file has.
//!
//! A start opens a piece of work, also one that had arrived. What follows belongs to it until it is stopped or another
//! start comes, unless its id was bound to another piece before. What belongs to none goes by its id, and to the nearest
//! earlier start that had arrived and has no id yet.

use std::collections::BTreeMap;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::time::{Interval, RowRef, Unfinished, UnfinishedMatter};
use serde_json::{Map, Value};

use super::days;
use super::event::{Id, Said, TimerSaid};
use crate::legacy::rows::DayRow;

/// How much later than its row a start can have been. A row was made at the start, to the second.
const LATER_MOST: Duration = Duration::from_secs(60);

/// The pieces of work, in the order of their first events.
#[derive(Default)]
pub(super) struct Timer {
    pieces: Vec<Piece>,
    by_id: BTreeMap<Id, usize>,
    /// The one that the last start opened.
    current: Option<usize>,
}

#[derive(Default)]
struct Piece {
    rows: Vec<RowRef>,
    /// Whether its start is in the file, sent or not, and when it was.
    started: Option<Timestamp>,
    had_arrived: bool,
    stopped: bool,
    project: Option<String>,
    description: String,
    server_id: Option<String>,
    intervals: Vec<Interval>,
    last_at: Option<Timestamp>,
}

impl Timer {
    /// An event that had reached the server: it is of the past, but it dates what follows.
    pub(super) fn arrived(&mut self, event: &str, at: Option<Timestamp>, fields: &Map<String, Value>) {
        let said = match Said::new(event, fields) {
            Some(Said::Timer(said)) => said,
            // What it said can't be read, but that the timer was started is certain.
            _ if event == "time_entry_start" => {
                TimerSaid::Start { project: None, description: String::new() }
            }
            _ => return,
        };
        self.happened(said, at, None);
    }

    /// An event that waits to be sent.
    pub(super) fn waits(&mut self, said: TimerSaid, at: Option<Timestamp>, row: RowRef) {
        self.happened(said, at, Some(row));
    }

    fn happened(&mut self, said: TimerSaid, at: Option<Timestamp>, row: Option<RowRef>) {
        let place = match &said {
            TimerSaid::Start { .. } => {
                self.pieces.push(Piece { had_arrived: row.is_none(), ..Piece::default() });
                self.current = Some(self.pieces.len() - 1);
                self.pieces.len() - 1
            }
            TimerSaid::Pause(id) | TimerSaid::Resume(id) | TimerSaid::Stop(id) => self.piece_of(id),
        };
        if let Some(piece) = self.pieces.get_mut(place) {
            piece.happened(said, at, row);
        }
    }

    /// Which piece an event of this id belongs to; a new one where none does.
    fn piece_of(&mut self, id: &Id) -> usize {
        let is = |place: &usize, fits: &dyn Fn(&Piece) -> bool| self.pieces.get(*place).is_some_and(fits);
        let going = |piece: &Piece| !piece.stopped;
        let without_name = |piece: &Piece| !piece.stopped && piece.server_id.is_none();
        let bound = self.by_id.get(id).copied();
        let place = match id {
            // The server had named it, so its start had arrived: it is none of those that wait.
            Id::Server(_) => {
                let dates = |piece: &Piece| piece.had_arrived && without_name(piece);
                let current = self.current.filter(|place| is(place, &dates));
                bound.or(current).or_else(|| self.pieces.iter().rposition(dates))
            }
            // The earlier app made up an id anew whenever it had none, so one that was stopped says little.
            Id::MadeUp(_) => bound
                .filter(|place| is(place, &going))
                .or(self.current.filter(|place| is(place, &going)))
                .or(bound),
        };
        let place = place.unwrap_or_else(|| {
            self.pieces.push(Piece::default());
            self.pieces.len() - 1
        });
        self.by_id.insert(id.clone(), place);
        if let (Some(piece), Id::Server(name)) = (self.pieces.get_mut(place), id) {
            piece.server_id.get_or_insert_with(|| name.clone());
        }
        place
    }

    /// Gives a piece the true start that the row of a day knows, if there is one that it dates: the nearest that is not
    /// stopped, and that waits to be sent. Else the day is work of its own: of the server's entry whose start had arrived,
    /// else of the one that was `active` last, so that what a person says of it is said of that one.
    pub(super) fn date(
        &mut self,
        reference: RowRef,
        day: &DayRow,
        active: Option<&str>,
    ) -> Option<Unfinished> {
        let alone = |reference, id: Option<String>| {
            let server_id = id.or_else(|| active.map(str::to_owned));
            Some(Unfinished { server_id, ..days::not_stopped(reference, day) })
        };
        let Some(at) = days::started_at(day) else { return alone(reference, None) };
        let nearest = self
            .pieces
            .iter_mut()
            .filter(|piece| !piece.stopped && piece.started.is_some())
            .filter_map(|piece| Some((piece.distance(at)?, piece)))
            .min_by_key(|(distance, _)| *distance);
        match nearest {
            Some((_, piece)) if !piece.had_arrived => {
                piece.starts_at(at);
                piece.rows.push(reference);
                None
            }
            // What waits of it says when better than the day does.
            Some((_, piece)) if !piece.rows.is_empty() => {
                piece.rows.push(reference);
                None
            }
            Some((_, piece)) => alone(reference, piece.server_id.clone()),
            None => alone(reference, None),
        }
    }

    /// The pieces that are not wholly of the past.
    pub(super) fn finish(self) -> impl Iterator<Item = Unfinished> {
        self.pieces.into_iter().filter(|piece| !piece.rows.is_empty()).map(Piece::finish)
    }
}

impl Piece {
    fn happened(&mut self, said: TimerSaid, at: Option<Timestamp>, row: Option<RowRef>) {
        // A clock that was set back makes nothing end before it began.
        let reached = self.intervals.last().map(|last| last.end.unwrap_or(last.start));
        let at = at.map(|at| reached.map_or(at, |reached| at.max(reached)));
        match said {
            TimerSaid::Start { project, description } => {
                (self.project, self.description, self.started) = (project, description, at);
                self.open(at);
            }
            TimerSaid::Pause(_) => self.close(at),
            TimerSaid::Resume(_) if !self.stopped => self.open(at),
            TimerSaid::Resume(_) => {}
            TimerSaid::Stop(_) => {
                self.close(at);
                self.stopped = true;
            }
        }
        if let Some(row) = row {
            self.rows.push(row);
        }
        self.last_at = self.last_at.max(at);
    }

    fn open(&mut self, at: Option<Timestamp>) {
        let open = self.intervals.last().is_some_and(|last| last.end.is_none());
        if let Some(start) = at.filter(|_| !open) {
            self.intervals.push(Interval { start, end: None });
        }
    }

    fn close(&mut self, at: Option<Timestamp>) {
        if let Some(last) = self.intervals.last_mut().filter(|last| last.end.is_none()) {
            last.end = at;
        }
    }

    /// How far from `at` the nearest interval starts, of those that `at` can be the true start of.
    fn distance(&self, at: Timestamp) -> Option<Duration> {
        self.intervals.iter().filter_map(|interval| distance(interval, at)).min()
    }

    fn starts_at(&mut self, at: Timestamp) {
        let nearest = (0..self.intervals.len())
            .filter_map(|place| Some((distance(self.intervals.get(place)?, at)?, place)))
            .min();
        let Some((_, place)) = nearest else { return };
        let before = place.checked_sub(1).and_then(|place| self.intervals.get(place)?.end);
        if let Some(interval) = self.intervals.get_mut(place) {
            interval.start = before.map_or(at, |before| at.max(before));
            interval.end = interval.end.map(|end| end.max(interval.start));
        }
        if place == 0 {
            self.started = Some(at);
        }
    }

    fn finish(self) -> Unfinished {
        let ended = self.intervals.last().is_some_and(|last| last.end.is_some());
        let matter = match self.started {
            None => UnfinishedMatter::NoStart,
            Some(_) if self.stopped && ended => UnfinishedMatter::ApproximateTimes,
            Some(_) => UnfinishedMatter::NoStop,
        };
        Unfinished {
            rows: self.rows,
            matter,
            project: self.project,
            description: self.description,
            intervals: self.intervals,
            last_at: self.last_at,
            server_id: self.server_id,
            picture: None,
        }
    }
}

fn distance(interval: &Interval, at: Timestamp) -> Option<Duration> {
    let possible = at <= interval.start.saturating_add(LATER_MOST);
    possible.then(|| at.since(interval.start).max(interval.start.since(at)))
}

#[cfg(test)]
mod tests;
