//! The commands of the review: what a person ought to look at, and what becomes of what the earlier app had not sent.

use homing_domain::Timestamp;
use homing_domain::time::{EntryId, EntryRef, Given as GivenOfItem, ItemId, ItemSelection};
use serde::{Deserialize, Deserializer, Serialize};
use tauri::State;

use super::answer::{Answer, answer};
use super::commands::refused;
use super::given::Given;
use super::{CommandError, Shared};
use crate::json::{DecidedItemJson, ReviewJson};
use crate::{DecidedItems, ItemDecision};

/// The argument `given` of `confirm_item`: what a person says in place of what is known. What is not named stays.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub(super) struct GivenJson {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    description: Option<String>,
    /// Null takes it away.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "bindings", specta(type = Option<String>))]
    project: Option<Option<String>>,
    long_is_meant: bool,
    /// The entry of a picture, where the server knows none.
    entry: Option<EntryId>,
}

/// The argument `decision` of `decide_items`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum DecisionJson {
    Confirm,
    Discard,
}

/// What `decide_items` answers: each item is decided in a transaction of its own.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub(super) struct DecidedJson<'a> {
    done: Vec<DecidedItemJson<'a>>,
    /// As they were. Where this machine is why, those after the last of them were not tried.
    left: Vec<LeftItemJson>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct LeftItemJson {
    id: ItemId,
    error: CommandError,
}

/// What a person ought to look at.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn review(shared: State<'_, Shared>) -> Answer<ReviewJson<'static>> {
    let tracker = shared.sync.tracker();
    let findings = tracker.review().await.map_err(refused)?;
    let items = tracker.to_review().await.map_err(refused)?;
    answer(&ReviewJson::new(&findings, &items))
}

/// Makes an entry of an item, or a screenshot of a picture.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn confirm_item(
    shared: State<'_, Shared>,
    item: Given<ItemId>,
    given: Given<Option<GivenJson>>,
) -> Answer<DecidedItemJson<'static>> {
    let (item, given) = (item.read()?, given.read()?.unwrap_or_default());
    let DecidedItems { done, mut left } = decide(&shared, &[item], &given.into()).await?;
    if let Some((_, error)) = left.pop() {
        return Err(refused(error));
    }
    answer(&done.first().map(DecidedItemJson::from).ok_or(CommandError::NoSuchItem)?)
}

/// Decides on many items alike.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn decide_items(
    shared: State<'_, Shared>,
    items: Given<Vec<ItemId>>,
    decision: Given<DecisionJson>,
) -> Answer<DecidedJson<'static>> {
    let (items, decision) = (items.read()?, decision.read()?.into());
    let DecidedItems { done, left } = decide(&shared, &items, &decision).await?;
    let left = left.into_iter().map(|(item, error)| LeftItemJson { id: item.id, error: refused(error) });
    answer(&DecidedJson { done: done.iter().map(DecidedItemJson::from).collect(), left: left.collect() })
}

async fn decide(
    shared: &Shared,
    items: &[ItemId],
    decision: &ItemDecision,
) -> Result<DecidedItems, CommandError> {
    let which = ItemSelection::These(items.iter().map(Into::into).collect());
    Box::pin(shared.sync.decide_items(&which, decision)).await.map_err(refused)
}

/// A field that is there, be it null.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<GivenJson> for ItemDecision {
    fn from(GivenJson { from, to, description, project, long_is_meant, entry }: GivenJson) -> Self {
        let given = GivenOfItem { from, to, description, project, long_is_meant };
        Self::Confirm { given, entry: entry.map(EntryRef::from) }
    }
}

impl From<DecisionJson> for ItemDecision {
    fn from(decision: DecisionJson) -> Self {
        match decision {
            DecisionJson::Confirm => Self::Confirm { given: GivenOfItem::default(), entry: None },
            DecisionJson::Discard => Self::Discard,
        }
    }
}
