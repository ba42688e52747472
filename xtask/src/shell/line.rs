//! One shell line, as text. It knows nothing of where it runs.

use std::fmt;

/// A program with its arguments and redirections.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(super) words: Vec<String>,
    pub(super) inputs: Vec<(u8, String)>,
    output: Option<String>,
}

impl Line {
    /// A line that starts `program`.
    pub(crate) fn new(program: &str) -> Self {
        Self { words: vec![program.to_owned()], inputs: Vec::new(), output: None }
    }

    /// Adds arguments.
    pub(crate) fn args<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.words.extend(words.into_iter().map(str::to_owned));
        self
    }

    /// Opens `file` for reading as this descriptor of the program.
    pub(crate) fn input(mut self, descriptor: u8, file: &str) -> Self {
        self.inputs.push((descriptor, file.to_owned()));
        self
    }

    /// Writes the program's standard output to `file`.
    pub(crate) fn output(mut self, file: &str) -> Self {
        self.output = Some(file.to_owned());
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, word) in self.words.iter().enumerate() {
            write!(f, "{}{}", if position == 0 { "" } else { " " }, quoted(word))?;
        }
        for (descriptor, file) in &self.inputs {
            let descriptor = if *descriptor == 0 { String::new() } else { descriptor.to_string() };
            write!(f, " {descriptor}<{}", quoted(file))?;
        }
        if let Some(file) = &self.output {
            write!(f, " >{}", quoted(file))?;
        }
        Ok(())
    }
}

/// The word as a POSIX shell must read it to get `word` back. (As the first word of a line, one with `=` would be
/// an assignment; no program is named so.)
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_a_person_would_type_it() {
        let line =
            Line::new("homing").args(["sync", "--passphrase-fd", "3"]).input(3, "my key").input(0, "word");
        assert_eq!(line.to_string(), "homing sync --passphrase-fd 3 3<'my key' <word");
        assert_eq!(Line::new("timew").args(["export"]).output("a.json").to_string(), "timew export >a.json");
    }
}
