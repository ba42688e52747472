//! A screenshot that was recorded.

use homing_domain::names::TaskId;
use homing_domain::time::Screenshot;
use serde::Serialize;

use crate::Attached;

/// What `homing attach --json` writes.
#[derive(Debug, Serialize)]
pub struct AttachedJson<'a> {
    task: TaskId,
    screenshot: &'a Screenshot,
}

impl<'a> From<&'a Attached> for AttachedJson<'a> {
    fn from(attached: &'a Attached) -> Self {
        Self { task: attached.task, screenshot: &attached.screenshot }
    }
}
