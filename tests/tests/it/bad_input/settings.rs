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
        toml(
            412,
            "A storage that nobody knows",
            78,
            b"storage = 'mysql://anna:seven-lanterns-password@db/homing'\n",
        ),
        toml(413, "A storage in memory, which would be gone at once", 78, b"storage = 'memory:'\n"),
        toml(414, "A file with parameters as storage", 78, b"storage = 'sqlite:homing.db?mode=ro'\n"),
        toml(
            415,
            "A database whose server is not there",
            74,
            b"storage = 'postgres://anna:seven-lanterns-password@127.0.0.1:1/homing'\n",
        ),
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
        Case::words(431, "`homing config set colour blue`", 2, &["config", "set", "colour", "blue"]),
        Case::words(
            432,
            "`homing config set server ftp://example.org`",
            2,
            &["config", "set", "server", "ftp://example.org"],
        ),
        Case::words(
            433,
            "`homing config set server` with a password in it",
            2,
            &["config", "set", "server", "https://anna:seven-lanterns-password@example.org"],
        ),
        Case::words(
            441,
            "`homing config set storage` with a password in it",
            2,
            &["config", "set", "storage", "postgres://anna:seven-lanterns-password@db.example.org/homing"],
        ),
        Case::words(434, "`homing config set log.level loud`", 2, &["config", "set", "log.level", "loud"]),
        Case::words(435, "`homing config get`, and not what", 2, &["config", "get"]),
        Case::words(436, "`homing config get colour`", 2, &["config", "get", "colour"]),
        Case::new(437, "`homing config set` in a file that is no TOML", 78, |stage| {
            stage.spoil("config/homing.toml", "server: example\n")?;
            stage.homing(&["config", "set", "log.level", "debug"]).run()
        }),
        Case::new(438, "`homing config set` in a folder that another user may only read", 78, |stage| {
            stage.open_to_others()?;
            stage.homing(&["config", "set", "log.level", "debug"]).as_another_user().run()
        })
        .needing(Need::AnotherUser),
        Case::new(439, "`homing config show` of a file that is no TOML", 78, |stage| {
            stage.spoil("config/homing.toml", "server: example\n")?;
            stage.homing(&["config", "show"]).run()
        }),
        Case::words(440, "`homing completions` for a shell that is not known", 2, &["completions", "abacus"]),
    ]
}
