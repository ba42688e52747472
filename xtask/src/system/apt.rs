//! Debian's package manager: the line that installs, and who may run it. It decides nothing about what is needed.

use std::io::{self, IsTerminal};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::needs::on_path;

/// How this process becomes root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Privilege {
    /// It is root.
    Root,
    /// Through sudo, which may ask for a password.
    Sudo,
    /// Through sudo, which must not ask, because nobody is there to answer.
    SilentSudo,
}

impl Privilege {
    /// The way that this user would have to take, if there is one.
    pub(super) fn of_this_user() -> Result<Option<Self>> {
        let output = Command::new("id").arg("-u").output().context("`id` could not be started")?;
        Ok(if output.stdout.trim_ascii() == b"0" {
            Some(Self::Root)
        } else if on_path("sudo").is_none() {
            None
        } else if io::stdin().is_terminal() {
            Some(Self::Sudo)
        } else {
            Some(Self::SilentSudo)
        })
    }

    /// Whether the way is open: sudo may ask for the password here, and may refuse.
    pub(super) fn is_open(self) -> Result<bool> {
        let mut trial = self.command("true");
        if self == Self::SilentSudo {
            trial.stderr(Stdio::null());
        }
        Ok(trial.status().context("`sudo` could not be started")?.success())
    }

    /// The same way as a person at a terminal takes it.
    pub(super) fn at_a_terminal(self) -> Self {
        if self == Self::SilentSudo { Self::Sudo } else { self }
    }

    fn prefix(self) -> &'static [&'static str] {
        match self {
            Self::Root => &[],
            Self::Sudo => &["sudo"],
            Self::SilentSudo => &["sudo", "-n"],
        }
    }

    fn command(self, program: &str) -> Command {
        let mut words = self.prefix().iter().copied().chain([program]);
        let mut command = Command::new(words.next().unwrap_or(program));
        command.args(words);
        command
    }
}

/// The line that installs `packages`, as a person would type it. It fetches the package lists first where they
/// don't know a package.
pub(super) fn line(packages: &[&str], privilege: Privilege) -> String {
    let install = install_line(packages, privilege);
    if packages.iter().all(|package| is_known(package)) {
        install
    } else {
        format!("{} && {install}", update_line(privilege))
    }
}

fn install_line(packages: &[&str], privilege: Privilege) -> String {
    [privilege.prefix(), &INSTALL, packages].concat().join(" ")
}

fn update_line(privilege: Privilege) -> String {
    [privilege.prefix(), &["apt-get", "update"]].concat().join(" ")
}

/// `env` inside the line, because sudo drops variables from outside.
const INSTALL: [&str; 6] =
    ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"];

/// Installs `packages`. The package lists are fetched first where they don't know a package, and once more
/// where they turn out to be stale. The caller looks at the result itself.
pub(super) fn install(packages: &[&str], privilege: Privilege) -> Result<()> {
    let known = packages.iter().all(|package| is_known(package));
    if !known {
        update(privilege)?;
    }
    if !install_once(packages, privilege)? && known {
        update(privilege)?;
        install_once(packages, privilege)?;
    }
    Ok(())
}

fn is_known(package: &str) -> bool {
    let output = Command::new("apt-cache").args(["show", "--no-all-versions", package]).output();
    output.is_ok_and(|output| output.status.success() && !output.stdout.is_empty())
}

fn update(privilege: Privilege) -> Result<()> {
    println!("$ {}", update_line(privilege));
    let status = privilege.command("apt-get").arg("update").status();
    status.context("`apt-get update` could not be started").map(drop)
}

fn install_once(packages: &[&str], privilege: Privilege) -> Result<bool> {
    println!("$ {}", install_line(packages, privilege));
    let [program, arguments @ ..] = &INSTALL;
    let status = privilege.command(program).args(arguments).args(packages).status();
    Ok(status.context("`apt-get install` could not be started")?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_types_the_bare_line() {
        assert_eq!(update_line(Privilege::Root), "apt-get update");
        assert_eq!(
            install_line(&["gcc", "timewarrior"], Privilege::Root),
            "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gcc timewarrior"
        );
    }

    #[test]
    fn a_package_that_the_lists_do_not_know_has_them_fetched_first() {
        let line = line(&["no-such-package-anywhere"], Privilege::Root);
        assert!(line.starts_with("apt-get update && env "), "{line}");
    }

    #[test]
    fn anybody_else_goes_through_sudo_which_asks_only_where_someone_can_answer() {
        assert!(install_line(&["gcc"], Privilege::Sudo).starts_with("sudo env "));
        assert!(install_line(&["gcc"], Privilege::SilentSudo).starts_with("sudo -n env "));
        assert_eq!(update_line(Privilege::Sudo), "sudo apt-get update");
    }
}
