//! The accounts of one machine, kept beside the queue. Holds no secret: see [`super::CredentialStore`].

use async_trait::async_trait;

use super::QueueError;
use crate::account::{Account, Active, ServerUrl};
use crate::names::DeviceId;

/// What moved from the local account to the one that signed in first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Records.
    pub records: u64,
    /// Unsent tasks.
    pub tasks: u64,
}

/// Who uses this machine. Every implementation:
///
/// 1. `device` MUST store the candidate at the first call and give the same id ever after.
/// 2. `active` MUST be [`Active::Local`] until the first `sign_in`.
/// 3. `sign_in` MUST store the account, make it the active one, signed in, and move everything of
///    the local account to it, all in one transaction.
/// 4. A second `sign_in` of a known pair of server and user MUST keep its id and update name and credentials place.
/// 5. `sign_out` MUST leave the account active, its tasks and records in place, and only say that it is signed out.
/// 6. `find` MUST know an account by its server and user.
/// 7. `all` MUST give every account that ever signed in here, each once, in the order of server, name and id.
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
    async fn all(&self) -> Result<Vec<Account>, QueueError>;

    /// Makes the account the active one and adopts what the local account holds.
    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError>;

    /// Marks the active account as signed out.
    async fn sign_out(&self) -> Result<(), QueueError>;
}
