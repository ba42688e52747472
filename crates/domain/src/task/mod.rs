//! What waits to be sent, and what is kept: tasks, records and the commit that writes both at once.

mod body;
mod commit;
mod model;
mod reference;

pub use body::{Body, BodyError};
pub use commit::{Carried, Commit, Expected, Record, RecordWrite};
pub use model::{Coalesce, NewTask, Priority, Reason, Task, TaskState};
pub use reference::{FindTaskError, TaskRef, TaskRefError, waiting_behind};
