//! The profile port: how tasks become a request of one API, and its answer becomes facts.

use std::time::Duration;

use super::{Chunks, Exchange, HttpRequest, HttpResponse, LaneMemories, Outbound};
use crate::account::ServerUrl;
use crate::names::{DeviceId, Lane};
use crate::policy::Scope;
use crate::task::{BlobRef, Task};

/// What a server said of a refusal, as RFC 9457 has it or as its own API puts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// A stable code.
    pub code: String,
    /// A sentence for people.
    pub detail: Option<String>,
    /// The field it is about.
    pub field: Option<String>,
}

/// The server's word on one task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ItemAnswer {
    /// It took effect now.
    Applied,
    /// It had taken effect before.
    Duplicate,
    /// Refused for good.
    Rejected(Problem),
    /// Not now.
    Retry {
        /// How long the server asks to wait.
        after: Option<Duration>,
    },
    /// Not looked at, since an earlier task of its lane was not applied.
    Blocked,
    /// The answer does not name it.
    Missing,
}

/// What an answer says of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchAnswer {
    /// A success that names tasks: one answer for each task of the batch, in its order.
    Items(Vec<ItemAnswer>),
    /// A success in status alone: HTML, another type, JSON of another shape.
    Unreadable,
    /// The status decides, for the batch as a whole.
    Whole(Option<Problem>),
}

/// What an answer says of a blob that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlobAnswer {
    /// The server has it.
    Stored,
    /// A success in status alone.
    Unreadable,
    /// The status decides.
    Refused(Option<Problem>),
}

/// What a server announces of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Most tasks in one request, at least 1.
    pub max_tasks: usize,
    /// Most bytes in one request.
    pub max_bytes: usize,
    /// How long the server remembers keys.
    pub keys_kept: Duration,
    /// The greatest blob that it takes, in bytes; 0 where it takes none, `None` where it does not say.
    pub blob_max_bytes: Option<u64>,
}

/// A task that this API can't carry.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnfitError {
    /// Its body is not what its kind says.
    #[error("the body of a task can't be read as its kind")]
    Body(#[source] super::queue::BoxError),
    /// This API has no way to say it.
    #[error("{detail}")]
    Unsayable {
        /// The field of the task's body that it is about.
        field: &'static str,
        /// A sentence for people, without anything of the body.
        detail: &'static str,
    },
}

/// The place of the task that can't be carried, and why.
pub type Unfit = (usize, UnfitError);

/// How one API carries tasks. Pure: it neither sends nor waits. Every implementation:
///
/// 1. Where `exchange` gives none, `sync_request` MUST carry each task's key, and the tasks of a lane in their order.
/// 2. Where `exchange` gives none, `sync_answer` MUST give [`BatchAnswer::Items`] of exactly as many items as tasks, in
///    their order.
/// 3. Neither MUST panic on any bytes, nor `blob_answer`.
/// 4. `part` MUST give places within the tasks, at least one and none twice, and of each lane its first tasks.
///
/// Where one request is not enough, a profile says so by `exchange`, and the engine asks that instead of `sync_request`,
/// `sync_answer` and `scope`.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait Profile: Send + Sync {
    /// What to assume of a server before it has announced anything.
    fn defaults(&self) -> Capabilities;

    /// Asks the server what it announces; `None` where this API has no such route, which is what a profile says that
    /// says nothing else.
    fn capabilities_request(&self, _server: &ServerUrl) -> Option<HttpRequest> {
        None
    }

    /// Reads the answer to that; `None` where it can't be read.
    fn capabilities_answer(&self, _response: &HttpResponse) -> Option<Capabilities> {
        None
    }

    /// A request without a bearer whose answer tells this API from every other: what it announces, where a profile says
    /// nothing else. `None` where it can't be told without a sign-in.
    fn recognition_request(&self, server: &ServerUrl) -> Option<HttpRequest> {
        self.capabilities_request(server)
    }

    /// Whether that is an answer of this API.
    fn recognises(&self, response: &HttpResponse) -> bool {
        self.capabilities_answer(response).is_some()
    }

    /// The request that carries a batch, without its bearer.
    ///
    /// # Errors
    /// [`Unfit`].
    fn sync_request(
        &self,
        server: &ServerUrl,
        device: DeviceId,
        tasks: &[Task],
    ) -> Result<HttpRequest, Unfit>;

    /// What the answer says of the batch.
    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer;

    /// The request that brings the bytes of a blob, before the task that refers to it and without its bearer; `None`
    /// where this API takes none, which is what a profile says that says nothing else.
    fn blob_request(&self, _server: &ServerUrl, _blob: &BlobRef, _chunks: Chunks) -> Option<HttpRequest> {
        None
    }

    /// What the answer says of the blob.
    fn blob_answer(&self, _blob: &BlobRef, _response: &HttpResponse) -> BlobAnswer {
        BlobAnswer::Refused(None)
    }

    /// The lanes whose memory a task's exchange needs. None, where a profile says nothing else.
    fn remembers(&self, _task: &Task) -> Vec<Lane> {
        Vec::new()
    }

    /// The places of the tasks that can go together, first of all that are to be sent. All of them, where a profile says
    /// nothing else.
    fn part(&self, tasks: &[Task], _memories: &LaneMemories) -> Vec<usize> {
        (0..tasks.len()).collect()
    }

    /// The conversation that carries these tasks, which one [`Profile::part`] named; `None` where a request and its answer
    /// are all of it.
    ///
    /// # Errors
    /// [`Unfit`].
    fn exchange<'a>(&self, _outbound: Outbound<'a>) -> Result<Option<Box<dyn Exchange>>, Unfit> {
        Ok(None)
    }

    /// Whether a blob goes within the exchange of its task, and not before it.
    fn blobs_within_the_exchange(&self) -> bool {
        false
    }

    /// What the request for these tasks addresses: an endpoint that takes tasks, where a profile says nothing else.
    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Batch { alone: tasks.len() == 1 }
    }

    /// How many requests of one client this API takes side by side, at least 1, which is what a profile says that says
    /// nothing else. Their tasks are of different lanes.
    fn requests_at_once(&self) -> usize {
        1
    }
}
