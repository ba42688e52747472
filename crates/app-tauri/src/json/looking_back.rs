//! What was done: by day with a mark for each entry, by week, and what may be picked from it.

use std::fmt;
use std::str::FromStr;

use homing_domain::Timestamp;
use homing_domain::names::TaskId;
use homing_domain::task::Reason;
use homing_domain::time::{self, DayOfWork, Marks, Suggestions, WorkOfEntry};
use homing_export::EntryJson;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::looking_back::{MarkedDays, Week};

/// A local day of this machine, such as `2026-11-27`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Day(#[cfg_attr(feature = "bindings", specta(type = String))] pub Date);

/// Days with work, the latest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EntriesJson<'a> {
    taken_at: Timestamp,
    days: Vec<DayJson<'a>>,
}

/// A day with work: its entries, the latest first. One over midnight is in both days.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct DayJson<'a> {
    day: Day,
    worked_seconds: u64,
    entries: Vec<MarkedEntryJson<'a>>,
}

/// An entry, its work within the day up to now, and where its newest revision is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct MarkedEntryJson<'a> {
    entry: EntryJson<'a>,
    mark: Mark,
    worked_seconds: u64,
    refused: Option<RefusedJson<'a>>,
}

/// Why an entry needs a person: the task to let go again or to discard, and the server's reason.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct RefusedJson<'a> {
    task: TaskId,
    reason: &'a Reason,
}

/// Where an entry's newest revision is. `here`: nobody has ever signed in, so nothing is to be sent. `given-up`: a person
/// discarded it, so the server does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum Mark {
    Sent,
    Waiting,
    Attention,
    GivenUp,
    Here,
}

/// The seven days of a week, in order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WeekJson<'a> {
    first: Day,
    last: Day,
    taken_at: Timestamp,
    worked_seconds: u64,
    days: Vec<WeekDayJson<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct WeekDayJson<'a> {
    day: Day,
    worked_seconds: u64,
    projects: Vec<ProjectWorkJson<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct ProjectWorkJson<'a> {
    project: Option<&'a str>,
    worked_seconds: u64,
}

/// What a person may pick: projects of the server and of their own entries, tags, and the latest entries' words.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SuggestionsJson<'a> {
    projects: Vec<SuggestedProjectJson<'a>>,
    tags: &'a [String],
    recent: Vec<SuggestedEntryJson<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct SuggestedProjectJson<'a> {
    name: &'a str,
    archived: bool,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct SuggestedEntryJson<'a> {
    description: &'a str,
    project: Option<&'a str>,
    tags: &'a [String],
}

impl<'a> From<&'a MarkedDays> for EntriesJson<'a> {
    fn from(MarkedDays { taken_at, days, marks }: &'a MarkedDays) -> Self {
        Self { taken_at: *taken_at, days: days.iter().map(|day| DayJson::new(day, marks)).collect() }
    }
}

impl<'a> DayJson<'a> {
    fn new(DayOfWork { day, worked, entries }: &'a DayOfWork, marks: &'a Marks) -> Self {
        let entries = entries.iter().map(|part| MarkedEntryJson::new(part, marks)).collect();
        Self { day: Day(*day), worked_seconds: worked.as_secs(), entries }
    }
}

impl<'a> MarkedEntryJson<'a> {
    fn new(WorkOfEntry { entry, worked }: &'a WorkOfEntry, marks: &'a Marks) -> Self {
        let mark = match marks.of(entry) {
            time::Mark::Sent => Mark::Sent,
            time::Mark::Attention => Mark::Attention,
            time::Mark::GivenUp => Mark::GivenUp,
            time::Mark::Here => Mark::Here,
            _ => Mark::Waiting,
        };
        let refused = marks.refusal(entry.id);
        let refused = refused.map(|refusal| RefusedJson { task: refusal.task, reason: &refusal.reason });
        Self { entry: entry.into(), mark, worked_seconds: worked.as_secs(), refused }
    }
}

impl<'a> From<&'a Week> for WeekJson<'a> {
    fn from(Week { first, last, taken_at, days }: &'a Week) -> Self {
        let seconds = |(project, worked): &'a (Option<String>, std::time::Duration)| ProjectWorkJson {
            project: project.as_deref(),
            worked_seconds: worked.as_secs(),
        };
        let day = |day: &'a crate::looking_back::WeekDay| WeekDayJson {
            day: Day(day.day),
            worked_seconds: day.worked.as_secs(),
            projects: day.projects.iter().map(seconds).collect(),
        };
        let worked: std::time::Duration = days.iter().map(|day| day.worked).sum();
        Self {
            first: Day(*first),
            last: Day(*last),
            taken_at: *taken_at,
            worked_seconds: worked.as_secs(),
            days: days.iter().map(day).collect(),
        }
    }
}

impl<'a> From<&'a Suggestions> for SuggestionsJson<'a> {
    fn from(Suggestions { projects, tags, recent }: &'a Suggestions) -> Self {
        let projects = projects.iter();
        let recent = recent.iter();
        Self {
            projects: projects
                .map(|project| SuggestedProjectJson { name: &project.name, archived: project.archived })
                .collect(),
            tags,
            recent: recent
                .map(|words| SuggestedEntryJson {
                    description: &words.description,
                    project: words.project.as_deref(),
                    tags: &words.tags,
                })
                .collect(),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Date::from_str(&String::deserialize(deserializer)?).map(Self).map_err(de::Error::custom)
    }
}
