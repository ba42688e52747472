//! The readers as their callers see them: whole files in, readings out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod broken_files;
mod broken_rows;
mod fingerprints;
mod into_the_tracker;
mod legacy;
mod real_exports;
mod toggl_files;
mod whatever_the_bytes;

use homing_import::{Reading, timewarrior};

/// Reads an export that consists of these rows, each on a line of its own, as `timew` prints them.
fn read_rows(rows: &[impl AsRef<str>]) -> Reading {
    let rows: Vec<&str> = rows.iter().map(AsRef::as_ref).collect();
    timewarrior::read(format!("[\n{}\n]\n", rows.join(",\n")).as_bytes()).unwrap()
}
