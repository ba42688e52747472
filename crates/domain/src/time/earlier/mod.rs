//! Work out of an earlier program's file: what needs nothing more, what waits for a person, what can't be read.
//! Not the reading of such a file: that is an adapter's.

mod work;

pub use work::{
    EarlierPicture, EarlierWork, Past, PastRow, RowRef, Unfinished, UnfinishedMatter, Unreadable,
    UnreadableRow,
};
