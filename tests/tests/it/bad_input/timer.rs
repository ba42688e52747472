//! What the timer can't do in the state that it is in.

use anyhow::Result;
use homing_tests::bad_input::{Case, Said, Stage};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::words(251, "`homing pause`, and nothing runs", 65, &["pause"]),
        Case::words(252, "`homing resume`, and nothing runs", 65, &["resume"]),
        Case::words(253, "`homing stop`, and nothing runs", 65, &["stop"]),
        Case::words(254, "`homing stop --json`, and nothing runs", 65, &["stop", "--json"]),
        Case::new(255, "`homing pause` twice", 65, |stage| after(stage, &["start", "pause"], "pause")),
        Case::new(256, "`homing resume` while it runs", 65, |stage| after(stage, &["start"], "resume")),
    ]
}

fn after(stage: &Stage, steps: &[&str], last: &str) -> Result<Said> {
    for step in steps {
        stage.homing(&[step]).run()?.with_code(0)?;
    }
    stage.homing(&[last]).run()
}
