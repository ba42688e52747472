//! Notifications: few, and each once. What is to be told is decided in [`policy`]; what was told is kept in the data folder,
//! so that a restart does not repeat it.

mod memory;
mod policy;

use std::path::Path;
use std::time::Duration;

use homing_app::{Causes, Status};
use homing_domain::Timestamp;
use jiff::tz::TimeZone;
pub(crate) use memory::Memory;
use policy::{Notice, Seen, decide};

use crate::session_bus::notify;
use crate::tray::time_of_day;
use crate::words::Words;

/// Tells what is new in a snapshot, and remembers it. After how long to look again, if nothing happens until then.
///
/// What nobody showed was not told: the next snapshot tries again.
pub(crate) async fn tell(
    memory: &mut Memory,
    status: &Status,
    now: Timestamp,
    window_is_hidden: bool,
    words: &Words,
) -> Option<Duration> {
    let seen = Seen::of(status, window_is_hidden);
    let decided = decide(&memory.told, &seen, now);
    let mut told = decided.remembered;
    for (notice, once_told) in decided.notices {
        let (title, text) = said(&notice, words);
        match notify(title, &text).await {
            Ok(()) => told = once_told.on(told),
            Err(error) => tracing::debug!(causes = %Causes(&error), "a notification was not shown"),
        }
    }
    memory.keep(told);
    decided.again
}

/// What was told before this start.
pub(crate) fn recall(data: &Path) -> Memory {
    Memory::load(data.join("desktop-told.json"))
}

fn said(notice: &Notice, words: &Words) -> (&'static str, String) {
    match notice {
        Notice::Attention(count) => {
            let (title, text) = words.attention_notice;
            (title, text(*count))
        }
        Notice::Unsent(count) => {
            let (title, text) = words.unsent_notice;
            (title, text(*count))
        }
        Notice::Away { from, to } => {
            let (title, text) = words.away_notice;
            let zone = TimeZone::system();
            (title, text(&time_of_day(*from, &zone), &time_of_day(*to, &zone)))
        }
    }
}
