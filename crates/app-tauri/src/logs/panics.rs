//! What a panic says of itself: where it was. Its message may quote what was worked on, so it stays out of every log
//! and of standard error.

use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};

/// From here on, in this process.
pub(super) fn note_without_their_words() {
    panic::set_hook(Box::new(note));
}

fn note(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a part of the program panicked; what it worked on was given up");
    let said = writeln!(
        io::stderr(),
        "Homing has a fault ({place}) and gave up what it was doing. What was recorded is safe; please report the fault."
    );
    // A standard error that is closed hears nothing.
    drop(said);
}
