//! `docs/errors.md`: each case with what the programs said. Made by the test that tries them, and read back by it.

use std::collections::HashMap;

use super::{Case, Tried};

/// What stands above the cases.
const HEAD: &str = "\
# Bad input, and what Homing says to it

Each row was tried on the built programs, with something recorded beforehand: it ended with this code, said exactly
this, gave away no secret, and what was recorded was still there. `SERVER`, `FOLDER`, `PORT`, `ID`, `TIME`, `INSTANT` and `VERSION` stand for what
differs from run to run; `→` is what was seen afterwards. The page is made by the test that tries the cases:

```sh
HOMING_WRITE_DOCS=1 cargo test -p homing-tests bad_input
```
";

/// The page as a text.
#[derive(Debug)]
pub struct Page(String);

impl Page {
    /// The page of these groups. What this machine could not try stays as `earlier` has it.
    #[must_use]
    pub fn new(groups: &[(&str, Vec<Case>)], tried: &[Tried], earlier: &str) -> Self {
        let earlier: HashMap<_, _> = earlier.lines().filter_map(|line| Some((number(line)?, line))).collect();
        let mut page = HEAD.to_owned();
        for (title, cases) in groups {
            page.push_str(&format!(
                "\n## {title}\n\n| no. | what is done | code | what it says |\n|---|---|---|---|\n"
            ));
            for case in cases {
                let said =
                    tried.iter().find(|one| one.number == case.number).and_then(|one| one.said.as_deref());
                let row = match (said, earlier.get(&case.number)) {
                    (None, Some(earlier)) => (*earlier).to_owned(),
                    (said, _) => row(case, said.unwrap_or("not tried yet")),
                };
                page.push_str(&row);
                page.push('\n');
            }
        }
        Self(page)
    }

    /// As a text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The first lines in which it differs from another text, for a message.
    #[must_use]
    pub fn difference(&self, other: &str) -> String {
        let lines = self.0.lines().zip(other.lines().chain(std::iter::repeat("")));
        let differing = lines.filter(|(mine, theirs)| mine != theirs).take(8);
        differing.map(|(mine, theirs)| format!("is now: {mine}\nwas:    {theirs}\n")).collect()
    }
}

fn row(case: &Case, said: &str) -> String {
    let cell = said.replace('|', r"\|").replace('<', "&lt;").replace('*', r"\*").replace('_', r"\_");
    format!("| {} | {} | {} | {} |", case.number, case.done, case.code, cell.replace('\n', "<br>"))
}

fn number(row: &str) -> Option<u16> {
    row.strip_prefix("| ")?.split(' ').next()?.parse().ok()
}
