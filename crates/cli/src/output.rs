//! Where answers and messages go: answers to standard output, everything else to standard error.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use crate::explain::Explained;
use crate::render::printable_lines;
use crate::screen::Screen;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For a person.
    Text,
    /// One line of JSON, for a script.
    Json,
}

/// The two streams. A reader that went away (`homing log | head -1`) is no error: the rest is not written.
pub(crate) struct Output<'a> {
    results: Option<&'a mut dyn Write>,
    messages: &'a mut dyn Write,
    format: Format,
    screen: Screen,
}

impl<'a> Output<'a> {
    /// Writes answers and messages to these.
    pub(crate) fn new(
        results: &'a mut dyn Write,
        messages: &'a mut dyn Write,
        format: Format,
        screen: Screen,
    ) -> Self {
        Self { results: Some(results), messages, format, screen }
    }

    /// Whether the answer is wanted as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether answers are read at a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.screen.width.is_some()
    }

    /// Whether there is still someone who reads the answers, as far as is known.
    pub(crate) fn is_read(&self) -> bool {
        self.results.is_some()
    }

    /// Answers, as JSON or as text, whichever is wanted.
    ///
    /// # Errors
    /// Where it can't be written, other than for a reader that went away.
    pub(crate) fn answer<J: Serialize>(
        &mut self,
        json: impl FnOnce() -> J,
        text: impl FnOnce(&Screen) -> String,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => self.result(&serde_json::to_string(&json())?),
            Format::Text => self.result(&text(&self.screen)),
        }
    }

    /// Writes a line, or several, of the answer as they are.
    ///
    /// # Errors
    /// As [`Output::answer`].
    pub(crate) fn result(&mut self, text: &str) -> io::Result<()> {
        let Some(results) = &mut self.results else { return Ok(()) };
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let written = results.write_all(format!("{text}{end}").as_bytes()).and_then(|()| results.flush());
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.results = None;
                Ok(())
            }
            written => written,
        }
    }

    /// Tells a person something that is no part of the answer. Where nobody can read it, that is all right.
    /// What others wrote may be in it: it can't steer the terminal.
    pub(crate) fn message(&mut self, text: &str) {
        drop(writeln!(self.messages, "{}", printable_lines(text)));
    }

    /// Adds a remark to an answer; a script gets none.
    pub(crate) fn remark(&mut self, text: &str) {
        if !self.is_json() {
            self.message(text);
        }
    }

    /// Says why there is no answer: a person on standard error, a script in the place of the answer.
    pub(crate) fn failure(&mut self, explained: &Explained) {
        let written = match self.format {
            Format::Json => serde_json::to_string(&explained.json()).map_err(io::Error::from),
            Format::Text => Err(ErrorKind::Unsupported.into()),
        };
        // Where the answer itself could not be written, the message still says so.
        if written.and_then(|line| self.result(&line)).is_err() {
            self.message(&explained.text);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::explain::Failure;

    struct Failing(ErrorKind, usize);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            self.1 += 1;
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written to both streams.
    fn written(format: Format, write: impl FnOnce(&mut Output<'_>)) -> (String, String) {
        let (mut results, mut messages) = (Vec::new(), Vec::new());
        write(&mut Output::new(&mut results, &mut messages, format, Screen::PLAIN));
        (String::from_utf8(results).unwrap(), String::from_utf8(messages).unwrap())
    }

    #[test]
    fn a_reader_that_went_away_is_no_error_and_is_not_written_to_again() {
        let (mut results, mut messages) = (Failing(ErrorKind::BrokenPipe, 0), Vec::new());
        let mut output = Output::new(&mut results, &mut messages, Format::Text, Screen::PLAIN);
        output.result("one").unwrap();
        output.result("two").unwrap();
        assert_eq!(results.1, 1);
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let (mut results, mut messages) = (Failing(ErrorKind::StorageFull, 0), Vec::new());
        let mut output = Output::new(&mut results, &mut messages, Format::Text, Screen::PLAIN);
        assert_eq!(output.result("one").unwrap_err().kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn answers_and_messages_never_mix() {
        let both = |output: &mut Output<'_>| {
            output.answer(|| ["a"], |_| "an a".to_owned()).unwrap();
            output.message("by the way");
            output.remark("for you");
        };
        assert_eq!(written(Format::Json, both), ("[\"a\"]\n".to_owned(), "by the way\n".to_owned()));
        let text = written(Format::Text, both);
        assert_eq!(text, ("an a\n".to_owned(), "by the way\nfor you\n".to_owned()));
    }

    #[test]
    fn a_failure_stands_where_its_reader_looks() {
        let fail = |output: &mut Output<'_>| {
            output.failure(&Explained::new(Failure::NothingRuns, "No timer is running."));
        };
        assert_eq!(written(Format::Text, fail), (String::new(), "No timer is running.\n".to_owned()));
        let line =
            r#"{"error":{"code":"nothing-runs","message":"No timer is running.","exit":65}}"#.to_owned();
        assert_eq!(written(Format::Json, fail), (line + "\n", String::new()));
    }
}
