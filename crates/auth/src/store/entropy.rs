//! The one place that draws key material. Not for ids or jitter: those are ports.

use homing_domain::ports::CredentialError;

/// Random bytes from the operating system, fit for salts, nonces and what a sign-in in the browser is known by.
///
/// A port here would let a composition mistake weaken the sealing, and no test needs to foresee these bytes.
///
/// # Errors
/// [`CredentialError::Backend`] where the system gives none.
#[expect(clippy::disallowed_methods, reason = "the one marked place where key material is drawn")]
pub(crate) fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], CredentialError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| CredentialError::Backend(error.into()))?;
    Ok(bytes)
}
