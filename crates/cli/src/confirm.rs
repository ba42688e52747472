//! Asking a person at a terminal. Never a script: what it must say has to be on the command line.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::error::CliError;
use crate::output::Output;
use crate::render::printable_lines;

/// Whether there is somebody who can be asked.
pub(crate) fn somebody(output: &Output<'_>) -> bool {
    !output.is_json() && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Goes on where a person says yes.
///
/// # Errors
/// [`CliError::YesNeeded`] where nobody can be asked, [`CliError::Declined`] where the answer is another one.
pub(crate) fn confirm(question: &str, output: &Output<'_>) -> Result<(), CliError> {
    if !somebody(output) {
        return Err(CliError::YesNeeded { question: question.to_owned() });
    }
    if is_yes(&ask(&format!("{question} [y/N]"))?) { Ok(()) } else { Err(CliError::Declined) }
}

/// The line that somebody types; an empty one at the end of the input.
///
/// # Errors
/// [`CliError::Declined`] where the terminal is gone.
pub(crate) fn ask(question: &str) -> Result<String, CliError> {
    let line = tokio::task::block_in_place(|| {
        write!(io::stderr(), "{} ", printable_lines(question))?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    line.map_err(|_| CliError::Declined)
}

fn is_yes(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for (line, yes) in
            [("y\n", true), ("Yes\n", true), ("\n", false), ("", false), ("yep\n", false), ("no\n", false)]
        {
            assert_eq!(is_yes(line), yes, "{line:?}");
        }
    }
}
