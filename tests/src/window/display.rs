//! A screen that nobody looks at.

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::program::Running;

/// An X server with a number of its own choice, so that any number of tests may run at once.
#[derive(Debug)]
pub struct Display {
    server: Running,
    name: String,
}

impl Display {
    /// Starts it; it can be used when this returns.
    ///
    /// # Errors
    /// It can't be started.
    pub async fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
        let mut server = Running::start(command).context("is Xvfb installed?")?;
        // It says its number once it listens.
        let number = server.next_line().await?;
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    /// As in `DISPLAY`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ends it.
    ///
    /// # Errors
    /// It does not end.
    pub async fn stop(mut self) -> Result<()> {
        self.server.signal("TERM").await?;
        self.server.finish().await?.with_code(0).map(drop)
    }
}
