//! What the time was for which the machine was away: as it is said on the command line, or asked for.

use homing_domain::time::{Away, Gap};

use crate::args::{AwayArgs, Cut};
use crate::confirm::ask as ask_line;
use crate::error::CliError;
use crate::output::Output;
use crate::render::{self, Here};
use crate::time_arg::TimeArg;

/// What the options say; none where they say nothing.
pub(super) fn said(AwayArgs { keep, cut }: AwayArgs, here: &Here) -> Result<Option<Away>, CliError> {
    Ok(match cut {
        Some(Cut::Away) => Some(Away::CutOut),
        Some(Cut::From(at)) => Some(Away::CutAt(at.resolve(here.now, &here.zone)?)),
        None => keep.then_some(Away::Keep),
    })
}

/// Asks until the answer is one.
///
/// # Errors
/// [`CliError::Declined`] where there is none.
pub(super) fn ask(gaps: &[Gap], here: &Here, output: &mut Output<'_>) -> Result<Away, CliError> {
    let mut question = render::away::question(gaps, here);
    loop {
        let answer = ask_line(&question)?;
        match answer.trim() {
            "" => return Err(CliError::Declined),
            "keep" | "k" => return Ok(Away::Keep),
            "cut" | "c" if gaps.iter().all(Gap::can_be_cut) => return Ok(Away::CutOut),
            text => match text.parse::<TimeArg>() {
                Ok(at) => return Ok(Away::CutAt(at.resolve(here.now, &here.zone)?)),
                Err(error) => output.message(&format!("That is no answer; for a time, {error}.")),
            },
        }
        question = render::away::choices(gaps);
    }
}
