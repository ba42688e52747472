//! Where tasks, records and accounts rest: implementations of the ports [`homing_domain::ports::Queue`],
//! [`homing_domain::ports::Accounts`], [`homing_domain::ports::Blobs`], [`homing_domain::ports::ProcessLock`] and
//! [`homing_domain::ports::Nudges`]. No rule is decided here.
//!
//! | feature | what it gives |
//! |---|---|
//! | `sqlite` (default) | [`SqliteStore`]: one SQLite file, over SeaORM; [`SqliteProbe`]: a look at one that changes nothing |
//! | `postgres` | `PostgresStore`: one schema of a PostgreSQL database, over SeaORM; several processes may share it; `PostgresNudges`: word of a change between them; `PostgresProbe`: a look that changes nothing |
//! | `blobs` (default) | [`FileBlobs`]: the files that go with tasks, in a folder beside the database |
//! | `watch` (default) | [`FileNudges`]: word of a change between processes, a watched file in the data folder |
//! | `memory` | [`MemoryStore`], [`MemoryBlobs`], [`MemoryLocks`] and [`MemoryNudges`]: this process's memory, for tests; no SeaORM |
//! | always | [`FileLocks`]: locks between processes, files in the data folder |

#[cfg(any(feature = "memory", feature = "postgres", feature = "sqlite"))]
mod effect;
#[cfg(feature = "blobs")]
mod file_blobs;
mod file_locks;
#[cfg(feature = "watch")]
mod file_nudges;
mod locked_file;
#[cfg(feature = "memory")]
mod memory;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod nudge;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod relational;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "blobs")]
pub use file_blobs::FileBlobs;
pub use file_locks::FileLocks;
#[cfg(feature = "watch")]
pub use file_nudges::FileNudges;
/// The schema of the data that this program has opened, and the newest that it knows.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use homing_migrations::SCHEMA_VERSION;
#[cfg(feature = "memory")]
pub use memory::{MemoryBlobs, MemoryLocks, MemoryNudges, MemoryStore};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use nudge::Nudge;
#[cfg(feature = "postgres")]
pub use postgres::{HostIsolationError, PostgresNudges, PostgresProbe, PostgresStore};
#[cfg(feature = "sqlite")]
pub use sqlite::{BackedUp, BackupError, NoTablesError, SettingError, SqliteProbe, SqliteStore};
