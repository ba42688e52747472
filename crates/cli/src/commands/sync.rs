//! `homing sync`.

use homing_app::{Homing, Status};
use homing_domain::engine::{CycleEnd, CycleReport};
use homing_domain::ports::QueueError;

use super::{here, legacy};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    homing.check_network()?;
    let report = homing.sync().sync_queue_now().await?;
    let status = homing.status().await?;
    let others = being_sent(homing, &report, &status).await?;
    let code = render::sync::code(&report, &status, others);
    let text = render::sync::sentences(&report, &status, others, &here(homing));
    if code == ExitCode::Done || output.is_json() {
        output.answer(|| render::sync::json(&report, &status), |_| text)?;
    } else {
        output.message(&text);
    }
    if code == ExitCode::Done {
        legacy::offer(homing, output).await?;
    }
    Ok(code)
}

/// How many of the changes that are left other workers are sending. Asked only where something is left.
pub(super) async fn being_sent(
    homing: &Homing,
    report: &CycleReport,
    status: &Status,
) -> Result<usize, QueueError> {
    match (report.end, status.counts.waiting) {
        (CycleEnd::Idle, 1..) => homing.sync().being_sent().await,
        _ => Ok(0),
    }
}
