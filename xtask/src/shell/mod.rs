//! Shell lines: what is printed is what runs, and what a person can paste into any POSIX shell.
//!
//! Going through `sh` is also how a child gets a file as descriptor 3, so that a secret is in no argument.

mod line;
mod setting;

pub(crate) use line::Line;
pub(crate) use setting::Setting;
