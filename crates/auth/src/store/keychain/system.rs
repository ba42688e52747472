//! Which keychain this system has. The one file that differs from system to system.

use homing_domain::ports::CredentialError;

use super::line::Keychain;

/// The Secret Service of the session: GNOME Keyring, KWallet, KeePassXC.
#[cfg(target_os = "linux")]
pub(super) fn connect() -> Result<Keychain, CredentialError> {
    // Without a session bus, or without a provider on it, this fails at once.
    let store = zbus_secret_service_keyring_store::Store::new()
        .map_err(|error| CredentialError::Missing(super::line::scrubbed(error)))?;
    Ok(Keychain { store, label: Some("Homing sign-in") })
}

/// None yet.
#[cfg(not(target_os = "linux"))]
pub(super) fn connect() -> Result<Keychain, CredentialError> {
    Err(CredentialError::Missing("this version of Homing knows no keychain of this system".into()))
}
