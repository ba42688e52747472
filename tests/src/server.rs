//! `homing-server` as a child process, on a database of its own and a port that is free.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use crate::PATIENCE;
use crate::program::{self, Running};

/// A server, up or down. Its data goes with it.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    access_token_seconds: Option<u32>,
    running: Option<(Running, SocketAddr)>,
}

impl Server {
    /// A server that is not up yet.
    ///
    /// # Errors
    /// There is no room for its data.
    pub fn new() -> Result<Self> {
        Ok(Self {
            folder: TempDir::with_prefix("homing-server-")?,
            access_token_seconds: None,
            running: None,
        })
    }

    /// From its next start on, an access token is good for this long only.
    #[must_use]
    pub fn with_access_token_seconds(mut self, seconds: u32) -> Self {
        self.access_token_seconds = Some(seconds);
        self
    }

    /// Makes an account, by the command that an operator uses.
    ///
    /// # Errors
    /// It is refused.
    pub async fn add_user(&self, name: &str, password: &str) -> Result<()> {
        let command = self.command(&["user", "add", name])?;
        program::run(command, &format!("{password}\n")).await?.with_code(0).map(drop)
    }

    /// Starts it and waits until it says that it answers. The port is another one each time.
    ///
    /// # Errors
    /// It does not come up.
    pub async fn start(&mut self) -> Result<SocketAddr> {
        ensure!(self.running.is_none(), "the server is up already");
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"])?;
        if let Some(seconds) = self.access_token_seconds {
            command.arg("--access-token-seconds").arg(seconds.to_string());
        }
        let mut running = Running::start_logging_to(command, &self.folder.path().join("log"))?;
        let stdout = running.child().stdout.take().context("the server has no output")?;
        let mut line = String::new();
        timeout(PATIENCE, BufReader::new(stdout).read_line(&mut line))
            .await
            .context("the server does not come up")??;
        let address = line.trim_end().strip_prefix("homing-server listening on http://");
        let address =
            address.with_context(|| format!("the server said {line:?}; its log: {}", self.log()))?;
        let address = address.parse().context("the server named no address")?;
        self.running = Some((running, address));
        Ok(address)
    }

    /// Ends it as an operator does, and waits for its end.
    ///
    /// # Errors
    /// It is not up, or ends badly.
    pub async fn stop(&mut self) -> Result<()> {
        let (mut running, _) = self.running.take().context("the server is not up")?;
        let id = running.child().id().context("the server has ended by itself")?;
        let mut kill = Command::new("kill");
        kill.args(["-TERM", &id.to_string()]);
        program::run(kill, "").await?.with_code(0)?;
        running.finish().await?.with_code(0).map(drop)
    }

    /// Where it answers.
    ///
    /// # Errors
    /// It is not up.
    pub fn url(&self) -> Result<String> {
        let (_, address) = self.running.as_ref().context("the server is not up")?;
        Ok(format!("http://{address}"))
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("server.sqlite")
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(program::path_of("homing-server")?);
        command.env_clear().args(arguments).arg("--database").arg(self.database());
        Ok(command)
    }
}
