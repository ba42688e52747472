//! Readers of what other time trackers export: bytes in, rows that the domain can record out.
//!
//! Nothing here touches a file, a clock or the queue, and nothing is recorded: that is
//! [`homing_domain::time::Tracker::import`], which also refuses what makes no valid entry (an end before
//! the start, a text that is too long or holds a NUL character).
//!
//! | module | what it reads |
//! |---|---|
//! | [`timewarrior`] | the JSON that `timew export` prints |

mod fingerprint;
mod reading;
pub mod timewarrior;

pub use reading::{Field, Place, ReadError, Reading, RowError, RowProblem};
