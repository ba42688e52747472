//! How the answer is to be written: what holds for every command, also for a line that can't be parsed.

use std::ffi::OsString;

use clap::{Args, ColorChoice};

use crate::secret_input::Descriptor;

/// What every command takes, before its name or after it.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Wishes {
    /// Write the result, or the error, as one line of JSON on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,

    /// Read the passphrase of the encrypted credential file from this file descriptor
    #[arg(long, global = true, value_name = "N")]
    pub(crate) passphrase_fd: Option<Descriptor>,
}

impl Wishes {
    /// What a line asks for, whether or not the rest of it makes sense: its refusal is written as wished too.
    pub(crate) fn of(line: &[OsString]) -> (bool, ColorChoice) {
        let words = || line.iter().skip(1).map_while(|word| word.to_str().filter(|word| *word != "--"));
        let named = words().find_map(|word| word.strip_prefix("--color="));
        let color = named.or_else(|| words().skip_while(|word| *word != "--color").nth(1));
        let color = match color {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => ColorChoice::Auto,
        };
        (words().any(|word| word == "--json"), color)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> (bool, ColorChoice) {
        Wishes::of(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn a_line_that_makes_no_sense_still_says_how_its_refusal_is_to_be_written() {
        assert_eq!(of(&["homing", "nonsense", "--json", "--color=never"]), (true, ColorChoice::Never));
        assert_eq!(of(&["homing", "--color", "always", "--nonsense"]), (false, ColorChoice::Always));
        assert_eq!(of(&["homing", "--color", "sometimes"]), (false, ColorChoice::Auto));
    }

    #[test]
    fn what_stands_behind_two_dashes_is_a_description() {
        assert_eq!(of(&["homing", "start", "--", "--json", "--color=never"]), (false, ColorChoice::Auto));
    }
}
