//! Which of the tasks that a claim may have it gets: the same on either database.

use homing_domain::names::Lane;
use homing_domain::policy::goes_alone;
use homing_domain::ports::ClaimedLane;
use homing_domain::task::TaskState;
use sea_orm::QueryResult;
use serde::Deserialize;

use super::error::DatabaseError;
use super::rows::{self, column};

/// A lane of which some tasks are given.
pub(crate) struct Given {
    pub(crate) id: i64,
    pub(crate) lane: ClaimedLane,
}

/// The candidates up to the first one that is over the limit of bytes or goes alone. A row: anything, the lane with the
/// length of the body, the task; both as JSON.
pub(crate) fn within_limits(
    candidates: &[QueryResult],
    max_bytes: usize,
) -> Result<Vec<Given>, DatabaseError> {
    let mut given: Vec<Given> = Vec::new();
    let mut bytes = 0_usize;
    for row in candidates {
        let of_lane: String = column(row, 1)?;
        let Candidate { lane_id, lane, epoch, body_bytes } = rows::read(&of_lane)?;
        let mut task = rows::task(&column::<String>(row, 2)?, lane.clone(), Vec::new())?;
        let alone = goes_alone(task.crashes);
        bytes = bytes.saturating_add(usize::try_from(body_bytes).unwrap_or(0));
        if !given.is_empty() && (alone || bytes > max_bytes) {
            break;
        }
        task.state = TaskState::Claimed;
        match given.last_mut() {
            Some(last) if last.id == lane_id => last.lane.tasks.push(task),
            _ => {
                let lane = ClaimedLane { lane, epoch: epoch + 1, tasks: vec![task] };
                given.push(Given { id: lane_id, lane });
            }
        }
        if alone {
            break;
        }
    }
    Ok(given)
}

/// The lane of a task that may be given: an array in this order.
#[derive(Deserialize)]
struct Candidate {
    lane_id: i64,
    lane: Lane,
    epoch: i64,
    body_bytes: i64,
}
