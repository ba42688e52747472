//! Moving over from the earlier app, and decisions on what it had not sent.

use anyhow::Result;
use homing_tests::bad_input::{Case, Said, Stage};

pub(super) fn cases() -> Vec<Case> {
    let file = |number, done, code, bytes: &'static [u8]| {
        Case::new(number, done, code, move |stage| {
            let path = stage.write("earlier.db", bytes)?;
            import(stage, &path)
        })
    };
    vec![
        Case::new(342, "`homing import legacy` of a file that is not there", 74, |stage| {
            import(stage, &stage.at("nowhere.db"))
        }),
        Case::new(343, "`homing import legacy` of a folder", 74, |stage| import(stage, &stage.at("home"))),
        file(344, "`homing import legacy` of an empty file", 65, b""),
        file(345, "`homing import legacy` of a picture", 65, b"\x89PNG\r\n\x1a\n"),
        Case::new(346, "`homing import legacy` of Homing's own database", 65, |stage| {
            import(stage, &stage.at("data/homing.db"))
        }),
        Case::words(
            347,
            "`homing import legacy --original burn`",
            2,
            &["import", "legacy", "--original", "burn"],
        ),
        Case::words(
            348,
            "`homing import legacy --dry-run --original delete`",
            2,
            &["import", "legacy", "--dry-run", "--original", "delete"],
        ),
        Case::words(351, "`homing review confirm`, and not what", 2, &["review", "confirm"]),
        Case::words(
            352,
            "`homing review confirm` of an id that nothing has",
            65,
            &["review", "confirm", "ffffffff"],
        ),
        Case::words(353, "`homing review confirm` of three digits", 2, &["review", "confirm", "abc"]),
        Case::words(
            354,
            "`homing review discard --all` of a matter that nobody knows",
            2,
            &["review", "discard", "--all", "boredom"],
        ),
        Case::words(
            355,
            "`homing review save` of an item that is not there",
            65,
            &["review", "save", "ffffffff", "picture.png"],
        ),
        Case::words(
            356,
            "`homing config set profile` to an API that nobody knows",
            2,
            &["config", "set", "profile", "clasic"],
        ),
    ]
}

fn import(stage: &Stage, path: &str) -> Result<Said> {
    stage.homing(&["import", "legacy", path]).run()
}
