//! Where lines run, and running them: folder, programs and variables.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, ensure};

use super::line::{Line, quoted};

/// Where lines run: a folder, a folder with programs, and variables.
#[derive(Debug)]
pub(crate) struct Setting {
    folder: String,
    programs: String,
    variables: Vec<(String, String)>,
}

impl Setting {
    /// Lines run in `folder`, find their program in `programs` first, and have these variables.
    pub(crate) fn new(folder: &str, programs: &str, variables: &[(&str, String)]) -> Self {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { folder: folder.to_owned(), programs: programs.to_owned(), variables }
    }

    /// The lines that a person types first to be in this setting.
    pub(crate) fn opening(&self) -> String {
        let export = |(name, value): &(String, String)| format!("$ export {name}={}\n", quoted(value));
        let exports: String = self.variables.iter().map(export).collect();
        let (folder, programs) = (quoted(&self.folder), quoted(&self.programs));
        format!("$ cd {folder}\n{exports}$ export PATH={programs}:\"$PATH\"")
    }

    /// `line` as one whole that works in any folder, with no setting around it.
    pub(crate) fn whole(&self, line: &Line) -> String {
        let assignment = |(name, value): &(String, String)| format!("{name}={} ", quoted(value));
        let assignments: String = self.variables.iter().map(assignment).collect();
        let mut line = line.clone();
        if let Some(program) = line.words.first_mut() {
            *program = format!("{}/{program}", self.programs);
        }
        for (_, file) in &mut line.inputs {
            *file = format!("{}/{file}", self.folder);
        }
        format!("{assignments}{line}")
    }

    /// Prints the line and runs it before the person's eyes.
    ///
    /// # Errors
    /// When it can't be started, or ends with anything but success.
    pub(crate) fn run(&self, line: &Line) -> Result<()> {
        println!("$ {line}");
        let status = self.status(line)?;
        ensure!(status.success(), "this command ended with {status}: {line}");
        Ok(())
    }

    /// Runs the line before the person's eyes, however it ends.
    ///
    /// # Errors
    /// When it can't be started.
    pub(crate) fn status(&self, line: &Line) -> Result<ExitStatus> {
        self.command(line).status().with_context(|| format!("`sh` could not start: {line}"))
    }

    /// Prints the line, runs it, and returns what it wrote to its standard output.
    ///
    /// # Errors
    /// As [`Setting::run`], and when the output is not UTF-8.
    pub(crate) fn capture(&self, line: &Line) -> Result<String> {
        println!("$ {line}");
        let mut command = self.command(line);
        let output = command.stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("`sh` could not start: {line}"))?;
        ensure!(output.status.success(), "this command ended with {}: {line}", output.status);
        String::from_utf8(output.stdout).with_context(|| format!("the output is not UTF-8: {line}"))
    }

    /// Any command, in this setting. Nothing may wait for a person: standard input is empty unless said otherwise.
    pub(crate) fn place(&self, mut command: Command) -> Command {
        let mut path = OsString::from(&self.programs);
        if let Some(inherited) = env::var_os("PATH") {
            path.push(":");
            path.push(inherited);
        }
        command.current_dir(&self.folder).stdin(Stdio::null()).env("PATH", path);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn command(&self, line: &Line) -> Command {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(line.to_string());
        self.place(shell)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn setting() -> Setting {
        Setting::new("/", "/no such folder", &[("HOMING_WORD", "it's $HOME".to_owned())])
    }

    #[test]
    fn a_whole_line_names_every_folder_itself() {
        let setting = Setting::new("/t/main job", "/t/debug", &[("HOMING_DATA_DIR", "/t/data".to_owned())]);
        let line = Line::new("homing").args(["sync"]).input(3, "key");
        assert_eq!(setting.whole(&line), "HOMING_DATA_DIR=/t/data /t/debug/homing sync 3<'/t/main job/key'");
    }

    #[test]
    fn the_opening_puts_a_person_into_the_setting() {
        let opening =
            "$ cd /\n$ export HOMING_WORD='it'\\''s $HOME'\n$ export PATH='/no such folder':\"$PATH\"";
        assert_eq!(setting().opening(), opening);
    }

    #[test]
    fn the_shell_gets_back_every_word_and_variable_as_it_was() {
        let words = ["", "two words", "it's", "$HOME `id` \\ \"q\" *", "a=b", "~", "-n", "new\nline"];
        let read = setting().capture(&Line::new("printf").args(["[%s]"]).args(words)).unwrap();
        assert_eq!(read, words.map(|word| format!("[{word}]")).concat());

        let read = setting().capture(&Line::new("printenv").args(["HOMING_WORD"])).unwrap();
        assert_eq!(read, "it's $HOME\n");
    }

    #[test]
    fn a_failing_command_is_an_error_that_names_it() {
        let error = setting().run(&Line::new("false")).unwrap_err();
        assert!(error.to_string().contains("false"), "{error}");
    }
}
