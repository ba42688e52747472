//! Switching to another account that this machine knows. Asks neither a server nor a password.

use homing_domain::account::{Account, Active, Known};
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;

use super::{Session, UnsentWork};
use crate::known_accounts::Holdings;

/// A switch that is done.
#[derive(Clone, Debug)]
pub struct Switched {
    /// The account that is active now.
    pub account: Account,
    /// Whether it is signed in. Where it is not, it records, and a sign-in sends what it holds.
    pub signed_in: bool,
    /// Who was active before, and what they leave here, for them alone: a timer that runs goes on for them. `None` where
    /// the account was the active one already.
    pub former: Option<(Known, Holdings)>,
}

/// A switch that did not come about: whoever was active still is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SwitchError {
    /// No such account is known here.
    #[error("no such account is known here")]
    Unknown,
    /// Whoever is active has unsent work, and nobody said what becomes of it.
    #[error("unsent work is left")]
    Unsent(Box<Holdings>),
    /// The accounts could not be read or written.
    #[error("the account could not be stored")]
    Accounts(#[from] QueueError),
}

impl Session {
    /// Makes a known account the active one, signed in or not as it is: its work is recorded, shown and sent from now on.
    /// Nobody is signed in or out. A sync that runs, in whatever process, sends nothing of the former account after the
    /// request that is under way. A timer of the former account runs on for it, until it is active again and stops it.
    ///
    /// # Errors
    /// [`SwitchError`]: nothing is changed then.
    pub async fn switch(&self, to: AccountId, unsent: UnsentWork) -> Result<Switched, SwitchError> {
        let known = self.accounts.all().await?.into_iter().find(|known| known.account.id == to);
        let Known { account, signed_in } = known.ok_or(SwitchError::Unknown)?;
        let former = match self.accounts.active().await? {
            Active::Account { account, signed_in } if account.id != to => {
                let left = Holdings::of(self.queue.as_ref(), account.id).await?;
                Some((Known { account, signed_in }, left))
            }
            _ => None,
        };
        if let Some((_, left)) = &former
            && unsent == UnsentWork::Ask
            && left.unsent() > 0
        {
            return Err(SwitchError::Unsent(Box::new(left.clone())));
        }
        if !self.accounts.activate(to).await? {
            return Err(SwitchError::Unknown);
        }
        tracing::info!(account = %to, signed_in, "switched");
        Ok(Switched { account, signed_in, former })
    }
}
