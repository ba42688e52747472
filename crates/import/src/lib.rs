//! Readers of what other time trackers export: bytes in, rows that the domain can record out.
//!
//! Nothing here touches a file, a clock or the queue, and nothing is recorded: that is
//! [`homing_domain::time::Tracker::import`], which also refuses what makes no valid entry (an end before
//! the start, a text that is too long or holds a NUL character).
//!
//! | module | what it reads |
//! |---|---|
//! | [`timewarrior`] | the JSON that `timew export` prints |
//! | [`toggl`] | the detailed report of Toggl Track, as CSV |

mod column;
mod encoding;
mod fingerprint;
pub mod legacy;
mod reading;
pub mod timewarrior;
pub mod toggl;

pub use column::Column;
pub use encoding::FILE_MAX_BYTES;
pub use reading::{Field, Place, ReadError, Reading, RowError, RowProblem};
