//! Where tasks, records and accounts rest: implementations of the ports [`homing_domain::ports::Queue`],
//! [`homing_domain::ports::Accounts`] and [`homing_domain::ports::ProcessLock`]. No rule is decided here.
//!
//! | feature | what it gives |
//! |---|---|
//! | `sqlite` (default) | [`SqliteStore`]: one SQLite file, over SeaORM |
//! | `memory` | [`MemoryStore`] and [`MemoryLocks`]: this process's memory, for tests; no SeaORM |
//! | always | [`FileLocks`]: locks between processes, files in the data folder |

#[cfg(any(feature = "memory", feature = "sqlite"))]
mod effect;
mod file_locks;
#[cfg(feature = "memory")]
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use file_locks::FileLocks;
#[cfg(feature = "memory")]
pub use memory::{MemoryLocks, MemoryStore};
#[cfg(feature = "sqlite")]
pub use sqlite::{SettingError, SqliteStore};
