//! Which keychain this system has. The one file that differs from system to system; what stands here for macOS and
//! Windows was read off the sources of the crates and neither compiled nor run.

use homing_domain::ports::CredentialError;
use keyring::Error;

use super::line::{Keychain, scrubbed};

/// The Secret Service of the session: GNOME Keyring, KWallet, KeePassXC.
#[cfg(target_os = "linux")]
pub(super) fn connect() -> Result<Keychain, CredentialError> {
    // Without a session bus, or without a provider on it, this fails at once.
    let store = zbus_secret_service_keyring_store::Store::new().map_err(missing)?;
    Ok(Keychain::new(store, &[("label", "Homing sign-in")], None))
}

/// The person's login keychain. (The protected-data keychain is for programs with a provisioning profile, which a
/// program in a terminal can't have; both of ours read the same record.)
#[cfg(target_os = "macos")]
pub(super) fn connect() -> Result<Keychain, CredentialError> {
    let store = apple_native_keyring_store::keychain::Store::new().map_err(missing)?;
    Ok(Keychain::new(store, &[], None))
}

/// The Credential Manager of the person's logon session. `Local`, since by default an entry roams with the person
/// to other machines of their domain: two machines with one refresh token look like a thief to the server.
#[cfg(target_os = "windows")]
pub(super) fn connect() -> Result<Keychain, CredentialError> {
    // `CRED_MAX_CREDENTIAL_BLOB_SIZE`, which the store compares the bytes of a secret with.
    const MOST_BYTES: usize = 5 * 512;
    let store = windows_native_keyring_store::Store::new().map_err(missing)?;
    Ok(Keychain::new(store, &[("persistence", "Local")], Some(MOST_BYTES)))
}

/// None.
#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
pub(super) fn connect() -> Result<Keychain, CredentialError> {
    Err(missing(Error::NotSupportedByStore("Homing knows no keychain of this system".to_owned())))
}

fn missing(error: Error) -> CredentialError {
    CredentialError::Missing(scrubbed(error))
}

/// Whether the system or a person refused to open what is there, where the store says "failure" alone.
#[cfg(target_os = "macos")]
pub(super) fn refused(error: &Error) -> bool {
    /// `errSecAuthFailed`, `errSecInteractionNotAllowed` (locked, and nobody may be asked), `userCanceledErr`.
    const REFUSALS: [i32; 3] = [-25293, -25308, -128];
    let Error::PlatformFailure(cause) = error else {
        return false;
    };
    let cause = cause.downcast_ref::<security_framework::base::Error>();
    cause.is_some_and(|cause| REFUSALS.contains(&cause.code()))
}

/// The stores of the other systems tell it themselves.
#[cfg(not(target_os = "macos"))]
pub(super) fn refused(_: &Error) -> bool {
    false
}
