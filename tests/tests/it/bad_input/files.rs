//! Files that are not what they are said to be.

use anyhow::Result;
use homing_tests::bad_input::{Case, Need, Said, Stage};

pub(super) fn cases() -> Vec<Case> {
    let file = |number, done, code, bytes: &'static [u8]| {
        Case::new(number, done, code, move |stage| {
            let path = stage.write("export.json", bytes)?;
            import(stage, &path)
        })
    };
    vec![
        Case::new(301, "A file that is not there", 74, |stage| import(stage, &stage.at("nowhere.json"))),
        Case::new(302, "A folder", 74, |stage| import(stage, &stage.at("home"))),
        Case::new(303, "A file that another user may not read", 74, |stage| {
            let path = stage.write("export.json", "[]")?;
            stage.open_to_others()?;
            stage.forbid("export.json")?;
            stage.homing(&["import", "timewarrior", &path]).as_another_user().run()
        })
        .needing(Need::AnotherUser),
        file(304, "An empty file", 65, b""),
        file(305, "Bytes that are no text", 65, b"\x7fELF\x02\x01\x01\x00\xff\xfe\x00\x01"),
        file(306, "A text in UTF-16", 65, b"\xff\xfe[\x00]\x00"),
        file(307, "JSON that ends in the middle", 65, b"[{\"start\":\"20250101T080000Z\""),
        file(308, "JSON of another form", 65, b"{\"entries\": []}"),
        file(309, "A number", 65, b"42"),
        file(310, "HTML", 65, b"<!doctype html><title>Sign in</title>"),
        file(311, "Brackets within brackets, 100,000 deep", 65, deep()),
        file(312, "A row without a start", 65, b"[{\"end\":\"20250101T090000Z\"}]"),
        file(
            313,
            "A row whose start is no time",
            65,
            b"[{\"start\":\"tomorrow\",\"end\":\"20250101T090000Z\"}]",
        ),
        file(
            314,
            "A row that ends before it starts",
            65,
            b"[{\"start\":\"20250101T090000Z\",\"end\":\"20250101T080000Z\"}]",
        ),
        file(
            315,
            "A row whose tags are numbers",
            65,
            b"[{\"start\":\"20250101T080000Z\",\"end\":\"20250101T090000Z\",\"tags\":[1]}]",
        ),
        file(316, "A start with a sequence that would clear the screen", 65, b"[{\"start\":\"\\u001b[2J\"}]"),
        Case::new(319, "Nothing on standard input (`-`)", 65, |stage| import(stage, "-")),
        Case::new(320, "A file name with a sequence that would clear the screen", 74, |stage| {
            import(stage, "\u{1b}[2Jexport.json")
        }),
        Case::new(321, "The answer goes to a full disk (`/dev/full`)", 74, |stage| {
            stage.homing(&["log", "--all"]).output_to("/dev/full".as_ref())?.run()
        }),
        Case::words(331, "`homing attach`, and not what", 2, &["attach"]),
        Case::words(
            332,
            "`homing attach` of a file that is not there",
            74,
            &["attach", "/nonexistent/screen.png"],
        ),
        Case::new(333, "`homing attach` of a folder", 65, |stage| {
            stage.homing(&["attach", &stage.at("")]).run()
        }),
        Case::new(334, "`homing attach` of an empty file", 65, |stage| attach(stage, b"")),
        Case::new(335, "`homing attach` of a text", 65, |stage| attach(stage, b"no picture")),
        Case::new(336, "`homing attach` of 21 MB", 65, |stage| {
            attach(stage, &[PNG, vec![0; 21_000_000].as_slice()].concat())
        }),
        Case::new(337, "`homing attach --entry` of an id that nothing has", 65, |stage| {
            let path = stage.write("screen.png", PNG)?;
            stage.homing(&["attach", &path, "--entry", "ffffffff"]).run()
        }),
        Case::new(338, "`homing attach`, and nothing was ever recorded", 65, |stage| {
            let path = stage.write("screen.png", PNG)?;
            stage.homing(&["attach", &path]).env("HOMING_DATA_DIR", stage.at("new")).run()
        }),
    ]
}

fn import(stage: &Stage, path: &str) -> Result<Said> {
    stage.homing(&["import", "timewarrior", path]).run()
}

/// What a PNG begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn attach(stage: &Stage, bytes: &[u8]) -> Result<Said> {
    let path = stage.write("screen.png", bytes)?;
    stage.homing(&["attach", &path]).run()
}

fn deep() -> &'static [u8] {
    Box::leak(vec![b'['; 100_000].into_boxed_slice())
}
