//! What is noted where no permit for a cycle is to be had. Not the lock itself: that is the engine's `SyncLock`.

use homing_domain::account::Active;
use homing_domain::engine::{Bar, LockRefused, SyncPermit, SyncState};

use super::{SyncError, SyncManager};
use crate::logs::Causes;

impl SyncManager {
    /// Where the lock itself fails no cycle can note that nothing goes. The next one that has it notes that it is over.
    pub(super) async fn permitted(
        &self,
        permit: Result<SyncPermit, LockRefused>,
    ) -> Result<SyncPermit, SyncError> {
        if let Err(LockRefused::Lock(_)) = permit
            && let Ok(Active::Account { account, .. }) = self.accounts.active().await
            && let Err(error) =
                SyncState::barred(self.queue.as_ref(), account.id, self.clock.now(), Bar::SyncLock).await
        {
            tracing::debug!(causes = %Causes(&error), "that the lock can't be taken is not noted");
        }
        Ok(permit?)
    }
}
