//! What is enqueued: time entries as a person's day makes them, with scattered ids that come out the same on every
//! run.

use anyhow::Result;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, DeviceId, Key, Lane, Owner, RecordId, TaskId};
use homing_domain::task::{
    Body, Carried, Coalesce, Commit, Expected, NewTask, Priority, Record, RecordWrite, WithoutRoom,
};
use homing_domain::time::{
    Entry, EntryFields, EntryId, EntryState, EventKind, Interval, Moment, TaskBody, TimerEvent, task_kind,
};
use uuid::{Builder, Uuid};

/// 2026-11-23T08:00:00Z.
const MORNING_MILLIS: i64 = 1_795_420_800_000;

/// How many tasks a full lane has.
pub(crate) const LANE: usize = 10;

/// Makes tasks, records and instants, each unlike the ones before.
#[derive(Debug)]
pub(crate) struct Samples {
    count: u64,
    starts: i64,
}

/// Whose tasks all of them are.
pub(crate) fn account() -> AccountId {
    AccountId::new(scattered(u64::MAX))
}

pub(crate) fn device() -> DeviceId {
    DeviceId::new(scattered(u64::MAX - 1))
}

pub(crate) fn owner() -> Owner {
    Owner::new(scattered(u64::MAX - 2))
}

impl Samples {
    /// A series of its own for each number: no two series share an id.
    pub(crate) fn new(series: u32) -> Self {
        Self { count: u64::from(series) << 32, starts: 0 }
    }

    fn uuid(&mut self) -> Uuid {
        self.count += 1;
        scattered(self.count)
    }

    /// One second after the instant before.
    pub(crate) fn now(&mut self) -> Result<Timestamp> {
        self.count += 1;
        let seconds = i64::try_from(self.count & u64::from(u32::MAX))?;
        Ok(Timestamp::from_millis(MORNING_MILLIS + seconds * 1_000)?)
    }

    /// A stopped entry in a lane of its own.
    pub(crate) fn task(&mut self) -> Result<NewTask> {
        let entry = self.entry(EntryState::Stopped)?;
        self.task_of(&entry, EventKind::Stop)
    }

    pub(crate) fn tasks(&mut self, count: usize) -> Result<Vec<NewTask>> {
        (0..count).map(|_| self.task()).collect()
    }

    /// As [`Samples::task`], for a lane that is there, behind what is in it.
    pub(crate) fn task_for(&mut self, lane: &Lane) -> Result<NewTask> {
        let (coalesce, without_room) = (Coalesce::Keep, WithoutRoom::Refuse);
        Ok(NewTask { lane: lane.clone(), coalesce, carries: None, without_room, ..self.task()? })
    }

    /// So many lanes of [`LANE`] tasks.
    pub(crate) fn lanes(&mut self, lanes: usize) -> Result<Vec<NewTask>> {
        let mut tasks = Vec::with_capacity(lanes * LANE);
        for _ in 0..lanes {
            let lane = self.entry(EntryState::Stopped)?.id.lane();
            for _ in 0..LANE {
                tasks.push(self.task_for(&lane)?);
            }
        }
        Ok(tasks)
    }

    /// What one start of a timer writes: the entry, the event, the timer, two records of the undo list, and the
    /// task.
    pub(crate) fn start(&mut self) -> Result<Commit> {
        let entry = self.entry(EntryState::Running)?;
        let task = self.task_of(&entry, EventKind::Start)?;
        let before = self.starts;
        self.starts += 1;
        let guard = if before == 0 { Expected::Absent } else { Expected::Revision(before) };
        let now = entry.started_at().as_millis();
        let written = |collection, id: String, sort_key, revision, body, expected| -> Result<RecordWrite> {
            let (collection, id) = (Collection::new(collection)?, RecordId::new(id)?);
            Ok(RecordWrite { record: Record { collection, id, sort_key, revision, body }, expected })
        };
        let id = entry.id.to_string();
        let event = self.event(EventKind::Start, entry.started_at());
        let step = format!(
            r#"{{"number":{before},"command":"start","changes":[{{"after":{}}}]}}"#,
            serde_json::to_string(&entry)?
        );
        let timer = Body::new(format!(r#"{{"entry":"{id}"}}"#));
        let head = Body::new(format!(r#"{{"made":{before},"top":{before}}}"#));
        let records = vec![
            written("time-entry", id.clone(), now, 1, Body::of_json(&entry)?, Expected::Absent)?,
            written("timer-event", format!("{id}:1"), now, 0, Body::of_json(&event)?, Expected::Absent)?,
            written("timer", "current".to_owned(), 0, self.starts, timer, guard)?,
            written("undo", "head".to_owned(), 0, self.starts, head, guard)?,
            written("undo-step", (before % 50).to_string(), 0, 0, Body::new(step), Expected::Anything)?,
        ];
        Ok(Commit { records, tasks: vec![task] })
    }

    fn entry(&mut self, state: EntryState) -> Result<Entry> {
        let start = self.now()?;
        let end = (state == EntryState::Stopped).then(|| start.saturating_add(HOUR));
        Ok(Entry::try_from(EntryFields {
            id: EntryId::new(self.uuid()),
            device: device(),
            project: Some("harbour".to_owned()),
            description: "Reading the logbook".to_owned(),
            tags: vec!["reading".to_owned()],
            annotations: Vec::new(),
            intervals: vec![Interval { start, end }],
            state,
            zone: Some("Etc/UTC".to_owned()),
            offset_seconds: Some(0),
            revision: 1,
            deleted: false,
            source: "homing".to_owned(),
            approximate: false,
        })?)
    }

    fn event(&self, kind: EventKind, at: Timestamp) -> TimerEvent {
        TimerEvent { kind, moment: Moment { at, zone: Some("Etc/UTC".to_owned()), offset_seconds: Some(0) } }
    }

    fn task_of(&mut self, entry: &Entry, kind: EventKind) -> Result<NewTask> {
        let event = self.event(kind, entry.last_instant());
        let id = entry.id.record_id();
        Ok(NewTask {
            id: TaskId::new(self.uuid()),
            key: Key::new(self.uuid()),
            kind: task_kind(),
            lane: entry.id.lane(),
            priority: Priority::Critical,
            coalesce: Coalesce::Supersede,
            occurred_at: event.moment.at,
            body: TaskBody { event, entry: entry.clone() }.encode()?,
            carries: Some(Carried { collection: Collection::new("time-entry")?, id, revision: 1 }),
            depends: Vec::new(),
            blob: None,
            without_room: WithoutRoom::PutOff,
        })
    }
}

const HOUR: std::time::Duration = std::time::Duration::from_secs(3_600);

/// A valid UUID of version 4 for each number, spread over an index as random ones are (SplitMix64, twice).
fn scattered(number: u64) -> Uuid {
    let mix = |number: u64| {
        let step = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let step = (step ^ (step >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let step = (step ^ (step >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        step ^ (step >> 31)
    };
    let (high, low) = (mix(number), mix(!number));
    Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
}
