//! `homing summary`.

use homing_app::Homing;
use homing_domain::time::day_of;

use super::here;
use crate::args::{Days, Summary};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::{self, Here};

pub(super) async fn run(
    homing: &Homing,
    summary: Summary,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let Summary { by, period, zone } = summary;
    let mut here: Here = here(homing);
    here.zone = zone.unwrap_or(here.zone);
    let days = period.days(day_of(here.now, &here.zone))?;
    let period = days.period(&here.zone);
    let sums = homing.sync().tracker().summary(by.into(), period, &here.zone).await?;
    let json = || render::summary::json(&sums, by, period, &here.zone);
    output.answer(json, |screen| render::summary::chart(&sums, by, screen))?;
    if matches!(days, Days::Last(_)) {
        output.remark("These are the last 7 days; `homing summary --all` adds up everything.");
    }
    Ok(ExitCode::Done)
}
