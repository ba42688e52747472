//! Everything that can be read, compared.

use std::fmt::Debug;

use super::machine::{Difference, Machine, failed, notes};
use super::made::blob_name;
use super::steps::{BLOBS, RECORDS};
use crate::names::AccountId;
use crate::ports::{Queue, SortRange};
use crate::task::Task;

pub(super) fn same<T: PartialEq + Debug>(what: &str, queue: &T, model: &T) -> Result<(), Difference> {
    if queue == model {
        return Ok(());
    }
    Err(format!("{what}: the queue has\n{queue:#?}\nand it should be\n{model:#?}"))
}

impl<Q: Queue, O: AsyncFn() -> Q> Machine<Q, O> {
    /// Everything that can be read of an account.
    pub(super) async fn compare(&mut self, whose: AccountId) -> Result<(), Difference> {
        let queue = self.queue.take().ok_or("the queue is closed")?;
        let compared = self.compare_with(&queue, whose).await;
        self.queue = Some(queue);
        compared
    }

    async fn compare_with(&mut self, queue: &Q, whose: AccountId) -> Result<(), Difference> {
        same(
            "counts",
            &queue.counts(whose).await.map_err(|error| failed(&error))?,
            &self.model.counts(whose),
        )?;
        same(
            "next due",
            &queue.next_due(whose).await.map_err(|error| failed(&error))?,
            &self.model.next_due(whose),
        )?;
        let names = (0..BLOBS).map(blob_name).collect();
        let referenced = queue.blobs_referenced(names).await.map_err(|error| failed(&error))?;
        same("the blobs that are needed", &referenced, &self.model.blobs())?;
        let listed = queue.tasks(whose, self.beyond, 1_000).await.map_err(|error| failed(&error))?;
        let beyond = |task: &Task| self.seqs.get(&task.seq).is_none_or(|seq| *seq > self.beyond);
        let modelled: Vec<_> = self.model.list(whose).into_iter().filter(beyond).collect();
        let one = listed.get(usize::try_from(self.made).unwrap_or(0) % listed.len().max(1)).cloned();
        self.same_tasks("the list", listed, modelled)?;
        if let Some(one) = one {
            let row = self.model.of_account(whose).find(|row| row.task.task.id == one.task.id);
            let expected = row.map(|row| self.model.given(row)).into_iter().collect();
            let given = queue.task(whose, one.task.id).await.map_err(|error| failed(&error))?;
            self.same_tasks("one task", given.into_iter().collect(), expected)?;
        }
        let mut unsent = queue.unsent(whose, &notes(), 100).await.map_err(|error| failed(&error))?;
        unsent.sort_by(|one, other| one.id.cmp(&other.id));
        same("the unsent records", &unsent, &self.model.unsent(whose))?;
        let mut scanned = Vec::new();
        let mut cursor = None;
        for _ in 0..=RECORDS {
            let page = queue
                .scan(whose, &notes(), SortRange::ALL, cursor.take(), 2)
                .await
                .map_err(|error| failed(&error))?;
            scanned.extend(page.records);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        same("the records in order", &scanned, &self.model.scan(whose))
    }

    /// The same tasks, but for their numbers, which are the queue's own: they only must stay, grow, and not come again.
    pub(super) fn same_tasks(
        &mut self,
        what: &str,
        given: Vec<Task>,
        modelled: Vec<Task>,
    ) -> Result<(), Difference> {
        let plain = |mut task: Task| {
            task.task.depends.sort();
            Task { seq: 0, ..task }
        };
        let numbers: Vec<_> = given.iter().zip(&modelled).map(|(one, other)| (one.seq, other.seq)).collect();
        let (given, modelled): (Vec<_>, Vec<_>) =
            (given.into_iter().map(plain).collect(), modelled.into_iter().map(plain).collect());
        same(what, &given, &modelled)?;
        for (number, of_model) in numbers {
            let before = self.seqs.range(..of_model).next_back().map_or(0, |(_, number)| *number);
            let known = *self.seqs.entry(of_model).or_insert(number);
            if known != number || number <= before {
                return Err(format!("{what}: the number {known} became {number}, after {before}"));
            }
        }
        Ok(())
    }
}
