//! The program on a display and a session bus of its own, in real WebKit: one copy, the tray, an end from outside, and the
//! handover of the earlier app's sign-in with one identifier and two builds. What a page shows is tested elsewhere.
//!
//! Started anew with a role this file is also those builds: see [`roles`].
#![expect(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "a test")]

mod roles;
mod session;
mod tray_host;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use session::Session;
use tray_host::TrayHost;

/// Runs each and says so.
macro_rules! in_turn {
    ($($test:ident),+ $(,)?) => {
        let mut passed = 0;
        $(
            $test().await;
            println!("test {} ... ok", stringify!($test));
            passed += 1;
        )+
        println!("test result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
    };
}

fn main() -> ExitCode {
    if let Some(role) = std::env::args().nth(1).as_deref().and_then(roles::of) {
        return role();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Each on a machine of its own. Any failure panics, and is told in the words of the standard harness, which are counted.
    runtime.block_on(async {
        in_turn!(
            a_second_copy_leaves_and_a_signal_ends_the_first,
            a_start_while_it_ends_waits_and_opens,
            the_tray_shows_the_timer_and_stops_it,
            the_earlier_apps_sign_in_is_moved_once_and_is_gone_from_its_webview,
        );
    });
    ExitCode::SUCCESS
}

async fn a_second_copy_leaves_and_a_signal_ends_the_first() {
    let session = Session::start().await;
    let host = TrayHost::on(&session).await;
    let first = session.spawn("homing");
    // Its tray comes after its lock.
    host.item().await;
    let second = session.spawn("homing").finish().await;
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    assert!(second.stderr.contains("open on this data already"), "{}", second.stderr);
    let first = first.end().await;
    assert_eq!(first.code, Some(0), "{}", first.stderr);
}

async fn a_start_while_it_ends_waits_and_opens() {
    let session = Session::start().await;
    let host = TrayHost::on(&session).await;
    let first = session.spawn("homing");
    host.item().await.choose("Quit").await;
    let next = session.spawn("homing");
    let first = first.finish().await;
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    // It has a tray of its own.
    host.item().await;
    let next = next.end().await;
    assert_eq!(next.code, Some(0), "{}", next.stderr);
    assert!(!next.stderr.contains("open on this data already"), "{}", next.stderr);
}

async fn the_tray_shows_the_timer_and_stops_it() {
    let session = Session::start().await;
    let host = TrayHost::on(&session).await;
    let program = session.spawn("homing");
    let item = host.item().await;
    assert_eq!(item.title().await, "Homing: No timer is running");
    // Another program records on the same data.
    assert_eq!(session.spawn("record").finish().await.code, Some(0));
    item.shows("Harbour survey").await;
    item.choose("Stop").await;
    item.shows("No timer is running").await;
    item.choose("Start again").await;
    item.shows("Harbour survey").await;
    item.choose("Quit").await;
    let program = program.finish().await;
    assert_eq!(program.code, Some(0), "{}", program.stderr);
}

async fn the_earlier_apps_sign_in_is_moved_once_and_is_gone_from_its_webview() {
    let session = Session::start().await;
    session.unlock_keychain().await;
    fs::create_dir_all(session.config()).unwrap();
    fs::write(
        session.config().join("homing.toml"),
        "server = 'https://earlier.invalid'\nprofile = 'classic'\n",
    )
    .unwrap();
    assert_eq!(session.spawn("earlier-app").finish().await.stdout.trim(), "written");
    let kept = session.spawn("earlier-app-looks").finish().await.stdout;
    assert!(kept.contains(roles::ACCESS) && kept.contains(roles::REFRESH), "it keeps nothing: {kept}");

    let mut program = session.spawn("homing-in-its-place");
    let before = program.says("was moved to the keychain").await;
    let ended = program.end().await;
    let left = session.spawn("earlier-app-looks").finish().await.stdout;
    assert_eq!(left.trim(), "[null,null,null]");
    assert_eq!(session.spawn("holds").finish().await.stdout.trim(), "u1 true");
    let said = format!("{before}{}{}", ended.stdout, ended.stderr);
    for secret in [roles::ACCESS, roles::REFRESH] {
        assert!(!said.contains(secret), "{said}");
        for folder in [session.data(), session.config()] {
            none_holds(&folder, secret.as_bytes());
        }
    }
}

/// No file of a folder has the text.
fn none_holds(folder: &Path, text: &[u8]) {
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let kind = file.file_type().unwrap();
        if kind.is_dir() {
            none_holds(&file.path(), text);
        } else if kind.is_file() {
            let content = fs::read(file.path()).unwrap();
            assert!(!content.windows(text.len()).any(|part| part == text), "{}", file.path().display());
        }
    }
}
