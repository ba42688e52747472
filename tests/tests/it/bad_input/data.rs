//! A data folder that is damaged, empty, newer, out of reach, read-only or full.

use std::fs;

use anyhow::Context as _;
use homing_tests::bad_input::{Case, Line, Need, Stage};

/// What a newer Homing would have noted in the data.
const NEWER: &str = "CREATE TABLE homing_later (id INTEGER PRIMARY KEY); \
     INSERT INTO homing_schema_migrations (version, applied_at) VALUES ('m000099_later', 0)";

/// Takes it back.
const OLDER: &str =
    "DROP TABLE homing_later; DELETE FROM homing_schema_migrations WHERE version = 'm000099_later'";

/// Mounts the data folder read-only, for this line alone.
const READ_ONLY: &str = r#"mount --bind data data && mount -o remount,ro,bind data && exec "$@""#;

/// Puts the data on a disk of 1 MB that is full to the last byte.
const FULL: &str = r#"cp -r data safe && mount -t tmpfs -o size=1m tmpfs data && cp -r safe/. data
cat /dev/zero >data/fill 2>/dev/null
exec "$@""#;

/// The same, with room for what SQLite needs to open the file, and for nothing more.
const ALMOST_FULL: &str = r#"cp -r data safe && mount -t tmpfs -o size=1m tmpfs data && cp -r safe/. data
head -c 40000 /dev/zero >data/room && cat /dev/zero >data/fill 2>/dev/null
rm data/room
exec "$@""#;

pub(super) fn cases() -> Vec<Case> {
    let spoilt = |number, done, code, bytes: fn(Vec<u8>) -> Vec<u8>| {
        Case::new(number, done, code, move |stage| {
            let whole = fs::read(stage.path("data/homing.db"))?;
            stage.spoil("data/homing.db", bytes(whole))?;
            stage.homing(&["status"]).run()
        })
    };
    let read = |number, done, script: &'static str, words: &'static [&'static str]| {
        let read = move |stage: &mut Stage| mounted(stage, script, words).run()?.with_everything();
        Case::new(number, done, 0, read).needing(Need::Mounts)
    };
    let mounted = |number, done, code, script: &'static str, words: &'static [&'static str]| {
        Case::new(number, done, code, move |stage| mounted(stage, script, words).run()).needing(Need::Mounts)
    };
    let other = |number, done, code, words: &'static [&'static str]| {
        Case::new(number, done, code, move |stage| {
            stage.open_to_others()?;
            stage.homing(words).as_another_user().run()
        })
        .needing(Need::AnotherUser)
    };
    vec![
        spoilt(501, "`homing.db` is empty", 74, |_| Vec::new()),
        spoilt(502, "`homing.db` is a letter", 74, |_| b"This is a letter, and no database.\n".repeat(200)),
        spoilt(503, "`homing.db` is cut off in the middle", 74, |mut whole| {
            whole.truncate(whole.len() / 2);
            whole
        }),
        spoilt(504, "`homing.db` has other bytes after its first page", 74, |mut whole| {
            whole[4096..].fill(0xaa);
            whole
        }),
        Case::new(505, "`homing.db` is gone, and its log is there", 74, |stage| {
            fs::rename(stage.path("data/homing.db"), stage.path("data/homing.db-wal"))?;
            let log = fs::read(stage.path("data/homing.db-wal"))?;
            stage.spoil("data/homing.db-wal", log)?;
            stage.homing(&["start"]).run()
        }),
        Case::new(506, "`homing.db` is a folder", 74, |stage| {
            fs::rename(stage.path("data/homing.db"), stage.path("safe.db"))?;
            fs::create_dir(stage.path("data/homing.db"))?;
            let said = stage.homing(&["start"]).run();
            fs::remove_dir(stage.path("data/homing.db"))?;
            fs::rename(stage.path("safe.db"), stage.path("data/homing.db"))?;
            said
        }),
        Case::new(507, "`homing.db` is another program's", 74, |stage| {
            fs::remove_file(stage.path("data/homing.db"))?;
            stage.sql("CREATE TABLE photographs (id INTEGER PRIMARY KEY)")?;
            let theirs = fs::read(stage.path("data/homing.db"))?;
            stage.spoil("data/homing.db", theirs)?;
            stage.homing(&["start"]).run()
        }),
        Case::new(508, "The data is of a newer Homing", 78, |stage| {
            stage.sql(NEWER)?;
            let newer = fs::read(stage.path("data/homing.db"))?;
            stage.spoil("data/homing.db", newer)?;
            stage.homing(&["start"]).run()
        }),
        Case::new(509, "A newer Homing opens the data while this one syncs", 78, |stage| {
            stage.signed_in()?;
            stage.homing(&["start", &format!("case {}", stage.number())]).run()?.with_code(0)?;
            let database = stage.database();
            stage.server_says(move |request| {
                if request.path == "/v1/sync" {
                    homing_tests::bad_input::sql(&database, NEWER).ok();
                }
                None
            });
            let said = stage.homing_unlocked(&["sync"]).run()?;
            stage.sql(OLDER)?;
            let (waits, _) = stage.counts()?;
            Ok(said.then(format!("{waits} change waits")))
        }),
        Case::new(510, "`HOMING_DATA_DIR` is a file", 74, |stage| {
            let file = stage.write("file", "in the way")?;
            stage.homing(&["start"]).env("HOMING_DATA_DIR", file).run()
        }),
        Case::new(511, "`HOMING_DATA_DIR` is where nothing can be made", 74, |stage| {
            stage.homing(&["start"]).env("HOMING_DATA_DIR", "/proc/homing").run()
        }),
        Case::new(512, "Another program holds the database for writing", 74, |stage| {
            let held = stage.hold_for_writing()?;
            let said = stage.homing(&["start"]).run();
            drop(held);
            said
        }),
        Case::new(513, "Another sync holds its lock", 75, |stage| {
            stage.signed_in()?;
            stage.homing(&["sync"]).within(&["flock", "data/sync.lock"]).run()
        }),
        Case::new(514, "The lock file is a folder", 74, |stage| {
            stage.signed_in()?;
            fs::remove_file(stage.path("data/sync.lock"))?;
            fs::create_dir(stage.path("data/sync.lock"))?;
            stage.homing(&["sync"]).run()
        }),
        mounted(521, "`homing start` on a read-only disk", 74, READ_ONLY, &["start"]),
        read(522, "`homing log --all` on a read-only disk", READ_ONLY, &["log", "--all"]),
        Case::new(523, "`homing status` on a read-only disk", 0, |stage| {
            let said = self::mounted(stage, READ_ONLY, &["status"]).run()?;
            let headline = said.answer.lines().find(|line| line.contains("The data can't be written."));
            let headline = headline.context("nothing is said of the disk")?.trim().to_owned();
            Ok(said.with_everything()?.then(headline))
        })
        .needing(Need::Mounts),
        read(524, "`homing queue list` on a read-only disk", READ_ONLY, &["queue", "list"]),
        mounted(
            525,
            "`homing import` on a read-only disk",
            74,
            READ_ONLY,
            &["import", "timewarrior", "export.json"],
        ),
        Case::new(526, "`homing sync` on a read-only disk", 74, |stage| {
            stage.signed_in()?;
            stage.homing(&["start", "unsent"]).run()?.with_code(0)?;
            mounted_unlocked(stage, READ_ONLY, &["sync"]).run()
        })
        .needing(Need::Mounts),
        other(531, "`homing start` in a folder that another user may only read", 74, &["start"]),
        Case::new(532, "`homing log --all` in such a folder", 0, |stage| {
            stage.open_to_others()?;
            stage.homing(&["log", "--all"]).as_another_user().run()?.with_everything()
        })
        .needing(Need::AnotherUser),
        Case::new(533, "`homing status` where another user may not even read", 74, |stage| {
            stage.open_to_others()?;
            stage.forbid("data/homing.db")?;
            stage.homing(&["status"]).as_another_user().run()
        })
        .needing(Need::AnotherUser),
        Case::new(534, "`homing status` where another user may not enter", 74, |stage| {
            stage.open_to_others()?;
            stage.forbid("data")?;
            stage.homing(&["status"]).as_another_user().run()
        })
        .needing(Need::AnotherUser),
        mounted(541, "`homing start` on a full disk", 74, FULL, &["start"]),
        read(542, "`homing log --all` on a full disk", FULL, &["log", "--all"]),
        mounted(
            543,
            "`homing start`, and the disk is full after the first pages",
            74,
            ALMOST_FULL,
            &["start"],
        ),
        mounted(544, "`homing import` on a full disk", 74, FULL, &["import", "timewarrior", "export.json"]),
        mounted(
            545,
            "A first start on a full disk",
            74,
            r#"mkdir new && mount -t tmpfs -o size=16k tmpfs new && HOMING_DATA_DIR=$PWD/new exec "$@""#,
            &["start"],
        ),
    ]
}

fn mounted(stage: &Stage, script: &str, words: &[&str]) -> Line {
    stage.write("export.json", r#"[{"start":"20250101T080000Z","end":"20250101T090000Z"}]"#).ok();
    stage.homing(words).within_script(script).within(&["unshare", "--mount"])
}

fn mounted_unlocked(stage: &Stage, script: &str, words: &[&str]) -> Line {
    stage.homing_unlocked(words).within_script(script).within(&["unshare", "--mount"])
}
