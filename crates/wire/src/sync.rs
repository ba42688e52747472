//! `POST /v1/sync`: the tasks that go, and what became of each.

use serde::{Deserialize, Serialize};

use crate::{Problem, TimeEntry};

/// The kinds of task that this version of the API names.
pub mod kind {
    /// A time entry; the body is a [`TimeEntryBody`](crate::TimeEntryBody), the lane the entry's id.
    pub const TIME_ENTRY: &str = "time-entry";
    /// A screenshot; the body is a [`Screenshot`](crate::Screenshot), the lane the screenshot's own id.
    pub const SCREENSHOT: &str = "screenshot";
}

/// The body of `POST /v1/sync`.
///
/// `B` is the shape of a task's body: [`TimeEntryBody`] for who writes one kind, any JSON value for who
/// must read tasks one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest<B> {
    /// The id of the device that sends.
    pub device: String,
    /// 1 to 100 tasks; those of one lane in the order in which they must be applied. No key twice.
    pub tasks: Vec<Task<B>>,
}

/// One outbound operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task<B> {
    /// The idempotency key: whatever arrives under it again is answered `duplicate`.
    pub key: String,
    /// The ordering key: after a refused task the rest of its lane is `blocked`.
    pub lane: String,
    /// What the body is: one of [`kind`].
    pub kind: String,
    /// The instant at which it happened on the device.
    pub occurred_at: String,
    /// What is to be done.
    pub body: B,
}

/// The body of a task of kind [`kind::TIME_ENTRY`]: what happened, and the entire entry after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeEntryBody {
    /// What the person did.
    pub event: Event,
    /// The entry as it is since.
    pub entry: TimeEntry,
}

/// What a person did to an entry, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What was done.
    pub kind: EventKind,
    /// The instant of it.
    pub at: String,
    /// The IANA name of the time zone that the device was in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The offset from UTC that the device had, in seconds, positive to the east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_seconds: Option<i32>,
}

/// What can be done to an entry. The list is closed in this version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// The timer was started.
    Start,
    /// The running timer was paused.
    Pause,
    /// The paused timer went on.
    Resume,
    /// The timer was stopped.
    Stop,
    /// A past piece of work was written down by hand.
    Add,
    /// The entry was read from another program's data.
    Import,
    /// Something in it was changed.
    Edit,
    /// It was deleted.
    Delete,
}

/// The answer of `POST /v1/sync`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// One result for each task, in the order of the request.
    pub results: Vec<TaskResult>,
}

/// What became of one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskResult {
    /// The task's idempotency key.
    pub key: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a task; on the wire the member `result` with its companions beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It took effect with this request, durably.
    Applied,
    /// It had taken effect before, or is overtaken by a newer revision: nothing is left to do.
    Duplicate,
    /// It is refused for good as it is. Its key is not remembered.
    Rejected {
        /// Why. The contract demands it; an answer without it is still read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<Problem>,
    },
    /// The server could not apply it now; the same task may come again.
    Retry {
        /// How long to wait first, in seconds; 0 where what the task needs may be brought at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_seconds: Option<u64>,
    },
    /// It was not looked at: an earlier task of its lane in this request was refused or must be retried.
    Blocked,
    /// A word that this version does not know. It says nothing about the task; the other results stand.
    #[serde(other, skip_serializing)]
    Unknown,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_result_leaves_the_other_results_readable() {
        let answer: SyncResponse = serde_json::from_value(json!({"results": [
            {"key": "a", "result": "applied", "since": "next year"},
            {"key": "b", "result": "postponed", "until": 7},
        ]}))
        .unwrap();
        let outcomes: Vec<_> = answer.results.into_iter().map(|result| result.outcome).collect();
        assert_eq!(outcomes, [Outcome::Applied, Outcome::Unknown]);
    }

    #[test]
    fn a_result_carries_its_companions_beside_it() {
        let result = TaskResult { key: "a".into(), outcome: Outcome::Retry { after_seconds: Some(30) } };
        let json = json!({"key": "a", "result": "retry", "after_seconds": 30});
        assert_eq!(serde_json::to_value(&result).unwrap(), json);
        assert_eq!(serde_json::from_value::<TaskResult>(json).unwrap(), result);
    }

    #[test]
    fn a_rejection_without_its_problem_is_still_read() {
        let result: TaskResult = serde_json::from_value(json!({"key": "a", "result": "rejected"})).unwrap();
        assert_eq!(result.outcome, Outcome::Rejected { problem: None });
    }
}
