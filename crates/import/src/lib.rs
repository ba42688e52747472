//! Readers of what other time trackers export, and of the earlier app's database: bytes in, values that the domain
//! can record out.
//!
//! Nothing here touches a clock or the queue, and of files only [`legacy`] does. Nothing is recorded: that is
//! [`homing_domain::time::Tracker`], which also refuses what makes no valid entry (an end before the start, a text
//! that is too long or holds a NUL character).
//!
//! | module | what it reads |
//! |---|---|
//! | [`timewarrior`] | the JSON that `timew export` prints |
//! | [`legacy`] | the database of the earlier app, out of a copy |
//! | [`toggl`] | the detailed report of Toggl Track, as CSV |

mod column;
mod encoding;
mod fingerprint;
pub mod legacy;
mod reading;
#[cfg(feature = "test-util")]
pub mod testing;
pub mod timewarrior;
pub mod toggl;

pub use column::Column;
pub use encoding::FILE_MAX_BYTES;
pub use reading::{Field, Place, ReadError, Reading, RowError, RowProblem};
