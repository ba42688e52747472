//! Whether there is a screen to show a window on.

use crate::failure::Failure;

/// Asks GTK, before the window's own library does, which would panic.
#[cfg(target_os = "linux")]
pub(crate) fn require() -> Result<(), Failure> {
    gtk::init().map_err(|_| Failure::NoDisplay)
}

/// Elsewhere whoever can start a program has a screen.
#[cfg(not(target_os = "linux"))]
pub(crate) fn require() -> Result<(), Failure> {
    Ok(())
}
