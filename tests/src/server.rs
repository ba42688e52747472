//! `homing-server` as a child process, on a database of its own and a port that is free.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use crate::PATIENCE;
use crate::program::{self, Finished, Running};

/// A server, up or down. Its data goes with it.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    arguments: Vec<String>,
    running: Option<(Running, SocketAddr)>,
}

impl Server {
    /// A server that is not up yet.
    ///
    /// # Errors
    /// There is no room for its data.
    pub fn new() -> Result<Self> {
        Ok(Self { folder: TempDir::with_prefix("homing-server-")?, arguments: vec![], running: None })
    }

    /// From its next start on, an access token is good for this long only.
    #[must_use]
    pub fn with_access_token_seconds(self, seconds: u32) -> Self {
        self.with_arguments(["--access-token-seconds".to_owned(), seconds.to_string()])
    }

    /// From its next start on, `serve` is given these too.
    #[must_use]
    pub fn with_arguments(mut self, arguments: impl IntoIterator<Item = String>) -> Self {
        self.arguments.extend(arguments);
        self
    }

    /// From its next start on, an account may make this many requests in a minute and no more.
    #[must_use]
    pub fn with_requests_per_minute(self, requests: u32) -> Self {
        self.with_arguments(["--limits-syncs-per-minute".to_owned(), requests.to_string()])
    }

    /// Makes an account, by the command that an operator uses.
    ///
    /// # Errors
    /// It is refused.
    pub async fn add_user(&self, name: &str, password: &str) -> Result<()> {
        self.operate(&["user", "add", name], &format!("{password}\n")).await?.with_code(0).map(drop)
    }

    /// Runs a command of the operator's on its data, up or down.
    ///
    /// # Errors
    /// It can't be run.
    pub async fn operate(&self, arguments: &[&str], input: &str) -> Result<Finished> {
        program::run(self.command(arguments)?, input).await
    }

    /// Adds a project or archives one, by the command that an operator uses.
    ///
    /// # Errors
    /// It is refused.
    pub async fn project(&self, what: &str, name: &str) -> Result<()> {
        let command = self.command(&["project", what, name])?;
        program::run(command, "").await?.with_code(0).map(drop)
    }

    /// Starts it and waits until it says that it answers. The port is another one each time.
    ///
    /// # Errors
    /// It does not come up.
    pub async fn start(&mut self) -> Result<SocketAddr> {
        ensure!(self.running.is_none(), "the server is up already");
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"])?;
        command.args(&self.arguments);
        let mut running = Running::start_logging_to(command, &self.folder.path().join("log"))?;
        let stdout = running.child().stdout.take().context("the server has no output")?;
        let mut line = String::new();
        timeout(PATIENCE, BufReader::new(stdout).read_line(&mut line))
            .await
            .context("the server does not come up")??;
        let address = line.trim_end().strip_prefix("homing-server listening on ");
        let address = address.and_then(|url| Some(url.split_once("://")?.1));
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

    /// As [`Server::operate`], on another data file.
    ///
    /// # Errors
    /// It can't be run.
    pub async fn operate_on(&self, data: &str, arguments: &[&str]) -> Result<Finished> {
        let mut command = Command::new(program::path_of("homing-server")?);
        command.env_clear().args(arguments).arg("--database").arg(data).current_dir(self.folder.path());
        program::run(command, "").await
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
