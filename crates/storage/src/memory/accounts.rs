//! Accounts, and what moves when one signs in.

use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::{Adopted, QueueError};

use super::state::{State, StoredTask};

/// The id of a new account already stands for another user, or for the local account.
#[derive(Debug, thiserror::Error)]
#[error("the id of the account is taken")]
struct AccountIdTakenError;

impl State {
    pub(super) fn active(&self) -> Active {
        let active = self.active.and_then(|id| self.accounts.get(&id).cloned());
        active.map_or(Active::Local, |Known { account, signed_in }| Active::Account { account, signed_in })
    }

    pub(super) fn find(&self, server: &ServerUrl, user: &str) -> Option<&Account> {
        let mut accounts = self.accounts.values().map(|known| &known.account);
        accounts.find(|account| account.server == *server && account.user == user)
    }

    pub(super) fn all(&self) -> Vec<Known> {
        let mut all: Vec<_> = self.accounts.values().cloned().collect();
        all.sort_by(|Known { account: one, .. }, Known { account: other, .. }| {
            (one.server.as_str(), &one.name, one.id).cmp(&(other.server.as_str(), &other.name, other.id))
        });
        all
    }

    pub(super) fn sign_in(&mut self, account: &Account) -> Result<Adopted, QueueError> {
        let known = self.find(&account.server, &account.user).map(|known| known.id);
        if known.is_none() && (account.id.is_local() || self.accounts.contains_key(&account.id)) {
            return Err(QueueError::Backend(AccountIdTakenError.into()));
        }
        let id = known.unwrap_or(account.id);
        self.accounts.insert(id, Known { account: Account { id, ..account.clone() }, signed_in: true });
        self.active = Some(id);
        Ok(self.adopt(id))
    }

    /// Says whether there is such an account, and whether another one was active.
    pub(super) fn activate(&mut self, account: AccountId) -> (bool, bool) {
        let known = self.accounts.contains_key(&account);
        let changes = known && self.active.replace(account) != Some(account);
        (known, changes)
    }

    /// Says whether it was signed in.
    pub(super) fn sign_out(&mut self, account: AccountId) -> bool {
        self.accounts.get_mut(&account).is_some_and(|known| std::mem::take(&mut known.signed_in))
    }

    /// The name of this installation, and whether it is new.
    pub(super) fn device(&mut self, candidate: DeviceId) -> (DeviceId, bool) {
        let first = self.device.is_none();
        (*self.device.get_or_insert(candidate), first)
    }

    /// Moves everything of the local account. Nothing is in its way: work is recorded for the local account
    /// only until the first sign-in, and no other account has work by then.
    fn adopt(&mut self, to: AccountId) -> Adopted {
        // Nobody claims for the local account; a claim that is there would not survive its lane.
        self.take_back(|account, _| account.is_local());
        let mut adopted = Adopted::default();
        let records: Vec<_> = self.records.extract_if(.., |key, _| key.0.is_local()).collect();
        for ((_, collection, id), stored) in records {
            adopted.records += 1;
            self.records.insert((to, collection, id), stored);
        }
        let local = self.tasks.values().filter(|stored| stored.account.is_local());
        let local: Vec<_> = local.map(|stored| stored.task.seq).collect();
        let moved: Vec<_> = local.into_iter().filter_map(|seq| self.take(seq)).collect();
        // Without tasks, a lane is the number of its claims alone.
        let lanes: Vec<_> = self.lanes.extract_if(.., |key, _| key.0.is_local()).collect();
        self.lanes.extend(lanes.into_iter().map(|((_, lane), row)| ((to, lane), row)));
        for stored in moved {
            adopted.tasks += 1;
            self.put(StoredTask { account: to, ..stored });
        }
        let history = self.history.remove(&AccountId::LOCAL).unwrap_or_default();
        self.history.entry(to).or_default().extend(history);
        adopted
    }
}
