//! What Homing needs of the system, which of it is missing, and how it gets there. Debian and its kin only:
//! elsewhere xtask names what is missing and stops.

mod apt;
mod needs;

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context, Result};

use crate::end::End;
use apt::Privilege;
pub(crate) use needs::{
    FOR_BENCH, FOR_BUNDLE, FOR_PAGE, FOR_PICTURES, FOR_POSTGRES, FOR_RUN, FOR_TESTS, FOR_WINDOW, on_path,
};
use needs::{Need, missing};

/// Who decides about an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// The person at the terminal; where there is none, nobody.
    Ask,
    /// It was given beforehand.
    Given,
}

/// Sees to it that the system has all `needs`; [`End::Done`] when it has.
///
/// # Errors
/// When a program can't be started or the answer can't be read. A refusal is not an error: it is an [`End`].
pub(crate) fn provide(needs: &[Need], consent: Consent) -> Result<End> {
    let lacking = missing(needs);
    if lacking.is_empty() {
        return Ok(End::Done);
    }
    println!("This machine lacks:");
    for need in &lacking {
        println!("  {:<21} {}", need.package, need.purpose);
    }
    let packages: Vec<&str> = lacking.iter().map(|need| need.package).collect();
    if on_path("apt-get").is_none() {
        println!(
            "There is no apt-get here. Nothing was changed. Install them your system's way, then run this again."
        );
        return Ok(End::PackagesMissing);
    }
    let Some(privilege) = Privilege::of_this_user()? else {
        return Ok(not_allowed(&packages));
    };
    if consent == Consent::Ask && !agreed(&apt::line(&packages, privilege.at_a_terminal()))? {
        return Ok(End::PackagesMissing);
    }
    if !privilege.is_open()? {
        return Ok(not_allowed(&packages));
    }
    apt::install(&packages, privilege)?;
    let still = missing(needs);
    if still.is_empty() {
        return Ok(End::Done);
    }
    let names: Vec<&str> = still.iter().map(|need| need.package).collect();
    println!("Still missing: {}. What apt-get said is above.", names.join(", "));
    Ok(End::PackagesMissing)
}

fn not_allowed(packages: &[&str]) -> End {
    println!(
        "Installing needs root, and there is no sudo that lets you. Nothing was changed. As root, type:"
    );
    println!("  {}", apt::line(packages, Privilege::Root));
    End::NoPrivilege
}

/// Asks the person; without a terminal nobody can agree, so it says how to go on.
fn agreed(line: &str) -> Result<bool> {
    if !io::stdin().is_terminal() {
        println!("Nobody is here to ask. Nothing was changed. Run this again with --yes, or type:\n  {line}");
        return Ok(false);
    }
    print!("Install them now with this line?\n  {line}\n[Y/n] ");
    io::stdout().flush().context("the question could not be shown")?;
    let mut answer = String::new();
    let length = io::stdin().lock().read_line(&mut answer).context("the answer could not be read")?;
    let agreed = length > 0 && is_yes(&answer);
    if !agreed {
        println!("Nothing was changed. Without them Homing can't go on here.");
    }
    Ok(agreed)
}

/// An empty line takes the offered default.
fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_answer_agrees_and_anything_unclear_does_not() {
        assert!(is_yes("\n"));
        assert!(is_yes("Yes\n"));
        assert!(!is_yes("n\n"));
        assert!(!is_yes("what?\n"));
    }
}
