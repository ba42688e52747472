//! That `docs/problems.md` explains what the contract names, no more and no less.

use std::collections::BTreeSet;

use crate::contract::CONTRACT;

#[test]
fn every_problem_is_explained_once() {
    let page = include_str!("../../../../docs/problems.md");
    let explained: Vec<_> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|cut| cut.0).collect();
    let named: BTreeSet<_> = explained.iter().map(|name| format!("urn:homing:problem:{name}")).collect();
    assert_eq!(named.len(), explained.len(), "one row for each");
    assert_eq!(&named, CONTRACT.problem_types());
}
