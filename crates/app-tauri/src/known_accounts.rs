//! The accounts of this machine: what each holds, and what waits for someone who is not here now.

use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::AccountId;
use homing_domain::ports::{Accounts, Queue, QueueCounts, QueueError};
use homing_domain::time::{Entry, PUT_OFF_COUNTED, put_off, running_entry};

/// Tasks read at once.
const PAGE: usize = 1_000;

/// What an account holds on this machine.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// How many of its tasks are where.
    pub counts: QueueCounts,
    /// How many of its unsent tasks have a file with them: pictures.
    pub pictures: u64,
    /// How many of its changes are recorded and wait for room in the queue, at most [`PUT_OFF_COUNTED`].
    pub put_off: u64,
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
    /// Whether it is signed in. It is sent while it is the active one, too.
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

/// A name that stands for no account of this machine, or for more than one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnclearAccountError {
    /// Nobody of this name ever signed in here.
    #[error("no account of this name is known here")]
    Unknown,
    /// These have it, on several servers.
    #[error("{} accounts have this name", .0.len())]
    Several(Vec<Account>),
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
        let pictures = if counts.blob_bytes > 0 { pictures(queue, account).await? } else { 0 };
        let put_off = put_off(queue, account).await?;
        Ok(Self { counts, pictures, put_off, timer: running_entry(queue, account).await? })
    }

    /// Changes that the server has not acknowledged: those that wait, need a person, or have no task yet.
    #[must_use]
    pub fn unsent(&self) -> u64 {
        self.waiting() + self.counts.attention
    }

    /// Whether there may be more than [`Holdings::unsent`] says.
    #[must_use]
    pub fn may_be_more(&self) -> bool {
        self.put_off >= PUT_OFF_COUNTED as u64
    }

    /// Those of them that need no person.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.counts.waiting + self.put_off
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
        for Known { account, signed_in } in accounts.all().await? {
            let is_active = account.id == active.id();
            let holdings = Holdings::of(queue, account.id).await?;
            known.push(KnownAccount { account, active: is_active, signed_in, holdings });
        }
        Ok(Self { local, accounts: known })
    }

    /// The account that a person calls `name`: the name that it signs in with, or the server's id for its user.
    ///
    /// # Errors
    /// [`UnclearAccountError`].
    pub fn named(
        &self,
        name: &str,
        server: Option<&ServerUrl>,
    ) -> Result<&KnownAccount, UnclearAccountError> {
        let of_server = |known: &&KnownAccount| server.is_none_or(|server| known.account.server == *server);
        let all = || self.accounts.iter().filter(of_server);
        let by_name: Vec<_> = all().filter(|known| known.account.name == name).collect();
        let by_user = || all().filter(|known| known.account.user == name).collect();
        match if by_name.is_empty() { by_user() } else { by_name }.as_slice() {
            [] => Err(UnclearAccountError::Unknown),
            [one] => Ok(one),
            several => {
                Err(UnclearAccountError::Several(several.iter().map(|known| known.account.clone()).collect()))
            }
        }
    }
}

async fn pictures(queue: &dyn Queue, account: AccountId) -> Result<u64, QueueError> {
    let (mut found, mut after) = (0, i64::MIN);
    loop {
        let page = queue.tasks(account, after, PAGE).await?;
        found += page.iter().filter(|task| task.task.blob.is_some()).count() as u64;
        match page.last() {
            Some(last) if page.len() == PAGE => after = last.seq,
            _ => return Ok(found),
        }
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
        let all = accounts.all().await?.into_iter().map(|known| known.account.id);
        for account in all.filter(|account| *account != active.id()) {
            let holdings = Holdings::of(queue, account).await?;
            let timer = u64::from(holdings.timer.is_some());
            others.accounts += u64::from(holdings.unsent() + timer > 0);
            others.unsent += holdings.unsent();
            others.timers += timer;
        }
        Ok(others)
    }
}
