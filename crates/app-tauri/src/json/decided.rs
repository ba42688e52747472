//! What an item of the review became.

use homing_domain::time::{EntryId, ItemId, ReviewItem};
use homing_export::EntryJson;
use serde::Serialize;

use crate::deciding::ItemBecame;

/// An item that a person decided on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DecidedItemJson<'a> {
    id: &'a ItemId,
    became: ItemBecameCode,
    /// The entry that it is now.
    entry: Option<EntryJson<'a>>,
    /// The entry that it is a screenshot of now.
    screenshot_of: Option<EntryId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum ItemBecameCode {
    Entry,
    Screenshot,
    Discarded,
}

impl<'a> From<&'a (ReviewItem, ItemBecame)> for DecidedItemJson<'a> {
    fn from((item, became): &'a (ReviewItem, ItemBecame)) -> Self {
        let (became, entry, screenshot_of) = match became {
            ItemBecame::Entry(entry) => (ItemBecameCode::Entry, Some(entry.as_ref().into()), None),
            ItemBecame::Screenshot(entry) => (ItemBecameCode::Screenshot, None, Some(*entry)),
            ItemBecame::Nothing => (ItemBecameCode::Discarded, None, None),
        };
        Self { id: &item.id, became, entry, screenshot_of }
    }
}
