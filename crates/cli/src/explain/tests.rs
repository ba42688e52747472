//! The sentences and codes that a person meets first.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_app::{AuthSignInError, SignInError};
use homing_domain::policy::StopCause;

use super::{Failure, explain, stop};
use crate::error::CliError;
use crate::exit::ExitCode;

fn signing_in(source: AuthSignInError) -> CliError {
    let server = "https://homing.example.org".parse().unwrap();
    CliError::SignIn { server, source: SignInError::Auth(source) }
}

#[test]
fn a_wrong_password_says_what_happened_what_is_safe_and_what_to_do() {
    let explained = explain(&signing_in(AuthSignInError::WrongCredentials));
    assert_eq!(explained.failure, Failure::WrongCredentials);
    assert_eq!(
        explained.text,
        "The server at https://homing.example.org does not accept this name with this password. Nobody was \
         signed in by this, and nothing that you recorded is lost. Try again."
    );
}

#[test]
fn a_server_that_does_not_speak_the_api_is_named_as_such() {
    let explained = explain(&signing_in(AuthSignInError::Unavailable { status: 404 }));
    assert_eq!(explained.failure, Failure::ServerTrouble);
    assert!(explained.text.contains("status 404"), "{}", explained.text);
}

#[test]
fn what_stops_the_queue_has_a_code_of_its_own_kind() {
    assert_eq!(stop(StopCause::Configuration).2, ExitCode::Configuration);
    assert_eq!(stop(StopCause::Forbidden).2, ExitCode::SignIn);
    assert_eq!(stop(StopCause::Damaged).2, ExitCode::Data);
}
