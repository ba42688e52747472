//! What the timer can't do in the state that it is in.

use anyhow::Result;
use homing_tests::Machine;
use homing_tests::bad_input::{Case, Need, Said, Stage, Then, age_signs};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::words(251, "`homing pause`, and nothing runs", 65, &["pause"]),
        Case::words(252, "`homing resume`, and nothing runs", 65, &["resume"]),
        Case::words(253, "`homing stop`, and nothing runs", 65, &["stop"]),
        Case::words(254, "`homing stop --json`, and nothing runs", 65, &["stop", "--json"]),
        Case::new(255, "`homing pause` twice", 65, |stage| after(stage, &["start", "pause"], "pause")),
        Case::new(256, "`homing resume` while it runs", 65, |stage| after(stage, &["start"], "resume")),
        Case::words(257, "`homing stop --keep --cut away`", 2, &["stop", "--keep", "--cut", "away"]),
        Case::words(258, "`homing stop --cut`, and not where", 2, &["stop", "--cut"]),
        Case::words(259, "`homing stop --cut lunch`", 2, &["stop", "--cut", "lunch"]),
        Case::new(260, "`homing stop --cut TIME`, and the machine was never away", 65, |stage| {
            stage.homing(&["start"]).run()?.with_code(0)?;
            stage.homing(&["stop", "--cut", "now"]).run()
        }),
        Case::words(261, "`homing edit last --cut lunch`", 2, &["edit", "last", "--cut", "lunch"]),
        Case::words(
            262,
            "`homing edit last --cut away`, and nothing waits",
            65,
            &["edit", "last", "--cut", "away"],
        ),
        Case::words(
            263,
            "`homing edit last` with `--cut` and `--exact`",
            2,
            &["edit", "last", "--cut", "away", "--exact"],
        ),
        slept(264, "`homing stop --cut TIME` before the work began", 65, |stage, machine| {
            stage.homing(&["stop", "--cut", "-4h"]).on(machine).run()
        }),
        slept(265, "Nothing but Enter at the question what the time away was", 130, |stage, machine| {
            let question = ("[keep/cut/TIME] ", Then::Answers("\n"));
            stage.homing(&["stop"]).on(machine).at_a_terminal(&[question])
        }),
        slept(266, "`homing stop` after a sleep, and nobody to ask", 0, |stage, machine| {
            stage.homing(&["stop"]).on(machine).run()
        }),
    ]
}

/// A timer that has run for three hours, on a machine that slept for one of them.
fn slept(
    number: u16,
    done: &'static str,
    code: i32,
    act: impl Fn(&Stage, &Machine) -> Result<Said> + Send + Sync + 'static,
) -> Case {
    Case::new(number, done, code, move |stage| {
        stage.homing(&["start", "--at", "-3h"]).run()?.with_code(0)?;
        age_signs(&stage.database(), "timer-event", 60)?;
        act(stage, &Machine::suspended(3_600))
    })
    .needing(Need::Machines)
}

fn after(stage: &Stage, steps: &[&str], last: &str) -> Result<Said> {
    for step in steps {
        stage.homing(&[step]).run()?.with_code(0)?;
    }
    stage.homing(&[last]).run()
}
