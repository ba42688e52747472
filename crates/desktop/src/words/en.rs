//! English.

use homing_domain::engine::Bar;

use super::Words;

pub(super) static WORDS: Words = Words {
    no_timer: "No timer is running",
    no_description: "no description",
    running_since: |time| format!("Running since {time}"),
    paused_since: |time| format!("Paused, began at {time}"),
    start: "Start again",
    pause: "Pause",
    resume: "Resume",
    stop: "Stop",
    open: "Open Homing",
    quit: "Quit",
    all_saved: "All saved",
    local_only: "Saved on this machine",
    waiting: |count| format!("{} waiting to be sent", changes(count)),
    offline: |count| format!("Offline: {} safe on this machine", changes(count)),
    attention: |count| match count {
        1 => "1 change needs a look".to_owned(),
        _ => format!("{count} changes need a look"),
    },
    sign_in_needed: "Sign in to send what waits here",
    barred: |bar| match bar {
        Bar::KeychainMissing => "Nothing is sent: there is no keychain",
        Bar::KeychainLocked => "Nothing is sent: the keychain is locked",
        Bar::KeychainSilent => "Nothing is sent: the keychain does not answer",
        Bar::Passphrase => "Nothing is sent without the passphrase of your sign-in",
        Bar::SignInLock | Bar::SyncLock => "Nothing is sent: a lock file can't be used",
        _ => "Nothing is sent: the stored sign-in can't be used",
    },
    stopped: "Nothing is sent until something changes",
    clock_off: "The clock of this machine is wrong",
    storage_problem: "The data on this machine can't be used",
    attention_notice: ("The server refused a change", |count| {
        let count = changes(count);
        format!("Nothing is lost: {count} kept on this machine. Open Homing to decide what becomes of it.")
    }),
    unsent_notice: ("Unsent for a day", |count| {
        let count = changes(count);
        format!("{count} safe on this machine, and not on the server. Open Homing to see why.")
    }),
    away_notice: ("Was that work?", |from, to| {
        format!(
            "The timer ran while this machine was away, {from} to {to}. Open Homing to keep or remove that time."
        )
    }),
};

fn changes(count: u64) -> String {
    match count {
        1 => "1 change".to_owned(),
        _ => format!("{count} changes"),
    }
}
