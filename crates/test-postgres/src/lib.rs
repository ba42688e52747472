//! A throw-away PostgreSQL cluster for tests: made in a temporary folder, on a free port of this machine, gone with the
//! process that asked for it. Nothing here knows Homing or a driver.
//!
//! It is fast and forgetful (`fsync` is off): what a dying server process leaves is all there, what a dying machine
//! leaves is not. Texts are ordered as people order them, so that a query that needs the order of bytes must say so.

mod binaries;
mod cluster;
mod keeper;

pub use binaries::{ClusterError, Signal};
pub use cluster::Cluster;
