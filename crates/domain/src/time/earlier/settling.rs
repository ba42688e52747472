//! A person decides on items: each becomes an entry or is discarded, in one transaction of its own.

use super::kept::{self, StandsFor};
use super::{Given, ItemState, ReviewItem, SettleError};
use crate::engine::remembered;
use crate::names::{AccountId, RecordId};
use crate::ports::{LaneMemory, QueueError};
use crate::task::{Commit, RecordWrite};
use crate::time::records::{self, decode};
use crate::time::tracker::ROUNDS;
use crate::time::{
    CommandKind, Entry, EntryId, EventKind, KnownProjects, Moment, ProjectStanding, TimerEvent, TrackError,
    Tracker,
};

/// An item that became something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedItem {
    /// The item as it is now.
    pub item: ReviewItem,
    /// The entry that it became.
    pub entry: Entry,
}

/// A picture about to become a screenshot: what belongs into the commit of its task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureSettled {
    /// The entry that it belongs to.
    pub entry: EntryId,
    /// What settles it, guarded by the state that the item had.
    pub records: Vec<RecordWrite>,
}

/// The entry that stands for one of the server's, and what makes it so.
struct Standing {
    entry: EntryId,
    writes: Vec<RecordWrite>,
}

impl Tracker {
    /// Makes an entry of the item, as it is known and where `given` says otherwise as the person says: stopped, marked as
    /// approximate unless all its times were given. The item, the entry, its task and what is remembered of the server's
    /// entry are one transaction. Of two that decide at once on the state that they saw, one does.
    ///
    /// # Errors
    /// [`SettleError`]: nothing was changed then.
    pub async fn confirm(&self, item: &ReviewItem, given: &Given) -> Result<ConfirmedItem, SettleError> {
        let now = Moment::now(self.clock.as_ref());
        for _ in 0..ROUNDS {
            let account = self.accounts.active().await?.id();
            self.undecided(account, item).await?;
            let guessed = given.from.is_none() && given.description.is_none() && given.project.is_none();
            let standing = self.standing(account, item, guessed).await?;
            if self.stored_entry(account, standing.entry).await?.is_some() {
                return Err(SettleError::EntryThere(standing.entry));
            }
            let zone = self.clock.time_zone();
            let entry = item.entry((standing.entry, self.device), given, &now, &zone)?;
            self.refuse_archived_project(account, given).await?;
            let event = TimerEvent { kind: EventKind::Import, moment: now.clone() };
            let settled = ItemState::Confirmed { entry: entry.id, at: now.at };
            let settled = ReviewItem { state: settled, ..item.clone() };
            let mut commit = Commit { records: standing.writes, tasks: Vec::new() };
            commit.records.push(kept::item_write(&settled)?);
            commit.records.extend(records::entry_writes(&entry)?);
            commit.tasks.push(records::task(&event, &entry, None, self.ids.as_ref())?);
            if self.settled(account, &now, commit).await? {
                let item = ReviewItem { revision: item.revision + 1, ..settled };
                return Ok(ConfirmedItem { item, entry });
            }
        }
        Err(TrackError::Contended.into())
    }

    /// Makes nothing of the item. It is kept as discarded, and may be confirmed later.
    ///
    /// # Errors
    /// [`SettleError`]: nothing was changed then.
    pub async fn discard(&self, item: &ReviewItem) -> Result<ReviewItem, SettleError> {
        let now = Moment::now(self.clock.as_ref());
        for _ in 0..ROUNDS {
            let account = self.accounts.active().await?.id();
            self.undecided(account, item).await?;
            if let ItemState::Discarded { .. } = item.state {
                return Err(SettleError::Discarded);
            }
            let discarded = ReviewItem { state: ItemState::Discarded { at: now.at }, ..item.clone() };
            let commit = Commit { records: vec![kept::item_write(&discarded)?], tasks: Vec::new() };
            if self.settled(account, &now, commit).await? {
                return Ok(ReviewItem { revision: item.revision + 1, ..discarded });
            }
        }
        Err(TrackError::Contended.into())
    }

    /// What settles a picture whose screenshot is enqueued in the same commit: of the entry that is named, else of the one
    /// that the server knows. None where neither is known. Its bytes here go with it.
    ///
    /// # Errors
    /// [`SettleError`].
    pub async fn picture_settled(
        &self,
        item: &ReviewItem,
        named: Option<EntryId>,
    ) -> Result<Option<PictureSettled>, SettleError> {
        let account = self.accounts.active().await?.id();
        self.undecided(account, item).await?;
        let Standing { entry, writes: mut records } = match (named, &item.server_id) {
            (Some(entry), _) => Standing { entry, writes: Vec::new() },
            (None, Some(_)) => self.standing(account, item, true).await?,
            (None, None) => return Ok(None),
        };
        let settled = ItemState::Confirmed { entry, at: self.clock.now() };
        records.push(kept::item_write(&ReviewItem { state: settled, ..item.clone() })?);
        records.push(kept::picture_write(&item.id, Vec::new())?);
        Ok(Some(PictureSettled { entry, records }))
    }

    /// Whether nobody has made anything of the item since it was read.
    async fn undecided(&self, account: AccountId, item: &ReviewItem) -> Result<(), SettleError> {
        let stored = self.item(account, &item.id).await?.ok_or(SettleError::Gone)?;
        match stored.state {
            ItemState::Confirmed { entry, .. } => Err(SettleError::Confirmed(entry)),
            state if stored.revision != item.revision => Err(SettleError::Changed(state)),
            _ => Ok(()),
        }
    }

    /// The entry that the item becomes: the one that stands for the server's, or a new one. `guessed`: whether the server
    /// knows better when it began and what it is called.
    async fn standing(
        &self,
        account: AccountId,
        item: &ReviewItem,
        guessed: bool,
    ) -> Result<Standing, QueueError> {
        let Some(server_id) = &item.server_id else {
            return Ok(Standing { entry: EntryId::new(self.ids.uuid()), writes: Vec::new() });
        };
        let id = RecordId::new(server_id.clone()).ok();
        let known = match &id {
            Some(id) => self.queue.get(account, &kept::entries(), id).await?,
            // No id of a server that is known looks like that: nothing else will tell of its entry.
            None => None,
        };
        if let Some(record) = known {
            let StandsFor { entry } = decode(&record)?;
            return Ok(Standing { entry, writes: Vec::new() });
        }
        let entry = EntryId::new(self.ids.uuid());
        let memory = LaneMemory { id: Some(server_id.clone()), guessed, note: None };
        let mut writes = vec![remembered(&entry.lane(), &memory)?];
        writes.extend(id.map(|id| kept::stands_for_write(id, entry)).transpose()?);
        Ok(Standing { entry, writes })
    }

    async fn refuse_archived_project(&self, account: AccountId, given: &Given) -> Result<(), SettleError> {
        let Some(Some(project)) = &given.project else { return Ok(()) };
        let known = KnownProjects::load(self.queue.as_ref(), account).await?;
        let archived = known.standing(project) == ProjectStanding::Archived;
        if archived { Err(TrackError::ProjectArchived.into()) } else { Ok(()) }
    }

    /// Writes a decision with the step that ends what can be undone. False where something else was first.
    async fn settled(
        &self,
        account: AccountId,
        now: &Moment,
        mut commit: Commit,
    ) -> Result<bool, SettleError> {
        let log = self.undo_log(account).await?;
        let newest = self.newest_step(account, &log).await?;
        if newest.is_none_or(|step| step.command != CommandKind::Review) {
            // Without it the next undo would reach past the decision, to what a person no longer thinks of.
            let (head, step) = log.head.push(CommandKind::Review, now.at, Vec::new(), None);
            commit.records.push(records::undo_head_write(head, log.revision)?);
            commit.records.push(records::undo_step_write(&step)?);
        }
        match self.queue.commit(account, now.at, commit).await {
            Ok(()) => Ok(true),
            Err(QueueError::Conflict { .. } | QueueError::Adopted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
