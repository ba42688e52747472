//! What the place where the answer is read can show: how wide it is, colours, letters beyond ASCII.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};

use anstream::AutoStream;
use anstyle::AnsiColor;
use clap::ColorChoice;

/// The place where a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    /// Columns of a terminal. None for a file or a pipe: there a line is as long as it needs.
    pub(crate) width: Option<u16>,
    /// Whether colours are wanted.
    pub(crate) colours: bool,
    /// Whether letters and marks beyond ASCII are shown as what they are.
    pub(crate) unicode: bool,
}

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something runs, or all is well.
    Good,
    /// Something waits.
    Waits,
    /// Something needs a person.
    Bad,
}

impl Screen {
    /// A file: as wide as it needs, no colours.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self { width: None, colours: false, unicode: true };

    /// What standard output is. `auto` heeds `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM`.
    pub(crate) fn of_results(wish: ColorChoice) -> Self {
        let stdout = io::stdout();
        let width = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
        let colours = colours(wish, || AutoStream::choice(&stdout));
        let named = |variable| std::env::var_os(variable);
        let unicode = cfg!(not(unix)) || is_utf8([named("LC_ALL"), named("LC_CTYPE"), named("LANG")]);
        Self { width: width.map(|(columns, _)| columns.0), colours, unicode }
    }

    /// Whether messages on standard error are coloured.
    pub(crate) fn messages_coloured(wish: ColorChoice) -> bool {
        colours(wish, || AutoStream::choice(&io::stderr()))
    }

    /// The text in its colour, where colours are wanted.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.colours {
            return text.to_owned();
        }
        let style = match tone {
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Waits => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default().bold(),
        };
        format!("{style}{text}{style:#}")
    }

    /// What stands where a text was cut.
    pub(crate) const fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }
}

fn colours(wish: ColorChoice, auto: impl FnOnce() -> anstream::ColorChoice) -> bool {
    match wish {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => auto() != anstream::ColorChoice::Never,
    }
}

/// Whether the first locale variable that is set names UTF-8.
fn is_utf8(variables: [Option<impl AsRef<OsStr>>; 3]) -> bool {
    let first = variables.into_iter().flatten().find(|value| !value.as_ref().is_empty());
    first.is_some_and(|locale| {
        let locale = locale.as_ref().to_string_lossy().to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_is_the_first_variable_that_is_set() {
        assert!(is_utf8([None, Some(""), Some("C.UTF-8")]));
        assert!(is_utf8([Some("de_DE.utf8"), None, Some("C")]));
        assert!(!is_utf8([Some("C"), None, Some("en_US.UTF-8")]));
        assert!(!is_utf8([None::<&str>, None, None]));
    }

    #[test]
    fn a_wish_for_colours_goes_before_what_the_terminal_is() {
        let (yes, no) = (|| anstream::ColorChoice::AlwaysAnsi, || anstream::ColorChoice::Never);
        assert!(colours(ColorChoice::Always, no) && colours(ColorChoice::Auto, yes));
        assert!(!colours(ColorChoice::Never, yes) && !colours(ColorChoice::Auto, no));
    }

    #[test]
    fn nothing_is_painted_where_no_colours_are_wanted() {
        assert_eq!(Screen::PLAIN.paint(Tone::Bad, "2 changes"), "2 changes");
        let colourful = Screen { colours: true, ..Screen::PLAIN };
        assert_eq!(colourful.paint(Tone::Good, "all"), "\u{1b}[32mall\u{1b}[0m");
    }
}
