//! The passphrase of the credential file, from whoever runs the command.

use std::sync::Arc;

use homing_app::{PassphraseSource, PassphraseUse};
use homing_domain::ports::CredentialError;
use secrecy::SecretString;

use crate::secret_input::{Secret, SecretInput, SecretInputError};

/// Reads it when it is asked for, and not before.
pub(super) struct TypedPassphrase(pub(super) SecretInput);

impl PassphraseSource for TypedPassphrase {
    fn passphrase(&self, wanted_to: PassphraseUse) -> Result<SecretString, CredentialError> {
        let secret = match wanted_to {
            PassphraseUse::Choose => Secret::NewPassphrase,
            _ => Secret::Passphrase,
        };
        self.0.read(&secret).map_err(|error| match error {
            SecretInputError::NoTerminal(_) => CredentialError::PassphraseNeeded,
            error => CredentialError::NoPassphrase(Arc::new(error)),
        })
    }
}
