//! Changes of what was recorded, looks at it, and questions that nobody is there to answer.

use anyhow::Result;
use homing_tests::bad_input::{Case, Said, Stage};

pub(super) fn cases() -> Vec<Case> {
    let words = Case::words;
    let spoken = |number, done, code, words: &'static [&'static str]| {
        Case::new(number, done, code, move |stage| {
            run_all(
                stage,
                &[&["add", "Report", "--from", "2026-01-05 09:00", "--to", "2026-01-05 10:00"]],
                words,
            )
        })
    };
    let running = |number, done, code, words: &'static [&'static str]| {
        Case::new(number, done, code, move |stage| run_all(stage, &[&["start", "Report"]], words))
    };
    vec![
        words(1101, "`homing edit`, and not what", 2, &["edit"]),
        words(1102, "`homing edit 12`: too short for an id", 2, &["edit", "12", "--description", "x"]),
        words(
            1103,
            "`homing edit` of an id that nothing has",
            65,
            &["edit", "ffffffff", "--description", "x"],
        ),
        words(1104, "`homing edit @0`", 2, &["edit", "@0", "--description", "x"]),
        words(1105, "`homing edit @99`, and there are fewer", 65, &["edit", "@99", "--description", "x"]),
        words(
            1106,
            "`homing edit current`, and nothing runs",
            65,
            &["edit", "current", "--description", "x"],
        ),
        words(1107, "`homing edit last`, and no change is named", 65, &["edit", "last"]),
        words(
            1108,
            "`homing edit last` with `--project` and `--no-project`",
            2,
            &["edit", "last", "--project", "x", "--no-project"],
        ),
        spoken(
            1109,
            "`homing edit last --to` before its beginning",
            65,
            &["edit", "@2", "--to", "2026-01-05 08:00"],
        ),
        spoken(
            1110,
            "`homing edit last --to` 24 hours later, and no yes",
            65,
            &["edit", "@2", "--to", "2026-01-06 09:30"],
        ),
        spoken(
            1111,
            "`homing edit last --interval 7`",
            65,
            &["edit", "@2", "--interval", "7", "--to", "2026-01-05 09:30"],
        ),
        spoken(
            1112,
            "`homing edit last --interval 0`",
            2,
            &["edit", "@2", "--interval", "0", "--to", "2026-01-05 09:30"],
        ),
        words(
            1113,
            "`homing edit last --untag` of a tag that it has not",
            65,
            &["edit", "last", "--untag", "harbour"],
        ),
        words(1114, "`homing delete last`, and nobody to say yes", 65, &["delete", "last"]),
        words(1115, "`homing delete` of an id that nothing has", 65, &["delete", "ffffffff", "--yes"]),
        words(1116, "`homing cancel`, and nothing runs", 65, &["cancel"]),
        Case::new(1117, "`homing undo`, and nothing is left to undo", 65, |stage| {
            // What was recorded beforehand is undone too: that is what is asked for.
            stage.look_at_nothing();
            run_all(stage, &[&["undo"], &["undo"]], &["undo"])
        }),
        Case::new(1118, "`homing continue`, and nothing was ever recorded", 65, |stage| {
            stage.homing(&["continue"]).env("HOMING_DATA_DIR", stage.at("new")).run()
        }),
        running(1119, "`homing stop --at` tomorrow", 65, &["stop", "--at", "2099-01-01 09:00"]),
        running(1120, "`homing stop --at` before it began", 65, &["stop", "--at", "2020-01-01 09:00"]),
        running(1121, "`homing stop --at -15parsecs`", 2, &["stop", "--at", "-15parsecs"]),
        words(
            1122,
            "`homing add` of 24 hours, and no yes",
            65,
            &["add", "x", "--from", "2026-01-05 09:00", "--to", "2026-01-06 09:00"],
        ),
        words(
            1123,
            "`homing add` in the future",
            65,
            &["add", "x", "--from", "2099-01-05 09:00", "--to", "2099-01-05 10:00"],
        ),
        words(1124, "`homing start` with an empty tag", 65, &["start", "x", "--tag", ""]),
        words(1125, "`homing start` with an empty project", 65, &["start", "x", "--project", ""]),
        words(
            1126,
            "`homing start` with a description that would clear the screen",
            65,
            &["start", "\u{1b}[2Jx"],
        ),
        words(1131, "`homing log --from yesterdayish`", 2, &["log", "--from", "yesterdayish"]),
        words(
            1132,
            "`homing log` of days that end before they begin",
            65,
            &["log", "--from", "2026-01-05", "--to", "2026-01-04"],
        ),
        words(1133, "`homing log --week --month`", 2, &["log", "--week", "--month"]),
        words(1134, "`homing summary --zone Middle/Earth`", 2, &["summary", "--zone", "Middle/Earth"]),
        words(1135, "`homing summary --by mood`", 2, &["summary", "--by", "mood"]),
        words(
            1136,
            "`homing projects --refresh`, and nobody has ever signed in",
            77,
            &["projects", "--refresh"],
        ),
        words(1141, "`homing queue show`, and not what", 2, &["queue", "show"]),
        words(1142, "`homing queue show 12`: too short for an id", 2, &["queue", "show", "12"]),
        words(1143, "`homing queue show` of an id that nothing has", 65, &["queue", "show", "ffffffff"]),
        words(1144, "`homing queue retry`, and not what", 2, &["queue", "retry"]),
        words(1145, "`homing queue retry @1`, which was not refused", 77, &["queue", "retry", "@1"]),
        words(1146, "`homing queue discard`, and not what", 2, &["queue", "discard"]),
        words(1147, "`homing queue discard @1`, and nobody to say yes", 65, &["queue", "discard", "@1"]),
        words(
            1148,
            "`homing queue discard @99`, and there are fewer",
            65,
            &["queue", "discard", "@99", "--yes"],
        ),
        Case::new(1149, "`homing queue export` to a file that is there", 65, |stage| {
            let path = stage.write("export", "mine")?;
            stage.homing(&["queue", "export", &path]).run()
        }),
    ]
}

fn run_all(stage: &Stage, before: &[&[&str]], last: &[&str]) -> Result<Said> {
    for words in before {
        stage.homing(words).run()?;
    }
    stage.homing(last).run()
}
