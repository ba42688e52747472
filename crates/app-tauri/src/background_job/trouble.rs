//! What a sync that did not come about says of the next one: a pure function of its error.

use homing_domain::engine::{CycleError, LockRefused};
use homing_domain::ports::{AuthError, QueueError};

use super::memory::Trouble;
use crate::SyncError;

/// Nothing here turns into a hot loop: the shortest rest is one second.
pub(super) fn of(error: &SyncError) -> Trouble {
    match error {
        SyncError::Lock(LockRefused::RunningElsewhere | LockRefused::AlreadyRunning) => Trouble::Elsewhere,
        SyncError::Cycle(CycleError::Queue(error) | CycleError::Auth(AuthError::Accounts(error)))
        | SyncError::Accounts(error) => of_queue(error),
        // A keychain that is locked, a passphrase that nobody gives: asking again and again opens a prompt each time.
        SyncError::Cycle(CycleError::Auth(AuthError::Credentials(_))) => Trouble::Barred,
        _ => Trouble::Passing,
    }
}

fn of_queue(error: &QueueError) -> Trouble {
    match error {
        QueueError::Full(_)
        | QueueError::NotWritable(_)
        | QueueError::NotReadable(_)
        | QueueError::Emptied(_)
        | QueueError::Foreign
        | QueueError::NoPlace(_)
        | QueueError::Corrupt(_)
        | QueueError::NewerSchema { .. }
        | QueueError::NewerContent(_) => Trouble::Standing,
        _ => Trouble::Passing,
    }
}

#[cfg(test)]
mod tests {
    use homing_domain::ports::{CredentialError, LockError};

    use super::*;

    #[test]
    fn a_busy_queue_may_work_the_next_time_and_a_damaged_one_waits_for_a_person() {
        let queue = |error| of(&SyncError::Cycle(CycleError::Queue(error)));
        assert_eq!(queue(QueueError::Busy("locked".into())), Trouble::Passing);
        assert_eq!(queue(QueueError::Backend("?".into())), Trouble::Passing);
        assert_eq!(queue(QueueError::Full("no room".into())), Trouble::Standing);
        assert_eq!(queue(QueueError::Corrupt("a page".into())), Trouble::Standing);
        assert_eq!(of(&SyncError::Accounts(QueueError::NotReadable("no right".into()))), Trouble::Standing);
    }

    #[test]
    fn another_process_that_syncs_is_waited_for() {
        assert_eq!(of(&SyncError::Lock(LockRefused::RunningElsewhere)), Trouble::Elsewhere);
        let broken = LockRefused::Lock(LockError("no folder".into()));
        assert_eq!(of(&SyncError::Lock(broken)), Trouble::Passing);
    }

    #[test]
    fn a_credential_store_that_lets_nobody_in_is_not_asked_again_and_again() {
        let auth = |error| of(&SyncError::Cycle(CycleError::Auth(error)));
        assert_eq!(auth(AuthError::Credentials(CredentialError::Backend("locked".into()))), Trouble::Barred);
        assert_eq!(auth(AuthError::Accounts(QueueError::Busy("locked".into()))), Trouble::Passing);
        assert_eq!(auth(AuthError::Lock(LockError("busy".into()))), Trouble::Passing);
    }
}
