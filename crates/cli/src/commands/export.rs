//! `homing export`.

use homing_app::{Export, ExportFormat, Homing};
use homing_domain::time::{Period, day_of};
use serde_json::json;

use super::here;
use crate::args::{self, Days, ExportForm};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::{Here, amount};

pub(super) async fn run(
    homing: &Homing,
    export: args::Export,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let format = export.form();
    let args::Export { file, period, zone, force, .. } = export;
    let Here { now, zone: machines } = here(homing);
    let zone = zone.unwrap_or(machines);
    let period = match period.days(day_of(now, &zone))? {
        // An export without days is one of everything.
        Days::Last(_) => Period::all(),
        days => days.period(&zone),
    };
    let (name, form) = match format {
        ExportForm::Json => ("json", ExportFormat::Json),
        ExportForm::Csv => ("csv", ExportFormat::Csv { zone }),
        ExportForm::Ical => ("ical", ExportFormat::ICalendar),
    };
    let export = Export { format: form, period };
    let failed = |source| CliError::Export { path: file.clone(), source };
    if file.as_os_str() == "-" {
        if output.is_json() && format != ExportForm::Json {
            return Err(CliError::JsonNeedsFile);
        }
        let mut written = Vec::new();
        homing.export(&export, &mut written).await.map_err(failed)?;
        let text = String::from_utf8_lossy(&written);
        // One line, as `--json` promises: a line break in a text of JSON is written as an escape.
        output.result(&if output.is_json() { text.replace('\n', "") } else { text.into_owned() })?;
        return Ok(ExitCode::Done);
    }
    let entries = homing.export_to_file(&export, &file, force).await.map_err(failed)?;
    let count = amount(u64::try_from(entries).unwrap_or(u64::MAX), "entry", "entries");
    output.answer(
        || json!({ "file": file, "format": name, "entries": entries }),
        |_| format!("Wrote {count} as {name} to {}", file.display()),
    )?;
    Ok(ExitCode::Done)
}
