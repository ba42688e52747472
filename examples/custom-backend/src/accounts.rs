//! Accounts, and what moves when one signs in: only what belonged to nobody yet.

use homing_domain::account::{Account, Active, CredentialPlace, Known, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, Lane, RecordId};
use homing_domain::ports::{Adopted, QueueError};
use homing_domain::task::{Body, Record};
use redb::ReadableTable;
use serde::{Deserialize, Serialize};

use crate::claim::take_back;
use crate::error::{Result, StoreError};
use crate::reading::{Reading, whose};
use crate::rows::{LaneRow, Row, read, written};
use crate::tables::{Look, Tables};

#[derive(Serialize, Deserialize)]
struct AccountRow {
    id: AccountId,
    server: ServerUrl,
    user: String,
    name: String,
    credentials: CredentialPlace,
    signed_in: bool,
}

impl From<AccountRow> for Known {
    fn from(row: AccountRow) -> Self {
        let AccountRow { id, server, user, name, credentials, signed_in } = row;
        Self { account: Account { id, server, user, name, credentials }, signed_in }
    }
}

/// The id of a new account already stands for another user, or for the local account.
#[derive(Debug, thiserror::Error)]
#[error("the id of the account is taken")]
struct AccountIdTakenError;

pub(crate) fn all(view: &impl Look) -> Result<Vec<Known>> {
    let accounts = view.accounts().iter()?.map(|entry| Ok(read::<AccountRow>(entry?.1.value())?.into()));
    let mut accounts = accounts.collect::<Result<Vec<Known>>>()?;
    accounts.sort_by(|Known { account: one, .. }, Known { account: other, .. }| {
        (one.server.as_str(), &one.name, one.id).cmp(&(other.server.as_str(), &other.name, other.id))
    });
    Ok(accounts)
}

pub(crate) fn find(view: &impl Look, server: &ServerUrl, user: &str) -> Result<Option<Account>> {
    let mut accounts = all(view)?.into_iter().map(|known| known.account);
    Ok(accounts.find(|account| account.server == *server && account.user == user))
}

pub(crate) fn active(view: &impl Look) -> Result<Active> {
    let Some(id) = active_id(view)? else { return Ok(Active::Local) };
    let active = all(view)?.into_iter().find(|known| known.account.id == id);
    Ok(active.map_or(Active::Local, |Known { account, signed_in }| Active::Account { account, signed_in }))
}

fn active_id(view: &impl Look) -> Result<Option<AccountId>> {
    view.meta().get("active")?.map(|active| read(active.value())).transpose()
}

pub(crate) fn known_device(view: &impl Look) -> Result<Option<DeviceId>> {
    view.meta().get("device")?.map(|device| read(device.value())).transpose()
}

impl Tables<'_> {
    pub(crate) fn active_account(&self) -> Result<Option<AccountId>> {
        active_id(self)
    }

    pub(crate) fn device(&mut self, candidate: DeviceId) -> Result<DeviceId> {
        if let Some(device) = known_device(self)? {
            return Ok(device);
        }
        self.meta.insert("device", written(&candidate)?.as_slice())?;
        Ok(candidate)
    }

    pub(crate) fn activate(&mut self, account: AccountId) -> Result<bool> {
        let known = self.accounts.get(whose(account))?.is_some();
        if known {
            self.meta.insert("active", written(&account)?.as_slice())?;
        }
        Ok(known)
    }

    pub(crate) fn sign_out(&mut self, account: AccountId) -> Result<()> {
        let row =
            self.accounts.get(whose(account))?.map(|row| read::<AccountRow>(row.value())).transpose()?;
        if let Some(row) = row {
            let row = AccountRow { signed_in: false, ..row };
            self.accounts.insert(whose(account), written(&row)?.as_slice())?;
        }
        Ok(())
    }

    pub(crate) fn sign_in(&mut self, account: Account) -> Result<Adopted> {
        let known = find(self, &account.server, &account.user)?.map(|known| known.id);
        let id = known.unwrap_or(account.id);
        let taken = account.id.is_local() || self.accounts.get(whose(account.id))?.is_some();
        if known.is_none() && taken {
            return Err(QueueError::Backend(AccountIdTakenError.into()).into());
        }
        let Account { server, user, name, credentials, .. } = account;
        let row = AccountRow { id, server, user, name, credentials, signed_in: true };
        self.accounts.insert(whose(id), written(&row)?.as_slice())?;
        self.meta.insert("active", written(&id)?.as_slice())?;
        self.adopt(id)
    }

    /// Moves everything of the local account. Nothing is in its way: work is recorded for the local account only until the
    /// first sign-in, and no other account has work by then.
    fn adopt(&mut self, to: AccountId) -> Result<Adopted> {
        take_back(self, |account, _| account.is_local())?;
        let mut moved: Vec<(i64, Row)> = Vec::new();
        for seq in self.seqs(AccountId::LOCAL, i64::MIN, usize::MAX)? {
            moved.push((seq, self.take(seq)?));
        }
        self.adopt_lanes(to)?;
        let adopted = Adopted { records: self.adopt_records(to)?, tasks: moved.len() as u64 };
        for (seq, mut row) in moved {
            row.account = to;
            self.put(seq, &row)?;
        }
        let local = whose(AccountId::LOCAL);
        let left = self.history.range((local, i64::MIN, i64::MIN)..=(local, i64::MAX, i64::MAX))?;
        let left = left.map(|entry| {
            let (key, left) = entry?;
            let (sent, row) = left.value();
            Ok((key.value(), sent, row.to_vec()))
        });
        for ((_, at, seq), sent, row) in left.collect::<Result<Vec<_>>>()? {
            self.history.remove((local, at, seq))?;
            self.history.insert((whose(to), at, seq), (sent, row.as_slice()))?;
        }
        Ok(adopted)
    }

    /// Without tasks, a lane is the number of its claims alone.
    fn adopt_lanes(&mut self, to: AccountId) -> Result<()> {
        let local = whose(AccountId::LOCAL);
        let lanes = self.lanes.range((local, "")..(local + 1, ""))?.map(|entry| {
            let (key, row) = entry?;
            let lane = Lane::new(key.value().1).map_err(StoreError::unreadable)?;
            Ok((lane, read::<LaneRow>(row.value())?))
        });
        for (lane, row) in lanes.collect::<Result<Vec<_>>>()? {
            self.lanes.remove((local, lane.as_str()))?;
            self.lanes.insert((whose(to), lane.as_str()), written(&row)?.as_slice())?;
        }
        Ok(())
    }

    fn adopt_records(&mut self, to: AccountId) -> Result<u64> {
        let local = whose(AccountId::LOCAL);
        let records = self.records.range((local, "", "")..(local + 1, "", ""))?.map(|entry| {
            let (key, row) = entry?;
            let ((_, collection, id), (sort_key, revision, carried, body)) = (key.value(), row.value());
            let collection = Collection::new(collection).map_err(StoreError::unreadable)?;
            let id = RecordId::new(id).map_err(StoreError::unreadable)?;
            Ok((Record { collection, id, sort_key, revision, body: Body::new(body) }, carried))
        });
        let records = records.collect::<Result<Vec<_>>>()?;
        for (record, carried) in &records {
            let (collection, id) = (record.collection.as_str(), record.id.as_str());
            self.records.remove((local, collection, id))?;
            self.in_order.remove((local, collection, record.sort_key, id))?;
            self.uncarried.remove((local, collection, id))?;
            self.write_record(to, record)?;
            let (collection, id) = (record.collection.clone(), record.id.clone());
            let carried = homing_domain::task::Carried { collection, id, revision: *carried };
            self.note_carried(to, Some(&carried))?;
        }
        Ok(records.len() as u64)
    }
}
