//! One batch: its request, a second try with a fresh token, and what the answer means for each task.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::{Engine, SyncPermit};
use crate::account::Account;
use crate::names::Lane;
use crate::policy::{Outcome, Verdict, goes_alone, verdict};
use crate::ports::{
    AccessToken, AuthError, ClaimedLane, HttpError, HttpResponse, QueueError, Settlement, TaskResult,
};
use crate::task::{Reason, Task};

/// Claimed tasks that one request is to carry: a lane's tasks are in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub(super) tasks: Vec<Task>,
    /// The epoch that each task was claimed under.
    pub(super) epochs: Vec<i64>,
    /// Whether these are a part of a batch that failed, and one of them is looked for.
    pub(super) halved: bool,
}

/// What one request brought.
#[derive(Debug)]
#[non_exhaustive]
pub enum BatchResult {
    /// One verdict for each task, in the batch's order.
    Items(Vec<Verdict>),
    /// One verdict for all.
    Whole(Verdict),
    /// This API can't carry the task at this place of the batch. Nothing was sent.
    Unfit(usize, Reason),
    /// The account waits for a sign-in. Nothing took effect.
    SignInNeeded,
    /// Another account is the active one by now. Nothing was sent, or the server refused what was.
    NotActive,
    /// The stored sign-in can't be used. Nothing was sent.
    NoToken(AuthError),
    /// This machine could not keep what the server said, or what the exchange needs to know. What took effect is unknown.
    NotKept(QueueError),
    /// The process is to end, and the answer did not come in time.
    CutOff,
}

impl BatchResult {
    /// Whether nothing in it can hold the queue: the server spoke of each task by itself.
    pub(super) fn leaves_the_way_open(&self) -> bool {
        let Self::Items(verdicts) = self else { return false };
        !verdicts.iter().any(|verdict| matches!(verdict, Verdict::Offline(_)))
    }

    /// Whether the server answered for the tasks, be it with a refusal.
    pub(super) fn is_an_answer(&self) -> bool {
        matches!(self, Self::Items(_) | Self::Whole(_))
    }
}

impl Batch {
    /// All tasks of a claim.
    #[must_use]
    pub fn new(lanes: Vec<ClaimedLane>) -> Self {
        let mut batch = Self { tasks: Vec::new(), epochs: Vec::new(), halved: false };
        for lane in lanes {
            batch.epochs.extend(std::iter::repeat_n(lane.epoch, lane.tasks.len()));
            batch.tasks.extend(lane.tasks);
        }
        batch
    }

    /// The tasks, a lane's in their order.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.tasks.iter().map(|task| task.task.body.len()).sum()
    }

    /// The earlier and the later half; the earlier one is to be settled first.
    pub(super) fn halves(mut self) -> (Self, Self) {
        let middle = self.len() / 2;
        let tasks = self.tasks.split_off(middle);
        let epochs = self.epochs.split_off(middle);
        (Self { halved: true, ..self }, Self { tasks, epochs, halved: true })
    }

    /// The first tasks of so many lanes, each alone, and behind them all the others.
    pub(super) fn probes(self, most: usize) -> Vec<Self> {
        let (mut probes, mut rest) = (Vec::new(), Self { tasks: Vec::new(), epochs: Vec::new(), ..self });
        let mut lanes = BTreeSet::new();
        for (task, epoch) in self.tasks.into_iter().zip(self.epochs) {
            let is_first = lanes.insert(task.task.lane.clone());
            if is_first && probes.len() < most {
                probes.push(Self { tasks: vec![task], epochs: vec![epoch], halved: self.halved });
            } else {
                rest.tasks.push(task);
                rest.epochs.push(epoch);
            }
        }
        probes.extend((rest.len() > 0).then_some(rest));
        probes
    }

    /// The lanes of its tasks.
    pub(super) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.tasks.iter().map(|task| &task.task.lane)
    }

    /// Whether it is a task that may have brought processes down, and goes alone.
    pub(super) fn is_suspect(&self) -> bool {
        self.tasks.iter().any(|task| goes_alone(task.crashes))
    }

    /// Whether the server failed before at one of these: in the same search, or at an earlier try.
    pub(super) fn is_repeated(&self) -> bool {
        self.halved || self.tasks.iter().any(|task| task.unknown_since.is_some())
    }

    /// The tasks of other lanes, and those of these lanes.
    pub(super) fn without(self, lanes: &BTreeSet<Lane>) -> (Self, Self) {
        let empty = || Self { tasks: Vec::new(), epochs: Vec::new(), halved: self.halved };
        let (mut kept, mut taken) = (empty(), empty());
        for (task, epoch) in self.tasks.into_iter().zip(self.epochs) {
            let side = if lanes.contains(&task.task.lane) { &mut taken } else { &mut kept };
            side.tasks.push(task);
            side.epochs.push(epoch);
        }
        (kept, taken)
    }

    /// Its tasks at these places, in its own order, and all the others.
    pub(super) fn parted(self, places: &BTreeSet<usize>) -> (Self, Self) {
        let empty = || Self { tasks: Vec::new(), epochs: Vec::new(), halved: self.halved };
        let (mut part, mut rest) = (empty(), empty());
        for (at, (task, epoch)) in self.tasks.into_iter().zip(self.epochs).enumerate() {
            let side = if places.contains(&at) { &mut part } else { &mut rest };
            side.tasks.push(task);
            side.epochs.push(epoch);
        }
        (part, rest)
    }

    /// Those of its tasks for which `keeps` says so.
    pub(super) fn retaining(self, mut keeps: impl FnMut(&Task) -> bool) -> Self {
        let both = self.tasks.into_iter().zip(self.epochs).filter(|(task, _)| keeps(task));
        let (tasks, epochs) = both.unzip();
        Self { tasks, epochs, halved: self.halved }
    }

    /// Gives every task back as it was.
    pub(super) fn released(self) -> Vec<TaskResult> {
        let result = |(task, epoch): (Task, i64)| TaskResult {
            task: task.task.id,
            lane: task.task.lane,
            epoch,
            settlement: Settlement::Released,
        };
        self.tasks.into_iter().zip(self.epochs).map(result).collect()
    }
}

impl Engine {
    /// Sends one batch and says what came back. Settles nothing: the caller does.
    ///
    /// A 401 is answered by one fresh token and one more try of the same request.
    #[tracing::instrument(level = "debug", skip_all, fields(tasks = batch.len()))]
    pub async fn sync_task(&self, _permit: &SyncPermit, account: &Account, batch: &Batch) -> BatchResult {
        let token = match self.token(account).await {
            Ok(token) => token,
            Err(result) => return result,
        };
        match self.exchange(account, batch).await {
            Ok(Some(exchange)) => return self.converse(account, batch, exchange, token).await,
            Ok(None) => {}
            Err(result) => return result,
        }
        let response = match self.send(account, batch, &token).await {
            Ok(response) if response.status == 401 => match self.fresh_token(account, &token).await {
                Ok(fresh) => self.send(account, batch, &fresh).await,
                Err(result) => return result,
            },
            other => other,
        };
        match response {
            Ok(response) => self.read(batch, &response),
            Err(result) => result,
        }
    }

    async fn send(
        &self,
        account: &Account,
        batch: &Batch,
        token: &AccessToken,
    ) -> Result<HttpResponse, BatchResult> {
        let request = self.parts.profile.sync_request(&account.server, self.parts.device, &batch.tasks);
        let mut request = request.map_err(|(place, error)| BatchResult::unfit(place, &error))?;
        request.bearer = Some(token.secret().clone());
        self.parts
            .http
            .send(request)
            .await
            .map_err(|error| BatchResult::Whole(self.judge(batch, &fact(&error))))
    }

    fn read(&self, batch: &Batch, response: &HttpResponse) -> BatchResult {
        if response.status == 401 {
            return BatchResult::SignInNeeded;
        }
        let answer = self.parts.profile.sync_answer(&batch.tasks, response);
        self.judge_answer(batch, answer, response, self.parts.profile.scope(&batch.tasks))
    }

    /// Remembers how far the server's clock is ahead. A `Date` of whatever stands in between counts for nothing, so
    /// only an answer that names the tasks is asked.
    pub(super) fn observe_clock(&self, response: &HttpResponse) {
        let now = self.parts.clock.now().as_millis();
        let ahead = response.date.map(|date| date.as_millis().saturating_sub(now));
        *self.server_ahead_millis.lock().unwrap_or_else(PoisonError::into_inner) = ahead;
    }

    fn judge(&self, batch: &Batch, outcome: &Outcome) -> Verdict {
        verdict(outcome, self.parts.profile.scope(&batch.tasks))
    }
}

pub(super) fn fact(error: &HttpError) -> Outcome {
    match error {
        HttpError::NotSent { cause, .. } => Outcome::NotSent(*cause),
        // What was sent in part can't have had an effect; but only blobs are sent in parts.
        HttpError::AnswerLost(_) | HttpError::BodyUnreadable(_) => Outcome::AnswerLost,
    }
}
