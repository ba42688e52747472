//! What the tray shows of a snapshot: a pure function. The state is told by shape: a ring, a triangle or two bars for the
//! timer, and a corner that warns.

use std::time::Duration;

use homing_app::{Headline, Status};
use homing_domain::Timestamp;
use homing_domain::time::{EntryState, worked};
use jiff::tz::TimeZone;

use crate::words::{Words, elapsed};

/// Where the timer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// None is there.
    #[default]
    Idle,
    Running,
    Paused,
}

/// What is in the corner of the shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Corner {
    /// All goes by itself.
    #[default]
    Empty,
    /// A person is needed.
    Attention,
    /// The server can't be reached or does not answer: things wait.
    Offline,
}

/// All of it, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) shape: Shape,
    pub(crate) corner: Corner,
    /// What a pointer is told first: the timer.
    pub(crate) title: String,
    /// And then: the sync.
    pub(crate) sync: String,
    /// The menu's first lines, which can't be chosen.
    pub(crate) lines: Vec<String>,
}

impl Face {
    /// The face of a snapshot at an instant, with times of day in this zone.
    pub(crate) fn of(status: &Status, now: Timestamp, zone: &TimeZone, words: &Words) -> Self {
        let (corner, sync) = sync(status, words);
        let Some(entry) = &status.timer else {
            let lines = vec![words.no_timer.to_owned(), sync.clone()];
            return Self { shape: Shape::Idle, corner, title: words.no_timer.to_owned(), sync, lines };
        };
        let since = time_of_day(entry.started_at(), zone);
        let (shape, said) = match entry.state {
            EntryState::Paused => (Shape::Paused, (words.paused_since)(&since)),
            _ => (Shape::Running, (words.running_since)(&since)),
        };
        let described = entry.description.trim();
        let what = if described.is_empty() { words.no_description } else { described };
        let what = shortened(what);
        let title = format!("{} {what}", elapsed(worked(entry, now)));
        let lines = vec![title.clone(), said, sync.clone()];
        Self { shape, corner, title, sync, lines }
    }
}

/// How long the face stays as it is, if nothing happens: while a timer runs, until its next whole minute.
pub(crate) fn stays(status: &Status, now: Timestamp) -> Option<Duration> {
    let entry = status.timer.as_ref().filter(|entry| entry.state == EntryState::Running)?;
    let into_minute = worked(entry, now).as_millis() % 60_000;
    Some(Duration::from_millis(60_000 - u64::try_from(into_minute).unwrap_or(0)))
}

/// Hours and minutes of a day.
pub(crate) fn time_of_day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_jiff().to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

fn sync(status: &Status, words: &Words) -> (Corner, String) {
    let waiting = status.counts.waiting;
    match status.headline {
        Headline::StorageProblem(_) => (Corner::Attention, words.storage_problem.to_owned()),
        Headline::SignInNeeded => (Corner::Attention, words.sign_in_needed.to_owned()),
        Headline::Barred(bar) => (Corner::Attention, (words.barred)(bar).to_owned()),
        Headline::Stopped { .. } => (Corner::Attention, words.stopped.to_owned()),
        Headline::Attention => (Corner::Attention, (words.attention)(status.counts.attention)),
        Headline::ClockOff { .. } => (Corner::Attention, words.clock_off.to_owned()),
        Headline::ServerNotAnswering { .. } | Headline::Throttled { .. } | Headline::Offline { .. } => {
            (Corner::Offline, (words.offline)(waiting))
        }
        Headline::LocalOnly => (Corner::Empty, words.local_only.to_owned()),
        Headline::AllSaved => (Corner::Empty, words.all_saved.to_owned()),
        _ => (Corner::Empty, (words.waiting)(waiting)),
    }
}

/// So many characters of a description a menu has room for.
const ROOM: usize = 60;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
