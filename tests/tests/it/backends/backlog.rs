//! A queue in PostgreSQL with work for several workers: entries with many revisions, each a task of its own.

use anyhow::{Context as _, Result};
use homing_domain::Timestamp;
use homing_domain::names::{DeviceId, Key, TaskId};
use homing_domain::ports::{Accounts as _, Queue as _};
use homing_domain::task::{Coalesce, Commit, NewTask, Priority, WithoutRoom};
use homing_domain::time::{
    Draft, EntryId, EntryState, Moment, TaskBody, Transition, pause, resume, start, task_kind,
};
use homing_storage::PostgresStore;
use homing_tests::{Client, Scene};
use serde_json::Value;
use uuid::Uuid;

/// So many lanes, and so many tasks in each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backlog {
    pub(super) lanes: u128,
    pub(super) tasks: u128,
}

impl Backlog {
    pub(super) fn len(self) -> usize {
        (self.lanes * self.tasks) as usize
    }

    /// A machine that is signed in and whose queue, at this address, holds it all.
    pub(super) async fn enqueued(self, storage: &str) -> Result<Scene> {
        let scene = Scene::with_server_down().await?;
        scene.client.configure(&format!("storage = '{storage}'\n"))?;
        let scene = scene.come_up_and_sign_in().await?;
        let store = PostgresStore::open(storage).await?;
        let (account, device) = (store.active().await?.id(), store.device(DeviceId::new(Uuid::nil())).await?);
        for lane in 0..self.lanes {
            store.commit(account, at(0), self.entry(lane, device)?).await?;
        }
        store.close().await?;
        Ok(scene)
    }

    /// An entry that is started, paused and resumed until there are enough revisions, all of them to be sent.
    fn entry(self, lane: u128, device: DeviceId) -> Result<Commit> {
        let id = EntryId::new(uuid(lane, 0));
        let mut step = start(id, device, Draft::default(), moment(lane, 0))?;
        let mut tasks = vec![self.task(lane, 0, &step)?];
        for revision in 1..self.tasks {
            let (entry, now) = (step.entry, moment(lane, revision));
            step = if entry.state == EntryState::Running { pause(entry, now)? } else { resume(entry, now)? };
            tasks.push(self.task(lane, revision, &step)?);
        }
        Ok(Commit { records: Vec::new(), tasks })
    }

    fn task(self, lane: u128, revision: u128, step: &Transition) -> Result<NewTask> {
        let body = TaskBody { event: step.event.clone(), entry: step.entry.clone() }.encode()?;
        Ok(NewTask {
            id: TaskId::new(uuid(lane, revision + 1)),
            key: Key::new(uuid(lane, revision + (1 << 16))),
            kind: task_kind(),
            lane: step.entry.id.lane(),
            // The queue's whole room.
            priority: Priority::High,
            coalesce: Coalesce::Keep,
            occurred_at: moment(lane, revision).at,
            body,
            carries: None,
            blob: None,
            depends: Vec::new(),
            without_room: WithoutRoom::Refuse,
        })
    }

    /// Fails unless the server holds each entry as its last revision left it.
    pub(super) async fn must_have_arrived(self, scene: &Scene) -> Result<()> {
        let entries = scene.api().await?.entries().await?;
        assert_eq!(entries.len() as u128, self.lanes);
        let newest = |entry: &Value| entry["revision"].as_u64() == u64::try_from(self.tasks).ok();
        assert!(entries.iter().all(newest), "an entry stopped on its way");
        Ok(())
    }
}

/// How many tasks of the active account are unsent.
pub(super) async fn unsent(client: &Client) -> Result<u64> {
    let counts = &client.done(&["status", "--json"]).await?.json()?["counts"];
    let count = |of: &str| counts[of].as_u64().with_context(|| format!("no {of} in {counts}"));
    Ok(count("waiting")? + count("attention")?)
}

/// A version 4 UUID.
fn uuid(lane: u128, number: u128) -> Uuid {
    uuid::Builder::from_random_bytes(((lane << 32) | number).to_be_bytes()).into_uuid()
}

fn moment(lane: u128, revision: u128) -> Moment {
    let second = i64::try_from(lane * 1_000 + revision).unwrap_or_default();
    Moment { at: at(second), zone: None, offset_seconds: None }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + second * 1_000).unwrap()
}
