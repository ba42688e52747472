//! `homing.toml` and the environment.

use homing_tests::bad_input::{Case, Need};

pub(super) fn cases() -> Vec<Case> {
    let toml = |number, done, code, text: &'static [u8]| {
        Case::new(number, done, code, move |stage| {
            stage.write("config/homing.toml", text)?;
            stage.homing(&["status"]).run()
        })
    };
    vec![
        toml(401, "`homing.toml` with a key that nobody knows", 78, b"sever = 'https://example.org'\n"),
        toml(402, "`homing.toml` that is no TOML", 78, b"server: https://example.org\n"),
        toml(403, "A server that is a number", 78, b"server = 7\n"),
        toml(404, "A server that is no address", 78, b"server = 'example'\n"),
        toml(
            405,
            "A server with a password in its address",
            78,
            b"server = 'https://anna:seven-lanterns-password@example.org'\n",
        ),
        toml(406, "`homing.toml` that is no UTF-8", 78, b"server = 'caf\xe9'\n"),
        toml(407, "`homing.toml` in UTF-16", 78, b"\xff\xfes\x00e\x00r\x00v\x00e\x00r\x00"),
        toml(408, "`homing.toml` with a sequence that would clear the screen", 78, b"\"\\u001b[2J\" = 1\n"),
        toml(409, "A key twice", 78, b"server = 'https://a.example'\nserver = 'https://b.example'\n"),
        Case::new(410, "`homing.toml` is a folder", 78, |stage| {
            std::fs::create_dir(stage.path("config/homing.toml"))?;
            stage.homing(&["status"]).run()
        }),
        Case::new(411, "`homing.toml` that another user may not read", 78, |stage| {
            stage.write("config/homing.toml", "")?;
            stage.open_to_others()?;
            stage.forbid("config/homing.toml")?;
            stage.homing(&["status"]).as_another_user().run()
        })
        .needing(Need::AnotherUser),
        Case::new(421, "`HOMING_LOG=homing=loud`", 78, |stage| {
            stage.homing(&["status"]).env("HOMING_LOG", "homing=loud").run()
        }),
        Case::new(423, "`TZ=Middle/Earth`", 0, |stage| {
            let said = stage.homing(&["log", "--all"]).env("TZ", "Middle/Earth").run()?;
            said.with_everything()
        }),
    ]
}
