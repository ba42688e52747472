//! What a panic leaves in the log and on standard error, in a process of its own: the hook is the whole process's.

use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

use homing_app::{LogLevel, LogTargets, start_logs};

/// Says to the test that it is the process which panics, and where its log goes.
const FOLDER: &str = "HOMING_TEST_PANIC_FOLDER";

/// What the panic quotes.
const CANARY: &str = "kupfer-moewe-token";

#[test]
fn a_panic_says_where_it_was_and_nothing_of_what_it_quotes() {
    if let Some(folder) = env::var_os(FOLDER) {
        return panic_there(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let panics = Command::new(env::current_exe().unwrap())
        .args(["panics::a_panic_says_where_it_was_and_nothing_of_what_it_quotes", "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let log = fs::read_to_string(folder.path().join("logs/homing.log")).unwrap();
    let said = String::from_utf8(panics.stderr).unwrap();
    for text in [&log, &said, &String::from_utf8(panics.stdout).unwrap()] {
        assert!(!text.contains(CANARY), "{text}");
    }
    assert!(log.contains("panicked") && log.contains("panics.rs:"), "{log}");
    assert!(said.contains("Homing has a fault (") && said.contains("What was recorded is safe"), "{said}");
    // Whatever is asked for, other crates write from INFO on.
    assert!(
        said.contains("of ours") && said.contains("that others may") && !said.contains("of others"),
        "{said}"
    );
}

fn panic_there(folder: &Path) {
    let file = Some((folder.join("logs"), LogLevel::Trace));
    start_logs(LogTargets { file, stderr: Some(("trace".to_owned(), false)) }).unwrap();
    tracing::trace!(target: "homing_domain", "of ours");
    tracing::debug!(target: "hyper", "of others");
    tracing::info!(target: "hyper", "that others may");
    let token = std::hint::black_box(Err::<(), _>(CANARY));
    assert!(thread::spawn(move || token.unwrap()).join().is_err());
}
