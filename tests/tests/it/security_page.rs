//! That each claim of `docs/security.md` and each trap of `docs/classic-server.md` names a test that is there. What the
//! tests say is their own affair.

use anyhow::Result;

use crate::engine::page::{Tests, code, named, rows};

const PAGE: &str = include_str!("../../../docs/security.md");

/// The headings whose tables hold claims. In each, the last cell names what holds the claim.
const CLAIMS: [&str; 7] = [
    "## With the disk",
    "## In the session",
    "## On the network",
    "## In the window's page",
    "## With the server's database",
    "## With a sign-in in the browser",
    "## Keychains that misbehave",
];

const CLASSIC: &str = include_str!("../../../docs/classic-server.md");

/// The heading of the traps. In the last cell, tests are named without what all of their names begin with.
const TRAPS: &str = "## Its traps, and what is done";
const TRAPS_BELOW: &str = "homing-transport classic::";

fn faults(page: &str, tests: &Tests) -> Vec<String> {
    let mut faults = Vec::new();
    for heading in CLAIMS {
        let rows = rows(page, heading);
        if rows.is_empty() {
            faults.push(format!("{heading} claims nothing"));
        }
        for row in rows {
            faults.extend(faults_of(&row[0], &named(row.last()), tests));
        }
    }
    faults
}

fn faults_of_traps(page: &str, tests: &Tests) -> Vec<String> {
    let rows = rows(page, TRAPS);
    assert!(!rows.is_empty(), "{TRAPS} has none");
    let of_row = |row: &Vec<String>| {
        let names: Vec<_> = code(row.last()).map(|name| format!("{TRAPS_BELOW}{name}")).collect();
        faults_of(&row[0], &names, tests)
    };
    rows.iter().flat_map(of_row).collect()
}

fn faults_of(claim: &str, names: &[String], tests: &Tests) -> Vec<String> {
    if names.is_empty() {
        return vec![format!("no test holds: {claim}")];
    }
    let gone = names.iter().filter(|name| !tests.hold(name));
    gone.map(|name| format!("there is no test {name}")).collect()
}

#[test]
fn each_claim_of_the_page_names_a_test_that_is_there() -> Result<()> {
    let faults = faults(PAGE, &Tests::of_the_workspace()?);
    assert!(faults.is_empty(), "docs/security.md:\n{}", faults.join("\n"));
    Ok(())
}

#[test]
fn a_claim_without_a_test_and_a_test_that_is_gone_are_found_out() -> Result<()> {
    let tests = Tests::of_the_workspace()?;
    let gone = faults(
        &PAGE.replace("homing-tests canaries::a_planted", "homing-tests canaries::an_unplanted"),
        &tests,
    );
    assert!(!gone.is_empty() && gone.iter().all(|fault| fault.starts_with("there is no test")), "{gone:?}");
    let bare = faults(&PAGE.replace("`homing-", "`other-"), &tests);
    assert!(bare.iter().any(|fault| fault.starts_with("no test holds")), "{bare:?}");
    let renamed = faults(&PAGE.replace("## On the network", "## Elsewhere"), &tests);
    assert_eq!(renamed, ["## On the network claims nothing"]);
    Ok(())
}

#[test]
fn each_trap_of_the_earlier_apps_server_names_a_test_that_is_there() -> Result<()> {
    let tests = Tests::of_the_workspace()?;
    let faults = faults_of_traps(CLASSIC, &tests);
    assert!(faults.is_empty(), "docs/classic-server.md:\n{}", faults.join("\n"));
    let gone = faults_of_traps(&CLASSIC.replace("`tests::create::each_", "`tests::create::no_"), &tests);
    assert!(
        gone.len() == 1 && gone[0].starts_with("there is no test homing-transport classic::"),
        "{gone:?}"
    );
    let bare = faults_of_traps(
        &CLASSIC.replace("`tests::any_answers::no_exchange_panics_and_each_ends`", ""),
        &tests,
    );
    assert_eq!(bare, ["no test holds: Anything else at all."]);
    Ok(())
}
