//! What every store's probe writes. Holds no secret.

use homing_domain::Timestamp;
use homing_domain::ports::{CredentialError, Credentials, GrantedBy};
use secrecy::SecretString;

use super::entropy;

/// Credentials that no server ever granted, other ones at each call.
pub(super) fn probe_value() -> Result<Credentials, CredentialError> {
    let expires_at = Timestamp::from_millis(0).map_err(|error| CredentialError::Backend(error.into()))?;
    let granted_by = GrantedBy::Server;
    Ok(Credentials {
        access: text()?,
        refresh: text()?,
        expires_at,
        refresh_in_flight: None,
        refresh_pause: None,
        granted_by,
    })
}

/// A name that no other probe has.
pub(super) fn probe_name() -> Result<String, CredentialError> {
    Ok(format!("probe-{:032x}", number()?))
}

fn text() -> Result<SecretString, CredentialError> {
    Ok(format!("{:032x}", number()?).into())
}

fn number() -> Result<u128, CredentialError> {
    entropy::random().map(u128::from_le_bytes)
}
