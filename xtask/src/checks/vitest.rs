//! The tests of the page's own parts, counted as Vitest itself counts them: by its report, not by what it shows a person.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::tally::Tally;
use crate::cargo::Workspace;
use crate::npm::Packages;

/// What runs them, but for where the report goes.
const TESTS: [&str; 6] =
    ["test", "--workspace", "crates/desktop/ui", "--", "--reporter=default", "--reporter=json"];
/// The report, in the target folder.
const REPORT: &str = "vitest.json";

/// Runs them, and says how many passed and failed. A suite that can't be loaded counts as one that failed.
///
/// # Errors
/// When they can't be started, or end without a whole report: a crash.
pub(super) fn run(workspace: &Workspace, packages: &Packages<'_>) -> Result<Tally> {
    let report = Path::new(&workspace.target).join(REPORT);
    match fs::remove_file(&report) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).context("the report of an earlier run could not be removed");
        }
        _ => {}
    }
    let file = format!("--outputFile.json={}", report.display());
    let mut npm = packages.npm(&TESTS.iter().copied().chain([file.as_str()]).collect::<Vec<_>>())?;
    let status = npm.status().context("npm could not be started")?;
    let text = fs::read_to_string(&report)
        .with_context(|| format!("Vitest ended with {status} and left no report"))?;
    let tally = counts(&text)?;
    ensure!(status.success() || tally.failed > 0, "Vitest ended with {status}, though no test failed");
    Ok(tally)
}

/// What the report counts. It must add up: a test that is neither passed nor failed was left out by hand.
fn counts(report: &str) -> Result<Tally> {
    let report: Value = serde_json::from_str(report).context("Vitest's report is no JSON")?;
    let number = |name: &str| report[name].as_u64().with_context(|| format!("Vitest's report has no {name}"));
    let (all, passed, mut failed) =
        (number("numTotalTests")?, number("numPassedTests")?, number("numFailedTests")?);
    let left_out = number("numPendingTests")? + number("numTodoTests")?;
    ensure!(
        passed + failed + left_out == all && all > 0,
        "Vitest's counts don't add up: {passed} passed, {failed} failed and {left_out} left out of {all}"
    );
    let whole = report["success"].as_bool().context("Vitest's report does not say how it ended")?;
    if !whole && failed == 0 {
        failed = 1;
    }
    Ok(Tally { passed, failed })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn report(counts: [u64; 5], success: bool) -> String {
        let [all, passed, failed, pending, todo] = counts;
        format!(
            r#"{{"numTotalTests":{all},"numPassedTests":{passed},"numFailedTests":{failed},"numPendingTests":{pending},"numTodoTests":{todo},"success":{success},"testResults":[]}}"#
        )
    }

    #[test]
    fn passed_and_failed_tests_are_counted_as_the_report_has_them() {
        assert_eq!(counts(&report([41, 41, 0, 0, 0], true)).unwrap(), Tally { passed: 41, failed: 0 });
        assert_eq!(counts(&report([9, 7, 2, 0, 0], false)).unwrap(), Tally { passed: 7, failed: 2 });
    }

    #[test]
    fn a_suite_that_could_not_be_loaded_is_one_that_failed() {
        assert_eq!(counts(&report([7, 7, 0, 0, 0], false)).unwrap(), Tally { passed: 7, failed: 1 });
    }

    #[test]
    fn a_report_that_does_not_add_up_is_none() {
        for text in [report([9, 7, 1, 0, 0], true), report([0; 5], true), "{}".to_owned(), "{".to_owned()] {
            assert!(counts(&text).is_err(), "{text}");
        }
    }
}
