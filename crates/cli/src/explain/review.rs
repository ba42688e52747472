//! When nothing was made of what the earlier app had not sent.

use homing_app::EarlierPictureError;
use homing_domain::time::{EntryId, FindItemError, ItemId, ItemState, MissingTimes, SettleError};

use super::{Explained, Failure, attach, queue, time};
use crate::render::review::items::short_item;

/// In a person's words.
pub(super) fn find(error: &FindItemError) -> Explained {
    match error {
        FindItemError::Ambiguous { count, digits } => Explained::new(
            Failure::ItemAmbiguous,
            format!("The ids of {count} items begin like that. Nothing was changed; write more of {digits}."),
        ),
        FindItemError::Queue(error) => queue::queue(error),
        FindItemError::NotFound(name) => Explained::new(
            Failure::NoSuchItem,
            format!(
                "There is no such item of the review. Nothing was changed; `homing review` lists those that wait. \
                 The item: {name}."
            ),
        ),
        _ => Explained::new(Failure::Internal, "Nothing was changed. HOMING_LOG=error shows why."),
    }
}

/// In a person's words.
pub(crate) fn item(item: &ItemId, error: &EarlierPictureError) -> Explained {
    let id = short_item(item);
    match error {
        EarlierPictureError::Settle(error) => settle(&id, error),
        EarlierPictureError::EntryNeeded => Explained::new(
            Failure::EntryNeeded,
            format!(
                "Nothing tells which entry the picture belongs to. It waits as before; name one with \
                 `homing review confirm {id} --entry ENTRY`."
            ),
        ),
        EarlierPictureError::NoPicture => Explained::new(
            Failure::NotAPicture,
            format!(
                "This is no picture, or it is on its way to the server already. Nothing was changed: {id}."
            ),
        ),
        EarlierPictureError::Find(error) => time::find(error),
        EarlierPictureError::Attach(error) => attach::other(error),
        EarlierPictureError::Queue(error) => queue::queue(error),
        _ => Explained::new(Failure::Internal, "Nothing was changed. HOMING_LOG=error shows why."),
    }
}

fn settle(id: &str, error: &SettleError) -> Explained {
    let short = |entry: &EntryId| entry.to_string().chars().take(8).collect::<String>();
    let (failure, text) = match error {
        SettleError::Missing(missing) => {
            let (what, options) = match missing {
                MissingTimes { from: true, to: true } => ("began and when it ended", "--from TIME --to TIME"),
                MissingTimes { from: true, .. } => ("began", "--from TIME"),
                MissingTimes { .. } => ("ended", "--to TIME"),
            };
            (
                Failure::TimesNeeded,
                format!(
                    "Nothing says when this work {what}. It waits as before; say so with `homing review edit {id} \
                     {options}`."
                ),
            )
        }
        SettleError::Picture => (
            Failure::NotAPicture,
            format!(
                "This is a picture, which has no times. It waits as before; `homing review confirm {id}` sends it."
            ),
        ),
        SettleError::Changed(ItemState::Discarded { .. }) => (
            Failure::ItemDecided,
            format!("Another window discarded this item meanwhile. Nothing was changed by this: {id}."),
        ),
        SettleError::Changed(_) => (
            Failure::ItemDecided,
            format!(
                "This item was changed meanwhile. Nothing was changed by this; look at `homing review` again: {id}."
            ),
        ),
        SettleError::Confirmed(entry) => (
            Failure::ItemDecided,
            format!(
                "This was taken over already. Nothing was changed; `homing edit {}` changes its entry.",
                short(entry)
            ),
        ),
        SettleError::Discarded => (
            Failure::ItemDecided,
            format!(
                "This is discarded already, and kept. Nothing was changed; `homing review confirm {id}` takes it over."
            ),
        ),
        SettleError::EntryThere(entry) => (
            Failure::EntryThere,
            format!(
                "The server's entry that this tells of was taken over already. It waits as before; `homing edit {}` \
                 changes that entry, `homing review discard {id}` makes nothing of this.",
                short(entry)
            ),
        ),
        SettleError::Gone => (
            Failure::NoSuchItem,
            format!("There is no such item of the review any more. Nothing was changed: {id}."),
        ),
        SettleError::Track(error) => return time::track(error),
        _ => (Failure::Internal, "Nothing was changed. HOMING_LOG=error shows why.".to_owned()),
    };
    Explained::new(failure, text)
}
