//! The page as text, and what is missing in it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::musts;
use super::ports::{Backend, PORTS, Port};
use super::results::Results;

/// The page, and why it is not green.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) text: String,
    pub(super) gaps: Vec<String>,
}

const BEGINNING: &str = "\
# Who keeps which rule

Each port of `homing-domain` says in its documentation what every implementation MUST do, and brings a suite of tests for \
that. This page is made by a run of the tests (`cargo xtask conformance`); `cargo xtask test` fails where a run shows \
something else.

A cell says how many tests of the rule passed with that implementation; for the queue, the second number is of the same \
tests while calls fail, others go on in between and answers are lost. *Any calls* are random sequences beside a plain \
model, which all rules are in. A rule that no caller can see says what stands for its test.
";

/// Reads the rules below `root`, and puts the results beside them.
pub(super) fn of(root: &Path, results: &Results) -> Result<Made> {
    let mut made = Made { text: BEGINNING.to_owned(), gaps: Vec::new() };
    for port in PORTS {
        let source = fs::read_to_string(root.join(port.source)).context(port.source)?;
        let musts = musts::of(&source);
        ensure!(!musts.is_empty(), "{} has no numbered rules", port.source);
        let rules: Vec<_> = musts.into_iter().collect();
        made.add(port, &rules, results)?;
    }
    Ok(made)
}

impl Made {
    fn add(&mut self, port: &Port, rules: &[(u32, String)], results: &Results) -> Result<()> {
        let names: Vec<_> = port.backends.iter().map(|backend| backend.name).collect();
        write!(self.text, "\n## {}\n\n| | MUST | {} |\n|---|---|", port.title, names.join(" | "))?;
        self.text.push_str(&"---|".repeat(names.len()));
        self.text.push('\n');
        for (number, must) in rules {
            write!(self.text, "| {number} | {must} |")?;
            let unseen = port.unseen.iter().find(|(unseen, _)| unseen == number);
            for backend in port.backends {
                let cell = self.cell(port, *number, backend, results, unseen.map(|(_, why)| *why));
                write!(self.text, " {cell} |")?;
            }
            self.text.push('\n');
        }
        if port.backends.iter().any(|backend| backend.beside.is_some()) {
            self.text.push_str("| | *Any calls* |");
            for backend in port.backends {
                let machine = backend.beside.map_or("", |(_, machine)| machine);
                let count = results.of(machine, "any_calls");
                self.text.push_str(if count.is_good() { " ✓ |" } else { " ✗ |" });
                if !count.is_good() {
                    self.gaps.push(format!("{}: any calls, {}", port.title, backend.name));
                }
            }
            self.text.push('\n');
        }
        Ok(())
    }

    fn cell(
        &mut self,
        port: &Port,
        number: u32,
        backend: &Backend,
        results: &Results,
        unseen: Option<&str>,
    ) -> String {
        let name = format!("must_{number:02}_");
        let plain = results.of(backend.tests, &name);
        if let Some(why) = unseen.filter(|_| plain.passed + plain.failed == 0) {
            for test in named(why).filter(|test| !results.has(test)) {
                self.gaps.push(format!("{}, rule {number}: {test} did not pass", port.title));
            }
            return why.to_owned();
        }
        let beside = backend.beside.map(|(troubled, _)| results.of(troubled, &name));
        // What is only tested under trouble is tested.
        let passed = plain.passed + beside.map_or(0, |beside| beside.passed);
        let failed = plain.failed + beside.map_or(0, |beside| beside.failed);
        let mark = if passed > 0 && failed == 0 { "✓" } else { "✗" };
        if mark == "✗" {
            self.gaps.push(format!(
                "{}, rule {number}, {}: {failed} of {} failed",
                port.title,
                backend.name,
                passed + failed
            ));
        }
        match beside {
            Some(beside) => format!("{mark} {} + {}", plain.passed, beside.passed),
            None => format!("{mark} {}", plain.passed),
        }
    }
}

/// The tests that a sentence names.
pub(super) fn named(why: &str) -> impl Iterator<Item = &str> {
    why.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORT: Port = Port {
        title: "A port",
        source: "",
        backends: &[Backend { name: "one", tests: "one::", beside: None }],
        unseen: &[(2, "`a_test_elsewhere`")],
    };

    fn made(lines: &[&str]) -> Made {
        let mut results = Results::default();
        lines.iter().for_each(|line| results.note(line));
        let mut made = Made { text: String::new(), gaps: Vec::new() };
        let rules = [(1, "`a` MUST.".to_owned()), (2, "`b` MUST.".to_owned())];
        made.add(&PORT, &rules, &results).ok();
        made
    }

    #[test]
    fn a_rule_whose_tests_passed_is_green() {
        let made = made(&["test one::must_01_a ... ok", "test x::a_test_elsewhere ... ok"]);
        assert!(
            made.text.contains("| 1 | `a` MUST. | ✓ 1 |\n| 2 | `b` MUST. | `a_test_elsewhere` |"),
            "{}",
            made.text
        );
        assert!(made.gaps.is_empty(), "{:?}", made.gaps);
    }

    #[test]
    fn a_rule_without_a_test_is_red_and_so_is_one_that_failed_and_one_whose_substitute_did_not_run() {
        assert_eq!(made(&[]).gaps.len(), 2);
        let made = made(&["test one::must_01_a ... ok", "test one::must_01_b ... FAILED"]);
        assert!(made.text.contains("| 1 | `a` MUST. | ✗ 1 |"), "{}", made.text);
        assert_eq!(made.gaps[0], "A port, rule 1, one: 1 of 2 failed");
    }
}
