//! Making an account. Operators do this; there is no route for it.

use homing_wire::User;
use secrecy::{ExposeSecret, SecretString};

use super::password::{PasswordError, hash};
use crate::names::is_good_name;
use crate::ports::{Clock, Entropy, EntropyError, new_id};
use crate::store::{NewUser, Store, StoreError};

/// The longest name, in characters: it fits a line of any listing.
const MAX_NAME_CHARS: usize = 64;

/// An account could not be made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// The name can't be used.
    #[error(
        "A name has 1 to 64 characters, no space at either end and no control characters. \
         Nothing was changed; choose another name."
    )]
    Name,
    /// The password is empty.
    #[error("The password is empty. Nothing was changed; give one with at least one character.")]
    EmptyPassword,
    /// Someone has the name.
    #[error("There is an account of this name already. It was not changed; choose another name.")]
    Taken,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// No id could be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the account `name` with `password`.
///
/// # Errors
/// The name or the password can't be used, the name is taken, or the database failed. In no case is an
/// existing account touched.
pub async fn add_user(
    store: &Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    name: &str,
    password: &SecretString,
) -> Result<User, AddUserError> {
    if !is_good_name(name, MAX_NAME_CHARS) {
        return Err(AddUserError::Name);
    }
    if password.expose_secret().is_empty() {
        return Err(AddUserError::EmptyPassword);
    }
    let user = NewUser {
        id: new_id(entropy)?,
        name: name.to_owned(),
        password_hash: hash(password, entropy)?,
        created_at: clock.now(),
    };
    let made = User { id: user.id.clone(), name: user.name.clone() };
    let transaction = store.begin().await?;
    if !transaction.add_user(user).await? {
        return Err(AddUserError::Taken);
    }
    transaction.commit().await?;
    Ok(made)
}
