//! The exit codes: one table for the program, its help and its documentation.

/// How the program ends. Numbers from 65 on follow sysexits.h where it has one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum ExitCode {
    /// What was asked for is done.
    Done = 0,
    /// The command line can't be read.
    Usage = 2,
    /// Something that was given is not possible, or waits for a person.
    BadInput = 65,
    /// There is no good answer from the server.
    Unreachable = 69,
    /// A fault of the program.
    Internal = 70,
    /// Files fail.
    Data = 74,
    /// Another sync runs.
    SyncRunning = 75,
    /// Only a person can let it in.
    SignIn = 77,
    /// What is set up can't work.
    Configuration = 78,
    /// A person ended it.
    Interrupted = 130,
}

impl ExitCode {
    /// Every code, in ascending order.
    pub(crate) const ALL: [Self; 10] = [
        Self::Done,
        Self::Usage,
        Self::BadInput,
        Self::Unreachable,
        Self::Internal,
        Self::Data,
        Self::SyncRunning,
        Self::SignIn,
        Self::Configuration,
        Self::Interrupted,
    ];

    /// The number that the caller sees.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }

    /// What it means, for help and documentation.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Usage => "the command line is not understood",
            Self::BadInput => "the input makes no valid entry, or a task needs a person",
            Self::Unreachable => {
                "the server can't be reached, has trouble or asks to wait; everything waits here"
            }
            Self::Internal => "a fault of Homing itself",
            Self::Data => "a file or the data folder can't be read or written",
            Self::SyncRunning => "another sync is running",
            Self::SignIn => "a name, password or passphrase is wrong or missing, or a sign-in is needed",
            Self::Configuration => "the configuration, the server's address or this version can't be used",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.number())
    }
}

/// What stands below the help of the program.
pub(crate) fn help() -> String {
    let mut text = String::from("Exit codes:\n");
    for code in ExitCode::ALL {
        text.push_str(&format!("  {:>3}  {}\n", code.number(), code.meaning()));
    }
    text.push_str(
        "\nHOMING_DATA_DIR and HOMING_CONFIG_DIR name other folders; HOMING_LOG=debug writes what happens to \
         standard error.",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_exactly_these_codes() {
        let documented: Vec<_> =
            include_str!("../../../docs/cli.md").lines().filter_map(documented_code).collect();
        let known: Vec<_> =
            ExitCode::ALL.map(|code| (code.number().to_string(), code.meaning().to_owned())).into();
        assert_eq!(documented, known);
    }

    fn documented_code(line: &str) -> Option<(String, String)> {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        let (number, meaning) = (cells.next()?, cells.next()?);
        let is_code = !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit());
        is_code.then(|| (number.to_owned(), meaning.to_owned()))
    }

    #[test]
    fn the_help_lists_every_code() {
        let help = help();
        for code in ExitCode::ALL {
            assert!(help.contains(&format!("{:>3}  {}\n", code.number(), code.meaning())), "{code:?}");
        }
    }
}
