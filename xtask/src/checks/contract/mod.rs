//! Holds the server, as built and running, against `docs/openapi.yaml`: schemathesis makes requests out of the
//! contract, good and bad ones, and checks every answer. Seeded and bounded, so that two runs do the same.

mod server;
mod tool;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::tally::Tally;
use crate::cargo::{Profile, Workspace};
use server::Server;

/// Fuzzed requests for each operation, beside those that cover the schema's own bounds one by one: more of
/// them find no more in a run than the time they take is worth.
const EXAMPLES: &str = "30";

/// Any number; the same one each time.
const SEED: &str = "20261122";

/// Runs it. Each operation counts as one test.
///
/// # Errors
/// When the tool or the server can't be set up, or the tool says nothing of what it did.
pub(super) fn run(workspace: &Workspace) -> Result<Tally> {
    let tool = tool::provide(workspace)?;
    let programs = workspace.build_programs(&["homing-server"], Profile::Dev)?;
    let folder = Path::new(&workspace.target).join("contract");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("the folder of an earlier run could not be removed")?;
    }
    fs::create_dir_all(&folder).context("no folder could be made for the run")?;
    let server = Server::start(Path::new(&programs), &folder)?;
    let (staying, leaving) = (server.sign_in()?, server.sign_in()?);

    let root = Path::new(&workspace.root);
    let report = folder.join("report.json");
    println!("==> schemathesis against {}", server.url());
    let mut command = Command::new(tool);
    command.arg("--config-file").arg(root.join("xtask/contract/schemathesis.toml"));
    command.arg("run").arg(root.join("docs/openapi.yaml")).args(["--url", &server.url()]);
    command.args(["--seed", SEED, "--max-examples", EXAMPLES]);
    command.args(["--phases", "examples,coverage,fuzzing", "--continue-on-failure"]);
    command.args(["--report", "json", "--report-json-path"]).arg(&report);
    command.env("HOMING_CONTRACT_TOKEN", staying).env("HOMING_CONTRACT_LEAVING_TOKEN", leaving);
    // A proxy of this machine's has nothing to do with its own loopback.
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    let status = command.current_dir(&folder).stdin(Stdio::null()).status();
    let passed = status.context("schemathesis could not be started")?.success();
    server.stop()?;
    let report = fs::read_to_string(&report).context("schemathesis left no report")?;
    tally_of(&serde_json::from_str(&report).context("its report is no JSON")?, passed)
}

/// What the report says. A run that tested less than everything proves nothing.
fn tally_of(report: &Value, passed: bool) -> Result<Tally> {
    let count = |pointer: &str| report.pointer(pointer).and_then(Value::as_u64);
    let tested = count("/operations/tested").context("its report has no count of operations")?;
    ensure!(count("/operations/total") == Some(tested), "not every operation of the contract was tested");
    let cases = count("/test_cases/generated").unwrap_or_default();
    println!("{cases} requests over {tested} operations were held against the contract.");
    let failures = report["failures"].as_array().map_or(0, Vec::len).try_into().unwrap_or(u64::MAX);
    let failed = if passed { 0 } else { failures.clamp(1, tested) };
    Ok(Tally { passed: tested - failed, failed })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;

    fn report(total: u64, tested: u64, failures: usize) -> Value {
        json!({"operations": {"total": total, "tested": tested}, "failures": vec![Value::Null; failures]})
    }

    #[test]
    fn each_operation_is_a_test() {
        assert_eq!(tally_of(&report(9, 9, 0), true).unwrap(), Tally { passed: 9, failed: 0 });
        assert_eq!(tally_of(&report(9, 9, 2), false).unwrap(), Tally { passed: 7, failed: 2 });
    }

    #[test]
    fn a_run_that_failed_has_a_failure_whatever_it_reports() {
        assert_eq!(tally_of(&report(9, 9, 0), false).unwrap(), Tally { passed: 8, failed: 1 });
        assert_eq!(tally_of(&report(9, 9, 40), false).unwrap(), Tally { passed: 0, failed: 9 });
    }

    #[test]
    fn a_run_that_left_something_out_proves_nothing() {
        assert!(tally_of(&report(9, 8, 0), true).is_err());
        assert!(tally_of(&json!({}), true).is_err());
    }
}
