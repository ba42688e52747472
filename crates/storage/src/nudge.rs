//! What is left to do once a transaction of the application's is committed. Nothing is decided here.

use std::fmt;
use std::sync::Arc;

use homing_domain::ports::Nudges;

/// Word of tasks that were written within a transaction of the application's; to be fired after its commit.
///
/// Where it is not fired, its tasks are safe all the same: they go at the next start, or with the next change that
/// anybody is told of. Where the transaction was rolled back there is nothing to tell, and firing it does no harm.
#[must_use = "fire it once the transaction is committed, so that the tasks go at once"]
pub struct Nudge(Option<Arc<dyn Nudges>>);

impl Nudge {
    pub(crate) fn new(nudges: Option<Arc<dyn Nudges>>) -> Self {
        Self(nudges)
    }

    /// Tells everyone who watches.
    pub fn fire(self) {
        if let Some(nudges) = self.0 {
            nudges.nudge();
        }
    }
}

impl fmt::Debug for Nudge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nudge").finish_non_exhaustive()
    }
}
