//! What becomes of the tasks that a client brings.
//!
//! The rules are pure and stand by themselves: `envelope` (can the request be read at all), `reading`
//! (is a task sound), `entry_rules` (is a time entry), `decision` (what an entry means for what is
//! held), `project_rules` (may it be for that project), `screenshot_rules` (all of these for a screenshot). `apply`
//! carries them out in one transaction. How a request arrives is `http`'s business.

mod apply;
mod decision;
mod entry_rules;
mod envelope;
mod instants;
mod project_rules;
mod reading;
mod screenshot_rules;

pub use envelope::Unreadable;

pub(crate) use apply::apply;
pub(crate) use envelope::{EnvelopeError, check_envelope, read_json};
pub(crate) use screenshot_rules::is_sha256;
