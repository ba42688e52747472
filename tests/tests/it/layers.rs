//! The rule of edges: which crate of this workspace may know which. `deny.toml` says the same of outside crates.
//!
//! Normal and build dependencies count. A crate's own tests may use what they like: the domain's run over the
//! in-memory storage.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use cargo_metadata::{DependencyKind, MetadataCommand};

/// What a crate may know of the workspace.
#[derive(Clone, Copy, Debug)]
enum May {
    Know(&'static [&'static str]),
    KnowAll,
}

/// One row for each crate. A crate without a row is an edge that nobody has thought about.
const RULE: &[(&str, May)] = &[
    ("homing-domain", May::Know(&[])),
    ("homing-wire", May::Know(&[])),
    ("homing-migrations", May::Know(&[])),
    ("homing-storage", May::Know(&["homing-domain", "homing-migrations"])),
    ("homing-auth", May::Know(&["homing-domain"])),
    ("homing-transport", May::Know(&["homing-domain", "homing-wire"])),
    ("homing-export", May::Know(&["homing-domain"])),
    ("homing-import", May::Know(&["homing-domain", "homing-migrations"])),
    // The composition root: here alone do the adapters meet.
    (
        "homing-app",
        May::Know(&[
            "homing-domain",
            "homing-storage",
            "homing-auth",
            "homing-transport",
            "homing-import",
            "homing-export",
        ]),
    ),
    ("homing-cli", May::Know(&["homing-app", "homing-domain"])),
    ("homing-desktop", May::Know(&["homing-app", "homing-domain"])),
    ("homing-server", May::Know(&["homing-wire"])),
    ("homing-bench", May::Know(&["homing-domain", "homing-storage", "homing-transport", "homing-wire"])),
    ("homing-test-oidc", May::Know(&[])),
    ("homing-test-postgres", May::Know(&[])),
    // Who writes a backend of their own knows the domain alone.
    ("custom-backend", May::Know(&["homing-domain"])),
    // Who writes tables of their own beside the queue's knows the store that both are in.
    ("own-tables", May::Know(&["homing-domain", "homing-storage"])),
    // Who writes an application of their own knows what an application takes.
    ("tauri-embed", May::Know(&["homing-app", "homing-domain"])),
    ("homing-tests", May::KnowAll),
    ("xtask", May::Know(&[])),
];

/// What reaches outside this process, or is built on something that does. Only adapters and programs may.
const OUTSIDE: &[&str] = &[
    "axum",
    "hyper",
    "keyring-core",
    "mio",
    "notify",
    "reqwest",
    "rusqlite",
    "rustls",
    "sea-orm",
    "sea-orm-migration",
    "socket2",
    "sqlx",
    "sqlx-core",
    "tauri",
    "zbus",
];

/// Crate by crate, the crates of the workspace that it depends on.
type Edges = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_crate_knows_more_of_the_workspace_than_the_rule_allows() -> Result<()> {
    let broken = broken_rules(&edges_of_the_workspace()?);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

#[test]
fn an_edge_that_the_rule_does_not_list_is_named() {
    let mut edges = allowed_edges();
    edges.entry("homing-domain".into()).or_default().insert("homing-storage".into());
    edges.entry("homing-cli".into()).or_default().insert("homing-auth".into());
    assert_eq!(
        broken_rules(&edges),
        ["homing-cli may not depend on homing-auth", "homing-domain may not depend on homing-storage"]
    );
}

#[test]
fn a_crate_without_a_row_and_a_row_without_a_crate_are_named() {
    let mut edges = allowed_edges();
    edges.insert("homing-novelty".into(), BTreeSet::new());
    edges.remove("xtask");
    assert_eq!(
        broken_rules(&edges),
        [
            "homing-novelty is new: give it a row that says what it may know",
            "xtask has a row, but there is no such crate"
        ]
    );
}

#[test]
fn the_domain_reaches_nothing_outside_and_takes_only_sync_of_tokio() -> Result<()> {
    let tree = dependencies_of("homing-domain", NORMAL)?;
    let outside: Vec<_> = tree.keys().filter(|name| OUTSIDE.contains(&name.as_str())).collect();
    assert!(outside.is_empty(), "homing-domain must not reach {outside:?}");
    assert_eq!(tree["tokio"], "sync", "the features of tokio that homing-domain takes");

    // The same look at a crate that does reach outside: a list that matched nothing would prove nothing.
    let transport = dependencies_of("homing-transport", NORMAL)?;
    assert!(transport.contains_key("reqwest") && transport.contains_key("mio"));
    assert!(transport["tokio"].contains("net"));
    Ok(())
}

#[test]
fn the_terminal_and_the_server_are_built_without_a_window() -> Result<()> {
    let window = ["gtk", "tauri", "webkit2gtk", "wry"];
    for name in ["homing-cli", "homing-server"] {
        let tree = dependencies_of(name, NORMAL)?;
        let taken: Vec<_> = window.iter().filter(|part| tree.contains_key(**part)).collect();
        assert!(taken.is_empty(), "{name} must not need {taken:?}");
    }
    let desktop = dependencies_of("homing-desktop", NORMAL)?;
    assert!(window.iter().all(|part| desktop.contains_key(*part)));
    Ok(())
}

#[test]
fn the_engine_and_its_tests_can_be_built_without_time_tracking() -> Result<()> {
    let with_tests = ["--edges", "normal,build,dev", "--no-default-features", "--features", "test-util"];
    let tree = dependencies_of("homing-domain", &with_tests)?;
    // One crate of the tests that took the domain with its default features would turn `time` on for all.
    assert!(tree.contains_key("homing-storage"), "the tests run over the in-memory storage");
    assert_eq!(tree["homing-domain"], "test-util");
    Ok(())
}

/// Every breach of the rule as a sentence, in order.
fn broken_rules(edges: &Edges) -> Vec<String> {
    let rule: BTreeMap<&str, May> = RULE.iter().copied().collect();
    let mut broken = Vec::new();
    for (name, known) in edges {
        match rule.get(name.as_str()) {
            None => broken.push(format!("{name} is new: give it a row that says what it may know")),
            Some(May::KnowAll) => {}
            Some(May::Know(allowed)) => {
                let surplus = known.iter().filter(|other| !allowed.contains(&other.as_str()));
                broken.extend(surplus.map(|other| format!("{name} may not depend on {other}")));
            }
        }
    }
    let gone = rule.keys().filter(|name| !edges.contains_key(**name));
    broken.extend(gone.map(|name| format!("{name} has a row, but there is no such crate")));
    broken
}

/// A workspace that uses every edge it may.
fn allowed_edges() -> Edges {
    let known = |may: May| match may {
        May::Know(names) => names.iter().map(ToString::to_string).collect(),
        May::KnowAll => RULE.iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    RULE.iter().map(|(name, may)| ((*name).to_owned(), known(*may))).collect()
}

fn edges_of_the_workspace() -> Result<Edges> {
    let metadata = MetadataCommand::new().no_deps().other_options(["--locked".to_owned()]).exec()?;
    let ours: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    let edges = metadata.packages.iter().map(|package| {
        let counted =
            package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        let known = counted.map(|dependency| dependency.name.clone()).filter(|name| ours.contains(name));
        (package.name.to_string(), known.collect())
    });
    Ok(edges.collect())
}

/// What a build of a crate takes in, its tests left out.
const NORMAL: &[&str] = &["--edges", "normal,build"];

/// What a build of this crate alone takes in, with the features that it takes of each. Unlike `cargo metadata`,
/// `cargo tree` leaves out what only tests turn on.
fn dependencies_of(name: &str, of: &[&str]) -> Result<BTreeMap<String, String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .args(["tree", "--locked", "--package", name, "--prefix", "none", "--format", "{p}|{f}"])
        .args(of)
        .output()
        .context("cargo tree could not be started")?;
    ensure!(tree.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout)?;
    let lines = text.lines().filter_map(|line| line.split_once('|'));
    let crates = lines.filter_map(|(package, features)| {
        let name = package.split_whitespace().next()?;
        Some((name.to_owned(), features.trim_end_matches(" (*)").to_owned()))
    });
    Ok(crates.collect())
}
