//! `homing account switch`.

use homing_app::json::SwitchedJson;
use homing_app::{Homing, UnsentWork};

use super::here;
use super::leaving;
use crate::args::Switch;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;
use crate::render::leaving::Leaving;

pub(super) async fn run(
    homing: &Homing,
    Switch { name, server, unsent }: Switch,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let known = homing.accounts().await?;
    let to = leaving::named(&known, &name, server.as_deref())?;
    let mut left = None;
    if let Some(former) = known.accounts.iter().find(|known| known.active && !to.active) {
        left = match leaving::settle(homing, former, unsent, Leaving::Switch, output).await? {
            leaving::Settled::Goes(left) => left,
            leaving::Settled::Stays(not_sent) => {
                let json = SwitchedJson::stayed(former);
                return not_sent.say(output, |sync| render::leaving::with(json, Some(sync)));
            }
        };
    }
    let switched =
        homing.session().switch(to.account.id, UnsentWork::Keep).await.map_err(CliError::Switch)?;
    output.answer(
        || render::leaving::with(SwitchedJson::new(&switched), left),
        |_| render::switched::text(&switched, &here(homing)),
    )?;
    Ok(ExitCode::Done)
}
