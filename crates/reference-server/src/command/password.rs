//! Asking for a new password: twice at a terminal, else the first line of standard input.

use std::io::{self, BufRead, IsTerminal};

use secrecy::{ExposeSecret, SecretString};

/// No password was given.
#[derive(Debug, thiserror::Error)]
pub(super) enum PasswordInputError {
    /// The two at the terminal differ.
    #[error("The two passwords differ. Nothing was changed; run the command again.")]
    Differ,
    /// Nothing could be read.
    #[error("No password could be read. Nothing was changed.")]
    Read(#[source] io::Error),
}

/// A new password.
pub(super) fn new_password() -> Result<SecretString, PasswordInputError> {
    if !io::stdin().is_terminal() {
        return first_line(&mut io::stdin().lock());
    }
    let ask = |prompt| rpassword::prompt_password(prompt).map(SecretString::from);
    let password = ask("Password: ").map_err(PasswordInputError::Read)?;
    let again = ask("The same password again: ").map_err(PasswordInputError::Read)?;
    if password.expose_secret() == again.expose_secret() {
        Ok(password)
    } else {
        Err(PasswordInputError::Differ)
    }
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
