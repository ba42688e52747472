//! What a settlement changes in a stored task: the one reading of it that every backend shares.

use homing_domain::Timestamp;
use homing_domain::ports::{QueueError, Settlement};
use homing_domain::task::Reason;

/// What becomes of a claimed task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It leaves the queue for the history.
    Leaves,
    /// It stays, no longer claimed.
    Stays(Change),
}

/// What is changed in a task that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Why it waits for a person from now on, if it does.
    pub(crate) attention: Option<Reason>,
    /// Whether its outcome is unknown; `None`: as before the claim.
    pub(crate) frozen: Option<bool>,
    /// The next try; `None`: as before the claim.
    pub(crate) not_before: Option<Timestamp>,
    /// How many attempts are added.
    pub(crate) attempts: u32,
}

/// Why a task waits for a person that requires one that was discarded.
pub(crate) fn required_discarded() -> Reason {
    Reason { code: "required-discarded".to_owned(), detail: None, field: None }
}

/// A settlement that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("the result of a task is of a kind that this store does not know")]
struct UnknownSettlementError;

impl Effect {
    /// Reads a settlement.
    pub(crate) fn of(settlement: &Settlement) -> Result<Self, QueueError> {
        let back = |frozen, not_before, attempt| {
            let attempts = u32::from(attempt);
            Self::Stays(Change { attention: None, frozen, not_before: Some(not_before), attempts })
        };
        Ok(match settlement {
            Settlement::Sent => Self::Leaves,
            Settlement::Wait { not_before, attempt } => back(None, *not_before, *attempt),
            Settlement::Unknown { not_before, attempt } => back(Some(true), *not_before, *attempt),
            Settlement::Attention(reason) => Self::Stays(Change {
                attention: Some(reason.clone()),
                frozen: Some(false),
                not_before: None,
                attempts: 1,
            }),
            Settlement::Released => {
                Self::Stays(Change { attention: None, frozen: None, not_before: None, attempts: 0 })
            }
            _ => return Err(QueueError::Backend(UnknownSettlementError.into())),
        })
    }
}
