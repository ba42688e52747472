//! Words on the command line that make no sense, each by itself.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use homing_tests::bad_input::Case;

pub(super) fn cases() -> Vec<Case> {
    let words = Case::words;
    vec![
        words(101, "`homing`", 2, &[]),
        words(102, "`homing frobnicate`", 2, &["frobnicate"]),
        words(103, "`homing strat`", 2, &["strat"]),
        words(104, "`homing \"\"`", 2, &[""]),
        words(105, "`homing status --frobnicate`", 2, &["status", "--frobnicate"]),
        words(106, "`homing status now`", 2, &["status", "now"]),
        words(107, "`homing start --project`, and no project", 2, &["start", "--project"]),
        words(108, "`homing add Report`, and no times", 2, &["add", "Report"]),
        words(109, "`homing login`, and no name", 2, &["login"]),
        words(
            110,
            "`homing login --user anna --store cupboard`",
            2,
            &["login", "--user", "anna", "--store", "cupboard"],
        ),
        words(111, "`homing login --user anna`, and no server is known", 2, &["login", "--user", "anna"]),
        words(
            112,
            "`homing login --user anna --password …`",
            2,
            &["login", "--user", "anna", "--password", "x"],
        ),
        words(
            113,
            "`homing login` with `--password-stdin` and `--password-fd 3`",
            2,
            &["login", "--user", "anna", "--password-stdin", "--password-fd", "3"],
        ),
        words(114, "`homing queue`, and not what of it", 2, &["queue"]),
        words(115, "`homing queue frobnicate`", 2, &["queue", "frobnicate"]),
        words(116, "`homing import`, and not from what", 2, &["import"]),
        words(117, "`homing import abacus FILE`", 2, &["import", "abacus", "file"]),
        words(118, "`homing import timewarrior`, and no file", 2, &["import", "timewarrior"]),
        words(119, "`homing status --color sometimes`", 2, &["status", "--color", "sometimes"]),
        words(120, "`homing frobnicate --json`", 2, &["frobnicate", "--json"]),
        words(121, "`homing status --json --json`", 2, &["status", "--json", "--json"]),
        words(122, "A command with a sequence that would clear the screen", 2, &["\u{1b}[2Jstatus"]),
        words(123, "An option with such a sequence", 2, &["status", "--\u{1b}]0;title\u{7}"]),
        Case::new(124, "A description that is no UTF-8", 2, |stage| {
            stage.homing(&[OsString::from("start"), OsStr::from_bytes(b"caf\xe9").to_owned()]).run()
        }),
        words(125, "`homing start` with a description of 20,000 letters", 65, long()),
    ]
}

/// More than a description may have.
fn long() -> &'static [&'static str] {
    static LONG: std::sync::OnceLock<(String, [&'static str; 2])> = std::sync::OnceLock::new();
    let (_, words) = LONG.get_or_init(|| {
        let text: &'static str = Box::leak("x".repeat(20_000).into_boxed_str());
        (String::new(), ["start", text])
    });
    words
}
