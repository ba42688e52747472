//! Asking a person for a yes. Never a script: without a terminal the yes must be on the command line.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::error::CliError;
use crate::output::Output;
use crate::render::printable_lines;

/// Goes on where a person says yes.
///
/// # Errors
/// [`CliError::YesNeeded`] where nobody can be asked, [`CliError::Declined`] where the answer is another one.
pub(crate) fn confirm(question: &str, output: &Output<'_>) -> Result<(), CliError> {
    let somebody = io::stdin().is_terminal() && io::stderr().is_terminal();
    if output.is_json() || !somebody {
        return Err(CliError::YesNeeded { question: question.to_owned() });
    }
    let answer = tokio::task::block_in_place(|| {
        write!(io::stderr(), "{} [y/N] ", printable_lines(question))?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    match answer {
        Ok(line) if is_yes(&line) => Ok(()),
        _ => Err(CliError::Declined),
    }
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
