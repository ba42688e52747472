//! What on this machine keeps tasks from going, and what a person does about it.

use homing_domain::engine::Bar;

/// What is in the way, without its full stop, and the next step as a sentence.
pub(crate) fn bar(bar: Bar) -> (&'static str, &'static str) {
    match bar {
        Bar::KeychainMissing => (
            "The keychain that has the sign-in is not there",
            "Start it, or sign in with `homing login --store file`; then `homing sync`.",
        ),
        Bar::KeychainLocked => {
            ("The keychain that has the sign-in is locked", "Unlock it, then try again with `homing sync`.")
        }
        Bar::KeychainSilent => (
            "The keychain that has the sign-in did not answer in time",
            "Where it asks for its password, answer it; then try again with `homing sync`.",
        ),
        Bar::Passphrase => (
            "The sign-in is in an encrypted file, and its passphrase was not given",
            "Give it to `homing sync` on a terminal or to the window.",
        ),
        Bar::SignInUnreadable => (
            "The stored sign-in can't be read",
            "Sign out and in again: `homing logout`, then `homing login`.",
        ),
        Bar::SignInLock | Bar::SyncLock => (
            "A lock file in the data folder can't be used",
            "Give access to the folder, then try again with `homing sync`.",
        ),
        _ => ("The store of the sign-in fails", "`homing sync` with HOMING_LOG=error shows why."),
    }
}
