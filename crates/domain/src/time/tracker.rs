//! Recording: a command becomes one transaction of events, entries and tasks. Never touches the network.

use std::sync::Arc;

use super::records::{self, CurrentTimer};
use super::{
    Draft, Entry, EntryError, EntryFields, EntryId, EntryState, EventKind, Interval, KnownProjects, Moment,
    ProjectStanding, TimerError, TimerEvent, Transition, timer,
};
use crate::Timestamp;
use crate::names::{AccountId, DeviceId};
use crate::ports::{Accounts, Clock, Cursor, Ids, Queue, QueueError, SortRange};
use crate::task::Commit;

/// How often a command is computed anew when another program was first. Each loss means that someone
/// else got through, so a person at two keyboards never comes near it.
pub(super) const ROUNDS: usize = 16;

/// What a person asks of the timer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Starts an entry; stops the one that runs.
    Start(Draft),
    /// Pauses the running entry.
    Pause,
    /// Resumes the paused entry.
    Resume,
    /// Stops the running or paused entry.
    Stop,
    /// Writes an entry down afterwards.
    Add {
        /// What was done.
        draft: Draft,
        /// When it began.
        from: Timestamp,
        /// When it ended.
        to: Timestamp,
    },
}

impl Command {
    /// The project that it gives to an entry.
    #[must_use]
    pub fn project(&self) -> Option<&str> {
        match self {
            Self::Start(draft) | Self::Add { draft, .. } => draft.project.as_deref(),
            Self::Pause | Self::Resume | Self::Stop => None,
        }
    }
}

/// What a command changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The entry that the command is about.
    pub entry: Entry,
    /// The entry that ran before, where the command stopped it.
    pub stopped: Option<Entry>,
}

/// A command that was not recorded. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrackError {
    /// The timer can't do that now.
    #[error(transparent)]
    Timer(#[from] TimerError),
    /// It could not be written.
    #[error("it could not be recorded")]
    Queue(#[source] QueueError),
    /// The project takes no new work, as far as is known here.
    #[error("the project is archived on the server")]
    ProjectArchived,
    /// Other programs kept changing the timer in between.
    #[error("other programs keep changing the timer")]
    Contended,
}

impl From<EntryError> for TrackError {
    fn from(error: EntryError) -> Self {
        Self::Timer(TimerError::Entry(error))
    }
}

impl From<QueueError> for TrackError {
    fn from(error: QueueError) -> Self {
        Self::Queue(error)
    }
}

/// Records what a person does, for the account that is active.
#[derive(Clone)]
pub struct Tracker {
    pub(super) queue: Arc<dyn Queue>,
    pub(super) accounts: Arc<dyn Accounts>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) device: DeviceId,
}

/// What a command reads before it decides.
pub(super) struct Timer {
    pub(super) current: Option<Entry>,
    revision: Option<i64>,
}

impl Tracker {
    /// A recorder over its ports.
    #[must_use]
    pub fn new(
        queue: Arc<dyn Queue>,
        accounts: Arc<dyn Accounts>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        device: DeviceId,
    ) -> Self {
        Self { queue, accounts, clock, ids, device }
    }

    /// Records a command: durable when this returns, and nothing changed where it fails.
    ///
    /// # Errors
    /// [`TrackError`].
    pub async fn record(&self, command: &Command) -> Result<Recorded, TrackError> {
        let now = Moment::now(self.clock.as_ref());
        for _ in 0..ROUNDS {
            let account = self.accounts.active().await?.id();
            self.refuse_archived(account, command).await?;
            let timer = self.timer(account).await?;
            let (transitions, recorded) = self.decide(command, timer.current.clone(), now.clone())?;
            match self.write(account, &now, &timer, &transitions).await {
                Err(QueueError::Conflict { .. } | QueueError::Adopted) => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(recorded),
            }
        }
        Err(TrackError::Contended)
    }

    /// The entry that runs or is paused.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn current(&self) -> Result<Option<Entry>, QueueError> {
        let account = self.accounts.active().await?.id();
        Ok(self.timer(account).await?.current)
    }

    /// The entries that began within the range, oldest first, deleted ones left out.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn entries(&self, range: SortRange) -> Result<Vec<Entry>, QueueError> {
        let account = self.accounts.active().await?.id();
        let (mut entries, mut cursor): (Vec<Entry>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = self.queue.scan(account, &records::entries(), range, cursor, 500).await?;
            for record in &page.records {
                entries.push(records::decode(record)?);
            }
            cursor = page.next;
            if cursor.is_none() {
                entries.retain(|entry| !entry.deleted);
                return Ok(entries);
            }
        }
    }

    pub(super) async fn timer(&self, account: AccountId) -> Result<Timer, QueueError> {
        let (collection, id) = records::timer();
        let Some(record) = self.queue.get(account, &collection, &id).await? else {
            return Ok(Timer { current: None, revision: None });
        };
        let CurrentTimer { entry } = records::decode(&record)?;
        let current = match entry {
            None => None,
            Some(id) => match self.queue.get(account, &records::entries(), &id.record_id()).await? {
                Some(record) => Some(records::decode(&record)?),
                None => None,
            },
        };
        Ok(Timer { current, revision: Some(record.revision) })
    }

    /// What the server would refuse later is refused now, while the person is there to choose.
    async fn refuse_archived(&self, account: AccountId, command: &Command) -> Result<(), TrackError> {
        let Some(project) = command.project() else { return Ok(()) };
        let known = KnownProjects::load(self.queue.as_ref(), account).await?;
        match known.standing(project) {
            ProjectStanding::Archived => Err(TrackError::ProjectArchived),
            _ => Ok(()),
        }
    }

    fn decide(
        &self,
        command: &Command,
        current: Option<Entry>,
        now: Moment,
    ) -> Result<(Vec<Transition>, Recorded), TrackError> {
        let needed = |current: Option<Entry>| current.ok_or(TimerError::NothingRuns);
        let mut stopped = None;
        let mut transitions = Vec::with_capacity(2);
        let last = match command {
            Command::Start(draft) => {
                if let Some(running) = current {
                    let stop = timer::stop(running, now.clone())?;
                    stopped = Some(stop.entry.clone());
                    transitions.push(stop);
                }
                timer::start(EntryId::new(self.ids.uuid()), self.device, draft.clone(), now)?
            }
            Command::Pause => timer::pause(needed(current)?, now)?,
            Command::Resume => timer::resume(needed(current)?, now)?,
            Command::Stop => timer::stop(needed(current)?, now)?,
            Command::Add { draft, from, to } => self.add(draft.clone(), *from, *to, now)?,
        };
        let entry = last.entry.clone();
        transitions.push(last);
        Ok((transitions, Recorded { entry, stopped }))
    }

    fn add(
        &self,
        draft: Draft,
        from: Timestamp,
        to: Timestamp,
        now: Moment,
    ) -> Result<Transition, TrackError> {
        let Draft { project, description, tags } = draft;
        let began = Moment::at(from, &self.clock.time_zone());
        let entry = Entry::try_from(EntryFields {
            id: EntryId::new(self.ids.uuid()),
            device: self.device,
            project,
            description,
            tags,
            annotations: Vec::new(),
            intervals: vec![Interval { start: from, end: Some(to) }],
            state: EntryState::Stopped,
            zone: began.zone,
            offset_seconds: began.offset_seconds,
            revision: 1,
            deleted: false,
            source: "homing".to_owned(),
            approximate: false,
        })?;
        Ok(Transition { event: TimerEvent { kind: EventKind::Add, moment: now }, entry })
    }

    async fn write(
        &self,
        account: AccountId,
        now: &Moment,
        timer: &Timer,
        transitions: &[Transition],
    ) -> Result<(), QueueError> {
        let mut commit = Commit::default();
        let mut touches_timer = false;
        let mut running = timer.current.as_ref().map(|entry| entry.id);
        for transition in transitions {
            commit.records.push(records::entry_write(&transition.entry)?);
            commit.records.push(records::event_write(&transition.entry, &transition.event)?);
            commit.tasks.push(records::task(transition, self.ids.as_ref())?);
            if transition.event.kind != EventKind::Add {
                touches_timer = true;
                let over = transition.entry.state == EntryState::Stopped;
                running = (!over).then_some(transition.entry.id);
            }
        }
        if touches_timer {
            commit.records.push(records::timer_write(CurrentTimer { entry: running }, timer.revision)?);
        }
        self.queue.commit(account, now.at, commit).await
    }

    pub(super) fn timer_now(entry: EntryId, timer: &Timer) -> Result<crate::task::RecordWrite, QueueError> {
        records::timer_write(CurrentTimer { entry: Some(entry) }, timer.revision)
    }
}
