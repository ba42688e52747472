//! The accounts of this machine: what each holds, and what waits for someone who is not here now.

use homing_domain::account::{Account, Active};
use homing_domain::names::AccountId;
use homing_domain::ports::{Accounts, Queue, QueueCounts, QueueError};
use homing_domain::time::{Entry, running_entry};

/// What an account holds on this machine.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// How many of its tasks are where.
    pub counts: QueueCounts,
    /// Its entry that is running or paused.
    pub timer: Option<Entry>,
}

/// An account, and what it holds here.
#[derive(Clone, Debug)]
pub struct KnownAccount {
    /// The account.
    pub account: Account,
    /// Whether work is recorded for it now.
    pub active: bool,
    /// Whether its work is sent: at most one account is signed in.
    pub signed_in: bool,
    /// What it holds.
    pub holdings: Holdings,
}

/// Everyone whose work is on this machine.
#[derive(Clone, Debug)]
pub struct KnownAccounts {
    /// What was recorded before anyone signed in. `None` once someone has: it is theirs since.
    pub local: Option<Holdings>,
    /// In the order of server and name.
    pub accounts: Vec<KnownAccount>,
}

/// What waits on this machine for others than the active account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// How many accounts have unsent tasks or a running timer.
    pub accounts: u64,
    /// Their unsent tasks, those that need a person included.
    pub unsent: u64,
    /// How many of them have a timer that runs or is paused.
    pub timers: u64,
}

impl Holdings {
    /// What the account holds now.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn of(queue: &dyn Queue, account: AccountId) -> Result<Self, QueueError> {
        let counts = queue.counts(account).await?;
        Ok(Self { counts, timer: running_entry(queue, account).await? })
    }

    /// Tasks that the server has not acknowledged.
    #[must_use]
    pub fn unsent(&self) -> u64 {
        self.counts.waiting + self.counts.attention
    }
}

impl KnownAccounts {
    /// Reads them.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn read(queue: &dyn Queue, accounts: &dyn Accounts) -> Result<Self, QueueError> {
        let active = accounts.active().await?;
        let local = match active {
            Active::Local => Some(Holdings::of(queue, AccountId::LOCAL).await?),
            Active::Account { .. } => None,
        };
        let mut known = Vec::new();
        for account in accounts.all().await? {
            let is_active = account.id == active.id();
            let signed_in = is_active && matches!(active, Active::Account { signed_in: true, .. });
            let holdings = Holdings::of(queue, account.id).await?;
            known.push(KnownAccount { account, active: is_active, signed_in, holdings });
        }
        Ok(Self { local, accounts: known })
    }
}

impl Others {
    /// Counts what waits for others than `active`.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn than(
        active: &Active,
        queue: &dyn Queue,
        accounts: &dyn Accounts,
    ) -> Result<Self, QueueError> {
        let mut others = Self::default();
        for account in accounts.all().await?.iter().filter(|account| account.id != active.id()) {
            let holdings = Holdings::of(queue, account.id).await?;
            let timer = u64::from(holdings.timer.is_some());
            others.accounts += u64::from(holdings.unsent() + timer > 0);
            others.unsent += holdings.unsent();
            others.timers += timer;
        }
        Ok(others)
    }
}
