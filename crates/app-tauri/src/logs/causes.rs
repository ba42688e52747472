//! An error with all its causes, for a log.

use std::error::Error;
use std::fmt;

/// Writes an error and its causes, without what stands in quotation marks: a parser's message may quote what it
/// read, and that may be what someone wrote.
pub struct Causes<'a>(pub &'a (dyn Error + 'static));

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut next = Some(self.0);
        let mut before = String::new();
        while let Some(error) = next {
            let text = without_quotes(&error.to_string());
            // A transparent error says the same as its cause.
            if text != before {
                write!(f, "{}{text}", if before.is_empty() { "" } else { ": " })?;
            }
            before = text;
            next = error.source();
        }
        Ok(())
    }
}

fn without_quotes(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find(['"', '`', '\'']) {
        let (quote, behind) = (&rest[begin..=begin], &rest[begin + 1..]);
        // The last one of its kind: what is quoted may hold the mark itself. An apostrophe ends where it began.
        let end = behind.rfind(quote);
        kept.push_str(&rest[..begin]);
        match end {
            Some(end) => {
                kept.push_str("\"…\"");
                rest = &behind[end + 1..];
            }
            None => {
                kept.push_str(quote);
                rest = behind;
            }
        }
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the export can't be read")]
    struct Outer(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("invalid type: string \"a \"secret\" plan\", expected a map at line 1")]
    struct Inner;

    #[test]
    fn every_cause_is_there_and_nothing_that_is_quoted() {
        let text = Causes(&Outer(Inner)).to_string();
        assert_eq!(text, "the export can't be read: invalid type: string \"…\", expected a map at line 1");
    }

    #[test]
    fn quotes_of_every_kind_hide_what_is_between_them() {
        assert_eq!(
            without_quotes("unknown field `plan`, expected 'a'"),
            "unknown field \"…\", expected \"…\""
        );
        assert_eq!(without_quotes("it can't be read"), "it can't be read");
    }
}
