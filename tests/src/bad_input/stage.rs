//! A machine for one case: something is recorded on it already, which must be there afterwards too.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use super::database::{Held, sql};
use super::{Answer, Hostile, Line, Request};
use crate::{NAME, PASSPHRASE, PASSWORD};

/// What is recorded before any case begins.
const RECORDED: &str = "harbour survey";

/// Machines to copy: making one costs several processes, copying one a few files.
#[derive(Debug)]
pub struct Templates {
    folder: TempDir,
}

/// The machine of one case. Its folders go with it.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    number: u16,
    hostile: Hostile,
    url: String,
    kept: Vec<(PathBuf, Vec<u8>)>,
    unlooked: bool,
}

impl Templates {
    /// A machine where one entry is recorded, and a copy of it where someone is signed in and all is sent.
    ///
    /// # Errors
    /// One of the steps fails.
    pub fn new(hostile: &Hostile) -> Result<Self> {
        let templates = Self { folder: TempDir::with_prefix("homing-templates-")? };
        let plain = Stage::bare(0, hostile)?;
        plain.homing(&["start", RECORDED]).run()?.with_code(0)?;
        plain.homing(&["stop"]).run()?.with_code(0)?;
        copy(plain.path(""), &templates.folder.path().join("plain"))?;
        plain.sign_in()?.with_code(0)?;
        plain.homing_unlocked(&["sync"]).run()?.with_code(0)?;
        copy(plain.path(""), &templates.folder.path().join("signed-in"))?;
        Ok(templates)
    }

    pub(super) fn stage(&self, number: u16, hostile: &Hostile) -> Result<Stage> {
        let stage = Stage::bare(number, hostile)?;
        stage.become_copy_of(&self.folder.path().join("plain"))?;
        fs::create_dir(stage.path("templates"))?;
        std::os::unix::fs::symlink(self.folder.path().join("signed-in"), stage.path("templates/signed-in"))?;
        Ok(stage)
    }
}

impl Stage {
    fn bare(number: u16, hostile: &Hostile) -> Result<Self> {
        let (hostile, url) = (hostile.clone(), hostile.url(number));
        let folder = TempDir::with_prefix("homing-case-")?;
        for name in ["home", "data", "config"] {
            fs::create_dir(folder.path().join(name))?;
        }
        fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n"))?;
        Ok(Self { folder, number, hostile, url, kept: Vec::new(), unlooked: false })
    }

    fn become_copy_of(&self, template: &Path) -> Result<()> {
        fs::remove_dir_all(self.path("data"))?;
        copy(template.join("data"), &self.path("data"))
    }

    /// Becomes a machine where someone is signed in and all is sent.
    ///
    /// # Errors
    /// It can't be copied.
    pub fn signed_in(&self) -> Result<()> {
        self.become_copy_of(&self.path("templates/signed-in"))
    }

    /// A path on this machine.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as a text, for an argument.
    #[must_use]
    pub fn at(&self, name: &str) -> String {
        self.path(name).to_string_lossy().into_owned()
    }

    /// The case's number.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }

    /// The address at which the server answers as badly as this case has told it to.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the server answers in this case; where that is `None`, it answers well.
    pub fn server_says(&self, script: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) {
        self.hostile.tell(self.number, script);
    }

    /// Where the data is.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.path("data/homing.db")
    }

    /// Runs a statement on the data, past Homing.
    ///
    /// # Errors
    /// SQLite refuses it.
    pub fn sql(&self, statement: &str) -> Result<()> {
        sql(&self.database(), statement)
    }

    /// Keeps everyone else from writing to the data until the value goes.
    ///
    /// # Errors
    /// Somebody writes.
    pub fn hold_for_writing(&self) -> Result<Held> {
        Held::new(&self.database())
    }

    /// Lets every user read all files of this machine, and change none.
    ///
    /// # Errors
    /// A right can't be given.
    pub fn open_to_others(&self) -> Result<()> {
        open(&self.path(""))
    }

    /// Takes the right to read a file, or to enter a folder, from every other user.
    ///
    /// # Errors
    /// It can't be taken.
    pub fn forbid(&self, name: &str) -> Result<()> {
        Ok(fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o700))?)
    }

    /// The one file of a folder whose name ends so, as a path on this machine.
    ///
    /// # Errors
    /// There is none.
    pub fn find(&self, folder: &str, end: &str) -> Result<String> {
        let names =
            fs::read_dir(self.path(folder))?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let name = names.into_iter().find(|name| name.ends_with(end)).context("no such file")?;
        Ok(format!("{folder}/{name}"))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// It can't be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<String> {
        fs::write(self.path(name), bytes)?;
        Ok(self.at(name))
    }

    /// Puts these bytes in the place of a file of Homing's. They must be there, unchanged, afterwards; nothing
    /// else is looked at then.
    ///
    /// # Errors
    /// They can't be written.
    pub fn spoil(&mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Result<()> {
        let bytes = bytes.into();
        let path = self.path(name);
        fs::write(&path, &bytes)?;
        self.kept.push((path, bytes));
        Ok(())
    }

    /// For a case whose data is nowhere that could be looked at afterwards.
    pub fn look_at_nothing(&mut self) {
        self.unlooked = true;
    }

    /// A line with `homing`.
    #[must_use]
    pub fn homing<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Line {
        self.line("homing", arguments)
    }

    /// A line with `homing` that gets the passphrase of the credential file.
    #[must_use]
    pub fn homing_unlocked<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Line {
        Line { passphrase: Some(self.path("passphrase")), ..self.line("homing", arguments) }
    }

    /// A line with `homing-server`.
    #[must_use]
    pub fn server<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Line {
        self.line("homing-server", arguments)
    }

    /// `homing login` at this case's server.
    ///
    /// # Errors
    /// As [`Line::run`].
    pub fn sign_in(&self) -> Result<super::Said> {
        let login = ["login", "--server", &self.url, "--user", NAME, "--store", "file", "--password-stdin"];
        self.homing_unlocked(&login).input(format!("{PASSWORD}\n")).run()
    }

    fn line<S: AsRef<std::ffi::OsStr>>(&self, program: &'static str, arguments: &[S]) -> Line {
        let text = |text: &str| Some(OsString::from(text));
        let path = |name: &str| Some(self.path(name).into_os_string());
        let environment = vec![
            ("PATH".into(), std::env::var_os("PATH")),
            ("HOME".into(), path("home")),
            ("TZ".into(), text("Europe/Berlin")),
            ("LANG".into(), text("C.UTF-8")),
            ("HOMING_DATA_DIR".into(), path("data")),
            ("HOMING_CONFIG_DIR".into(), path("config")),
        ];
        Line {
            program,
            arguments: arguments.iter().map(|argument| argument.as_ref().to_owned()).collect(),
            folder: self.path(""),
            environment,
            passphrase: None,
            before: Vec::new(),
            input: None,
            output: None,
        }
    }

    /// How many changes wait, and how many need a person.
    ///
    /// # Errors
    /// `homing status` does not say.
    pub fn counts(&self) -> Result<(u64, u64)> {
        let status: Value =
            serde_json::from_str(&self.homing(&["status", "--json"]).run()?.with_code(0)?.answer)?;
        let count = |name: &str| status["counts"][name].as_u64().context("no count");
        Ok((count("waiting")?, count("attention")?))
    }

    /// Fails where something was lost: what was recorded before the case, or the bytes that it put there.
    ///
    /// # Errors
    /// It was.
    pub(super) fn nothing_is_lost(&self) -> Result<()> {
        for (path, bytes) in &self.kept {
            ensure!(fs::read(path)? == *bytes, "{} was changed", path.display());
        }
        if self.unlooked || !self.kept.is_empty() {
            return Ok(());
        }
        fs::remove_dir_all(self.path("config"))?;
        let log = self.homing(&["log", "--all", "--json"]).run()?.with_code(0)?;
        ensure!(log.answer.contains(RECORDED), "what was recorded before is gone: {}", log.answer);
        Ok(())
    }
}

fn copy(from: impl AsRef<Path>, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn open(folder: &Path) -> Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open(&entry.path())?;
        } else if entry.file_type()?.is_file() {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o644))?;
        }
    }
    Ok(())
}
