//! What became of the earlier app's file, for a program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use homing_app::json::AccountJson;
use homing_app::{EarlierSignIn, LegacyReport, NotMoved, OriginalWish};
use homing_domain::time::{UnfinishedMatter, Unreadable};
use serde::Serialize;

use super::key_place;

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

fn reason_code(reason: &NotMoved) -> &'static str {
    match reason {
        NotMoved::Before => "moved-before",
        NotMoved::Somebody(_) => "somebody-is-here",
        NotMoved::NoServer => "no-server",
        NotMoved::OtherApi(_) => "other-api",
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
