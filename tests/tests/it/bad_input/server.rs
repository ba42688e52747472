//! What an operator can get wrong.

use std::fs;

use anyhow::Result;
use homing_tests::bad_input::{Case, Said, Stage};

pub(super) fn cases() -> Vec<Case> {
    let words = |number, done, code, words: &'static [&'static str]| {
        Case::new(number, done, code, move |stage| stage.server(words).run())
    };
    vec![
        words(1001, "`homing-server`", 2, &[]),
        words(1002, "`homing-server frobnicate`", 2, &["frobnicate"]),
        words(
            1003,
            "`homing-server serve --listen here`",
            2,
            &["serve", "--database", "server.db", "--listen", "here"],
        ),
        words(1004, "`homing-server user add`, and no name", 2, &["user", "add", "--database", "server.db"]),
        Case::new(1005, "`homing-server user add` with an empty password", 65, |stage| {
            stage.server(&["user", "add", "anna", "--database", "server.db"]).input("\n").run()
        }),
        Case::new(1006, "`homing-server user add` of a name that is taken", 65, |stage| {
            let add = || stage.server(&["user", "add", "anna", "--database", "server.db"]);
            add().input("seven-lanterns-password\n").run()?.with_code(0)?;
            add().input("seven-lanterns-password\n").run()
        }),
        Case::new(1007, "Its database is a letter", 78, |stage| {
            stage.spoil("server.db", "This is a letter, and no database.\n".repeat(200))?;
            let said = serve(stage)?;
            left_nothing(stage)?;
            Ok(said)
        }),
        Case::new(1008, "Its database is Homing's own on a person's machine", 78, |stage| {
            let theirs = fs::read(stage.path("data/homing.db"))?;
            stage.spoil("server.db", theirs)?;
            serve(stage)
        }),
        Case::new(1009, "Its database is a folder", 74, |stage| {
            fs::create_dir(stage.path("server.db"))?;
            serve(stage)
        }),
        Case::new(1010, "The folder of its database is not there", 74, |stage| {
            stage.server(&["serve", "--database", "nowhere/server.db", "--listen", "127.0.0.1:0"]).run()
        }),
        Case::new(1011, "Another program listens at its address", 69, |stage| {
            let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
            let address = taken.local_addr()?.to_string();
            stage.server(&["serve", "--database", "server.db", "--listen", &address]).run()
        }),
        words(
            1012,
            "`homing-server serve` with an OpenID provider and no audience",
            78,
            &["serve", "--oidc-issuer", "https://id.example.org", "--oidc-client-id", "homing"],
        ),
        words(
            1013,
            "`homing-server serve` with an OpenID provider that others could read",
            2,
            &["serve", "--oidc-issuer", "http://id.example.org"],
        ),
        words(
            1014,
            "`homing-server serve --password-sign-in=false`, and no OpenID provider",
            78,
            &["serve", "--password-sign-in=false"],
        ),
        Case::new(1015, "`homing-server user link`, and no OpenID provider", 78, |stage| {
            let add = stage.server(&["user", "add", "anna", "--database", "server.db"]);
            add.input("seven-lanterns-password\n").run()?.with_code(0)?;
            stage.server(&["user", "link", "anna", "--subject", "1", "--database", "server.db"]).run()
        }),
    ]
}

fn serve(stage: &Stage) -> Result<Said> {
    stage.server(&["serve", "--database", "server.db", "--listen", "127.0.0.1:0"]).run()
}

/// No file of its own stays beside one that it refused.
fn left_nothing(stage: &Stage) -> Result<()> {
    for entry in fs::read_dir(stage.path(""))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        anyhow::ensure!(name == "server.db" || !name.starts_with("server.db"), "{name} is left");
    }
    Ok(())
}
