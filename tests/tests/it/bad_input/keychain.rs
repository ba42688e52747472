//! A session without a keychain, or with one that does not do its work.

use std::fs;

use homing_tests::bad_input::{Case, Line, Need, Stage};
use homing_tests::{NAME, PASSWORD};

/// A bus that starts nothing by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// Keeps what is said by the bus and by the shell apart: standard error is the program's alone, as descriptor 9.
const QUIET: &str = r#"exec 9>&2; exec "$@" 2>/dev/null"#;

/// A keyring in a folder where there was none: it has no default collection.
const NO_DEFAULT: &str = r#"gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1 &
keyring=$!
gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 99
"$@" 2>&9
code=$?
kill -KILL $keyring
exit $code"#;

/// A keyring that was unlocked once, in another life of its program.
const LOCKED: &str = r#"printf %s first | gnome-keyring-daemon --unlock --foreground --components=secrets >/dev/null 2>&1 &
keyring=$!
gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 99
kill -KILL $keyring
wait $keyring
gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1 &
keyring=$!
gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 99
"$@" 2>&9
code=$?
kill -KILL $keyring
exit $code"#;

/// A keyring that has the name on the bus and never answers.
const HANGING: &str = r#"printf %s first | gnome-keyring-daemon --unlock --foreground --components=secrets >/dev/null 2>&1 &
keyring=$!
gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 99
kill -STOP $keyring
"$@" 2>&9
code=$?
kill -KILL $keyring
exit $code"#;

pub(super) fn cases() -> Vec<Case> {
    let on_a_bus = |number, done, code, script: &'static str| {
        Case::new(number, done, code, move |stage| {
            fs::write(stage.path("bus.conf"), BUS)?;
            fs::create_dir(stage.path("run"))?;
            let line = login(stage).env("XDG_RUNTIME_DIR", stage.at("run")).within_script(script);
            let line = line.within(&["dbus-run-session", "--config-file=bus.conf", "--"]);
            line.within_script(QUIET).run()
        })
        .needing(Need::Bus)
    };
    vec![
        Case::new(951, "No session bus", 78, |stage| login(stage).run()),
        Case::new(952, "A bus that is not there", 78, |stage| {
            login(stage).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere").run()
        }),
        Case::new(953, "An address of a bus that is none", 78, |stage| {
            login(stage).env("DBUS_SESSION_BUS_ADDRESS", "carrier pigeon").run()
        }),
        on_a_bus(954, "A bus without a Secret Service", 78, r#"exec "$@" 2>&9"#),
        on_a_bus(955, "A Secret Service without a default collection", 77, NO_DEFAULT),
        on_a_bus(956, "A locked keyring, and no one to ask", 77, LOCKED),
        on_a_bus(957, "A Secret Service that never answers", 74, HANGING),
    ]
}

fn login(stage: &Stage) -> Line {
    let words = ["login", "--server", stage.url(), "--user", NAME, "--store", "keychain", "--password-stdin"];
    stage.homing(&words).input(format!("{PASSWORD}\n"))
}
