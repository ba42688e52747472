//! Runs all cases, several at a time, and holds each against what must always be so.

use std::collections::VecDeque;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, ensure};

use super::{Case, Hostile, Need, Said, Stage, Templates, hostile, mask};
use crate::{Machine, PASSPHRASE, PASSWORD};

/// A case is mostly a wait for processes, on a machine of a few cores.
const AT_ONCE: usize = 6;

/// What became of one case.
#[derive(Debug)]
pub struct Tried {
    /// The case's number.
    pub number: u16,
    /// What the program said, as the page has it, with what differs from run to run masked; none where this
    /// machine lacks what the case needs.
    pub said: Option<String>,
    /// What must be so and is not.
    pub fault: Option<String>,
}

/// Runs them all. The order of the answers is that of the cases.
///
/// # Errors
/// The machines can't be made.
pub fn try_all(cases: &[&Case], hostile: &Hostile) -> Result<Vec<Tried>> {
    let templates = Templates::new(hostile)?;
    let waiting = Mutex::new(cases.iter().copied().collect::<VecDeque<_>>());
    let tried = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = next() {
                    let one = try_one(case, &templates, hostile);
                    tried.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
            });
        }
    });
    let mut tried = tried.into_inner().unwrap_or_else(PoisonError::into_inner);
    tried.sort_by_key(|one| cases.iter().position(|case| case.number == one.number));
    Ok(tried)
}

fn try_one(case: &Case, templates: &Templates, hostile: &Hostile) -> Tried {
    let number = case.number;
    if !is_met(case.need) {
        return Tried { number, said: None, fault: None };
    }
    let tried = templates.stage(number, hostile).and_then(|mut stage| {
        let said = (case.act)(&mut stage)?;
        let text = mask::masked(&said, &stage, hostile);
        Ok((text, must_hold(case, &said, &stage)))
    });
    match tried {
        Ok((said, fault)) => {
            let fault = fault.err().map(|fault| format!("{fault:#}\n{said}"));
            Tried { number, said: Some(said), fault }
        }
        Err(fault) => Tried { number, said: None, fault: Some(format!("{fault:#}")) },
    }
}

fn must_hold(case: &Case, said: &Said, stage: &Stage) -> Result<()> {
    ensure!(said.code == Some(case.code), "it must end with {}, and ended with {:?}", case.code, said.code);
    let all = said.all();
    ensure!(!all.is_empty(), "it says nothing");
    for fault in ["panicked", "RUST_BACKTRACE", "Err(", "None)", "Some("] {
        ensure!(!all.contains(fault), "it says {fault:?}");
    }
    for secret in [PASSWORD, PASSPHRASE, hostile::ACCESS, hostile::REFRESH] {
        ensure!(!all.contains(secret), "it gives away a secret");
    }
    let steering = |letter: char| letter != '\n' && letter.is_control();
    ensure!(!all.chars().any(steering), "it has control characters: {all:?}");
    stage.nothing_is_lost()
}

/// Whether this machine has what a case needs.
fn is_met(need: Need) -> bool {
    let works = |words: &[&str]| {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    match need {
        Need::Nothing => true,
        Need::Mounts => works(&["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]),
        Need::Machines => Machine::can_be_made(),
        Need::AnotherUser => works(&["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true"]),
        Need::Bus => ["dbus-run-session", "gnome-keyring-daemon", "gdbus"]
            .iter()
            .all(|program| works(&["which", program])),
    }
}
