//! A server for one run: its own data file, one account, a free port, and limits that the run does not meet
//! (what they do is tested beside the server).

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Those of the contract's own example, so that a request made of it signs in. The account lives for one run
/// in a folder of its own.
const NAME: &str = "anna";
const PASSWORD: &str = "one that nobody guesses";
/// Enough for any run.
const PLENTY: &str = "1000000";

/// A running server; killed when it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Makes the account, starts the server, and waits until it says that it answers.
    ///
    /// # Errors
    /// When either ends otherwise; the server's log is in `folder`.
    pub(super) fn start(programs: &Path, folder: &Path) -> Result<Self> {
        let command = || {
            let mut command = Command::new(programs.join("homing-server"));
            // What the person has set for a server of their own is not meant for this one.
            command.env_clear().env("HOME", folder).current_dir(folder);
            command
        };
        let mut adding = command();
        adding.args(["user", "add", NAME, "--database", "server.sqlite"]);
        let mut adding =
            adding.stdin(Stdio::piped()).spawn().context("homing-server could not be started")?;
        let password = adding.stdin.take().context("homing-server takes no password")?;
        writeln!(&password, "{PASSWORD}").context("homing-server did not read the password")?;
        drop(password);
        ensure!(adding.wait()?.success(), "the account could not be made");

        let log = File::create(folder.join("server.log")).context("the server's log could not be made")?;
        let mut serving = command();
        serving.args(["serve", "--listen", "127.0.0.1:0", "--database", "server.sqlite"]);
        serving.args(["--access-token-seconds", "86400"]);
        for limit in ["syncs", "logins", "refreshes"] {
            serving.args([&format!("--limits-{limit}-per-minute"), PLENTY]);
        }
        let child = serving.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
        let mut server =
            Self { child: child.context("homing-server could not be started")?, address: String::new() };
        let output = server.child.stdout.take().context("the server has no standard output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).context("the server's output could not be read")?;
        let (_, address) = line.split_once("listening on http://").context("the server does not answer")?;
        server.address = address.trim_end().to_owned();
        Ok(server)
    }

    /// Its address as a URL.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new access token.
    ///
    /// # Errors
    /// When the server gives none.
    pub(super) fn sign_in(&self) -> Result<String> {
        let body = json!({"name": NAME, "password": PASSWORD}).to_string();
        let mut stream = TcpStream::connect(&self.address).context("the server can't be reached")?;
        write!(
            stream,
            "POST /v1/auth/login HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).context("the server broke off")?;
        let (_, body) = answer.split_once("\r\n\r\n").context("the server's answer has no body")?;
        let session: Value = serde_json::from_str(body).context("the server's answer is no JSON")?;
        session["access_token"].as_str().map(str::to_owned).context("the server did not let the account in")
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// When it can't be asked, or ends badly.
    pub(super) fn stop(mut self) -> Result<()> {
        // The standard library can only kill; `kill` is part of every POSIX shell.
        let id = self.child.id().to_string();
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status();
        ensure!(
            asked.context("`sh` could not be started")?.success(),
            "the server could not be asked to end"
        );
        let status = self.child.wait().context("the server did not end")?;
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
