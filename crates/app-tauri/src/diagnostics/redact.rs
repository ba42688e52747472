//! What is left out of every text, whatever put it there: the last fence, behind parts that hold no such thing.

use std::path::{Path, PathBuf};

use homing_domain::account::Account;

/// What is left out: who someone is, unless they want it said, and where their home is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    home: Option<PathBuf>,
    show_names: bool,
    names: Vec<String>,
}

/// A name this short stands in too many words to be taken out of a text.
const SHORTEST_NAME: usize = 3;

impl Redaction {
    /// Leaves out the path of the home folder, and names unless they are wanted.
    #[must_use]
    pub fn new(home: Option<PathBuf>, show_names: bool) -> Self {
        Self { home, show_names, names: Vec::new() }
    }

    /// What is left out for whoever runs this.
    #[must_use]
    pub fn of_this_person(show_names: bool) -> Self {
        Self::new(std::env::home_dir().filter(|home| home != Path::new("/")), show_names)
    }

    /// Whether the names of accounts are shown.
    #[must_use]
    pub fn shows_names(&self) -> bool {
        self.show_names
    }

    /// Knows these accounts' names from now on.
    pub(super) fn know<'a>(&mut self, accounts: impl Iterator<Item = &'a Account>) {
        let names = accounts.flat_map(|account| [account.name.clone(), account.user.clone()]);
        self.names.extend(names.filter(|name| name.len() >= SHORTEST_NAME));
        // The longest first: a name may be part of another.
        self.names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    }

    /// The text without them.
    pub(super) fn of(&self, text: &str) -> String {
        let mut kept = text.to_owned();
        let home = self.home.as_ref().and_then(|home| home.to_str()).filter(|home| home.len() > 1);
        if let Some(home) = home {
            kept = kept.replace(home, "~");
        }
        if !self.show_names {
            for name in &self.names {
                kept = kept.replace(name.as_str(), "(name)");
            }
        }
        kept
    }
}

/// A word that a program chose, such as a server's code: anything else is foreign text and stays out.
pub(super) fn word(text: &str) -> &str {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.[]".contains(letter);
    if !text.is_empty() && text.len() <= 64 && text.chars().all(plain) { text } else { "(not shown)" }
}

/// An id: a lane of Homing's is an entry's. An application's own lane may be anything.
pub(super) fn id(text: &str) -> &str {
    if text.parse::<uuid::Uuid>().is_ok() { text } else { "(not shown)" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_and_names_are_left_out_unless_names_are_wanted() {
        let names = vec!["anna.berg".to_owned(), "anna".to_owned()];
        let redaction = Redaction { home: Some("/home/anna".into()), show_names: false, names };
        let text = "/home/anna/.local of anna.berg, anna";
        assert_eq!(redaction.of(text), "~/.local of (name), (name)");
        let open = Redaction { show_names: true, ..redaction };
        assert_eq!(open.of(text), "~/.local of anna.berg, anna");
    }

    #[test]
    fn only_words_of_programs_and_ids_pass() {
        assert_eq!(word("intervals[0].end"), "intervals[0].end");
        assert_eq!(word("project \"Merger\" is archived"), "(not shown)");
        assert_eq!(id("0d2b6a3e-8f2e-4c57-9a55-0a8a3e2f7b11"), "0d2b6a3e-8f2e-4c57-9a55-0a8a3e2f7b11");
        assert_eq!(id("a lane of someone else"), "(not shown)");
    }
}
