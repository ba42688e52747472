//! When a sign-in in the browser did not come about.

use homing_app::OidcError;

use super::credentials::unreachable;
use super::{Explained, Failure};
use crate::render::printable_lines;

/// In a person's words. `server` begins a sentence, `safe` says what is safe.
pub(super) fn provider(server: &str, error: &OidcError, safe: &str) -> Explained {
    const PROVIDER: &str = "The sign-in provider";
    match error {
        OidcError::Unreachable(error) => unreachable(PROVIDER, error, safe),
        OidcError::Unavailable { status } => Explained::new(
            Failure::ServerTrouble,
            format!("{PROVIDER} has trouble and answered with status {status}. {safe} Try again later."),
        ),
        OidcError::Unfit(_) => Explained::new(
            Failure::ProviderUnfit,
            format!(
                "{PROVIDER} that {} names can't be relied on. {safe} Whoever runs the server can mend it; \
                 HOMING_LOG=error shows what is wrong.",
                lower(server)
            ),
        ),
        OidcError::ForAnother { resource } => Explained::new(
            Failure::ProviderUnfit,
            format!(
                "{server} asks for a sign-in for \"{}\", which is not its own address. {safe} Whoever runs the server \
                 can say whether that is meant.",
                printable_lines(resource)
            ),
        ),
        OidcError::Listening(_) => Explained::new(
            Failure::Internal,
            format!("This machine could not listen for the browser. {safe} Try again."),
        ),
        OidcError::TimedOut => Explained::new(
            Failure::SignInTurnedDown,
            format!("Nobody signed in in the browser for ten minutes. {safe} Try again."),
        ),
        OidcError::Declined => Explained::new(
            Failure::SignInTurnedDown,
            format!(
                "The sign-in was declined in the browser. {safe} Try again, or sign in as somebody else."
            ),
        ),
        OidcError::Refused { code } => Explained::new(
            Failure::SignInTurnedDown,
            format!("{PROVIDER} refused. {safe} Whoever runs the server can say why. It said: {code}."),
        ),
        OidcError::OpenedTwice => Explained::new(
            Failure::SignInTurnedDown,
            format!(
                "The address of the sign-in was opened by two browsers. If one of them was not yours, somebody else on \
                 this machine tried to sign in in your place; nobody was signed in. {safe} Sign in again, and open \
                 the new address in one browser."
            ),
        ),
        OidcError::OtherIssuer | OidcError::IdToken(_) => Explained::new(
            Failure::SignInTurnedDown,
            format!(
                "What came back from the browser is not the word of the sign-in provider on this sign-in, so it was \
                 not used. {safe} Try again; where it stays so, tell whoever runs the server."
            ),
        ),
        OidcError::NoRefreshToken => Explained::new(
            Failure::ProviderUnfit,
            format!(
                "{PROVIDER} gave nothing to stay signed in with. {safe} Whoever runs the server can mend it: its \
                 scopes need `offline_access`."
            ),
        ),
        OidcError::NotTaken => Explained::new(
            Failure::TokensNotTaken,
            format!(
                "{server} does not take this sign-in. {safe} Sign in as somebody whom it knows, or ask whoever runs \
                 it."
            ),
        ),
        _ => {
            Explained::new(Failure::Internal, format!("It did not work. {safe} HOMING_LOG=error shows why."))
        }
    }
}

/// Within a sentence.
fn lower(server: &str) -> String {
    server.replacen("The ", "the ", 1)
}
