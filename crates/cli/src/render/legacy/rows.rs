//! What became of the rows of the earlier app's file, in sentences.

use homing_app::LegacyReport;
use homing_domain::time::{UnfinishedMatter, Unreadable};

use crate::render::amount;

pub(super) fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

pub(super) fn history(report: &LegacyReport) -> Option<String> {
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

pub(super) fn unfinished(report: &LegacyReport) -> Option<String> {
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
            UnfinishedMatter::Picture => (
                "is a picture of which it is not known where it belongs, or whether it arrived",
                "are pictures of which it is not known where they belong, or whether they arrived",
            ),
            _ => ("is of a kind that is not known", "are of kinds that are not known"),
        };
        Some((*rows, one, many))
    });
    let text = listed(
        reasons,
        "row is unfinished work, for you to decide on",
        "rows are unfinished work, for you to decide on",
    );
    text.map(|text| format!("{text} `homing review` shows what still waits."))
}

pub(super) fn pictures(report: &LegacyReport) -> Option<String> {
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

pub(super) fn unreadable(report: &LegacyReport) -> Option<String> {
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
    let again = match report.rows.unreadable.contains_key(&Unreadable::NoKey) {
        true => {
            " Once the key is back (a file beside the database, or in the environment), import again: only what is new \
             goes in."
        }
        false => "",
    };
    text.map(|text| format!("{text}{again}"))
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
