//! What waits to be sent, and what is kept: tasks, records and the commit that writes both at once.

mod blob;
mod body;
mod commit;
mod kinds;
mod model;
mod reference;

pub use blob::{BLOB_NAME_MAX_BYTES, BlobName, BlobNameError, BlobRef, Sha256, Sha256Error};
pub use body::{Body, BodyError};
pub use commit::{Carried, Commit, Expected, Record, RecordWrite};
pub use kinds::{InvalidTask, KindError, Kinds, TaskKind};
pub use model::{Coalesce, Dependency, NewTask, Priority, Reason, Release, Task, TaskState, WithoutRoom};
pub use reference::{FindTaskError, TaskRef, TaskRefError, waiting_behind};
