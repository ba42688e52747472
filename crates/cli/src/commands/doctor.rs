//! `homing doctor`. Needs no data that opens: it may be what is wrong.

use std::path::PathBuf;

use homing_app::{Fault, Homing, Places, Standing, SystemClock};
use homing_domain::ports::Clock as _;

use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::{self, Here};

pub(super) async fn run(
    places: &Places,
    ca_file: Option<PathBuf>,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let found = Homing::doctor(places, ca_file).examine().await;
    let clock = SystemClock::new();
    let here = Here { now: clock.now(), zone: clock.time_zone() };
    output.answer(
        || render::doctor::json(&found, &here),
        |screen| render::doctor::lines(&found, &here, screen),
    )?;
    Ok(match render::doctor::worst(&found) {
        Standing::Good | Standing::Warning => ExitCode::Done,
        Standing::Problem(Fault::Unreachable) => ExitCode::Unreachable,
        Standing::Problem(Fault::SignIn) => ExitCode::SignIn,
        Standing::Problem(Fault::Configuration) => ExitCode::Configuration,
        Standing::Problem(_) => ExitCode::Data,
    })
}
