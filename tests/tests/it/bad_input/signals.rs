//! Someone who loses patience: at a prompt, and while a sync is under way.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::sync::{Mutex, mpsc};

use anyhow::{Context, Result, ensure};
use homing_tests::NAME;
use homing_tests::bad_input::{Case, Said, Stage, Then, signal};

/// How the passphrase is asked for.
const PASSPHRASE: &str = "Passphrase of the credential file: ";

/// Notes its process, and says all that is no answer into a pipe with a name.
const HEARD: &str = r#"echo $$ >process; exec "$@" 2>heard"#;

pub(super) fn cases() -> Vec<Case> {
    let at_the_prompt = |number, done, then| {
        Case::new(number, done, 130, move |stage| {
            let said = to_send(stage)?.homing(&["sync"]).at_a_terminal(&[(PASSPHRASE, then)])?;
            let (waits, _) = stage.counts()?;
            ensure!(waits == 1, "{waits} wait");
            Ok(said)
        })
    };
    vec![
        at_the_prompt(931, "Ctrl-C at the prompt of `homing sync`", Then::Types("half\u{3}")),
        at_the_prompt(932, "SIGTERM at that prompt", Then::Sends("TERM")),
        at_the_prompt(933, "SIGHUP at that prompt", Then::Sends("HUP")),
        at_the_prompt(934, "SIGQUIT at that prompt", Then::Sends("QUIT")),
        Case::new(935, "A wrong passphrase at that prompt", 77, |stage| {
            to_send(stage)?.homing(&["sync"]).at_a_terminal(&[(PASSPHRASE, Then::Types("wrong\n"))])
        }),
        Case::new(936, "Nothing but Enter at that prompt", 77, |stage| {
            to_send(stage)?.homing(&["sync"]).at_a_terminal(&[(PASSPHRASE, Then::Types("\n"))])
        }),
        Case::new(937, "Ctrl-C at the prompt for a password", 130, |stage| {
            let question = format!("Password of {NAME} at {}: ", stage.url());
            login(stage, &[(&question, Then::Types("\u{3}"))])
        }),
        Case::new(938, "A new passphrase, typed in two ways", 77, |stage| {
            let question = format!("Password of {NAME} at {}: ", stage.url());
            login(
                stage,
                &[
                    (&question, Then::Types("seven-lanterns-password\n")),
                    ("New passphrase for the credential file: ", Then::Types("one\n")),
                    ("The same passphrase again: ", Then::Types("another\n")),
                ],
            )
        }),
        Case::new(939, "SIGTERM while a request is under way", 130, |stage| under_way(stage, "TERM")),
        Case::new(940, "SIGHUP while a request is under way", 130, |stage| under_way(stage, "HUP")),
        Case::new(941, "Ctrl-C while a request is under way", 130, |stage| under_way(stage, "INT")),
    ]
}

fn login(stage: &Stage, questions: &[(&str, Then)]) -> Result<Said> {
    let words = ["login", "--server", stage.url(), "--user", NAME, "--store", "file"];
    stage.homing(&words).at_a_terminal(questions)
}

fn to_send(stage: &Stage) -> Result<&Stage> {
    stage.signed_in()?;
    stage.homing(&["start", &format!("case {}", stage.number())]).run()?.with_code(0)?;
    Ok(stage)
}

/// The server has the request, the signal comes, `homing` says that it has heard it, the server answers.
fn under_way(stage: &Stage, name: &'static str) -> Result<Said> {
    to_send(stage)?;
    ensure!(std::process::Command::new("mkfifo").arg(stage.path("heard")).status()?.success());
    let (heard, is_heard) = mpsc::channel();
    let (is_heard, process) = (Mutex::new(is_heard), stage.path("process"));
    stage.server_says(move |request| {
        if request.path == "/v1/sync" {
            let process = std::fs::read_to_string(&process).ok()?;
            signal(name, process.trim()).ok()?;
            is_heard.lock().ok()?.recv().ok();
        }
        None
    });
    let line = stage.homing_unlocked(&["sync"]).within_script(HEARD);
    let path = stage.path("heard");
    let said = std::thread::scope(|scope| {
        let listening = scope.spawn(move || -> Result<String> {
            let mut lines = BufReader::new(File::open(path)?).lines();
            let first = lines.next().context("it said nothing")??;
            heard.send(()).ok();
            let rest = lines.collect::<Result<Vec<_>, _>>()?;
            Ok([vec![first], rest].concat().join("\n"))
        });
        let said = line.run()?;
        let message = listening.join().map_err(|_| anyhow::anyhow!("nobody listened"))??;
        anyhow::Ok(Said { message, ..said })
    })?;
    let (waits, _) = stage.counts()?;
    Ok(said.then(if waits == 0 { "it is sent" } else { "it waits" }))
}
