//! Passwords and passphrases that are missing, wrong, or come from a place that can't give them.

use anyhow::Result;
use homing_tests::NAME;
use homing_tests::bad_input::{Case, Line, Stage};

pub(super) fn cases() -> Vec<Case> {
    let password = |number, done, code, bytes: &'static [u8]| {
        Case::new(number, done, code, move |stage| login(stage, &["--password-stdin"]).input(bytes).run())
    };
    let sync = |number, done, code, script: &'static str, descriptor: &'static str| {
        Case::new(number, done, code, move |stage| {
            to_send(stage)?;
            stage.homing(&["sync", "--passphrase-fd", descriptor]).within_script(script).run()
        })
    };
    vec![
        password(901, "An empty password", 77, b"\n"),
        password(902, "No password on standard input", 77, b""),
        password(903, "A password that is no UTF-8", 77, b"caf\xe9\n"),
        password(904, "A password of 5,000 letters", 77, Box::leak(vec![b'x'; 5_000].into_boxed_slice())),
        Case::new(905, "No terminal to ask for the password", 77, |stage| login(stage, &[]).run()),
        Case::new(906, "No terminal to ask for the passphrase", 77, |stage| {
            to_send(stage)?;
            stage.homing(&["sync"]).run()
        }),
        sync(907, "A wrong passphrase", 77, r#"echo wrong | exec "$@""#, "0"),
        sync(908, "An empty passphrase", 77, r#"exec "$@" 3</dev/null"#, "3"),
        sync(909, "A passphrase that is no UTF-8", 77, r#"printf 'caf\351\n' | exec "$@""#, "0"),
        sync(910, "`--passphrase-fd 7`, which is not open", 2, r#"exec "$@""#, "7"),
        sync(911, "`--passphrase-fd 1`, the answer's own", 2, r#"exec "$@""#, "1"),
        sync(912, "`--passphrase-fd 2`, the messages' own", 2, r#"exec "$@""#, "2"),
        sync(913, "`--passphrase-fd 3`, which is open for writing alone", 2, r#"exec "$@" 3>/dev/null"#, "3"),
        sync(914, "`--passphrase-fd 3`, which is a folder", 2, r#"exec "$@" 3</tmp"#, "3"),
        sync(915, "`--passphrase-fd three`", 2, r#"exec "$@""#, "three"),
        sync(916, "`--passphrase-fd -1`", 2, r#"exec "$@""#, "-1"),
        Case::new(917, "A descriptor that is not open, for a command that needs no passphrase", 2, |stage| {
            stage.homing(&["start", "--passphrase-fd", "9"]).run()
        }),
        Case::new(918, "Password and passphrase from one descriptor", 2, |stage| {
            login(stage, &["--password-stdin", "--passphrase-fd", "0"]).input("x\n").run()
        }),
        Case::new(919, "`--password-fd 9`, which is not open", 2, |stage| {
            login(stage, &["--password-fd", "9"]).run()
        }),
        Case::new(920, "The credential file is cut off", 74, |stage| {
            spoilt(stage, |bytes| bytes.truncate(20))
        }),
        Case::new(921, "One bit of the credential file is another one", 74, |stage| {
            spoilt(stage, |bytes| {
                if let Some(last) = bytes.last_mut() {
                    *last ^= 1;
                }
            })
        }),
        Case::new(922, "The credential file is empty", 74, |stage| spoilt(stage, Vec::clear)),
    ]
}

fn login(stage: &Stage, more: &[&str]) -> Line {
    let words = ["login", "--server", stage.url(), "--user", NAME, "--store", "file"];
    stage.homing(&[&words, more].concat())
}

fn to_send(stage: &Stage) -> Result<()> {
    stage.signed_in()?;
    stage.homing(&["start", "unsent"]).run()?.with_code(0).map(drop)
}

fn spoilt(stage: &mut Stage, spoil: impl Fn(&mut Vec<u8>)) -> Result<homing_tests::bad_input::Said> {
    to_send(stage)?;
    let sealed = stage.find("data", ".sealed")?;
    let mut bytes = std::fs::read(stage.path(&sealed))?;
    spoil(&mut bytes);
    std::fs::write(stage.path(&sealed), bytes)?;
    stage.homing_unlocked(&["sync"]).run()
}
