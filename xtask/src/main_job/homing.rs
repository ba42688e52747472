//! The lines of `homing` that the main job types.

use super::workplace::PASSPHRASE;
use crate::shell::Line;

/// A command that needs no sign-in.
pub(super) fn homing<'a>(words: impl IntoIterator<Item = &'a str>) -> Line {
    Line::new("homing").args(words)
}

/// A command that opens the credential file: its passphrase comes through descriptor 3.
pub(super) fn unlocked<'a>(words: impl IntoIterator<Item = &'a str>) -> Line {
    homing(words).args(["--passphrase-fd", "3"]).input(3, PASSPHRASE)
}
