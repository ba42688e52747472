//! Hashing and checking passwords: argon2id, off the async threads, a few at a time.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::ports::{Entropy, EntropyError};

/// How many passwords are checked at once. Each takes 19 MiB while it runs, so this bounds what a flood of
/// sign-ins can take of the machine; the others wait their turn.
const CHECKS_AT_ONCE: usize = 4;

/// A password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// No salt could be drawn.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// argon2 refused its parameters or the stored hash.
    #[error("The password could not be hashed or checked.")]
    Hash(#[from] argon2::password_hash::Error),
    /// The thread that did the work ended early.
    #[error("The check of a password was cut short.")]
    CutShort(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Checks passwords against stored hashes.
pub struct Passwords {
    turns: Arc<Semaphore>,
    stand_in: String,
}

impl Passwords {
    /// Makes the hash that stands in where there is no account, so that both cases cost the same.
    ///
    /// # Errors
    /// No salt could be drawn, or argon2 failed.
    pub fn new(entropy: &dyn Entropy) -> Result<Self, PasswordError> {
        let stand_in = hash(&SecretString::from("no account has this hash"), entropy)?;
        Ok(Self { turns: Arc::new(Semaphore::new(CHECKS_AT_ONCE)), stand_in })
    }

    /// Whether `password` is the one that `stored` was made of; never, where `stored` is none.
    ///
    /// The same work is done in either case: how long it takes tells nothing about whether a name exists.
    pub(crate) async fn verify(
        &self,
        password: SecretString,
        stored: Option<String>,
    ) -> Result<bool, PasswordError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.stand_in.clone());
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|closed| PasswordError::CutShort(closed.into()))?;
        let matches = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            matches(&password, &stored)
        });
        let matches = matches.await.map_err(|cut| PasswordError::CutShort(cut.into()))??;
        Ok(known && matches)
    }
}

/// The PHC text of `password`, with a new salt and argon2's own default cost (19 MiB, two passes, one
/// lane: the first choice of OWASP's password storage page).
pub(crate) fn hash(password: &SecretString, entropy: &dyn Entropy) -> Result<String, PasswordError> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt)?;
    let hash: PasswordHash =
        Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), &salt)?;
    Ok(hash.to_string())
}

/// Checks with the cost that the hash itself names, so that old hashes stay good when the default rises.
fn matches(password: &SecretString, stored: &str) -> Result<bool, PasswordError> {
    match Argon2::default().verify_password(password.expose_secret().as_bytes(), stored) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::ports::System;

    #[tokio::test]
    async fn a_password_fits_the_hash_that_was_made_of_it_and_no_other() {
        let passwords = Passwords::new(&System).unwrap();
        let stored = hash(&SecretString::from("correct horse"), &System).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse".into(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify("wrong horse".into(), Some(stored)).await.unwrap());
    }

    #[tokio::test]
    async fn no_password_fits_where_there_is_no_account() {
        let passwords = Passwords::new(&System).unwrap();
        assert!(!passwords.verify("no account has this hash".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_damaged_hash_is_an_error_and_not_a_wrong_password() {
        let passwords = Passwords::new(&System).unwrap();
        let checked = passwords.verify("any".into(), Some("$argon2id$torn".into())).await;
        assert!(matches!(checked, Err(PasswordError::Hash(_))));
    }
}
