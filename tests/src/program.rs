//! A program of Homing as a child process. Not what it is told: see [`crate::Client`] and [`crate::Server`].

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::PATIENCE;

/// Names the folder of the programs, where they are others than those beside the test: built as they are given away.
const ELSEWHERE: &str = "HOMING_TEST_PROGRAMS";

/// The built program beside this test.
///
/// # Errors
/// There is none: cargo builds the programs of other crates only when it is told to.
pub(crate) fn path_of(name: &str) -> Result<PathBuf> {
    let elsewhere = std::env::var_os(ELSEWHERE).map(PathBuf::from);
    let test = std::env::current_exe().context("this test does not know where it is")?;
    let beside = test.parent().and_then(|deps| deps.parent()).context("this test is in no target folder")?;
    let folder = elsewhere.as_deref().unwrap_or(beside);
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    ensure!(
        program.is_file(),
        "The program {name} is not built. Run `cargo build --workspace` first, then this test again."
    );
    Ok(program)
}

/// A program that has ended, and what it said.
#[derive(Debug)]
pub struct Finished {
    /// The line that was run, for messages.
    pub line: String,
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Finished {
    fn new(line: String, output: Output) -> Result<Self> {
        let Output { status, stdout, stderr } = output;
        let text = |bytes| String::from_utf8(bytes).context("a program wrote something that is no UTF-8");
        Ok(Self { line, status, stdout: text(stdout)?, stderr: text(stderr)? })
    }

    /// Itself, if it ended with this code.
    ///
    /// # Errors
    /// It ended otherwise: the message holds all that it said.
    pub fn with_code(self, code: i32) -> Result<Self> {
        ensure!(
            self.status.code() == Some(code),
            "`{}` should have ended with {code}, but: {}\n--- standard output\n{}\n--- standard error\n{}",
            self.line,
            self.status,
            self.stdout,
            self.stderr
        );
        Ok(self)
    }

    /// Its standard output as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout)
            .with_context(|| format!("`{}` wrote no JSON: {:?}", self.line, self.stdout))
    }
}

/// A running program. It is killed when this goes, so that no test leaves one behind.
#[derive(Debug)]
pub struct Running {
    line: String,
    child: Child,
    said: Option<Lines<BufReader<ChildStdout>>>,
}

impl Running {
    /// Starts a program with all of its streams in our hands.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        command.stderr(Stdio::piped());
        Self::spawn(command)
    }

    /// The same for a program that runs on and on: its standard error goes to a file, since a pipe that nobody
    /// reads would fill up and hold it.
    pub(crate) fn start_logging_to(mut command: Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        command.stderr(file);
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Result<Self> {
        let line = line_of(&command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("`{line}` could not be started"))?;
        Ok(Self { line, child, said: None })
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Gives it something to read, then nothing more.
    ///
    /// # Errors
    /// It does not read.
    pub async fn tell(&mut self, input: &str) -> Result<()> {
        let mut stdin = self.child.stdin.take().context("its input is closed already")?;
        match stdin.write_all(input.as_bytes()).await {
            // It ended without reading. How it ended says more.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.with_context(|| format!("`{}` does not read", self.line)),
        }
    }

    /// The next line of its standard output.
    ///
    /// # Errors
    /// There is none, or none comes.
    pub async fn next_line(&mut self) -> Result<String> {
        if self.said.is_none() {
            let stdout = self.child.stdout.take().context("nobody hears it any more")?;
            self.said = Some(BufReader::new(stdout).lines());
        }
        let said = self.said.as_mut().context("its output is read")?;
        let line = timeout(PATIENCE, said.next_line()).await;
        let line = line.with_context(|| format!("`{}` says nothing more", self.line))??;
        line.with_context(|| format!("`{}` has ended its output", self.line))
    }

    /// Reads no more of its standard output: the pipe is closed.
    pub fn stop_listening(&mut self) {
        self.said = None;
        self.child.stdout.take();
    }

    /// Sends it a signal by name, such as `INT`.
    ///
    /// # Errors
    /// It has ended by itself.
    pub async fn signal(&mut self, name: &str) -> Result<()> {
        let id = self.child.id().with_context(|| format!("`{}` has ended by itself", self.line))?;
        let mut kill = Command::new("kill");
        kill.args([format!("-{name}"), id.to_string()]);
        run(kill, "").await?.with_code(0).map(drop)
    }

    /// The most memory that it has had so far, in KiB.
    ///
    /// # Errors
    /// It has ended by itself, or the system tells nothing of it.
    pub fn peak_kib(&self) -> Result<u64> {
        let id = self.child.id().with_context(|| format!("`{}` has ended by itself", self.line))?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB"));
        Ok(peak.context("the system tells no peak")?.trim().parse()?)
    }

    /// Waits for its end, and leaves it as it is.
    ///
    /// # Errors
    /// It does not end.
    pub async fn ended(&mut self) -> Result<()> {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.with_context(|| format!("`{}` does not end", self.line))??;
        Ok(())
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// It does not end.
    pub async fn finish(mut self) -> Result<Finished> {
        self.child.stdin.take();
        let output = timeout(PATIENCE, self.child.wait_with_output()).await;
        let output = output.with_context(|| format!("`{}` does not end", self.line))??;
        Finished::new(self.line, output)
    }

    /// SIGKILL, and its end.
    ///
    /// # Errors
    /// It had ended by itself, so that this killed nothing.
    pub async fn kill(mut self) -> Result<()> {
        ensure!(self.child.try_wait()?.is_none(), "`{}` ended before it was killed", self.line);
        self.child.kill().await.with_context(|| format!("`{}` could not be killed", self.line))
    }
}

/// Runs a program to its end.
pub(crate) async fn run(command: Command, input: &str) -> Result<Finished> {
    let mut running = Running::start(command)?;
    if !input.is_empty() {
        running.tell(input).await?;
    }
    running.finish().await
}

fn line_of(command: &Command) -> String {
    let command = command.as_std();
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
