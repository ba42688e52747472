//! Adds up what the test harness says. It reads text because the harness has no stable machine format.

use std::ops::AddAssign;

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// The counts of one line of output, if it is the last line of a suite:
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; ...`.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
        let count = |name: &str| {
            let part = counts.split("; ").find_map(|part| part.strip_suffix(name))?;
            part.trim().parse().ok()
        };
        Some(Self { passed: count("passed")?, failed: count("failed")? })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_suite_is_counted() {
        let line =
            "test result: ok. 41 passed; 0 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.52s";
        assert_eq!(Tally::of_line(line), Some(Tally { passed: 41, failed: 0 }));
        let line = "test result: FAILED. 7 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Tally::of_line(line), Some(Tally { passed: 7, failed: 1 }));
    }

    #[test]
    fn any_other_line_counts_nothing() {
        for line in [
            "running 3 tests",
            "test a_test ... ok",
            "test result: ok",
            "  test result: ok. 1 passed; 0 failed",
        ] {
            assert_eq!(Tally::of_line(line), None, "{line}");
        }
    }

    #[test]
    fn suites_add_up() {
        let mut sum = Tally::default();
        sum += Tally { passed: 2, failed: 0 };
        sum += Tally { passed: 3, failed: 1 };
        assert_eq!(sum, Tally { passed: 5, failed: 1 });
    }
}
