//! What became of the earlier app's file, and what is to be said of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use homing_domain::time::{UnfinishedMatter, Unreadable};
use homing_import::legacy::KeyPlace;
use serde::Serialize;

use super::AccountJson;
use crate::legacy::{EarlierSignIn, LegacyReport, NotMoved};

/// What an import came to, in rows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LegacyReportJson<'a> {
    #[cfg_attr(feature = "bindings", specta(type = String))]
    file: &'a Path,
    dry_run: bool,
    rows: FileRowsJson<'a>,
    taken_in: TakenInJson,
    pictures: PicturesJson,
    sign_in: EarlierSignInJson<'a>,
    unusable_keys: Vec<KeyPlaceCode>,
    changed_by_another: bool,
    #[cfg_attr(feature = "bindings", specta(type = Vec<String>))]
    others: &'a [PathBuf],
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct FileRowsJson<'a> {
    all: usize,
    sent: usize,
    cancelled: usize,
    day_totals: usize,
    unfinished: &'a BTreeMap<UnfinishedMatter, usize>,
    unreadable: &'a BTreeMap<Unreadable, usize>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct TakenInJson {
    imported: usize,
    history: usize,
    review: usize,
    unreadable: usize,
    unchanged: usize,
    changed: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct PicturesJson {
    ready: usize,
    left: usize,
}

/// What became of the earlier app's sign-in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "state", rename_all = "kebab-case")]
enum EarlierSignInJson<'a> {
    None,
    Moved { account: AccountJson<'a> },
    WouldMove { server: String },
    NotMoved { reason: NotMovedCode },
}

/// Why it stays where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum NotMovedCode {
    MovedBefore,
    SomebodyIsHere,
    NoServer,
    OtherApi,
    InTheClear,
    NoUser,
    NothingToRenew,
    NotKept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum KeyPlaceCode {
    File,
    Environment,
}

/// The earlier app, as far as a person is to hear of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EarlierAppJson {
    /// Its files that are there, and of which nobody has said anything yet.
    found: Vec<String>,
    /// Its file that was imported, and about which a person should decide.
    original: Option<OriginalJson>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct OriginalJson {
    file: String,
}

impl EarlierAppJson {
    /// The files that were found, and the one that was imported.
    #[must_use]
    pub fn new(found: &[PathBuf], original: Option<&Path>) -> Self {
        let text = |file: &Path| file.display().to_string();
        Self {
            found: found.iter().map(|file| text(file)).collect(),
            original: original.map(|file| OriginalJson { file: text(file) }),
        }
    }
}

impl<'a> From<&'a LegacyReport> for LegacyReportJson<'a> {
    fn from(report: &'a LegacyReport) -> Self {
        let (rows, taken) = (&report.rows, report.taken_in);
        Self {
            file: &report.file,
            dry_run: report.dry_run,
            rows: FileRowsJson {
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
            sign_in: (&report.sign_in).into(),
            unusable_keys: report.unusable_keys.iter().map(|place| (*place).into()).collect(),
            changed_by_another: report.changed_by_another,
            others: &report.others,
        }
    }
}

impl<'a> From<&'a EarlierSignIn> for EarlierSignInJson<'a> {
    fn from(sign_in: &'a EarlierSignIn) -> Self {
        match sign_in {
            EarlierSignIn::None => Self::None,
            EarlierSignIn::Moved { account, .. } => Self::Moved { account: AccountJson::new(account, true) },
            EarlierSignIn::WouldMove { server, .. } => Self::WouldMove { server: server.to_string() },
            EarlierSignIn::NotMoved(reason) => Self::NotMoved { reason: reason.into() },
        }
    }
}

impl From<&NotMoved> for NotMovedCode {
    fn from(reason: &NotMoved) -> Self {
        match reason {
            NotMoved::Before => Self::MovedBefore,
            NotMoved::Somebody(_) => Self::SomebodyIsHere,
            NotMoved::NoServer => Self::NoServer,
            NotMoved::OtherApi(_) => Self::OtherApi,
            NotMoved::InTheClear(_) => Self::InTheClear,
            NotMoved::NoUser => Self::NoUser,
            NotMoved::NothingToRenew => Self::NothingToRenew,
            NotMoved::Place(_) | NotMoved::SignIn { .. } => Self::NotKept,
        }
    }
}

impl From<KeyPlace> for KeyPlaceCode {
    fn from(place: KeyPlace) -> Self {
        match place {
            KeyPlace::File => Self::File,
            KeyPlace::Environment => Self::Environment,
        }
    }
}
