//! What became of the earlier app's file: its rows, its sign-in, itself.

mod json;
mod original;
mod rows;
mod sign_in;

use homing_app::{FileRows, KeyPlace, LegacyReport, OriginalWish};

use super::amount;
use crate::exit::ExitCode;
pub(crate) use json::json;
pub(crate) use original::{LATER, decided, offer, question, wish_of};
use rows::count;
use sign_in::sign_in;

/// As sentences, a line for each thing; the file last.
pub(crate) fn report(report: &LegacyReport, original: Option<OriginalWish>) -> String {
    let (all, taken) = (report.rows.all(), report.taken_in);
    let mut lines = vec![format!("The earlier app's file has {}.", amount(count(all), "row", "rows"))];
    if report.dry_run {
        lines.push("This was a dry run: nothing of it is kept. An import does this:".to_owned());
    }
    lines.extend(rows::history(report));
    lines.extend(rows::unfinished(report));
    lines.extend(rows::pictures(report));
    lines.extend(rows::unreadable(report));
    if taken.unchanged > 0 {
        let were = amount(count(taken.unchanged), "of the rows was", "of the rows were");
        lines.push(format!("{were} here already, from an earlier import."));
    }
    if taken.changed > 0 {
        let say = amount(count(taken.changed), "of the rows says", "of the rows say");
        lines.push(format!("{say} something else than when it was imported; what was imported stays."));
    }
    lines.extend(sign_in(&report.sign_in));
    lines.extend(report.unusable_keys.iter().map(|place| {
        format!(
            "{} is no key of 64 hexadecimal digits, so rows that only it opens can't be read.",
            key_place(*place)
        )
    }));
    if report.changed_by_another {
        lines.push(
            "Another program wrote to the file meanwhile. Quit the earlier app and import again; rows that are here \
             come once."
                .to_owned(),
        );
    }
    if !report.others.is_empty() {
        let others: Vec<_> = report.others.iter().map(|file| file.display().to_string()).collect();
        lines.push(format!(
            "Other files of the earlier app were not read; name one to import it, too: {}",
            others.join(", ")
        ));
    }
    lines.push(match original {
        Some(wish) => decided(&report.file, wish),
        None => format!("The file itself was not changed: {}", report.file.display()),
    });
    lines.join("\n")
}

/// The code to leave with.
pub(crate) fn code(report: &LegacyReport) -> ExitCode {
    code_of(&report.rows, report.changed_by_another)
}

/// What can't be read counts also where an earlier import has kept it.
fn code_of(rows: &FileRows, changed_by_another: bool) -> ExitCode {
    let all_read = rows.not_read() == 0 && !changed_by_another;
    if all_read { ExitCode::Done } else { ExitCode::BadInput }
}

fn key_place(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::File => "What the key file beside it holds",
        KeyPlace::Environment => "What the environment gives for its key",
    }
}

#[cfg(test)]
mod tests;
