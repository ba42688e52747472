//! Where results and messages go: results to standard output, everything else to standard error.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

/// The two streams. A reader that went away (`homing log | head -1`) is no error: the rest is not written.
pub(crate) struct Output<'a> {
    results: Option<&'a mut dyn Write>,
    messages: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    /// Writes results and messages to these.
    pub(crate) fn new(results: &'a mut dyn Write, messages: &'a mut dyn Write) -> Self {
        Self { results: Some(results), messages }
    }

    /// Writes a line, or several, of the result.
    ///
    /// # Errors
    /// Where it can't be written, other than for a reader that went away.
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

    /// Writes the result as one line of JSON.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.result(&serde_json::to_string(value)?)
    }

    /// Tells a person something that is no part of the result. Where nobody can read it, that is all right.
    pub(crate) fn message(&mut self, text: &str) {
        drop(writeln!(self.messages, "{text}"));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

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

    #[test]
    fn a_reader_that_went_away_is_no_error_and_is_not_written_to_again() {
        let (mut results, mut messages) = (Failing(ErrorKind::BrokenPipe, 0), Vec::new());
        let mut output = Output::new(&mut results, &mut messages);
        output.result("one").unwrap();
        output.result("two").unwrap();
        assert_eq!(results.1, 1);
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let (mut results, mut messages) = (Failing(ErrorKind::StorageFull, 0), Vec::new());
        let refused = Output::new(&mut results, &mut messages).result("one").unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn results_and_messages_never_mix() {
        let (mut results, mut messages) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut results, &mut messages);
        output.json(&["a"]).unwrap();
        output.message("by the way");
        assert_eq!((results, messages), (b"[\"a\"]\n".to_vec(), b"by the way\n".to_vec()));
    }
}
