//! What a step's few numbers become: commits and results.

use std::collections::BTreeMap;
use std::time::Duration;

use uuid::Uuid;

use super::machine::{Difference, Machine, account, failed, notes};
use super::steps::{Guard, Result as Told, Sketch, Write};
use crate::Timestamp;
use crate::names::{AccountId, Key, Kind, Lane, RecordId, TaskId};
use crate::policy::NORMAL_MAX_TASKS;
use crate::ports::{Queue, Settlement};
use crate::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, Commit, Dependency, Expected, NewTask, Priority, Reason,
    Record, RecordWrite, Sha256, WithoutRoom,
};

impl<Q: Queue, O: AsyncFn() -> Q> Machine<Q, O> {
    /// Leaves the first account little room. The tasks that fill it are not due for years, and rank last.
    pub(super) async fn fill(&mut self) -> Result<(), Difference> {
        let now = std::mem::replace(&mut self.now, super::at(1_000_000_000));
        let sketch = Sketch {
            lane: u8::MAX,
            kind: 0,
            priority: Priority::Normal,
            coalesce: Coalesce::Keep,
            bytes: 0,
            blob: None,
            carries: None,
            depends: Vec::new(),
            without_room: WithoutRoom::Refuse,
        };
        let tasks = vec![sketch; usize::try_from(NORMAL_MAX_TASKS - 4).unwrap_or(usize::MAX)];
        let filled = self.commit(account(0), &[], &tasks).await;
        self.now = now;
        self.last_commit = None;
        self.ids.clear();
        filled?;
        let rows =
            self.queue()?.tasks(account(0), 0, usize::MAX >> 1).await.map_err(|error| failed(&error))?;
        self.seqs =
            self.model.rows.iter().map(|row| row.task.seq).zip(rows.iter().map(|row| row.seq)).collect();
        self.beyond = rows.last().map_or(0, |row| row.seq);
        Ok(())
    }

    pub(super) async fn commit(
        &mut self,
        whose: AccountId,
        writes: &[Write],
        tasks: &[Sketch],
    ) -> Result<(), Difference> {
        let mut records = BTreeMap::new();
        for write in writes {
            self.revision += 1;
            let expected = match write.guard {
                Guard::Anything => Expected::Anything,
                Guard::Absent => Expected::Absent,
                Guard::Revision(back) => Expected::Revision(self.revision - 1 - back),
            };
            let record = Record {
                collection: notes(),
                id: RecordId::from(Uuid::from_u128(write.record.into())),
                sort_key: self.revision % 4,
                revision: self.revision,
                body: Body::new(self.revision.to_string()),
            };
            // At most one for each id.
            records.insert(write.record, RecordWrite { record, expected });
        }
        let tasks = tasks.iter().map(|sketch| self.task(sketch)).collect();
        self.committed(whose, Commit { records: records.into_values().collect(), tasks }).await
    }

    fn task(&mut self, sketch: &Sketch) -> NewTask {
        self.made += 1;
        let lane = |number: u8| Lane::from(Uuid::from_u128(number.into()));
        let id = TaskId::new(Uuid::from_u128(self.made));
        self.ids.push(id);
        let carries = sketch.carries.map(|record| {
            let id = RecordId::from(Uuid::from_u128(record.into()));
            Carried { collection: notes(), id, revision: self.revision }
        });
        let depends = sketch.depends.iter().map(|(on, until)| Dependency { lane: lane(*on), until: *until });
        NewTask {
            id,
            key: Key::new(Uuid::from_u128(self.made << 64)),
            kind: Kind::of(if sketch.kind == 0 { "x" } else { "y" }),
            lane: lane(sketch.lane),
            priority: sketch.priority,
            coalesce: sketch.coalesce,
            occurred_at: self.now,
            body: Body::new(vec![b'x'; sketch.bytes]),
            blob: sketch.blob.map(|(number, bytes)| BlobRef {
                name: blob_name(number),
                sha256: Sha256::new([number; 32]),
                bytes,
            }),
            carries,
            depends: depends.collect(),
            without_room: sketch.without_room,
        }
    }
}

pub(super) fn blob_name(number: u8) -> BlobName {
    BlobName::new(format!("blob-{number}")).unwrap()
}

pub(super) fn settlement(told: Told, now: Timestamp) -> Settlement {
    let later = |seconds| now.saturating_add(Duration::from_secs(seconds));
    match told {
        Told::Sent => Settlement::Sent,
        Told::Wait { seconds, attempt } => Settlement::Wait { not_before: later(seconds), attempt },
        Told::Unknown { seconds, attempt } => Settlement::Unknown { not_before: later(seconds), attempt },
        Told::Attention => Settlement::Attention(Reason { code: "no".to_owned(), detail: None, field: None }),
        Told::Released => Settlement::Released,
    }
}
