//! `homing login` without a name: in the browser, where the server names a provider for that.

use std::pin::pin;

use homing_app::{AuthSignInError, GrantedSignIn, OidcError, Session, SignInError, open_in_browser};
use homing_domain::account::{CredentialPlace, ServerUrl};
use homing_domain::ports::Signals;

use crate::confirm::confirm;
use crate::error::CliError;
use crate::output::Output;
use crate::render;

/// What the person said beforehand.
#[derive(Clone, Copy)]
pub(super) struct Wishes {
    /// They open the address themselves.
    pub(super) no_browser: bool,
    /// Yes to whatever would be asked.
    pub(super) yes: bool,
}

/// Signs in, and says where to. A person who ends it meanwhile leaves everything as it was.
pub(super) async fn sign_in(
    session: &Session,
    server: &ServerUrl,
    place: CredentialPlace,
    wishes: Wishes,
    stop: &dyn Signals,
    output: &mut Output<'_>,
) -> Result<GrantedSignIn, CliError> {
    tokio::select! {
        granted = uninterrupted(session, server, place, wishes, output) => granted,
        () = stop.stopped() => Err(CliError::SignInEnded),
    }
}

async fn uninterrupted(
    session: &Session,
    server: &ServerUrl,
    place: CredentialPlace,
    Wishes { no_browser, yes }: Wishes,
    output: &mut Output<'_>,
) -> Result<GrantedSignIn, CliError> {
    let refused = |source| CliError::SignIn { server: server.clone(), source };
    let methods = session.sign_in_methods(server).await.map_err(refused)?;
    let provider = methods.oidc.ok_or_else(|| CliError::NameNeeded { server: server.clone() })?;
    let begun = match session.begin_in_browser(server, &provider, place).await {
        Err(SignInError::Auth(AuthSignInError::Oidc(OidcError::ForAnother { resource }))) => {
            if !yes {
                confirm(&render::session::good_elsewhere(server, &provider.issuer, &resource), output)?;
            }
            session.begin_in_browser_confirmed(server, &provider, place).await
        }
        begun => begun,
    };
    let begun = begun.map_err(refused)?;
    let address = begun.address().clone();
    if output.is_json() {
        output.result(
            &serde_json::to_string(&render::session::address_json(&address, &provider.issuer))
                .map_err(std::io::Error::from)?,
        )?;
    } else {
        output.message(&render::session::address(&address, &provider.issuer, no_browser));
    }
    let mut finishing = pin!(session.finish_in_browser(begun));
    if !no_browser {
        tokio::select! {
            granted = &mut finishing => return granted.map_err(refused),
            opened = open_in_browser(&address) => {
                if let Err(error) = opened {
                    tracing::debug!(error = &error as &dyn std::error::Error, "no browser was opened");
                    output.remark("No browser could be opened here. Open the address yourself; Homing waits.");
                }
            }
        }
    }
    finishing.await.map_err(refused)
}
