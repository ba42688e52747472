//! `homing-server` as a child of the main job, and at the end in its place.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use anyhow::{Context, Result, bail, ensure};

use super::workplace::{DATABASE, SERVER_LOG, Workplace};
use crate::end::End;
use crate::shell::{Line, Setting};

const PROGRAM: &str = "homing-server";
/// The port where the server is looked for first, so that the printed lines work again after the next run.
const USUAL_PORT: u16 = 8787;
/// What the server prints before its address, once it answers.
const READY: &str = "listening on http://";

/// A running server. Dropped without [`Server::stop`] or [`Server::take_over`], it is killed.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    url: String,
    /// Reads on: a server whose standard output nobody reads would stop at a full pipe.
    log: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts it and waits until it says that it answers.
    ///
    /// # Errors
    /// When it ends before that; its own words are in its log.
    pub(super) fn start(place: &Workplace, setting: &Setting) -> Result<Self> {
        let mut log = File::create(place.path(SERVER_LOG)).context("the server's log could not be made")?;
        let stderr = log.try_clone().context("the server's log could not be shared")?;
        let mut command = serve(&format!("127.0.0.1:{}", free_port()), place, setting)?;
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .context("the server could not be started")?;
        let output = child.stdout.take();
        // From here on the guard owns the child: whatever fails, no server is left behind.
        let mut server = Self { child, url: String::new(), log: None };
        let mut output = BufReader::new(output.context("the server has no standard output")?);
        server.url =
            ready(&mut output).with_context(|| format!("what it said is in {}", place.path(SERVER_LOG)))?;
        server.log = Some(std::thread::spawn(move || {
            // The log is a courtesy: without it the server goes on.
            drop(io::copy(&mut output, &mut log));
        }));
        println!("The server answers at {}.", server.url);
        Ok(server)
    }

    /// Its address, as `http://127.0.0.1:PORT`.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// When it can't be asked, or ends with a failure.
    pub(super) fn stop(mut self) -> Result<()> {
        self.end()
    }

    /// Starts it anew in the place of this process, at the same address: Ctrl-C then reaches the server itself,
    /// and nothing is left that could outlive it. Returns only when that fails.
    ///
    /// # Errors
    /// When the old one can't be stopped or the new one can't be started.
    pub(super) fn take_over(mut self, place: &Workplace, setting: &Setting) -> Result<End> {
        self.end()?;
        let address = self.url.trim_start_matches("http://");
        Err(serve(address, place, setting)?.exec()).context("the server could not be started again")
    }

    fn end(&mut self) -> Result<()> {
        // The standard library can only kill; `kill` is part of every POSIX shell.
        let id = self.child.id().to_string();
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status();
        ensure!(
            asked.context("`sh` could not be started")?.success(),
            "the server could not be asked to end"
        );
        let status = self.child.wait().context("the server did not end")?;
        if let Some(log) = self.log.take() {
            drop(log.join());
        }
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both do nothing to a server that has ended and was waited for.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The server as a command, said aloud. Its standard input, which it does not read, is the lock file: so the lock
/// lives as long as the server, and no second main job removes the folder under it.
fn serve(address: &str, place: &Workplace, setting: &Setting) -> Result<Command> {
    let words = ["serve", "--listen", address, "--database", DATABASE];
    println!("$ {}", Line::new(PROGRAM).args(words));
    let mut command = Command::new(PROGRAM);
    command.args(words);
    let mut command = setting.place(command);
    command.stdin(place.lock_handle()?);
    Ok(command)
}

/// The usual port, or 0 (any) where something else has it.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, USUAL_PORT)).map_or(0, |_| USUAL_PORT)
}

fn ready(output: &mut BufReader<ChildStdout>) -> Result<String> {
    let mut line = String::new();
    while output.read_line(&mut line).context("the server's output could not be read")? > 0 {
        if let Some(url) = url_in(&line) {
            return Ok(url);
        }
        line.clear();
    }
    bail!("the server ended before it answered")
}

fn url_in(line: &str) -> Option<String> {
    let (_, address) = line.split_once(READY)?;
    Some(format!("http://{}", address.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_line_that_says_the_server_is_ready() {
        let line = "homing-server listening on http://127.0.0.1:41234\n";
        assert_eq!(url_in(line).as_deref(), Some("http://127.0.0.1:41234"));
        assert_eq!(url_in("homing-server 0.1.0\n"), None);
    }
}
