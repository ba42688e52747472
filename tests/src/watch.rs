//! `homing sync --watch`, and what it says of itself.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{Client, Running};

/// A watch, and each line that it wrote.
#[derive(Debug)]
pub struct Watch {
    /// The program.
    pub homing: Running,
    /// What it wrote, as far as it was read.
    pub lines: Vec<Value>,
}

impl Watch {
    /// Starts it, and waits for its first line.
    ///
    /// # Errors
    /// It does not start, or says nothing.
    pub async fn start(client: &Client) -> Result<Self> {
        let mut watch = Self::begin(client)?;
        watch.next().await?;
        Ok(watch)
    }

    /// Starts it.
    ///
    /// # Errors
    /// It does not start.
    pub fn begin(client: &Client) -> Result<Self> {
        Ok(Self { homing: client.start(&["sync", "--watch", "--json"])?, lines: Vec::new() })
    }

    /// The next line.
    ///
    /// # Errors
    /// There is none.
    pub async fn next(&mut self) -> Result<&Value> {
        let line = serde_json::from_str(&self.homing.next_line().await?)?;
        self.lines.push(line);
        self.lines.last().context("there is no line")
    }

    /// Reads on until a line has this headline and so many tasks were sent in all.
    ///
    /// # Errors
    /// No such line comes.
    pub async fn until(&mut self, headline: &str, sent: u64) -> Result<&Value> {
        let is = |line: &Value| line["headline"] == headline && line["counts"]["sent"] == sent;
        while !self.lines.last().is_some_and(is) {
            self.next().await?;
        }
        self.lines.last().context("there is no line")
    }

    /// The headlines, one after the other.
    #[must_use]
    pub fn headlines(&self) -> Vec<&str> {
        self.lines.iter().filter_map(|line| line["headline"].as_str()).collect()
    }

    /// Ctrl-C, and its end.
    ///
    /// # Errors
    /// It does not end well.
    pub async fn end(mut self) -> Result<()> {
        self.homing.signal("INT").await?;
        self.homing.finish().await?.with_code(0).map(drop)
    }
}
