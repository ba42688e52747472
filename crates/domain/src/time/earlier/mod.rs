//! Work out of an earlier program's file: what needs nothing more, what waits for a person, what can't be read.
//! Not the reading of such a file, which is an adapter's; nor [`super::ImportReport`]'s import, which takes whole entries
//! out of exports.

mod chunk;
mod decision;
mod item;
mod kept;
mod looking;
mod settling;
mod taking_in;
mod work;

pub use decision::{Given, MissingTimes, SettleError};
pub use item::{
    EARLIER_SOURCE, FindItemError, ItemId, ItemPicture, ItemRef, ItemRefError, ItemSelection, ItemState,
    ReviewItem,
};
pub use settling::{ConfirmedItem, PictureSettled};
pub use taking_in::TakenIn;
pub use work::{
    EarlierPicture, EarlierWork, Past, PastRow, RowRef, Unfinished, UnfinishedMatter, Unreadable,
    UnreadableRow,
};
