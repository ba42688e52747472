//! When someone could not be signed in or out.

use homing_app::{AuthSignInError, SignInError, SignOutError, SwitchError, UnclearAccountError};
use homing_domain::account::ServerUrl;

use super::credentials::{lock, unreachable};
use super::{Explained, Failure, credentials, provider, queue};
use crate::render::printable_lines;

const NOT_IN: &str = "Nobody was signed in by this, and nothing that you recorded is lost.";
const STILL_IN: &str = "You are still signed in, and nothing is lost.";

/// In a person's words.
pub(crate) fn sign_in(server: &ServerUrl, error: &SignInError) -> Explained {
    match error {
        SignInError::Auth(error) => auth(&format!("The server at {server}"), error, NOT_IN),
        SignInError::Accounts(error) => queue::queue(error),
        SignInError::AccountChanged => Explained::new(
            Failure::AccountChanged,
            format!("Somebody switched to another account meanwhile. {NOT_IN} Try again."),
        ),
        _ => unknown(NOT_IN),
    }
}

/// In a person's words.
pub(super) fn sign_out(error: &SignOutError) -> Explained {
    match error {
        SignOutError::Auth(error) => credentials::auth(error, STILL_IN),
        SignOutError::Accounts(error) => queue::queue(error),
        _ => unknown(STILL_IN),
    }
}

/// In a person's words.
pub(super) fn switch(error: &SwitchError) -> Explained {
    match error {
        SwitchError::Accounts(error) => queue::queue(error),
        _ => unknown("The active account is as it was, and nothing is lost."),
    }
}

/// In a person's words.
pub(super) fn unclear(name: &str, error: &UnclearAccountError) -> Explained {
    let name = printable_lines(name);
    match error {
        UnclearAccountError::Unknown => Explained::new(
            Failure::NoSuchAccount,
            format!(
                "Nobody of this name has signed in on this machine. Nothing was changed. `homing accounts` lists who \
                 has; `homing login` signs somebody else in. It is {name}."
            ),
        ),
        UnclearAccountError::Several(accounts) => {
            let servers: Vec<_> = accounts.iter().map(|account| account.server.to_string()).collect();
            Explained::new(
                Failure::AccountAmbiguous,
                format!(
                    "Accounts on several servers have this name. Nothing was changed. Say which with --server: {}.",
                    servers.join(" or ")
                ),
            )
        }
    }
}

/// In a person's words.
pub(super) fn only_active(name: &str) -> Explained {
    let name = printable_lines(name);
    Explained::new(
        Failure::NotActive,
        format!(
            "Only the active account's work can be sent. Nothing was changed. `homing account switch {name}`, then \
             `homing sync`, sends this one's; --export FILE and --keep work from here."
        ),
    )
}

fn auth(server: &str, error: &AuthSignInError, safe: &str) -> Explained {
    match error {
        AuthSignInError::WrongCredentials => Explained::new(
            Failure::WrongCredentials,
            format!("{server} does not accept this name with this password. {safe} Try again."),
        ),
        AuthSignInError::NoPasswords => Explained::new(
            Failure::SignInTurnedDown,
            format!("{server} takes no passwords. {safe} Sign in in the browser: leave `--user` out."),
        ),
        AuthSignInError::Throttled { retry_after } => {
            let when = match retry_after {
                Some(wait) => format!("in {} seconds", wait.as_secs()),
                None => "in a few minutes".to_owned(),
            };
            Explained::new(
                Failure::ServerThrottles,
                format!("{server} asks to wait. {safe} Try again {when}."),
            )
        }
        AuthSignInError::Unreachable(error) => unreachable(server, error, safe),
        AuthSignInError::Unavailable { status } => Explained::new(
            Failure::ServerTrouble,
            format!(
                "{server} did not answer as a Homing server does (status {status}). {safe} Check the address, \
                 or try again later."
            ),
        ),
        AuthSignInError::Credentials(error) => credentials::credentials(error, safe),
        AuthSignInError::Lock(_) => lock(safe),
        AuthSignInError::Oidc(error) => provider::provider(server, error, safe),
        _ => unknown(safe),
    }
}

fn unknown(safe: &str) -> Explained {
    Explained::new(Failure::Internal, format!("It did not work. {safe} HOMING_LOG=error shows why."))
}
