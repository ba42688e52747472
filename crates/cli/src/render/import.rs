//! What became of the rows of a file.

use homing_app::Imported;
use homing_domain::time::EntryId;
use serde::Serialize;

use super::amount;
use crate::exit::ExitCode;

/// So many rows are named one by one.
const NAMED: usize = 20;

/// What `import --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ImportedJson {
    added: usize,
    unchanged: usize,
    running: Option<EntryId>,
    not_imported: Vec<RowJson>,
}

#[derive(Debug, Serialize)]
struct RowJson {
    row: usize,
    line: Option<usize>,
    reason: String,
}

/// As JSON. Every row that was not taken in is there.
pub(crate) fn json(imported: &Imported) -> ImportedJson {
    let Imported { problems, report } = imported;
    let unread = problems.iter().map(|problem| RowJson {
        row: problem.place.row,
        line: Some(problem.place.line),
        reason: problem.reason.to_string(),
    });
    let refused = report.not_imported.iter().map(|row| RowJson {
        row: row.row,
        line: None,
        reason: row.reason.to_string(),
    });
    let mut not_imported: Vec<_> = unread.chain(refused).collect();
    not_imported.sort_by_key(|row| row.row);
    let (added, unchanged) = (report.added, report.unchanged);
    ImportedJson { added, unchanged, running: report.running, not_imported }
}

/// As sentences, then the rows that were not taken in, each with its reason.
pub(crate) fn report(imported: &Imported) -> String {
    let Imported { problems, report } = imported;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let mut text = format!("Imported {}.", amount(count(report.added), "entry", "entries"));
    if report.unchanged > 0 {
        let there = amount(count(report.unchanged), "row was", "rows were");
        text.push_str(&format!(" {there} already there."));
    }
    if report.running.is_some() {
        text.push_str(" The open one runs on here.");
    }
    let unread =
        problems.iter().map(|problem| (problem.place.row, format!("{}: {}", problem.place, problem.reason)));
    let refused = report.not_imported.iter().map(|row| (row.row, format!("row {}: {}", row.row, row.reason)));
    let mut rows: Vec<_> = unread.chain(refused).collect();
    if rows.is_empty() {
        return text;
    }
    rows.sort_by_key(|(row, _)| *row);
    let were = if rows.len() == 1 {
        "1 row was not imported"
    } else {
        &format!("{} rows were not imported", rows.len())
    };
    text.push_str(&format!("\n{were}; import again when they are put right, and only they go in:"));
    for (_, row) in rows.iter().take(NAMED) {
        text.push_str(&format!("\n  {row}"));
    }
    if rows.len() > NAMED {
        text.push_str(&format!("\n  and {} more", rows.len() - NAMED));
    }
    text
}

/// The code to leave with.
pub(crate) fn code(imported: &Imported) -> ExitCode {
    let all = imported.problems.is_empty() && imported.report.not_imported.is_empty();
    if all { ExitCode::Done } else { ExitCode::BadInput }
}

#[cfg(test)]
mod tests {
    use homing_app::{Place, RowError, RowProblem};
    use homing_domain::time::{ImportReport, NotImported, NotImportedReason};

    use super::*;

    fn imported(added: usize, problems: usize, refused: usize) -> Imported {
        let problem = |index: usize| RowProblem {
            place: Place { row: 2 * index + 1, line: 2 * index + 2 },
            reason: RowError::NoStart,
        };
        let refuse = |index: usize| NotImported { row: 2 * index + 2, reason: NotImportedReason::TimerRuns };
        let not_imported = (0..refused).map(refuse).collect();
        Imported {
            problems: (0..problems).map(problem).collect(),
            report: ImportReport { added, unchanged: 3, not_imported, running: None },
        }
    }

    #[test]
    fn a_clean_import_is_one_line() {
        let clean = imported(2_000, 0, 0);
        assert_eq!(report(&clean), "Imported 2000 entries. 3 rows were already there.");
        assert_eq!(code(&clean), ExitCode::Done);
    }

    #[test]
    fn each_row_that_was_not_taken_in_is_named_in_the_order_of_the_file() {
        let mixed = imported(1, 2, 1);
        assert_eq!(
            report(&mixed),
            "Imported 1 entry. 3 rows were already there.\n\
             3 rows were not imported; import again when they are put right, and only they go in:\n  \
             row 1 (line 2): it has no start\n  \
             row 2: it is still open, and a timer is already running here\n  \
             row 3 (line 4): it has no start"
        );
        assert_eq!(code(&mixed), ExitCode::BadInput);
    }

    #[test]
    fn after_twenty_rows_the_rest_is_counted() {
        let text = report(&imported(0, 25, 0));
        assert_eq!(text.lines().filter(|line| line.contains("(line")).count(), NAMED);
        assert_eq!(text.lines().last(), Some("  and 5 more"));
    }
}
