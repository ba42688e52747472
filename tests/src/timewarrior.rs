//! A database of Timewarrior's own, and its export by the real `timew`.
//!
//! The intervals are written in the format of Timewarrior's data files, as its users' years of work lie there:
//! thousands of calls of `timew track` would take minutes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

/// What is behind the interval in a data file: tags, then an annotation. As odd as people's are.
const WORK: [&str; 8] = [
    "# review \"code review\"",
    "",
    "# harbour \"night shift\" # \"said \\\"yes\\\", twice\"",
    "# # \"only a remark\"",
    "# übersetzung 日本語 # \"Ærø: naïve – 🏔\"",
    "# a b c d e f",
    "# \"back\\\\slash\" # \"1/2, {braces} [brackets]\"",
    "# writing",
];

/// An export and the database that it is from.
#[derive(Debug)]
pub struct Timewarrior {
    /// What `timew export` printed.
    pub export: String,
    /// The rows in it.
    pub rows: Vec<Value>,
    _database: TempDir,
}

impl Timewarrior {
    /// An export of this many intervals: closed ones, and at the end of them one that is still open.
    ///
    /// # Errors
    /// There is no `timew`, or it exports another number of rows.
    pub fn with_intervals(count: usize) -> Result<Self> {
        let database = TempDir::with_prefix("homing-timewarrior-")?;
        let folder = database.path();
        fs::create_dir(folder.join("data"))?;
        // Without a configuration timew asks whether to make a database.
        fs::write(folder.join("timewarrior.cfg"), "")?;
        for (month, text) in months(count) {
            fs::write(folder.join(format!("data/{month}.data")), text)?;
        }
        // The first command on data that it has not seen says on its standard output that it counts the tags.
        timew(folder, "tags")?;
        let export = timew(folder, "export")?;
        let rows: Vec<Value> = serde_json::from_str(&export).context("the export is no list")?;
        ensure!(rows.len() == count, "{count} intervals were written, timew exported {}", rows.len());
        Ok(Self { export, rows, _database: database })
    }
}

/// Runs `timew` and gives its standard output.
fn timew(database: &Path, command: &str) -> Result<String> {
    let output = Command::new("timew").arg(command).env("TIMEWARRIORDB", database).env("TZ", "UTC").output();
    let output = output.context(
        "The program timew is not on this machine, and a real export is what this test is about. \
         Install the package timewarrior (`cargo xtask test` does it), then run it again.",
    )?;
    ensure!(output.status.success(), "timew {command} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).context("timew wrote something that is no UTF-8")
}

/// The text of each data file, by month. Four intervals a day, the second right after the first, one of no length.
fn months(count: usize) -> BTreeMap<String, String> {
    let mut months = BTreeMap::<String, String>::new();
    for number in 0..count {
        let (day, slot) = (number / 4, number % 4);
        // 28 days in every month need no calendar, and whoever needs thirty years of them is not in the future.
        let (year, month, date) = (1990 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        let minute = (number * 7) % 60;
        let day = format!("{year}{month:02}{date:02}");
        let (start, end) = match slot {
            0 => ("080000".to_owned(), format!("09{minute:02}30")),
            1 => (format!("09{minute:02}30"), "110000".to_owned()),
            2 => (format!("13{minute:02}00"), format!("13{minute:02}00")),
            _ => (format!("14{minute:02}07"), format!("17{minute:02}59")),
        };
        let work = WORK[number * 5 % WORK.len()];
        let line = match number + 1 == count {
            true => format!("inc {day}T{start}Z {work}"),
            false => format!("inc {day}T{start}Z - {day}T{end}Z {work}"),
        };
        let text = months.entry(format!("{year}-{month:02}")).or_default();
        // Writing to a String can't fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_timew_reads_what_was_written_tags_annotations_and_the_open_interval() -> Result<()> {
        let timewarrior = Timewarrior::with_intervals(40)?;
        let with = |field: &str| timewarrior.rows.iter().filter(|row| row.get(field).is_some()).count();
        assert_eq!(with("end"), 39, "one is still open");
        assert_eq!((with("tags"), with("annotation")), (30, 20));
        Ok(())
    }
}
