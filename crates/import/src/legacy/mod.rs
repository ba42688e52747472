//! The database of the earlier app: read out of a copy, whatever version wrote it. No import changes the
//! original, which stays the backup; only [`scrub_original`] and [`delete_original`] do, for a person's explicit wish. What becomes of the work that it holds is not decided here: see
//! [`homing_domain::time::EarlierWork`].
//!
//! The way: [`open`] copies and takes the tokens into memory; the caller brings [`Opened::tokens`] to where tokens
//! are safe; [`Opened::clean`] takes them out of the copy; [`Opened::read`] says what there is; [`Opened::finish`]
//! removes the copy.

mod copy;
mod database;
mod error;
mod keys;
mod opened;
mod payload;
mod place;
mod rows;
mod salvage;
mod scrub;
mod sort;
mod tokens;

pub use copy::Print;
pub use error::LegacyError;
pub use keys::{KeyPlace, Keys};
pub use opened::{Opened, Original, delete_original, open, remove_copy, scrub_original};
pub use place::{BUNDLE_IDENTIFIER, Folders, Found, KEY_VARIABLE, known_places, look};
pub use tokens::EarlierTokens;

#[cfg(feature = "test-util")]
pub(crate) use {
    database::connect as connect_for_tests,
    keys::seal_as_the_earlier_app,
    place::{DATABASE as DATABASE_NAME, KEY_FILE as KEY_FILE_NAME},
};
