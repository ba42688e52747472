//! A line typed at a real terminal, by someone who answers its questions, or loses patience.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result, ensure};
use regex::Regex;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::{Line, Said};
use crate::{PATIENCE, program};

/// What a person does at a question.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// Types this, where the terminal shows nothing of it.
    Types(&'static str),
    /// Types this, and sees it.
    Answers(&'static str),
    /// Sends this signal from somewhere else.
    Sends(&'static str),
}

impl Line {
    /// Types it at a terminal of its own, and does what is said at each of its questions. Its echo must be on again
    /// at the end.
    ///
    /// # Errors
    /// As [`Line::run`].
    pub fn at_a_terminal(self, questions: &[(&str, Then)]) -> Result<Said> {
        let mut words = self.before.clone();
        words.push(program::path_of(self.program)?.into());
        words.extend(self.arguments.iter().cloned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(&self.folder).env_clear();
        command.envs(self.environment.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))));
        at_a_terminal(command, questions)
    }
}

/// As [`Line::at_a_terminal`], of any command with an environment of its own.
///
/// # Errors
/// As [`Line::run`].
#[expect(clippy::needless_pass_by_value, reason = "the command is used up")]
pub fn at_a_terminal(command: Command, questions: &[(&str, Then)]) -> Result<Said> {
    let (keyboard, terminal) = terminal()?;
    let mut session = Command::new("setsid");
    // A session of its own, in which this terminal is the one that rules; the process stays the same one.
    session.arg("--ctty").arg(command.get_program()).args(command.get_args()).env_clear();
    session.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    session.env("TERM", "xterm");
    if let Some(folder) = command.get_current_dir() {
        session.current_dir(folder);
    }
    session.stdin(terminal.try_clone()?).stdout(Stdio::piped()).stderr(terminal);
    let mut child = session.spawn()?;
    // With it go the ends of the terminal that were kept for the child: its end is seen then.
    drop(session);
    let (ended, is_ended) = mpsc::channel::<()>();
    let process = child.id().to_string();
    let watchdog = thread::spawn({
        let process = process.clone();
        move || {
            if is_ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                signal("KILL", &process).ok();
            }
        }
    });
    let said = talk(keyboard, &mut child, &process, questions);
    drop(ended);
    watchdog.join().map_err(|_| anyhow::anyhow!("the watchdog failed"))?;
    said
}

fn talk(mut keyboard: File, child: &mut Child, process: &str, questions: &[(&str, Then)]) -> Result<Said> {
    let mut screen = Vec::new();
    for (question, then) in questions {
        while !screen.ends_with(question.as_bytes()) {
            let mut byte = [0];
            keyboard.read_exact(&mut byte).with_context(|| {
                format!("{question:?} was not asked: {}", String::from_utf8_lossy(&screen))
            })?;
            screen.push(byte[0]);
        }
        // The echo goes right after the question came.
        while !matches!(then, Then::Answers(_)) && echoes(&keyboard)? {
            thread::yield_now();
        }
        match then {
            Then::Types(text) | Then::Answers(text) => keyboard.write_all(text.as_bytes())?,
            Then::Sends(name) => signal(name, process)?,
        }
    }
    let mut chunk = [0; 1024];
    // The terminal says that it has no other end any more once the program has gone.
    while let Ok(read @ 1..) = keyboard.read(&mut chunk) {
        screen.extend_from_slice(&chunk[..read]);
    }
    let mut answer = String::new();
    child.stdout.take().context("no output")?.read_to_string(&mut answer)?;
    let code = child.wait()?.code();
    ensure!(echoes(&keyboard)?, "the terminal was left without its echo");
    Ok(Said { code, answer, message: plain(&String::from_utf8(screen)?)?, then: None })
}

fn terminal() -> Result<(File, File)> {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&keyboard)?;
    unlockpt(&keyboard)?;
    let name = ptsname(&keyboard, vec![])?.into_string()?;
    let terminal = OpenOptions::new().read(true).write(true).open(name)?;
    Ok((keyboard.into(), terminal))
}

fn echoes(keyboard: &File) -> Result<bool> {
    Ok(tcgetattr(keyboard)?.local_modes.contains(LocalModes::ECHO))
}

/// Sends a signal to a process.
///
/// # Errors
/// There is no such process.
pub fn signal(name: &str, process: &str) -> Result<()> {
    let sent = Command::new("kill").args([&format!("-{name}"), process]).status()?;
    ensure!(sent.success(), "process {process} is not there");
    Ok(())
}

/// What a person sees of it: a line that was taken away is not seen.
fn plain(screen: &str) -> Result<String> {
    let screen = Regex::new(r"[^\n]*\x1b\[2K")?.replace_all(screen, "");
    let screen = Regex::new(r"\x1b\[[0-9;?]*[A-Za-z]")?.replace_all(&screen, "");
    Ok(screen.replace('\r', ""))
}
