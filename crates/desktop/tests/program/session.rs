//! A display, a session bus and a home that nobody else has, and the programs on them.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

/// When a wait for an event is given up: it ends a test that hangs, it measures nothing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Session {
    home: TempDir,
    display: String,
    bus: String,
    _running: [Child; 2],
}

pub(crate) struct Program {
    child: Child,
    stderr: Lines<BufReader<ChildStderr>>,
}

pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Session {
    pub(crate) async fn start() -> Self {
        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"]);
        let (display, number) = first_line(display).await;
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address"]);
        let (daemon, address) = first_line(bus).await;
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("home")).unwrap();
        Self { home, display: format!(":{number}"), bus: address, _running: [display, daemon] }
    }

    pub(crate) fn bus(&self) -> &str {
        &self.bus
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.home.path().join("config")
    }

    /// Unlocks a keychain of this session's own.
    pub(crate) async fn unlock_keychain(&self) {
        let mut daemon = self.on_it(Command::new("gnome-keyring-daemon"));
        daemon.args(["--unlock", "--components=secrets"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut daemon = daemon.stderr(Stdio::null()).spawn().expect("there is no gnome-keyring-daemon");
        daemon.stdin.take().unwrap().write_all(b"password").await.unwrap();
        // It goes on by itself, and ends with its bus.
        assert!(timeout(PATIENCE, daemon.wait()).await.unwrap().unwrap().success());
    }

    /// This test in a role, on this session.
    pub(crate) fn spawn(&self, role: &str) -> Program {
        let mut command = self.on_it(Command::new(std::env::current_exe().unwrap()));
        command.arg(role).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap()).lines();
        Program { child, stderr }
    }

    fn on_it(&self, mut command: Command) -> Command {
        let home = self.home.path().join("home");
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &home)
            .env("XDG_RUNTIME_DIR", &home)
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOMING_DATA_DIR", self.data())
            .env("HOMING_CONFIG_DIR", self.config())
            .env("HOMING_LOG", "info")
            .kill_on_drop(true);
        command
    }
}

impl Program {
    /// Waits until it says such a line, and gives all up to it.
    pub(crate) async fn says(&mut self, wanted: &str) -> String {
        let mut said = String::new();
        let found = timeout(PATIENCE, async {
            while let Some(line) = self.stderr.next_line().await.unwrap() {
                said.push_str(&line);
                said.push('\n');
                if line.contains(wanted) {
                    return true;
                }
            }
            false
        });
        let found = found.await;
        assert!(found == Ok(true), "it never said {wanted:?}:\n{said}");
        said
    }

    /// Ends it as a session does that ends.
    pub(crate) async fn end(self) -> Finished {
        let id = self.child.id().expect("it has ended by itself").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        self.finish().await
    }

    /// Waits for its end.
    pub(crate) async fn finish(mut self) -> Finished {
        let rest = async {
            let mut stderr = String::new();
            while let Some(line) = self.stderr.next_line().await.unwrap() {
                stderr.push_str(&line);
                stderr.push('\n');
            }
            let Output { status, stdout, .. } = self.child.wait_with_output().await.unwrap();
            Finished { code: status.code(), stdout: String::from_utf8(stdout).unwrap(), stderr }
        };
        timeout(PATIENCE, rest).await.expect("it does not end")
    }
}

/// Starts what says in its first line that it is ready.
async fn first_line(mut command: Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
    (child, line.expect("it said nothing").trim().to_owned())
}
