//! What a page is told when something was not done: a code, and what belongs to it.

use serde::Serialize;

/// A command that was not done. In JSON an object with `code`, as the plugin's errors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub(crate) enum DesktopError {
    /// An argument is of another shape than is documented.
    InvalidInput,
    /// Some work is not sent yet. It is safe, and goes when Homing runs again: ask, then send it again with `anyway`.
    UnsentWork(UnsentJson),
    /// The file of the preferences is broken or can't be written. Nothing was changed.
    PreferencesUnusable,
    /// The system does not take the program into its session's start, or out of it.
    AutostartFails,
    /// The file is none of Homing's.
    NotOurs,
    /// There is no such file.
    NoSuchFile,
    /// Nothing here shows files.
    NoFileManager,
}

/// What the active account has that the server does not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct UnsentJson {
    /// How many of its changes wait to be sent.
    pub(crate) waiting: u64,
    /// How many need a person.
    pub(crate) attention: u64,
    /// How many of both have a picture.
    pub(crate) pictures: u64,
    /// Whether a timer runs or is paused.
    pub(crate) timer: bool,
}
