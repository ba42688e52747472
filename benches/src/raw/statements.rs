//! How many statements the limit runs, by SQLite's own trace.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::Raw;

/// The trace takes a bare function, so what it counts lies here.
static RUN: AtomicU64 = AtomicU64::new(0);

/// How many statements the work runs.
///
/// # Errors
/// Of the work.
pub(crate) fn count(raw: &mut Raw, work: impl FnOnce(&mut Raw) -> Result<()>) -> Result<u64> {
    raw.connection.trace_v2(
        TraceEventCodes::SQLITE_TRACE_STMT,
        Some(|event| {
            // What SQLite does by itself, for a foreign key, it tells as a comment.
            if let TraceEvent::Stmt(_, text) = event
                && !text.starts_with("--")
            {
                RUN.fetch_add(1, Ordering::Relaxed);
            }
        }),
    );
    let before = RUN.load(Ordering::Relaxed);
    work(raw)?;
    let run = RUN.load(Ordering::Relaxed) - before;
    raw.connection.trace_v2(TraceEventCodes::empty(), None);
    Ok(run)
}
