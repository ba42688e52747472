//! `homing` as a person at a terminal uses it: one command after the other, on one data folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::bad_input::{Said, Then, age_signs, at_a_terminal};
use crate::entries::Entries;
use crate::machine::Machine;
use crate::program::{self, Finished, Running};
use crate::window::Display;

/// Opens the file that is its first word on descriptor 3 and becomes the rest. The process stays the same one, so
/// that a signal meets `homing` itself.
const WITH_FILE_ON_3: &str = r#"exec 3<"$0"; exec "$@""#;

/// A passphrase of a test's own credential file: no secret, but recognisable in a file where it must not be.
pub const PASSPHRASE: &str = "quiet-anchor-passphrase";

/// Where the tokens of a sign-in go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The encrypted file; its passphrase comes by descriptor.
    File,
    /// The keychain of the session that the test runs in.
    Keychain,
}

/// A machine with `homing` on it. Its folders go with it.
#[derive(Debug)]
pub struct Client {
    folder: TempDir,
    keep: Keep,
    environment: Vec<(String, String)>,
}

/// What `homing sync --json` said.
#[derive(Debug)]
pub struct Synced {
    /// Tasks that the server acknowledged.
    pub sent: u64,
    /// Tasks that wait for a person.
    pub attention: u64,
    /// Tasks that wait to be sent.
    pub waiting: u64,
}

impl Client {
    /// A new machine.
    ///
    /// # Errors
    /// There is no room for its folders.
    pub fn new(keep: Keep) -> Result<Self> {
        let client = Self { folder: TempDir::with_prefix("homing-client-")?, keep, environment: Vec::new() };
        fs::create_dir(client.folder.path().join("home"))?;
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(client.passphrase_file())?;
        writeln!(file, "{PASSPHRASE}")?;
        Ok(client)
    }

    /// Where its own files are: database, locks, credentials.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where its `homing.toml` is.
    #[must_use]
    pub fn config_folder(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    /// Writes its `homing.toml`.
    ///
    /// # Errors
    /// It can't be written.
    pub fn configure(&self, text: &str) -> Result<()> {
        fs::create_dir_all(self.config_folder())?;
        Ok(fs::write(self.config_folder().join("homing.toml"), text)?)
    }

    /// The same machine, with a variable in its environment.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts a text into a file beside its data, and says where.
    ///
    /// # Errors
    /// It can't be written.
    pub fn file(&self, name: &str, text: &str) -> Result<String> {
        let path = self.folder.path().join(name);
        fs::write(&path, text)?;
        path.into_os_string().into_string().ok().context("the temporary folder has no UTF-8 name")
    }

    /// Runs a command to its end, with nothing to read.
    ///
    /// # Errors
    /// It can't be started or does not end. How it ends is the caller's to judge.
    pub async fn run(&self, arguments: &[&str]) -> Result<Finished> {
        program::run(self.command(arguments)?, "").await
    }

    /// The same where the programs see another life of the machine.
    ///
    /// # Errors
    /// As [`Client::run`].
    pub async fn run_on(&self, machine: &Machine, arguments: &[&str]) -> Result<Finished> {
        program::run(machine.around(&self.command(arguments)?), "").await
    }

    /// The same at a terminal of its own, by somebody who answers the questions.
    ///
    /// # Errors
    /// As [`Client::run`], and where a question is not asked.
    pub fn type_on(&self, machine: &Machine, arguments: &[&str], questions: &[(&str, Then)]) -> Result<Said> {
        let homing = self.at_home(Command::new(program::path_of("homing")?), arguments);
        at_a_terminal(machine.around(&homing).into_std(), questions)
    }

    /// As [`age_signs`].
    ///
    /// # Errors
    /// The data can't be changed.
    pub fn age_signs(&self, collection: &str, minutes: u32) -> Result<()> {
        let database = self.data_folder().join("homing.db");
        std::thread::scope(|scope| {
            // It has a runtime of its own, which no other may be around of.
            let aged = scope.spawn(|| age_signs(&database, collection, minutes)).join();
            aged.map_err(|_| anyhow::anyhow!("the signs of life were not changed"))?
        })
    }

    /// Runs a line as a person types it into a shell in this machine's folder, which knows `homing`.
    ///
    /// # Errors
    /// As [`Client::run`].
    pub async fn shell(&self, line: &str) -> Result<Finished> {
        let homing = program::path_of("homing")?;
        let homing = homing.to_str().context("the target folder has no UTF-8 name")?;
        let known = format!("homing() {{ '{homing}' --passphrase-fd 3 \"$@\" 3<passphrase; }}\n{line}");
        program::run(self.at_home(Command::new("sh"), &["-c", &known]), "").await
    }

    /// Runs a command whose caller forgot the passphrase, with nobody to ask.
    ///
    /// # Errors
    /// As [`Client::run`].
    pub async fn run_without_passphrase(&self, arguments: &[&str]) -> Result<Finished> {
        program::run(self.at_home(Command::new(program::path_of("homing")?), arguments), "").await
    }

    /// Starts the window where there is no display, and waits for its end.
    ///
    /// # Errors
    /// As [`Client::run`].
    pub async fn run_without_display(&self) -> Result<Finished> {
        program::run(self.at_home(Command::new(program::path_of("homing-desktop")?), &[]), "").await
    }

    /// Starts the window, and waits for its end, which a second one comes to by itself.
    ///
    /// # Errors
    /// As [`Client::run`].
    pub async fn run_on_display(&self, display: &Display) -> Result<Finished> {
        let mut command = self.at_home(Command::new(program::path_of("homing-desktop")?), &[]);
        command.env("DISPLAY", display.name());
        program::run(command, "").await
    }

    /// Runs a command that must end with 0.
    ///
    /// # Errors
    /// It ends otherwise.
    pub async fn done(&self, arguments: &[&str]) -> Result<Finished> {
        self.run(arguments).await?.with_code(0)
    }

    /// Starts a command and leaves it running.
    ///
    /// # Errors
    /// It can't be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        Running::start(self.command(arguments)?)
    }

    /// `homing login`, with the password on standard input.
    ///
    /// # Errors
    /// It can't be started or does not end.
    pub async fn login(&self, url: &str, name: &str, password: &str) -> Result<Finished> {
        self.login_with(url, name, password, &[]).await
    }

    /// The same with more arguments.
    ///
    /// # Errors
    /// As [`Client::login`].
    pub async fn login_with(&self, url: &str, name: &str, password: &str, more: &[&str]) -> Result<Finished> {
        let store = match self.keep {
            Keep::File => "file",
            Keep::Keychain => "keychain",
        };
        let fixed = ["login", "--server", url, "--user", name, "--store", store, "--password-stdin"];
        let arguments = [&fixed, more].concat();
        program::run(self.command(&arguments)?, &format!("{password}\n")).await
    }

    /// `homing sync --json`, which must end with 0.
    ///
    /// # Errors
    /// It ends otherwise.
    pub async fn sync(&self) -> Result<Synced> {
        Synced::read(&self.done(&["sync", "--json"]).await?.json()?)
    }

    /// What this machine says it holds.
    ///
    /// # Errors
    /// The listing fails or is none.
    pub async fn local(&self) -> Result<Entries> {
        Entries::read(&self.done(&["log", "--all", "--json"]).await?.json()?)
    }

    /// What this machine says that the server holds.
    ///
    /// # Errors
    /// The listing fails or is none.
    pub async fn remote(&self) -> Result<Entries> {
        Entries::read(&self.done(&["log", "--remote", "--json"]).await?.json()?)
    }

    fn passphrase_file(&self) -> PathBuf {
        self.folder.path().join("passphrase")
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let homing = program::path_of("homing")?;
        let command = match self.keep {
            Keep::File => {
                let mut command = Command::new("sh");
                command.args(["-c", WITH_FILE_ON_3]).arg(self.passphrase_file()).arg(homing);
                command.args(["--passphrase-fd", "3"]);
                command
            }
            Keep::Keychain => Command::new(homing),
        };
        Ok(self.at_home(command, arguments))
    }

    pub(crate) fn at_home(&self, mut command: Command, arguments: &[&str]) -> Command {
        let folder = |name: &str| self.folder.path().join(name);
        // Nothing of the person who runs the tests: neither their data nor their zone.
        command.args(arguments).current_dir(folder("")).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", folder("home")).env("TZ", "Europe/Berlin").env("LANG", "C.UTF-8");
        command.env("HOMING_DATA_DIR", folder("data")).env("HOMING_CONFIG_DIR", folder("config"));
        if self.keep == Keep::Keychain {
            pass_on(&mut command, "DBUS_SESSION_BUS_ADDRESS");
            pass_on(&mut command, "XDG_RUNTIME_DIR");
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl AsRef<Path> for Client {
    fn as_ref(&self) -> &Path {
        self.folder.path()
    }
}

impl Synced {
    /// Reads the answer of `homing sync --json`.
    ///
    /// # Errors
    /// A number is missing.
    pub fn read(json: &Value) -> Result<Self> {
        let number = |name: &str| json[name].as_u64().with_context(|| format!("no number {name} in {json}"));
        Ok(Self { sent: number("sent")?, attention: number("attention")?, waiting: number("waiting")? })
    }
}

fn pass_on(command: &mut Command, name: &str) {
    if let Some(value) = std::env::var_os(name) {
        command.env(name, value);
    }
}
