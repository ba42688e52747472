//! `homing add`.

use homing_app::Homing;
use homing_domain::time::Command;

use super::{here, timer};
use crate::args::Add;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::Here;

pub(super) async fn run(homing: &Homing, add: Add, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let Add { from, to, what } = add;
    let Here { now, zone } = here(homing);
    let (from, to) = (from.resolve(now, &zone)?, to.resolve(now, &zone)?);
    timer::run(homing, &Command::Add { draft: what.into(), from, to }, output).await
}
