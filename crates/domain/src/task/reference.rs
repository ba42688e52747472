//! How a person names an unsent task, which one it is, and what waits behind it. Pure.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::{Task, TaskState};
use crate::names::{Lane, TaskId};

/// The fewest digits that name a task. Where several begin alike, more are asked for.
const PREFIX_MIN_DIGITS: usize = 4;

/// A name for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskRef {
    /// The one of this sequence number. A newer change of the same lane takes the number over.
    Number(i64),
    /// The one whose id begins with these digits, in lower case and without hyphens.
    Id(String),
}

/// A text that names no task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a task's id or at least its first 4 digits, or @ and its number, as @12")]
pub struct TaskRefError;

/// Why a task was not found among the unsent ones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindTaskError {
    /// There is none: it was sent, superseded or discarded meanwhile, or never was.
    #[error("there is no such unsent task")]
    NotFound(TaskRef),
    /// There are several.
    #[error("{} tasks have ids that begin like that", .1.len())]
    Ambiguous(TaskRef, Vec<TaskId>),
}

impl FromStr for TaskRef {
    type Err = TaskRefError;

    fn from_str(text: &str) -> Result<Self, TaskRefError> {
        if let Some(number) = text.strip_prefix('@') {
            return number.parse().ok().filter(|number| *number > 0).map(Self::Number).ok_or(TaskRefError);
        }
        let digits: String = text.chars().filter(|character| *character != '-').collect();
        let hex = digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let known = hex && (PREFIX_MIN_DIGITS..=32).contains(&digits.len());
        if known { Ok(Self::Id(digits.to_ascii_lowercase())) } else { Err(TaskRefError) }
    }
}

impl std::fmt::Display for TaskRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "@{number}"),
            Self::Id(digits) => f.write_str(digits),
        }
    }
}

impl TaskRef {
    /// The one task that is meant.
    ///
    /// # Errors
    /// [`FindTaskError`] where it is none, or more than one.
    pub fn find<'a>(&self, tasks: &'a [Task]) -> Result<&'a Task, FindTaskError> {
        let meant = |task: &&Task| match self {
            Self::Number(number) => task.seq == *number,
            Self::Id(digits) => task.task.id.uuid().simple().to_string().starts_with(digits),
        };
        let found: Vec<_> = tasks.iter().filter(meant).collect();
        match found[..] {
            [one] => Ok(one),
            [] => Err(FindTaskError::NotFound(self.clone())),
            _ => {
                let ids = found.iter().map(|task| task.task.id).collect();
                Err(FindTaskError::Ambiguous(self.clone(), ids))
            }
        }
    }
}

/// How many tasks wait behind each task in attention that holds its lane. `tasks` are all the unsent ones of an
/// account, in sequence.
#[must_use]
pub fn waiting_behind(tasks: &[Task]) -> BTreeMap<TaskId, u64> {
    let mut holders = BTreeMap::<&Lane, TaskId>::new();
    let mut behind = BTreeMap::new();
    for task in tasks {
        match holders.get(&task.task.lane) {
            Some(holder) => *behind.entry(*holder).or_default() += 1,
            None if matches!(task.state, TaskState::Attention(_)) => {
                holders.insert(&task.task.lane, task.task.id);
                behind.insert(task.task.id, 0);
            }
            None => {}
        }
    }
    behind
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::Timestamp;
    use crate::names::{Key, Kind};
    use crate::task::{Body, Coalesce, NewTask, Priority, Reason, WithoutRoom};

    fn task(id: &str, lane: &str, refused: bool) -> Task {
        let at = Timestamp::from_millis(0).unwrap();
        let reason = Reason { code: "invalid".to_owned(), detail: None, field: None };
        let task = NewTask {
            id: id.parse().unwrap(),
            key: Key::new(uuid::Uuid::nil()),
            kind: Kind::of("note"),
            lane: Lane::new(lane).unwrap(),
            priority: Priority::Normal,
            coalesce: Coalesce::Keep,
            occurred_at: at,
            body: Body::default(),
            carries: None,
            depends: Vec::new(),
            blob: None,
            without_room: WithoutRoom::Refuse,
        };
        let state = if refused { TaskState::Attention(reason) } else { TaskState::Waiting };
        Task {
            seq: 1,
            task,
            enqueued_at: at,
            attempts: 0,
            crashes: 0,
            unknown_since: None,
            not_before: at,
            state,
        }
    }

    const A: &str = "abcd1111-1111-4111-8111-111111111111";
    const B: &str = "abcd2222-1111-4111-8111-111111111111";
    const C: &str = "ef003333-1111-4111-8111-111111111111";

    #[test]
    fn a_task_is_named_by_the_digits_that_only_its_id_begins_with() {
        let tasks = [task(A, "a", false), task(B, "a", false)];
        let find = |text: &str| text.parse::<TaskRef>().unwrap().find(&tasks).map(|task| task.task.id);
        assert_eq!(find("ABCD-1").unwrap(), A.parse().unwrap());
        assert_eq!(find(B).unwrap(), B.parse().unwrap());
        assert!(matches!(find("abcd"), Err(FindTaskError::Ambiguous(_, ids)) if ids.len() == 2));
        assert!(matches!(find("@2"), Err(FindTaskError::NotFound(_))));
        assert_eq!("@1".parse::<TaskRef>().unwrap().find(&tasks[..1]).unwrap().seq, 1);
        assert!(matches!(find("9999"), Err(FindTaskError::NotFound(_))));
        for nonsense in ["abc", "", "@0", "@x", "xyzw", "all"] {
            assert_eq!(nonsense.parse::<TaskRef>(), Err(TaskRefError), "{nonsense}");
        }
    }

    #[test]
    fn what_waits_behind_a_refused_task_is_counted_for_the_first_of_its_lane() {
        let tasks = [task(A, "a", true), task(C, "b", false), task(B, "a", true), task(B, "a", false)];
        let expected = BTreeMap::from([(A.parse().unwrap(), 2)]);
        assert_eq!(waiting_behind(&tasks), expected);
        assert_eq!(waiting_behind(&[]), BTreeMap::new());
    }
}
