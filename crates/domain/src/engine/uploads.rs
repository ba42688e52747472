//! The blobs of a batch go before it. What the server says of one concerns the tasks that refer to it alone, unless it
//! is of a kind that holds the queue anyway.

use std::collections::BTreeSet;

use super::batch::fact;
use super::delivery::{BEHIND_THE_OTHERS, Delivery, Next, Pace};
use super::hold::Halt;
use super::settling::alone;
use super::{Batch, BatchResult, CycleError, Engine};
use crate::account::Account;
use crate::names::{Lane, TaskId};
use crate::policy::{BACKOFF_CAP, Outcome, Scope, StopCause, Verdict, next_try, verdict};
use crate::ports::{AccessToken, BlobAnswer, BlobError, HttpError, HttpResponse, OfflineCause, Settlement};
use crate::task::{BlobRef, Reason, Task};

/// What can be sent by now.
pub(super) enum Ready {
    /// These tasks: the server has what they refer to.
    Part(Batch),
    /// Nothing more is sent. The tasks are as before the claim.
    Halted(Batch, Option<Halt>),
}

/// What one upload means for the tasks of a part.
enum Word {
    Brought,
    /// The task that refers to it stays behind like this, and its lane with it.
    Behind(Settlement),
    /// The queue is held, and the task becomes this.
    Halt(Option<Halt>, Settlement),
}

impl Delivery<'_> {
    /// Brings the blobs of a part. Tasks whose blob can't be had or is refused are settled, and what stands behind them
    /// in their lanes is given back.
    pub(super) async fn bring_blobs(&mut self, part: Batch) -> Result<Ready, CycleError> {
        let goes_before = !self.engine.parts.profile.blobs_within_the_exchange();
        if !goes_before || part.tasks.iter().all(|task| task.task.blob.is_none()) {
            return Ok(Ready::Part(part));
        }
        let (mut behind, mut lanes) = (BTreeSet::<TaskId>::new(), BTreeSet::<Lane>::new());
        for task in &part.tasks {
            if lanes.contains(&task.task.lane) {
                behind.insert(task.task.id);
                continue;
            }
            let Some(blob) = task.task.blob.as_ref().filter(|blob| !self.brought.contains(&blob.sha256))
            else {
                continue;
            };
            match self.bring(task, blob).await? {
                Word::Brought => drop(self.brought.insert(blob.sha256)),
                Word::Behind(settlement) => {
                    self.set_behind(&part, task, &settlement).await?;
                    lanes.insert(task.task.lane.clone());
                }
                Word::Halt(halt, settlement) => {
                    self.wire.close();
                    self.set_behind(&part, task, &settlement).await?;
                    let rest = part.retaining(|other| self.open.contains_key(&other.task.id));
                    return Ok(Ready::Halted(rest, halt));
                }
            }
        }
        let given_back = part.clone().retaining(|task| behind.contains(&task.task.id));
        self.settle_all(&given_back, &Settlement::Released).await?;
        let ready =
            part.retaining(|task| self.open.contains_key(&task.task.id) && !behind.contains(&task.task.id));
        Ok(Ready::Part(ready))
    }

    async fn set_behind(
        &mut self,
        part: &Batch,
        task: &Task,
        settlement: &Settlement,
    ) -> Result<(), CycleError> {
        self.held_lanes.insert(task.task.lane.clone());
        let one = part.clone().retaining(|other| other.task.id == task.task.id);
        self.settle_all(&one, settlement).await
    }

    async fn bring(&mut self, task: &Task, blob: &BlobRef) -> Result<Word, CycleError> {
        let no_files = BatchResult::Whole(Verdict::Stop(StopCause::NoFiles));
        let result = match self.blob_max_bytes {
            Some(0) => no_files,
            Some(most) if blob.bytes > most => BatchResult::Whole(Verdict::Attention(too_large(blob, most))),
            _ => match self.may_not_leave().await {
                Some(Next::Halt(halt, _)) => return Ok(Word::Halt(Some(halt), Settlement::Released)),
                Some(_) => return Ok(Word::Halt(None, Settlement::Released)),
                None => self.in_time(self.engine.bring_blob(self.account, blob)).await,
            },
        };
        let verdict = match result {
            BatchResult::Whole(verdict) => verdict,
            BatchResult::NoToken(error) => {
                self.give_back().await?;
                return Err(CycleError::Auth(error));
            }
            BatchResult::CutOff => {
                return Ok(Word::Halt(Some(Halt::StopRequested), Settlement::Released));
            }
            BatchResult::NotActive => return Ok(Word::Halt(Some(Halt::NotActive), Settlement::Released)),
            BatchResult::NotKept(error) => return Err(error.into()),
            _ => return Ok(Word::Halt(Some(Halt::SignInNeeded), Settlement::Released)),
        };
        Ok(self.judge_blob(task, verdict))
    }

    fn judge_blob(&mut self, task: &Task, verdict: Verdict) -> Word {
        let (now, jitter) = (self.engine.parts.clock.now(), self.engine.parts.jitter.as_ref());
        let halt = |halt| Word::Halt(Some(halt), Settlement::Released);
        match verdict {
            Verdict::Sent => Word::Brought,
            Verdict::Offline(cause) => halt(Halt::Offline(cause)),
            Verdict::Throttled(after) => {
                self.paces.push(Pace::Trouble);
                halt(Halt::Throttled(after))
            }
            Verdict::Refresh => halt(Halt::SignInNeeded),
            Verdict::Stop(StopCause::NoFiles) => {
                self.no_files = true;
                let not_before = now.saturating_add(BACKOFF_CAP);
                Word::Behind(Settlement::Wait { not_before, attempt: false })
            }
            Verdict::Stop(cause) => halt(Halt::Stopped(cause)),
            // The bytes of a blob have no effect, so nothing is unknown of the task. It waits beyond the queue, and
            // longer each time: were it this blob at which the server fails, it would hold up every other lane.
            Verdict::UnknownOutcome => {
                let own = next_try(now, task.attempts.saturating_add(1), None, jitter);
                let trouble_until = self.trouble_until();
                let not_before = own.max(trouble_until.saturating_add(BEHIND_THE_OTHERS));
                let wait = Settlement::Wait { not_before, attempt: true };
                Word::Halt(Some(Halt::ServerTrouble(trouble_until)), wait)
            }
            other => Word::Behind(alone(task, &other, now, jitter)),
        }
    }
}

impl Engine {
    /// Brings one blob, with a second try under a fresh token where the first one is refused. [`Verdict::Sent`] says
    /// that the server has it.
    #[tracing::instrument(level = "debug", skip_all, fields(bytes = blob.bytes))]
    async fn bring_blob(&self, account: &Account, blob: &BlobRef) -> BatchResult {
        let token = match self.token(account).await {
            Ok(token) => token,
            Err(result) => return result,
        };
        let response = match self.send_blob(account, blob, &token).await {
            Ok(response) if response.status == 401 => match self.fresh_token(account, &token).await {
                Ok(fresh) => self.send_blob(account, blob, &fresh).await,
                Err(result) => return result,
            },
            other => other,
        };
        match response {
            Ok(response) => BatchResult::Whole(self.read_blob_answer(blob, &response)),
            Err(verdict) => BatchResult::Whole(verdict),
        }
    }

    async fn send_blob(
        &self,
        account: &Account,
        blob: &BlobRef,
        token: &AccessToken,
    ) -> Result<HttpResponse, Verdict> {
        let chunks = self.parts.blobs.open(blob).await.map_err(|error| unreadable(&error))?;
        let request = self.parts.profile.blob_request(&account.server, blob, chunks);
        let mut request = request.ok_or(Verdict::Stop(StopCause::NoFiles))?;
        request.bearer = Some(token.secret().clone());
        self.parts.http.send(request).await.map_err(|error| match error {
            HttpError::BodyUnreadable(source) => unreadable(&BlobError::Source(source)),
            other => verdict(&fact(&other), Scope::Blob),
        })
    }

    fn read_blob_answer(&self, blob: &BlobRef, response: &HttpResponse) -> Verdict {
        match self.parts.profile.blob_answer(blob, response) {
            BlobAnswer::Stored => Verdict::Sent,
            BlobAnswer::Unreadable => Verdict::Offline(OfflineCause::Intercepted),
            BlobAnswer::Refused(problem) => {
                let retry_after = response.wait_asked(self.parts.clock.now());
                let status = response.status;
                verdict(&Outcome::Answer { status, retry_after, problem, repeated: false }, Scope::Blob)
            }
        }
    }
}

/// The file on this machine is not what the task says. Where it only can't be read now, a few more tries may help.
pub(super) fn unreadable(error: &BlobError) -> Verdict {
    let reason = |code: &str| Reason { code: code.to_owned(), detail: Some(error.to_string()), field: None };
    match error {
        BlobError::Missing => Verdict::Attention(reason("blob-missing")),
        BlobError::Damaged { .. } => Verdict::Attention(reason("blob-damaged")),
        _ => Verdict::FewMoreTries(reason("blob-unreadable")),
    }
}

fn too_large(blob: &BlobRef, most: u64) -> Reason {
    let detail = format!("the file has {} bytes, and the server takes at most {most}", blob.bytes);
    Reason { code: "blob-too-large".to_owned(), detail: Some(detail), field: None }
}
