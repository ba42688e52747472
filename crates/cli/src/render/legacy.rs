//! What became of the earlier app's file: its rows, its sign-in, itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use homing_app::json::AccountJson;
use homing_app::{EarlierOriginal, EarlierSignIn, KeyPlace, LegacyReport, NotMoved, OriginalWish};
use homing_domain::time::{UnfinishedMatter, Unreadable};
use serde::Serialize;

use super::amount;
use super::session::{account, place};
use crate::exit::ExitCode;
use crate::explain::{explain_credentials, explain_sign_in};

/// What is said where nobody decides now.
pub(crate) const LATER: &str =
    "The file stays as it is; `homing import legacy --original scrub`, `delete` or `keep` decides.";

const NOTHING_LOST: &str = "The work in the file is imported all the same.";

/// What `import legacy --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ReportJson<'a> {
    file: &'a Path,
    dry_run: bool,
    rows: RowsJson<'a>,
    taken_in: TakenInJson,
    pictures: PicturesJson,
    sign_in: SignInJson<'a>,
    unusable_keys: Vec<&'static str>,
    changed_by_another: bool,
    others: &'a [PathBuf],
    original: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct RowsJson<'a> {
    all: usize,
    sent: usize,
    cancelled: usize,
    day_totals: usize,
    unfinished: &'a BTreeMap<UnfinishedMatter, usize>,
    unreadable: &'a BTreeMap<Unreadable, usize>,
}

#[derive(Debug, Serialize)]
struct TakenInJson {
    imported: usize,
    history: usize,
    review: usize,
    unreadable: usize,
    unchanged: usize,
    changed: usize,
}

#[derive(Debug, Serialize)]
struct PicturesJson {
    ready: usize,
    left: usize,
}

#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum SignInJson<'a> {
    None,
    Moved { account: AccountJson<'a> },
    WouldMove { server: String },
    NotMoved { reason: &'static str },
}

/// As JSON.
pub(crate) fn json(report: &LegacyReport, original: Option<OriginalWish>) -> ReportJson<'_> {
    let (rows, taken) = (&report.rows, report.taken_in);
    let sign_in = match &report.sign_in {
        EarlierSignIn::Moved { account, .. } => {
            SignInJson::Moved { account: AccountJson::new(account, true) }
        }
        EarlierSignIn::WouldMove { server, .. } => SignInJson::WouldMove { server: server.to_string() },
        EarlierSignIn::NotMoved(reason) => SignInJson::NotMoved { reason: reason_code(reason) },
        _ => SignInJson::None,
    };
    ReportJson {
        file: &report.file,
        dry_run: report.dry_run,
        rows: RowsJson {
            all: rows.all(),
            sent: rows.sent,
            cancelled: rows.cancelled,
            day_totals: rows.day_totals,
            unfinished: &rows.unfinished,
            unreadable: &rows.unreadable,
        },
        taken_in: TakenInJson {
            imported: taken.imported,
            history: taken.history,
            review: taken.review,
            unreadable: taken.unreadable,
            unchanged: taken.unchanged,
            changed: taken.changed,
        },
        pictures: PicturesJson { ready: report.pictures.ready, left: report.pictures.left },
        sign_in,
        unusable_keys: report.unusable_keys.iter().map(|place| key_place(*place).0).collect(),
        changed_by_another: report.changed_by_another,
        others: &report.others,
        original: original.map(fate_code),
    }
}

/// As sentences, a line for each thing; the file last.
pub(crate) fn report(report: &LegacyReport, original: Option<OriginalWish>) -> String {
    let (rows, taken) = (&report.rows, report.taken_in);
    let mut lines = vec![format!("The earlier app's file has {}.", amount(count(rows.all()), "row", "rows"))];
    if report.dry_run {
        lines.push("This was a dry run: nothing of it is kept. An import does this:".to_owned());
    }
    lines.extend(history(report));
    lines.extend(unfinished(report));
    lines.extend(pictures(report));
    lines.extend(unreadable(report));
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
            key_place(*place).1
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
    let all_read = report.taken_in.unreadable == 0 && !report.changed_by_another;
    if all_read { ExitCode::Done } else { ExitCode::BadInput }
}

/// That the earlier app's file is still there, and what can be done with it.
pub(crate) fn offer(original: &EarlierOriginal) -> String {
    format!(
        "The earlier app's file is still on this machine{}. `homing import legacy --original scrub` takes tokens out of \
         it, `--original delete` deletes it, and `--original keep` leaves it and ends this reminder: {}",
        with_tokens(original),
        original.file.display()
    )
}

/// Asked once, at a terminal.
pub(crate) fn question(original: &EarlierOriginal) -> String {
    format!(
        "All that was imported from the earlier app is here and sent what can be sent, and its file is still on this \
         machine{}: {}\nTake the tokens out of it (scrub), delete it, or keep it as it is? [scrub/delete/keep, Enter \
         decides later]",
        with_tokens(original),
        original.file.display()
    )
}

/// What a person answered. None for anything that is not a whole word of the question.
pub(crate) fn wish_of(line: &str) -> Option<OriginalWish> {
    match line.trim().to_lowercase().as_str() {
        "scrub" => Some(OriginalWish::Scrub),
        "delete" => Some(OriginalWish::Delete),
        "keep" => Some(OriginalWish::Keep),
        _ => None,
    }
}

/// What was done with the file.
pub(crate) fn decided(file: &Path, wish: OriginalWish) -> String {
    let done = match wish {
        OriginalWish::Keep => "The earlier app's file stays as it is, and nobody asks again",
        OriginalWish::Scrub => "The earlier app's file has no tokens any more; all else in it is as it was",
        OriginalWish::Delete => "The earlier app's file is deleted",
    };
    format!("{done}: {}", file.display())
}

fn with_tokens(original: &EarlierOriginal) -> &'static str {
    if original.had_tokens { ", with its tokens in it" } else { "" }
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn history(report: &LegacyReport) -> Option<String> {
    let rows = &report.rows;
    let reasons = [
        (rows.sent, "had reached the server", "had reached the server"),
        (rows.cancelled, "was given up before it was sent", "were given up before they were sent"),
        (rows.day_totals, "is the total of a day", "are totals of days"),
    ];
    listed(
        reasons,
        "row needs nothing more and is kept as history",
        "rows need nothing more and are kept as history",
    )
}

fn unfinished(report: &LegacyReport) -> Option<String> {
    let reasons = report.rows.unfinished.iter().filter_map(|(matter, rows)| {
        let (one, many) = match matter {
            UnfinishedMatter::PictureToSend => return None,
            UnfinishedMatter::ApproximateTimes => {
                ("has times that are guesses", "have times that are guesses")
            }
            UnfinishedMatter::NoStop => ("began and never ended", "began and never ended"),
            UnfinishedMatter::NoStart => ("ended and never began", "ended and never began"),
            UnfinishedMatter::DayNotStopped => {
                ("is a day's timer that was not stopped", "are days' timers that were not stopped")
            }
            UnfinishedMatter::Picture => {
                ("is a picture that may have arrived", "are pictures that may have arrived")
            }
            _ => ("is of a kind that is not known", "are of kinds that are not known"),
        };
        Some((*rows, one, many))
    });
    let text = listed(
        reasons,
        "row is unfinished work that waits for you",
        "rows are unfinished work that waits for you",
    );
    text.map(|text| format!("{text} `homing review` shows them."))
}

fn pictures(report: &LegacyReport) -> Option<String> {
    if report.dry_run {
        let pictures = report.rows.unfinished.get(&UnfinishedMatter::PictureToSend).copied()?;
        return Some(format!(
            "{} with the next sync.",
            amount(count(pictures), "picture goes", "pictures go")
        ));
    }
    let mut said = Vec::new();
    if report.pictures.ready > 0 {
        let go = amount(count(report.pictures.ready), "picture goes", "pictures go");
        said.push(format!("{go} with the next sync."));
    }
    if report.pictures.left > 0 {
        let wait = amount(
            count(report.pictures.left),
            "picture can't be sent and waits",
            "pictures can't be sent and wait",
        );
        said.push(format!("{wait} in `homing review`."));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn unreadable(report: &LegacyReport) -> Option<String> {
    let reasons = report.rows.unreadable.iter().map(|(why, rows)| {
        let (one, many) = match why {
            Unreadable::NoKey => {
                ("is sealed with a key that is not here", "are sealed with a key that is not here")
            }
            Unreadable::Missing => ("lacks what every row has", "lack what every row has"),
            Unreadable::Damaged => ("is damaged", "are damaged"),
            _ => ("is not in the form of the earlier app", "are not in the form of the earlier app"),
        };
        (*rows, one, many)
    });
    let text = listed(
        reasons,
        "row can't be read and is kept as it is",
        "rows can't be read and are kept as they are",
    );
    text.map(|text| format!("{text} Once they can be read, import again: only what is new goes in."))
}

/// `5 rows are ...: 3 ..., 2 ....`
fn listed<'a>(
    reasons: impl IntoIterator<Item = (usize, &'a str, &'a str)>,
    one: &str,
    many: &str,
) -> Option<String> {
    let reasons: Vec<_> = reasons.into_iter().filter(|(rows, ..)| *rows > 0).collect();
    let all: usize = reasons.iter().map(|(rows, ..)| rows).sum();
    let reasons: Vec<_> =
        reasons.into_iter().map(|(rows, one, many)| amount(count(rows), one, many)).collect();
    (all > 0).then(|| format!("{}: {}.", amount(count(all), one, many), reasons.join(", ")))
}

fn sign_in(sign_in: &EarlierSignIn) -> Option<String> {
    Some(match sign_in {
        EarlierSignIn::Moved { account: who, adopted } => {
            let mut text = format!(
                "The earlier app's sign-in was moved: you are signed in as {}, and it is kept in {}.",
                account(who),
                place(who.credentials)
            );
            if adopted.tasks > 0 {
                let changes = amount(adopted.tasks, "change", "changes");
                text.push_str(&format!(" {changes} recorded here before go with it: `homing sync`."));
            }
            text
        }
        EarlierSignIn::WouldMove { server, place: to } => {
            format!("The earlier app's sign-in moves to {}, for the server at {server}.", place(*to))
        }
        EarlierSignIn::NotMoved(reason) => not_moved(reason),
        _ => return None,
    })
}

fn not_moved(reason: &NotMoved) -> String {
    let because = match reason {
        NotMoved::Before => {
            return "The earlier app's sign-in was moved by an import before, and is moved only once."
                .to_owned();
        }
        NotMoved::Place(error) => {
            return format!(
                "The earlier app's sign-in was not moved. {}",
                explain_credentials(error, NOTHING_LOST).text
            );
        }
        NotMoved::SignIn { server, source } => {
            return format!(
                "The earlier app's sign-in was not moved. {}",
                explain_sign_in(server, source).text
            );
        }
        NotMoved::Somebody(who) => format!("this machine records for {}", account(who)),
        NotMoved::NoServer => "no server is set (`homing config set server URL`, or --server URL)".to_owned(),
        NotMoved::InTheClear(server) => format!("the connection to {server} is not encrypted"),
        NotMoved::NoUser => "the file does not say whose it is".to_owned(),
        NotMoved::NothingToRenew => "nothing in the file renews it".to_owned(),
        _ => "it can't be used here".to_owned(),
    };
    format!("The earlier app's sign-in was not moved, as {because}. Sign in with `homing login`.")
}

fn reason_code(reason: &NotMoved) -> &'static str {
    match reason {
        NotMoved::Before => "moved-before",
        NotMoved::Somebody(_) => "somebody-is-here",
        NotMoved::NoServer => "no-server",
        NotMoved::InTheClear(_) => "in-the-clear",
        NotMoved::NoUser => "no-user",
        NotMoved::NothingToRenew => "nothing-to-renew",
        NotMoved::Place(_) | NotMoved::SignIn { .. } => "not-kept",
        _ => "other",
    }
}

fn fate_code(wish: OriginalWish) -> &'static str {
    match wish {
        OriginalWish::Keep => "kept",
        OriginalWish::Scrub => "scrubbed",
        OriginalWish::Delete => "deleted",
    }
}

fn key_place(place: KeyPlace) -> (&'static str, &'static str) {
    match place {
        KeyPlace::File => ("file", "What the key file beside it holds"),
        KeyPlace::Environment => ("environment", "What the environment gives for its key"),
    }
}
