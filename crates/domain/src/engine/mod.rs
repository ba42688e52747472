//! The sync engine: the lock that lets one cycle run, one batch, one cycle.

mod alongside;
mod answers;
mod bar;
mod batch;
mod blobs;
mod capabilities;
mod conversation;
mod cycle;
mod delivery;
mod enqueueing;
mod feed;
mod flight;
mod halving;
mod hold;
mod lock;
mod memory;
mod occasion;
mod report;
mod settling;
mod state;
mod stored;
mod uploads;
mod wire;

pub use bar::Bar;
pub use batch::{Batch, BatchResult};
pub use cycle::{Engine, EngineParts};
pub use enqueueing::EnqueueError;
pub use lock::{LockRefused, SyncLock, SyncPermit};
pub use memory::remembered;
pub use occasion::Occasion;
pub use report::{CycleEnd, CycleError, CycleReport};
pub use state::{Announced, Hold, HoldCause, Sending, SyncState};
