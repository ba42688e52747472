//! What a person or a script reads. Pure: from values to text, with clock and zone given.

pub(crate) mod accounts;
pub(crate) mod attached;
pub(crate) mod away;
pub(crate) mod config;
pub(crate) mod diagnostics;
pub(crate) mod doctor;
pub(crate) mod entry;
pub(crate) mod import;
pub(crate) mod leaving;
pub(crate) mod legacy;
pub(crate) mod log;
pub(crate) mod projects;
pub(crate) mod queue;
pub(crate) mod recorded;
pub(crate) mod review;
pub(crate) mod session;
pub(crate) mod status;
pub(crate) mod summary;
pub(crate) mod switched;
pub(crate) mod sync;
pub(crate) mod table;
pub(crate) mod task;
pub(crate) mod text;
pub(crate) mod timer;
pub(crate) mod undone;
pub(crate) mod watch;

pub(crate) use text::{Here, amount, hours, printable_lines};
