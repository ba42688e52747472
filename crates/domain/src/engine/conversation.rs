//! The engine's side of an exchange: it makes the steps that a profile asks for, one after the other, and judges what
//! ends it as it would the answer to a batch. See [`crate::ports::Exchange`].

use std::collections::BTreeSet;

use super::batch::fact;
use super::delivery::Delivery;
use super::{Batch, BatchResult, CycleError, Engine, EngineParts, memory, uploads};
use crate::account::Account;
use crate::policy::{Outcome, Scope, item_verdict, verdict};
use crate::ports::{
    AccessToken, BatchAnswer, BlobError, Exchange, HttpRequest, HttpResponse, LaneMemories, Outbound, Step,
    UnfitError, all_of,
};
use crate::task::{BlobRef, Reason};

/// No exchange takes more: a whole batch of which every item is looked up alone, each with a request and a memory.
const MOST_STEPS: usize = 1_000;

impl Engine {
    /// The exchange that carries a batch; `None` where a request and its answer are all of it.
    pub(super) async fn exchange(
        &self,
        account: &Account,
        batch: &Batch,
    ) -> Result<Option<Box<dyn Exchange>>, BatchResult> {
        let EngineParts { profile, queue, device, .. } = &self.parts;
        let lanes = batch.tasks.iter().flat_map(|task| profile.remembers(task)).collect();
        let memories =
            memory::recall(queue.as_ref(), account.id, lanes).await.map_err(BatchResult::NotKept)?;
        let outbound = Outbound { account, device: *device, tasks: &batch.tasks, memories: &memories };
        profile.exchange(outbound).map_err(|(place, error)| BatchResult::unfit(place, &error))
    }

    /// Makes its steps to the end.
    pub(super) async fn converse(
        &self,
        account: &Account,
        batch: &Batch,
        mut exchange: Box<dyn Exchange>,
        mut token: AccessToken,
    ) -> BatchResult {
        for _ in 0..MOST_STEPS {
            let step = match exchange.next() {
                Step::Send(request) => self.ask(account, batch, exchange.as_mut(), request, &mut token).await,
                Step::Read(blob) => self.read_whole(&blob).await.map(|bytes| exchange.bytes(bytes)),
                Step::Remember(memories) => self.remember(account, &memories).await,
                Step::Done(items) if items.len() == batch.len() => {
                    return BatchResult::Items(items.iter().map(item_verdict).collect());
                }
                Step::Done(_) => Err(self.unreadable_in(exchange.as_ref())),
            };
            if let Err(result) = step {
                return result;
            }
        }
        self.unreadable_in(exchange.as_ref())
    }

    /// One request of it. A 401 is answered by one fresh token and one more try of the same request.
    async fn ask(
        &self,
        account: &Account,
        batch: &Batch,
        exchange: &mut dyn Exchange,
        request: HttpRequest,
        token: &mut AccessToken,
    ) -> Result<(), BatchResult> {
        let again = request.copy();
        let mut response = self.send_within(exchange.scope(), request, token).await?;
        if let (401, Some(again)) = (response.status, again) {
            *token = self.fresh_token(account, token).await?;
            response = self.send_within(exchange.scope(), again, token).await?;
        }
        if response.status == 401 {
            return Err(BatchResult::SignInNeeded);
        }
        match exchange.answer(&response) {
            None => {
                self.observe_clock(&response);
                Ok(())
            }
            Some(answer) => Err(self.judge_answer(batch, answer, &response, exchange.scope())),
        }
    }

    async fn send_within(
        &self,
        scope: Scope,
        mut request: HttpRequest,
        token: &AccessToken,
    ) -> Result<HttpResponse, BatchResult> {
        request.bearer = Some(token.secret().clone());
        let answer = self.parts.http.send(request).await;
        answer.map_err(|error| BatchResult::Whole(verdict(&fact(&error), scope)))
    }

    async fn remember(&self, account: &Account, memories: &LaneMemories) -> Result<(), BatchResult> {
        let now = self.parts.clock.now();
        let kept = memory::remember(self.parts.queue.as_ref(), account.id, now, memories).await;
        kept.map_err(BatchResult::NotKept)
    }

    /// All bytes of a blob: for an API that takes them within its JSON, and so not many.
    async fn read_whole(&self, blob: &BlobRef) -> Result<Vec<u8>, BatchResult> {
        let failed = |error: BlobError| BatchResult::Whole(uploads::unreadable(&error));
        let chunks = self.parts.blobs.open(blob).await.map_err(failed)?;
        all_of(chunks).await.map_err(|error| failed(BlobError::Source(error)))
    }

    fn unreadable_in(&self, exchange: &dyn Exchange) -> BatchResult {
        BatchResult::Whole(verdict(&Outcome::Unreadable, exchange.scope()))
    }

    /// What an answer means where it names no tasks, or all of them.
    pub(super) fn judge_answer(
        &self,
        batch: &Batch,
        answer: BatchAnswer,
        response: &HttpResponse,
        scope: Scope,
    ) -> BatchResult {
        match answer {
            // The profile MUST give one answer a task; one that does not is not believed.
            BatchAnswer::Items(items) if items.len() == batch.len() => {
                self.observe_clock(response);
                BatchResult::Items(items.iter().map(item_verdict).collect())
            }
            BatchAnswer::Items(_) | BatchAnswer::Unreadable => {
                BatchResult::Whole(verdict(&Outcome::Unreadable, scope))
            }
            BatchAnswer::Whole(problem) => {
                let retry_after = response.wait_asked(self.parts.clock.now());
                let status = response.status;
                let repeated = batch.is_repeated();
                let outcome = Outcome::Answer { status, retry_after, problem, repeated };
                BatchResult::Whole(verdict(&outcome, scope))
            }
        }
    }
}

impl Delivery<'_> {
    /// What of it goes together, by what its API can say in one exchange; the rest is next. Of each lane is read once what
    /// is remembered, and anew after an exchange of its own.
    pub(super) async fn first_part(&mut self, part: Batch) -> Result<Batch, CycleError> {
        let engine = self.engine;
        let EngineParts { profile, queue, .. } = &engine.parts;
        let lanes = part.tasks.iter().flat_map(|task| profile.remembers(task));
        let lanes: BTreeSet<_> = lanes.filter(|lane| !self.recalled.contains(lane)).collect();
        if !lanes.is_empty() {
            self.memories.extend(memory::recall(queue.as_ref(), self.account.id, lanes.clone()).await?);
            self.recalled.extend(lanes);
        }
        let places = profile.part(&part.tasks, &self.memories);
        let places: BTreeSet<_> = places.into_iter().filter(|at| *at < part.len()).collect();
        let part = if places.is_empty() || places.len() == part.len() {
            part
        } else {
            let (part, rest) = part.parted(&places);
            self.parts.push_front(rest);
            part
        };
        for lane in part.tasks.iter().flat_map(|task| profile.remembers(task)) {
            self.recalled.remove(&lane);
            self.memories.remove(&lane);
        }
        Ok(part)
    }
}

impl BatchResult {
    pub(super) fn unfit(place: usize, error: &UnfitError) -> Self {
        let (code, field) = match error {
            UnfitError::Unsayable { field, .. } => ("unsayable", Some((*field).to_owned())),
            UnfitError::Body(_) => ("unreadable-body", None),
        };
        Self::Unfit(place, Reason { code: code.to_owned(), detail: Some(error.to_string()), field })
    }
}
