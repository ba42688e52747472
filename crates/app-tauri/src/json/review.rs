//! What a person ought to look at: entries with a finding, and items of the earlier app that wait. Not what mends them,
//! which a terminal and a page each say in their own way.

use homing_domain::Timestamp;
use homing_domain::names::TaskId;
use homing_domain::task::Reason;
use homing_domain::time::{
    EntryId, Finding, Interval, ItemId, ItemState, Matter, MissingTimes, Refusal, ReviewItem, RowRef,
    UnfinishedMatter,
};
use homing_export::EntryJson;
use serde::Serialize;

use super::GapJson;

/// All that waits for a person's look.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReviewJson<'a> {
    findings: Vec<FindingJson<'a>>,
    items: Vec<ItemJson<'a>>,
}

/// An entry, and what is the matter with it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FindingJson<'a> {
    matter: MatterCode,
    entry: EntryJson<'a>,
    details: DetailsJson<'a>,
}

/// What may be the matter with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum MatterCode {
    Refused,
    InFuture,
    Long,
    Overlaps,
    Away,
    Approximate,
    Empty,
    Other,
}

/// A time that has to be given before an item can become an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum MissingCode {
    From,
    To,
}

/// What belongs to a matter.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(untagged)]
enum DetailsJson<'a> {
    Refused { task: TaskId, reason: &'a Reason },
    InFuture { at: Timestamp },
    Long { span_seconds: u64 },
    Overlaps { with: EntryId, by_seconds: u64 },
    Away { gaps: Vec<GapJson> },
    None {},
}

/// Unfinished work of the earlier app.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ItemJson<'a> {
    id: &'a ItemId,
    matter: UnfinishedMatter,
    #[serde(flatten)]
    state: ItemState,
    project: Option<&'a str>,
    description: &'a str,
    intervals: &'a [Interval],
    /// All times of an item are.
    approximate: bool,
    missing: Vec<MissingCode>,
    server_id: Option<&'a str>,
    picture_bytes: Option<u64>,
    more_of: Option<&'a ItemId>,
    arrived_since: bool,
    rows: &'a [RowRef],
}

impl<'a> ReviewJson<'a> {
    /// Both lists, in their order.
    #[must_use]
    pub fn new(findings: &'a [Finding], items: &'a [ReviewItem]) -> Self {
        Self {
            findings: findings.iter().map(FindingJson::from).collect(),
            items: items.iter().map(ItemJson::from).collect(),
        }
    }
}

impl<'a> From<&'a Finding> for FindingJson<'a> {
    fn from(Finding { entry, matter }: &'a Finding) -> Self {
        let (matter, details) = match matter {
            Matter::Refused(Refusal { task, reason, .. }) => {
                (MatterCode::Refused, DetailsJson::Refused { task: *task, reason })
            }
            Matter::InFuture { at } => (MatterCode::InFuture, DetailsJson::InFuture { at: *at }),
            Matter::Long { span } => (MatterCode::Long, DetailsJson::Long { span_seconds: span.as_secs() }),
            Matter::Overlaps { with, by } => {
                (MatterCode::Overlaps, DetailsJson::Overlaps { with: *with, by_seconds: by.as_secs() })
            }
            Matter::Away { gaps } => {
                (MatterCode::Away, DetailsJson::Away { gaps: gaps.iter().map(GapJson::from).collect() })
            }
            Matter::Approximate => (MatterCode::Approximate, DetailsJson::None {}),
            Matter::Empty => (MatterCode::Empty, DetailsJson::None {}),
            _ => (MatterCode::Other, DetailsJson::None {}),
        };
        Self { matter, entry: entry.into(), details }
    }
}

impl<'a> From<&'a ReviewItem> for ItemJson<'a> {
    fn from(item: &'a ReviewItem) -> Self {
        let missing = item.missing().map_or_else(Vec::new, |MissingTimes { from, to }| {
            [from.then_some(MissingCode::From), to.then_some(MissingCode::To)].into_iter().flatten().collect()
        });
        Self {
            id: &item.id,
            matter: item.matter,
            state: item.state,
            project: item.project.as_deref(),
            description: &item.description,
            intervals: &item.intervals,
            approximate: true,
            missing,
            server_id: item.server_id.as_deref(),
            picture_bytes: item.picture.as_ref().map(|picture| picture.bytes),
            more_of: item.more_of.as_ref(),
            arrived_since: item.arrived_since,
            rows: &item.rows,
        }
    }
}
