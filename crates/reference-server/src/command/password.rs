//! Asking for a new password: twice at a terminal, else the first line of standard input. Never from the
//! command line, where other users of the machine could read it.

use std::io::{self, BufRead, IsTerminal, Write as _};

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::oneshot;

use super::signals::{self, StopSignal};

/// No password was given.
#[derive(Debug, thiserror::Error)]
pub(super) enum PasswordInputError {
    /// The two at the terminal differ.
    #[error("The two passwords differ. Nothing was changed; run the command again.")]
    Differ,
    /// Nothing could be read.
    #[error("No password could be read. Nothing was changed.")]
    Read(#[source] io::Error),
    /// A signal came instead.
    #[error("Interrupted. Nothing was changed.")]
    Interrupted(StopSignal),
}

/// A new password.
pub(super) async fn new_password() -> Result<SecretString, PasswordInputError> {
    let stop = signals::stop().map_err(PasswordInputError::Read)?;
    let terminal = Terminal::note();
    let (tell, told) = oneshot::channel();
    // A thread of its own: reading can't be cancelled, and one of the runtime's would hold up its end.
    std::thread::spawn(move || {
        // Nobody listens any more where a signal came first.
        let _ = tell.send(read());
    });
    tokio::select! {
        signal = stop => {
            terminal.restore();
            Err(PasswordInputError::Interrupted(signal))
        }
        password = told => {
            password.map_err(|gone| PasswordInputError::Read(io::Error::other(gone)))?
        }
    }
}

fn read() -> Result<SecretString, PasswordInputError> {
    if !io::stdin().is_terminal() {
        return first_line(&mut io::stdin().lock());
    }
    let password = ask("Password: ")?;
    let again = ask("The same password again: ")?;
    if password.expose_secret() == again.expose_secret() {
        Ok(password)
    } else {
        Err(PasswordInputError::Differ)
    }
}

/// While it asks, Ctrl-C is a key and no signal; just before and after, it is a signal.
fn ask(prompt: &str) -> Result<SecretString, PasswordInputError> {
    rpassword::prompt_password(prompt).map(SecretString::from).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => PasswordInputError::Interrupted(StopSignal::Interrupt),
        _ => PasswordInputError::Read(error),
    })
}

/// The first line, without its end; spaces belong to it.
fn first_line(input: &mut impl BufRead) -> Result<SecretString, PasswordInputError> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(PasswordInputError::Read)?;
    if line.ends_with('\n') {
        line.pop();
        if line.ends_with('\r') {
            line.pop();
        }
    }
    Ok(SecretString::from(line))
}

/// How the terminal was before its echo was turned off: a signal at the prompt would leave it so.
struct Terminal {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Terminal {
    #[cfg(unix)]
    fn note() -> Self {
        Self { before: rustix::termios::tcgetattr(io::stdin()).ok() }
    }

    #[cfg(unix)]
    fn restore(&self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(before) = &self.before {
            // Where it fails the terminal is gone, and its echo with it.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, before);
            // The sentence that follows begins on a line of its own.
            let _ = writeln!(io::stderr());
        }
    }

    #[cfg(not(unix))]
    fn note() -> Self {
        Self {}
    }

    #[cfg(not(unix))]
    fn restore(&self) {}
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_first_line_is_taken_without_its_end_and_with_its_spaces() {
        for (input, password) in
            [("a b \nrest", "a b "), ("a\r\n", "a"), ("a\r", "a\r"), ("a", "a"), ("", "")]
        {
            let line = first_line(&mut input.as_bytes()).unwrap();
            assert_eq!(line.expose_secret(), password, "{input:?}");
        }
    }
}
