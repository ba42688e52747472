//! `homing logout`.

use homing_app::json::SignedOutJson;
use homing_app::{Homing, UnsentWork};

use super::leaving;
use crate::args::{Logout, UnsentArgs};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;
use crate::render::leaving::Leaving;

pub(super) async fn run(
    homing: &Homing,
    Logout { account, server, unsent }: Logout,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let known = homing.accounts().await?;
    let meant = match &account {
        Some(name) => Some(leaving::named(&known, name, server.as_deref())?),
        None => known.accounts.iter().find(|known| known.active),
    };
    let Some(meant) = meant else {
        output.answer(|| SignedOutJson::new(None, None), |_| render::session::not_signed_in(None))?;
        return Ok(ExitCode::Done);
    };
    // One that another machine signed out leaves nothing; its tokens may still be here.
    let unsent = if meant.signed_in { unsent } else { UnsentArgs { keep: true, ..UnsentArgs::default() } };
    let left = match leaving::settle(homing, meant, unsent, Leaving::SignOut, output).await? {
        leaving::Settled::Goes(left) => left,
        leaving::Settled::Stays(not_sent) => {
            let json = SignedOutJson::new(None, Some(meant));
            return not_sent.say(output, |sync| render::leaving::with(json, Some(sync)));
        }
    };
    let signed_out = homing.session().sign_out_of(meant.account.id, UnsentWork::Keep).await;
    let signed_out = signed_out.map_err(CliError::SignOut)?;
    output.answer(
        || render::leaving::with(SignedOutJson::new(signed_out.as_ref(), None), left),
        |_| match &signed_out {
            Some(_) => render::session::signed_out(signed_out.as_ref()),
            None => render::session::not_signed_in(account.is_some().then_some(meant)),
        },
    )?;
    Ok(ExitCode::Done)
}
