//! The real binary, each time on a database of its own.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::backend::database_of;

/// A folder with a log, and a database of its own.
pub(crate) struct Installation {
    pub(crate) folder: TempDir,
    pub(crate) database: String,
}

impl Installation {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let database = database_of(folder.path());
        Self { folder, database }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `homing-server`, told of the database by its environment.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_homing-server"));
        let set = std::env::vars_os().map(|(name, _)| name);
        set.filter(|name| name.to_string_lossy().starts_with("HOMING_SERVER_")).for_each(|name| {
            command.env_remove(name);
        });
        command.env("XDG_CONFIG_HOME", self.file("config")).env("XDG_DATA_HOME", self.file("data"));
        command.env("HOMING_SERVER_DATABASE", &self.database);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn add_user(&self, name: &str, input: &str) -> Output {
        self.with_input(&["user", "add", name], input)
    }

    /// Runs a command that reads `input`.
    pub(crate) fn with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command().args(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Starts the server, on a free port where none is named, and waits for the line that says which.
    pub(crate) fn serve(&self, log_filter: &str) -> Running {
        self.serve_with(log_filter, &[])
    }

    pub(crate) fn serve_with(&self, log_filter: &str, arguments: &[&str]) -> Running {
        let log = self.file("log");
        let mut command = self.command();
        command.arg("serve").args(arguments);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.env("HOMING_SERVER_LOG", log_filter);
        let mut child = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("homing-server listening on http").map(str::trim_end);
        let address = address.and_then(|rest| rest.trim_start_matches('s').strip_prefix("://"));
        let address = address.unwrap_or_else(|| panic!("not the line that programs wait for: {line:?}"));
        Running { address: address.parse().unwrap(), child, log }
    }
}

/// A running server; ended with the test if the test did not.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    child: Child,
    log: PathBuf,
}

impl Running {
    /// What was logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// The most memory that it has had so far, in KiB.
    #[cfg(target_os = "linux")]
    pub(crate) fn most_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits until the log says this, or the server has ended.
    pub(crate) fn wait_for_log(&mut self, text: &str) {
        while !fs::read_to_string(&self.log).unwrap().contains(text) {
            assert_eq!(self.child.try_wait().unwrap(), None, "the server ended");
            std::thread::yield_now();
        }
    }

    /// Sends a signal by its name and waits for the end: its code, and what was logged.
    pub(crate) fn end(mut self, signal: &str) -> (Option<i32>, String) {
        self.signal(signal);
        let code = self.child.wait().unwrap().code();
        (code, fs::read_to_string(&self.log).unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone, in a test that went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
