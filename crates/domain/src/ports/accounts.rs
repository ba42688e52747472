//! The accounts of one machine, kept beside the queue. Holds no secret: see [`super::CredentialStore`].

use async_trait::async_trait;

use super::QueueError;
use crate::account::{Account, Active, Known, ServerUrl};
use crate::names::{AccountId, DeviceId};

/// What moved from the local account to the one that signed in first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Records.
    pub records: u64,
    /// Unsent tasks.
    pub tasks: u64,
}

/// Who uses this machine. Any number of accounts may be signed in, each by itself; one is active: its work is recorded,
/// shown and sent. Every implementation:
///
/// 1. `device` MUST store the candidate at the first call and give the same id ever after.
/// 2. `active` MUST be [`Active::Local`] until the first `sign_in`.
/// 3. `sign_in` MUST store the account, make it the active one, signed in, and move everything of
///    the local account to it, all in one transaction.
/// 4. A second `sign_in` of a known pair of server and user MUST keep its id and update name and credentials place.
/// 5. `sign_out` MUST only say of that account that it is signed out: who is active, its tasks and its records stay.
/// 6. `find` MUST know an account by its server and user.
/// 7. `all` MUST give every account that ever signed in here, each once, in the order of server, name and id, and say
///    of each whether it is signed in.
/// 8. A `sign_in`, `sign_out` or `activate` MUST leave every other account signed in or signed out as it was.
/// 9. `activate` MUST make a known account the active one, signed in or signed out as it was, and change nothing else,
///    in one transaction. Of an id that is no known account's, the local one's included, it MUST say `false` and change
///    nothing.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The id of this installation; `candidate` becomes it where there is none.
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError>;

    /// Whose work is recorded now.
    async fn active(&self) -> Result<Active, QueueError>;

    /// The account of a user on a server, if this machine has seen it.
    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError>;

    /// Every account that this machine knows. The local one is none.
    async fn all(&self) -> Result<Vec<Known>, QueueError>;

    /// Makes the account the active one and adopts what the local account holds.
    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError>;

    /// Makes a known account the active one. Says whether there is such an account.
    async fn activate(&self, account: AccountId) -> Result<bool, QueueError>;

    /// Marks the account as signed out, be it the active one or another.
    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError>;
}
