//! That `docs/engine.md` leaves no rule and no row of the verdict table without a test, and names none that is not
//! there. What the tests say is their own affair.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use cargo_metadata::MetadataCommand;

const PAGE: &str = include_str!("../../../../docs/engine.md");

const RULES: usize = 15;

/// The rows of the verdict table, in its order.
const ROWS: [&str; 18] = [
    "unreachable",
    "lost",
    "itemised",
    "intercepted",
    "signed-out",
    "refused-task",
    "refused-batch",
    "forbidden",
    "no-endpoint",
    "gone",
    "trouble",
    "early",
    "large",
    "old",
    "throttled",
    "in-progress",
    "other",
    "local",
];

/// The tests of the table as a pure function, and those against a server. Each of them stands on the page.
const PURE: &str = "homing-domain verdict_table::";
const FROM_A_SERVER: &str = "homing-tests engine::verdicts::";

/// Every test of the workspace, as `package path`.
#[derive(Default)]
pub(crate) struct Tests {
    names: BTreeSet<String>,
    /// Where a backend runs a suite of conformance tests, as `package path`.
    suites: BTreeSet<String>,
    /// The tests of all suites.
    rules_of_ports: BTreeSet<String>,
}

#[test]
fn each_rule_and_each_row_of_the_verdict_table_has_a_test_that_is_there() -> Result<()> {
    let faults = faults(PAGE, &Tests::of_the_workspace()?);
    assert!(faults.is_empty(), "docs/engine.md:\n{}", faults.join("\n"));
    Ok(())
}

#[test]
fn a_page_that_lacks_a_row_or_names_a_test_that_is_not_there_is_found_out() -> Result<()> {
    let tests = Tests::of_the_workspace()?;
    let with = |from: &str, to: &str| {
        assert!(PAGE.contains(from), "{from}");
        faults(&PAGE.replacen(from, to, usize::MAX), &tests)
    };
    let unnamed = format!("`{PURE}a_lost_answer_is_an_unknown_outcome_and_an_attempt`");
    let none = with(&unnamed, "");
    assert_eq!(none.len(), 2, "{none:?}");
    assert!(none[0].contains("row lost names no test as a pure function"), "{none:?}");
    assert!(none[1].contains("is not named"), "{none:?}");
    assert_eq!(with("| 7 | ", "| 8 | ")[0], "the rules are not 1 to 15");
    assert_eq!(with("| early | ", "| late | ")[0], "the rows of the verdict table are others");
    let gone = with("crashes::after_two_crashes", "crashes::after_ten_crashes");
    assert!(gone.len() == 1 && gone[0].contains("there is no test homing-domain engine::crashes::after_ten"));
    let gone = with("must_09_a_claimed", "must_99_a_claimed");
    assert!(gone.len() == 1 && gone[0].contains("must_99"), "{gone:?}");
    Ok(())
}

/// What is wrong with a page, as sentences.
fn faults(page: &str, tests: &Tests) -> Vec<String> {
    let (rules, verdicts) = (rows(page, "## Rules"), rows(page, "## Verdicts"));
    let promises: Vec<_> =
        ["## Exchanges", "## Files", "## Sign-in"].iter().flat_map(|heading| rows(page, heading)).collect();
    let mut faults = Vec::new();
    let numbers = (1..=RULES).map(|n| n.to_string());
    if !rules.iter().map(|row| row[0].clone()).eq(numbers) {
        faults.push(format!("the rules are not 1 to {RULES}"));
    }
    if !verdicts.iter().map(|row| row[0].as_str()).eq(ROWS) {
        faults.push("the rows of the verdict table are others".to_owned());
    }
    for row in &rules {
        if named(row.last()).is_empty() {
            faults.push(format!("rule {} names no test", row[0]));
        }
    }
    for row in promises.iter().filter(|row| named(row.last()).is_empty()) {
        faults.push(format!("the promise {} names no test", row[0]));
    }
    for row in &verdicts {
        for (place, what, kind) in [(4, "as a pure function", PURE), (5, "from a server", FROM_A_SERVER)] {
            if !named(row.get(place)).iter().any(|name| name.starts_with(kind)) {
                faults.push(format!("row {} names no test {what}", row[0]));
            }
        }
    }
    let all: BTreeSet<String> = rules
        .iter()
        .chain(&verdicts)
        .chain(&promises)
        .flat_map(|row| row.iter().flat_map(|cell| named(Some(cell))))
        .collect();
    faults.extend(all.iter().filter(|name| !tests.hold(name)).map(|name| format!("there is no test {name}")));
    let of_the_table = |name: &&String| name.starts_with(PURE) || name.starts_with(FROM_A_SERVER);
    let missing = tests.names.iter().filter(of_the_table).filter(|name| !all.contains(*name));
    faults.extend(missing.map(|name| format!("{name} is not named")));
    faults
}

/// The cells of each row of the table under a heading.
pub(crate) fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    let section = page.lines().skip_while(|line| *line != heading).skip(1);
    let section = section.take_while(|line| !line.starts_with("## "));
    let table = section.filter(|line| line.starts_with('|')).skip(2);
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    table.map(cells).collect()
}

/// What stands in code in a cell.
pub(crate) fn code(cell: Option<&String>) -> impl Iterator<Item = &str> {
    cell.into_iter().flat_map(|cell| cell.split('`').skip(1).step_by(2))
}

/// The tests that a cell names: what stands in code and begins with a package of ours.
pub(crate) fn named(cell: Option<&String>) -> Vec<String> {
    code(cell).filter(|code| code.starts_with("homing-")).map(str::to_owned).collect()
}

impl Tests {
    pub(crate) fn of_the_workspace() -> Result<Self> {
        let metadata = MetadataCommand::new().no_deps().other_options(["--locked".to_owned()]).exec()?;
        let mut tests = Self::default();
        for package in &metadata.packages {
            let root = package.manifest_path.parent().map(|root| PathBuf::from(root.as_str()));
            let root = root.unwrap_or_default();
            for folder in ["src", "tests"] {
                for file in sources(&root.join(folder)) {
                    let path = file.strip_prefix(&root)?;
                    tests.read(&package.name, path, &fs::read_to_string(&file)?);
                }
            }
        }
        Ok(tests)
    }

    pub(crate) fn hold(&self, name: &str) -> bool {
        // A rule of a port is tested where a backend runs the suite.
        let rule_of_a_port = name
            .rsplit_once("::")
            .is_some_and(|(place, rule)| self.suites.contains(place) && self.rules_of_ports.contains(rule));
        self.names.contains(name) || rule_of_a_port
    }

    /// Reads one file: functions under an attribute that makes a test of them, in the file's module or in one
    /// that is written within it.
    fn read(&mut self, package: &str, file: &Path, text: &str) {
        let modules = modules(file);
        let is_suite = package == "homing-domain" && modules.iter().any(|module| module == "conformance");
        let (mut inner, mut is_test): (Option<&str>, bool) = (None, false);
        for line in text.lines() {
            let code = line.trim_start();
            if line == "}" {
                inner = None;
            } else if let Some(module) = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(" {")) {
                inner = Some(module);
            } else if code.starts_with("#[") {
                let attributes = ["#[test]", "#[tokio::test", "#[rstest"];
                is_test |= attributes.iter().any(|attribute| code.starts_with(attribute));
            } else if let Some(name) = function(code) {
                let path = modules.iter().map(String::as_str).chain(inner).chain([name]);
                if std::mem::take(&mut is_test) {
                    self.names.insert(format!("{package} {}", path.collect::<Vec<_>>().join("::")));
                } else if is_suite {
                    self.rules_of_ports.insert(name.to_owned());
                }
            } else if code.contains("_conformance!(") {
                let path = modules.iter().map(String::as_str).chain(inner);
                self.suites.insert(format!("{package} {}", path.collect::<Vec<_>>().join("::")));
            } else if !code.starts_with("//") {
                is_test = false;
            }
        }
    }
}

/// The name of the function that begins in this line.
fn function(code: &str) -> Option<&str> {
    let code = code.strip_prefix("pub ").unwrap_or(code);
    let code = code.strip_prefix("async ").unwrap_or(code);
    code.strip_prefix("fn ")?.split(['(', '<']).next()
}

/// The modules of a file, as its path below `src` or `tests/TARGET` says.
fn modules(file: &Path) -> Vec<String> {
    let parts: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let below = match parts.first().map(String::as_str) {
        Some("tests") => 2,
        _ => 1,
    };
    let roots = ["mod", "main", "lib"];
    parts.into_iter().skip(below).filter(|part| !roots.contains(&part.as_str())).collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
