//! The passphrase and the keys made of it, for as long as the process runs. Not on disk, in no form.

use std::sync::Arc;

use homing_domain::ports::CredentialError;
use secrecy::{ExposeSecret, SecretString};

use super::kdf::{Kdf, Key};

/// What the passphrase is asked for, so that a prompt can say it, and ask twice for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PassphraseUse {
    /// To open what is there.
    Open,
    /// To seal what comes: there is no credential file yet.
    Choose,
}

/// Where the passphrase comes from: a prompt, a file descriptor. It may block; it is asked on a thread
/// where that is allowed, and not again once it gave a passphrase.
pub trait PassphraseSource: Send + Sync {
    /// The passphrase.
    ///
    /// # Errors
    /// [`CredentialError::PassphraseNeeded`] where nobody gives one.
    fn passphrase(&self, wanted_to: PassphraseUse) -> Result<SecretString, CredentialError>;
}

impl<F> PassphraseSource for F
where
    F: Fn(PassphraseUse) -> Result<SecretString, CredentialError> + Send + Sync,
{
    fn passphrase(&self, wanted_to: PassphraseUse) -> Result<SecretString, CredentialError> {
        self(wanted_to)
    }
}

/// The keys of one folder.
///
/// The passphrase is kept beside them: a file that another process made meanwhile has a salt of its own, and
/// nobody should be asked twice. Both are wiped at the end.
pub(super) struct Keys {
    source: Arc<dyn PassphraseSource>,
    passphrase: Option<SecretString>,
    derived: Vec<(Kdf, Key)>,
}

impl Keys {
    pub(super) fn new(source: Arc<dyn PassphraseSource>) -> Self {
        Self { source, passphrase: None, derived: Vec::new() }
    }

    /// Those of another passphrase, which somebody gave without being asked.
    pub(super) fn of(&self, passphrase: SecretString) -> Self {
        Self { source: Arc::clone(&self.source), passphrase: Some(passphrase), derived: Vec::new() }
    }

    /// Whether a passphrase is known.
    pub(super) fn is_given(&self) -> bool {
        self.passphrase.is_some()
    }

    /// The key of `kdf`, derived once.
    pub(super) fn key(&mut self, kdf: Kdf, wanted_to: PassphraseUse) -> Result<Key, CredentialError> {
        if let Some((_, key)) = self.derived.iter().find(|(of, _)| *of == kdf) {
            return Ok(key.clone());
        }
        let key = kdf.key(self.passphrase(wanted_to)?)?;
        self.derived.push((kdf, key.clone()));
        Ok(key)
    }

    /// A derivation that was paid for already.
    pub(super) fn known(&self) -> Option<Kdf> {
        self.derived.first().map(|(kdf, _)| *kdf)
    }

    fn passphrase(&mut self, wanted_to: PassphraseUse) -> Result<&SecretString, CredentialError> {
        let passphrase = match self.passphrase.take() {
            Some(passphrase) => passphrase,
            None => self.source.passphrase(wanted_to)?,
        };
        if passphrase.expose_secret().is_empty() {
            return Err(CredentialError::PassphraseNeeded);
        }
        Ok(self.passphrase.insert(passphrase))
    }
}
