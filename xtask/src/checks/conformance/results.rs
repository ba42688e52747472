//! What the lines of a test run say of single tests.

use std::collections::BTreeMap;

/// Each test by its path, and whether it passed every time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Results(BTreeMap<String, bool>);

impl Results {
    /// Takes in a line of output, where it tells of a test: `test a::path::of_a_test ... ok`.
    pub(crate) fn note(&mut self, line: &str) {
        let Some((path, said)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) else {
            return;
        };
        let passed = match said.trim() {
            "ok" => true,
            "FAILED" => false,
            _ => return,
        };
        *self.0.entry(path.to_owned()).or_insert(true) &= passed;
    }

    /// How many tests passed and failed whose path is this prefix and a name that begins so.
    pub(super) fn of(&self, prefix: &str, name: &str) -> Count {
        let begins = format!("{prefix}{name}");
        let mut count = Count::default();
        for passed in self.0.iter().filter(|(path, _)| path.starts_with(&begins)).map(|(_, passed)| *passed) {
            *if passed { &mut count.passed } else { &mut count.failed } += 1;
        }
        count
    }

    /// Whether a test of that name passed, wherever it stands.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_named = |path: &str| path.rsplit("::").next() == Some(name);
        self.0.iter().any(|(path, passed)| *passed && is_named(path))
    }
}

/// Tests of one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl Count {
    pub(super) fn is_good(self) -> bool {
        self.passed > 0 && self.failed == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_a_test_is_counted_and_no_other() {
        let mut results = Results::default();
        for line in [
            "test memory::queue::must_01_a ... ok",
            "test memory::queue::must_01_b ... FAILED",
            "test memory::queue::must_02_a ... ok",
            "test memory::queue::must_02_b ... ignored",
            "test memory::queue_under_trouble::must_01_a ... ok",
            "test memory::queue::must_03_a has been running for over 60 seconds",
            "test result: ok. 3 passed; 0 failed",
            "memory::queue::must_04_a ... ok",
        ] {
            results.note(line);
        }
        assert_eq!(results.of("memory::queue::", "must_01_"), Count { passed: 1, failed: 1 });
        assert_eq!(results.of("memory::queue::", "must_02_"), Count { passed: 1, failed: 0 });
        assert_eq!(results.of("memory::queue::", "must_0"), Count { passed: 2, failed: 1 });
        assert!(results.has("must_02_a") && !results.has("must_01_b") && !results.has("must_04_a"));
    }

    #[test]
    fn a_test_that_failed_once_has_failed() {
        let mut results = Results::default();
        for line in ["test a::must_01_x ... FAILED", "test a::must_01_x ... ok"] {
            results.note(line);
        }
        assert!(!results.of("a::", "must_01_").is_good());
    }
}
