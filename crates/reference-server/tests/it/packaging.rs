//! The files that are shipped for operators: the unit and the example configuration.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::process::Installation;

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging").join(name)
}

/// The unit, with the program where this build has it.
fn unit(installation: &Installation) -> PathBuf {
    let unit = fs::read_to_string(shipped("systemd/homing-server.service")).unwrap();
    let start = format!("ExecStart={}", env!("CARGO_BIN_EXE_homing-server"));
    assert!(unit.contains("ExecStart=/usr/bin/homing-server"), "{unit}");
    let unit = unit.replace("ExecStart=/usr/bin/homing-server", &start);
    let path = installation.file("homing-server.service");
    fs::write(&path, unit).unwrap();
    path
}

/// `systemd-analyze`, on machines that have it.
fn systemd_analyze(arguments: &[&str], unit: &Path) -> Option<Output> {
    Command::new("systemd-analyze").args(arguments).arg(unit).env_remove("LISTEN_FDS").output().ok()
}

#[test]
fn the_unit_is_what_systemd_takes_for_one_and_leaves_the_server_little() {
    let installation = Installation::new();
    let unit = unit(&installation);
    for arguments in [&["verify"][..], &["security", "--offline=true", "--threshold=15", "--no-pager"]] {
        let Some(output) = systemd_analyze(arguments, &unit) else {
            continue;
        };
        // It warns of other units of the machine too; only what it says of this one counts.
        let said = String::from_utf8_lossy(&output.stderr);
        let of_ours = said.lines().filter(|line| line.contains("homing-server"));
        assert_eq!(of_ours.collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn the_unit_starts_the_server_with_arguments_that_it_takes() {
    let unit = fs::read_to_string(shipped("systemd/homing-server.service")).unwrap();
    let mut section = "";
    for line in unit.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[') {
            Some(name) => section = name.trim_end_matches(']'),
            None => assert!(line.contains('=') && !section.is_empty(), "{line}"),
        }
    }
    let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let config = "/etc/homing-server/homing-server.toml";
    assert_eq!(start, format!("/usr/bin/homing-server serve --config {config}"));
    // Only the configuration is missing here: the rest of the line is understood.
    let installation = Installation::new();
    let output = installation.command().args(start.split(' ').skip(1)).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("The configuration file can't be read") && said.contains(config), "{said}");
    let prevented = unit.lines().find_map(|line| line.strip_prefix("RestartPreventExitStatus=")).unwrap();
    assert!(prevented.split(' ').any(|code| code == output.status.code().unwrap().to_string()));
}

#[test]
fn the_example_configuration_is_one_with_and_without_what_is_commented_out() {
    let installation = Installation::new();
    let example = fs::read_to_string(shipped("homing-server.toml")).unwrap();
    let uncommented: Vec<_> = example
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") || rest.starts_with('[') => rest,
            _ => line,
        })
        .collect();
    assert!(uncommented.iter().filter(|line| line.starts_with('[')).count() > 1, "{uncommented:?}");
    for text in [example.clone(), uncommented.join("\n")] {
        let path = installation.file("homing-server.toml");
        fs::write(&path, text).unwrap();
        let mut command = installation.command();
        command.env_remove("HOMING_SERVER_DATABASE").args(["config", "--config"]).arg(&path);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains("database = \"/var/lib/homing-server/server.sqlite\""), "{shown}");
    }
}
