//! Making an account and changing it. Operators do this; there is no route for it.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::password::{PasswordError, hash};
use crate::names::is_good_name;
use crate::ports::{Clock, Entropy, EntropyError, new_id};
use crate::store::{HeldUser, Identity, NewUser, Store, StoreError, Transaction};

/// The longest name, in characters: it fits a line of any listing.
pub(super) const MAX_NAME_CHARS: usize = 64;

/// The shortest password, in characters: NIST SP 800-63B, 3.1.1.2, for one that a limit on tries protects.
const MIN_PASSWORD_CHARS: usize = 8;

/// The longest password, in characters: no sentence comes near it, and it fits the body of a sign-in in the
/// widest characters.
const MAX_PASSWORD_CHARS: usize = 1_000;

/// An account, as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// A UUID of version 4, the same for ever.
    pub id: String,
    /// The name to sign in with.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when nobody can sign in with it; none where somebody can.
    pub disabled_at: Option<Timestamp>,
    /// Who it is at OpenID providers, as [`users`] lists it; elsewhere empty.
    pub identities: Vec<Identity>,
}

/// An account could not be made or changed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UserError {
    /// The name can't be used.
    #[error(
        "A name has 1 to 64 characters, no space at either end and no control characters. \
         Nothing was changed; choose another name."
    )]
    Name,
    /// The password is too short or too long.
    #[error("A password has 8 to 1,000 characters. Nothing was changed; choose another one.")]
    PasswordLength,
    /// Someone has the name.
    #[error("There is an account of this name already. It was not changed; choose another name.")]
    Taken,
    /// No provider calls anybody so.
    #[error(
        "A subject is what a provider calls a person in its tokens (`sub`): 1 to 255 characters, none of them a \
         control character. Nothing was changed."
    )]
    Subject,
    /// The identity is that of an account, of this name, which holds work.
    #[error(
        "The account of this identity holds work already. Nothing was changed. With --move that work stays with it, \
         and the person must sign in again on each of their machines before anything more is recorded there: what \
         those machines send until then goes to the new account. The old one is: {0}"
    )]
    HoldsWork(String),
    /// Nobody has the name.
    #[error("There is no account of this name. Nothing was changed; `homing-server user list` has them all.")]
    Unknown,
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
) -> Result<Account, UserError> {
    if !is_good_name(name, MAX_NAME_CHARS) {
        return Err(UserError::Name);
    }
    check_length(password)?;
    let user = NewUser {
        id: new_id(entropy)?,
        name: name.to_owned(),
        password_hash: hash(password, entropy)?,
        created_at: clock.now(),
    };
    let (id, created_at) = (user.id.clone(), user.created_at);
    let transaction = store.begin().await?;
    if !transaction.add_user(user).await? {
        return Err(UserError::Taken);
    }
    transaction.commit().await?;
    Ok(Account { id, name: name.to_owned(), created_at, disabled_at: None, identities: vec![] })
}

/// Gives the account `name` another password and ends all of its sign-ins, in one step: whoever knew the old
/// password, or holds a token got by it, is out.
///
/// # Errors
/// There is no such account, the password can't be used, or the database failed.
pub async fn set_password(
    store: &Store,
    entropy: &dyn Entropy,
    name: &str,
    password: &SecretString,
) -> Result<Account, UserError> {
    check_length(password)?;
    let password_hash = hash(password, entropy)?;
    let transaction = store.begin().await?;
    let user = known(&transaction, name).await?;
    transaction.set_password_hash(&user.id, password_hash).await?;
    transaction.end_sign_ins(&user.id).await?;
    transaction.commit().await?;
    Ok(user.into())
}

/// Lets nobody sign in as `name` any more and ends all of its sign-ins, in one step: from then on every
/// token of the account is refused. What it holds stays. An account that is disabled already keeps the
/// instant when it was.
///
/// # Errors
/// There is no such account, or the database failed.
pub async fn disable_user(store: &Store, clock: &dyn Clock, name: &str) -> Result<Account, UserError> {
    let transaction = store.begin().await?;
    let user = known(&transaction, name).await?;
    let disabled_at = user.disabled_at.or_else(|| Some(clock.now()));
    transaction.set_user_disabled(&user.id, disabled_at).await?;
    transaction.end_sign_ins(&user.id).await?;
    transaction.commit().await?;
    Ok(Account { disabled_at, ..user.into() })
}

/// Lets `name` sign in again, with the password that it had.
///
/// # Errors
/// There is no such account, or the database failed.
pub async fn enable_user(store: &Store, name: &str) -> Result<Account, UserError> {
    let transaction = store.begin().await?;
    let user = known(&transaction, name).await?;
    transaction.set_user_disabled(&user.id, None).await?;
    transaction.commit().await?;
    Ok(Account { disabled_at: None, ..user.into() })
}

/// Every account, by name, with its identities.
///
/// # Errors
/// The database failed.
pub async fn users(store: &Store) -> Result<Vec<Account>, StoreError> {
    let mut all: Vec<_> = store.users().await?.into_iter().map(Account::from).collect();
    for (user_id, identity) in store.identities().await? {
        // Whoever came in between the two looks is in the next list.
        if let Some(account) = all.iter_mut().find(|account| account.id == user_id) {
            account.identities.push(identity);
        }
    }
    Ok(all)
}

pub(super) async fn known(transaction: &Transaction, name: &str) -> Result<HeldUser, UserError> {
    transaction.user_by_name(name).await?.ok_or(UserError::Unknown)
}

fn check_length(password: &SecretString) -> Result<(), UserError> {
    let chars = password.expose_secret().chars().count();
    let fits = (MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&chars);
    if fits { Ok(()) } else { Err(UserError::PasswordLength) }
}

impl From<HeldUser> for Account {
    fn from(held: HeldUser) -> Self {
        let HeldUser { id, name, created_at, disabled_at, .. } = held;
        Self { id, name, created_at, disabled_at, identities: vec![] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_8_to_1000_characters_whatever_they_are() {
        for (password, fits) in [
            (String::new(), false),
            ("1234567".to_owned(), false),
            ("12345678".to_owned(), true),
            ("密码密码密码密码".to_owned(), true),
            ("a".repeat(1_000), true),
            ("a".repeat(1_001), false),
        ] {
            assert_eq!(check_length(&SecretString::from(password.as_str())).is_ok(), fits, "{password:?}");
        }
    }
}
