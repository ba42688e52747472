//! Bad input, tried on the built programs: every case must end with its code, lose nothing, give away nothing, and
//! say what `docs/errors.md` has it say.

mod answers;
mod arguments;
mod changes;
mod data;
mod files;
mod keychain;
mod moving;
mod network;
mod secrets;
mod server;
mod settings;
mod signals;
mod timer;
mod times;
mod verdicts;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use homing_tests::bad_input::{Case, Hostile, Page, try_all};

/// How many cases there are at least: what this page promises.
const LEAST: usize = 100;

fn groups() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("Arguments", arguments::cases()),
        ("Times", times::cases()),
        ("The timer", timer::cases()),
        ("Changes and looks", changes::cases()),
        ("Files", files::cases()),
        ("Moving over, and what the earlier app had not sent", moving::cases()),
        ("Configuration and environment", settings::cases()),
        ("The data folder", data::cases()),
        ("What a status of the server means", verdicts::cases()),
        ("Answers that are none", answers::cases()),
        ("Network and sign-in", network::cases()),
        ("Passwords and passphrases", secrets::cases()),
        ("Signals, and questions on a terminal", signals::cases()),
        ("The keychain", keychain::cases()),
        ("homing-server", server::cases()),
    ]
}

#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the test is told what this machine could not try")]
fn bad_input_ends_with_its_code_and_its_sentence_and_loses_nothing() -> Result<()> {
    let groups = groups();
    let cases: Vec<_> = groups.iter().flat_map(|(_, cases)| cases).collect();
    let numbers: BTreeSet<_> = cases.iter().map(|case| case.number).collect();
    ensure!(numbers.len() == cases.len(), "a number is given twice");
    ensure!(cases.len() >= LEAST, "{} cases are fewer than the page promises", cases.len());

    let tried = try_all(&cases, &Hostile::new()?)?;
    let faults: Vec<_> = tried.iter().filter_map(|one| Some((one.number, one.fault.as_ref()?))).collect();
    let faults: String = faults.iter().map(|(number, fault)| format!("\n{number}: {fault}\n")).collect();
    let skipped: Vec<_> =
        tried.iter().filter(|one| one.said.is_none() && one.fault.is_none()).map(|one| one.number).collect();
    eprintln!("{} cases tried; not on this machine: {skipped:?}", cases.len() - skipped.len());

    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let earlier = std::fs::read_to_string(&path).unwrap_or_default();
    let page = Page::new(&groups, &tried, &earlier);
    if std::env::var_os("HOMING_WRITE_DOCS").is_some() {
        std::fs::write(&path, page.text())?;
    } else {
        ensure!(
            page.text() == earlier,
            "docs/errors.md is out of date. Run `HOMING_WRITE_DOCS=1 cargo test -p homing-tests bad_input` and \
             read what changed:\n{}{faults}",
            page.difference(&earlier)
        );
    }
    ensure!(faults.is_empty(), "{faults}");
    Ok(())
}
