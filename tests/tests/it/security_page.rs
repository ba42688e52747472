//! That each claim of `docs/security.md` names a test that is there. What the tests say is their own affair.

use anyhow::Result;

use crate::engine::page::{Tests, named, rows};

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

fn faults(page: &str, tests: &Tests) -> Vec<String> {
    let mut faults = Vec::new();
    for heading in CLAIMS {
        let rows = rows(page, heading);
        if rows.is_empty() {
            faults.push(format!("{heading} claims nothing"));
        }
        for row in rows {
            let names = named(row.last());
            if names.is_empty() {
                faults.push(format!("no test holds: {}", row[0]));
            }
            let gone = names.iter().filter(|name| !tests.hold(name));
            faults.extend(gone.map(|name| format!("there is no test {name}")));
        }
    }
    faults
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
