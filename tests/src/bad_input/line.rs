//! One line typed on a case's machine, and what it said.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::machine::Machine;
use crate::program;

/// Ends a program that hangs. Far above what any line takes; it measures nothing.
const PATIENCE_SECONDS: &str = "120";

/// Becomes the program that comes after the first two words, with a file on descriptor 3.
const WITH_FILE_ON_3: &str = r#"exec 3<"$0"; exec "$@""#;

/// A line that is about to be typed.
#[derive(Debug)]
pub struct Line {
    pub(super) program: &'static str,
    pub(super) arguments: Vec<OsString>,
    pub(super) folder: std::path::PathBuf,
    pub(super) environment: Vec<(OsString, Option<OsString>)>,
    pub(super) passphrase: Option<std::path::PathBuf>,
    pub(super) before: Vec<OsString>,
    pub(super) input: Option<Vec<u8>>,
    pub(super) output: Option<File>,
}

/// What a program said, and how it ended.
#[derive(Debug)]
pub struct Said {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub answer: String,
    /// Its standard error.
    pub message: String,
    /// What a case saw afterwards, for the page.
    pub then: Option<String>,
}

impl Line {
    /// With this in the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), Some(value.into())));
        self
    }

    /// Without this in the environment.
    #[must_use]
    pub fn without_env(mut self, name: &str) -> Self {
        self.environment.push((name.into(), None));
        self
    }

    /// With this to read.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// Without the passphrase on descriptor 3.
    #[must_use]
    pub fn without_passphrase(mut self) -> Self {
        self.passphrase = None;
        self
    }

    /// With its standard output going there.
    ///
    /// # Errors
    /// It can't be opened.
    pub fn output_to(mut self, path: &Path) -> Result<Self> {
        self.output = Some(File::options().write(true).open(path)?);
        Ok(self)
    }

    /// Within a shell script that ends in `exec "$@"`, or a program that takes another one.
    #[must_use]
    pub fn within(mut self, words: &[&str]) -> Self {
        let mut before: Vec<OsString> = words.iter().map(OsString::from).collect();
        before.append(&mut self.before);
        self.before = before;
        self
    }

    /// Within `sh -c SCRIPT`, which must end in `exec "$@"`.
    #[must_use]
    pub fn within_script(self, script: &str) -> Self {
        self.within(&["sh", "-c", script, "sh"])
    }

    /// Where the programs see this life of the machine.
    #[must_use]
    pub fn on(mut self, machine: &Machine) -> Self {
        self.before.splice(..0, machine.words().iter().cloned());
        self
    }

    /// As a user who owns nothing on this machine.
    #[must_use]
    pub fn as_another_user(self) -> Self {
        self.within(&["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
    }

    /// Types it and waits for its end.
    ///
    /// # Errors
    /// It can't be started, does not end, or says what is no text.
    pub fn run(self) -> Result<Said> {
        let path = program::path_of(self.program)?;
        let mut words: Vec<OsString> = vec!["timeout".into(), "--foreground".into(), PATIENCE_SECONDS.into()];
        words.extend(self.before);
        if let Some(file) = self.passphrase {
            words.extend(["sh".into(), "-c".into(), WITH_FILE_ON_3.into(), file.into()]);
            words.extend([path.into(), "--passphrase-fd".into(), "3".into()]);
        } else {
            words.push(path.into());
        }
        words.extend(self.arguments);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(self.folder).env_clear();
        for (name, value) in self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(self.output.map_or_else(Stdio::piped, Stdio::from)).stderr(Stdio::piped());
        let mut child = command.spawn().context("a line could not be started")?;
        let feeder = child.stdin.take().zip(self.input).map(|(mut stdin, input)| {
            std::thread::spawn(move || match stdin.write_all(&input) {
                // It ended without reading to the end. How it ended says more.
                Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
                _ => Ok(()),
            })
        });
        let output = child.wait_with_output()?;
        if let Some(feeder) = feeder {
            feeder.join().map_err(|_| anyhow::anyhow!("the input was not written"))??;
        }
        let text = |bytes| String::from_utf8(bytes).context("a program wrote something that is no UTF-8");
        let code = output.status.code();
        ensure!(code != Some(124), "the line did not end");
        Ok(Said { code, answer: text(output.stdout)?, message: text(output.stderr)?, then: None })
    }
}

impl Said {
    /// All that a person reads.
    #[must_use]
    pub fn all(&self) -> String {
        [self.message.trim_end(), self.answer.trim_end()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Itself, if it told what it tells on any other day; that itself is cut short for the page.
    ///
    /// # Errors
    /// It did not.
    pub fn with_everything(mut self) -> Result<Self> {
        let usual = ["harbour survey", "1 unsent change", "Unsent       1 change"];
        ensure!(usual.iter().any(|text| self.answer.contains(text)), "not everything: {}", self.all());
        self.answer = "(the answer, as ever)".to_owned();
        Ok(self)
    }

    /// With what was seen afterwards.
    #[must_use]
    pub fn then(mut self, seen: impl Into<String>) -> Self {
        self.then = Some(seen.into());
        self
    }

    /// Itself, if it ended with this code: for the steps before the one that counts.
    ///
    /// # Errors
    /// It ended otherwise.
    pub fn with_code(self, code: i32) -> Result<Self> {
        ensure!(self.code == Some(code), "a step ended with {:?}, not {code}: {}", self.code, self.all());
        Ok(self)
    }
}
