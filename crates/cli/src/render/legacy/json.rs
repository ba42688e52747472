//! What became of the earlier app's file, for a program.

use homing_app::json::LegacyReportJson;
use homing_app::{LegacyReport, OriginalWish};
use serde::Serialize;

/// What `import legacy --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ReportJson<'a> {
    #[serde(flatten)]
    report: LegacyReportJson<'a>,
    original: Option<&'static str>,
}

/// As JSON.
pub(crate) fn json(report: &LegacyReport, original: Option<OriginalWish>) -> ReportJson<'_> {
    ReportJson { report: report.into(), original: original.map(fate_code) }
}

fn fate_code(wish: OriginalWish) -> &'static str {
    match wish {
        OriginalWish::Keep => "kept",
        OriginalWish::Scrub => "scrubbed",
        OriginalWish::Delete => "deleted",
    }
}
