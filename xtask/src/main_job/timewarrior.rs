//! A Timewarrior database of three years, and its export by the real `timew`.
//!
//! The bulk is written in Timewarrior's own data format, as its users' files are; tracking two thousand intervals
//! through its command line would take minutes. The last ones go through it.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::workplace::{EXPORT, TIMEWARRIOR, Workplace};
use crate::shell::{Line, Setting};

const YEARS: std::ops::RangeInclusive<u16> = 2023..=2025;
/// Every month has that many days: no calendar is needed.
const DAYS_A_MONTH: u16 = 28;

/// What days are filled with: tags and annotation as Timewarrior writes them.
const WORK: [(&str, &str); 7] = [
    ("harbour planning", "tide tables checked"),
    ("\"night shift\" harbour", ""),
    ("writing", "second draft, with \\\"quotes\\\" and a comma"),
    ("", ""),
    ("übersetzung \"größere Stücke\"", "Ærø, 北京, naïve"),
    ("support calls", ""),
    ("", "only a note"),
];

/// Makes the database and exports it to [`EXPORT`]. Returns how many intervals the export has.
///
/// # Errors
/// When a file can't be written or `timew` fails.
pub(super) fn export(place: &Workplace, setting: &Setting) -> Result<usize> {
    let folder = place.path(TIMEWARRIOR);
    fs::create_dir(format!("{folder}/data")).context("Timewarrior's data folder could not be made")?;
    // Without a configuration file timew would ask whether to make a database.
    write(&format!("{folder}/timewarrior.cfg"), "")?;
    for year in YEARS {
        for month in 1..=12 {
            write(&format!("{folder}/data/{year}-{month:02}.data"), &lines_of(year, month))?;
        }
    }
    let database = format!("TIMEWARRIORDB={TIMEWARRIOR}");
    let timew =
        |words: &[&str]| Line::new("env").args([database.as_str(), "timew"]).args(words.iter().copied());
    let afternoon = ["2026-01-05T13:00:00Z", "-", "2026-01-05T14:30:00Z"];
    setting.run(&timew(&["track"]).args(afternoon).args(["harbour", "night shift"]))?;
    setting.run(&timew(&["annotate", "@1", "said \"yes\", twice"]))?;
    setting.run(&timew(&["export"]).output(EXPORT))?;

    let text = fs::read_to_string(place.path(EXPORT)).context("the export could not be read back")?;
    let rows: Vec<Value> = serde_json::from_str(&text).context("the export is not a list in JSON")?;
    let written = YEARS.count() * 12 * usize::from(DAYS_A_MONTH) * 2 + 1;
    ensure!(rows.len() == written, "{written} intervals were tracked, but timew exported {}", rows.len());
    Ok(rows.len())
}

fn write(path: &str, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("could not be written: {path}"))
}

/// One month: a morning and an afternoon each day, with times that differ from day to day.
fn lines_of(year: u16, month: u16) -> String {
    let mut text = String::new();
    for day in 1..=DAYS_A_MONTH {
        for (half, hour) in [(0, 8), (1, 13)] {
            let which = usize::from(year + month * 5 + day * 2 + half) % WORK.len();
            let (tags, note) = WORK[which];
            let minute = (day * 7 + month) % 60;
            let date = format!("{year}{month:02}{day:02}");
            let span =
                format!("inc {date}T{hour:02}{minute:02}00Z - {date}T{:02}{minute:02}30Z", hour + 2 + half);
            let line = match (tags, note) {
                ("", "") => span,
                (tags, "") => format!("{span} # {tags}"),
                ("", note) => format!("{span} # # \"{note}\""),
                (tags, note) => format!("{span} # {tags} # \"{note}\""),
            };
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_as_timewarrior_writes_it() {
        let text = lines_of(2025, 1);
        assert_eq!(text.lines().count(), 56);
        let expected = concat!(
            "inc 20250101T080800Z - 20250101T100830Z # writing ",
            r#"# "second draft, with \"quotes\" and a comma""#
        );
        assert_eq!(text.lines().next(), Some(expected));
    }
}
