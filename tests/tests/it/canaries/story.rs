//! A whole life of the programs, with planted words in every place: what works, what is refused, what breaks.

use std::fs;
use std::path::Path;

use anyhow::Result;
use homing_tests::{Client, Finished, Keep, NAME, PASSPHRASE, Point, Scene, Server};

/// The words that are planted.
pub(super) mod planted {
    /// How the account signs in, once and after its password was changed.
    pub(crate) const PASSWORDS: [&str; 2] = ["kupfer-moewe-kennwort-1", "kupfer-moewe-kennwort-2"];
    /// What is typed by mistake, or is somebody else's.
    pub(crate) const WRONG_PASSWORD: &str = "zinn-reiher-kennwort";
    pub(crate) const WRONG_PASSPHRASE: &str = "blei-kormoran-losung";
    pub(crate) const PROXY_PASSWORD: &str = "silber-dohle-vertreter";
    pub(crate) const DATABASE_PASSWORD: &str = "messing-kiebitz-datenbank";
    /// What somebody wrote about their work: description, project, tag, remark, a row of an import, and the pieces of a
    /// file name.
    pub(crate) const BODIES: [&str; 8] = [
        "Gezeitentafel Ærø 7f3c",
        "Hafenprojekt 北 41d",
        "etikett-bernstein",
        "Bemerkung über Treibholz",
        "Zeile einer Einfuhr",
        "Zerbrochene Einfuhr",
        "bildschirm vom strandhaus",
        "archiviertes-vorhaben",
    ];
    /// How the names of files begin that hold such words because a person asked for it.
    pub(crate) const WORK_FILES: &str = "work-";
}

use planted::*;

/// What happened, and what every command said.
pub(super) struct Told {
    pub(super) said: Vec<Said>,
    scene: Scene,
}

/// What one command said.
pub(super) struct Said {
    pub(super) line: String,
    stdout: String,
    stderr: String,
}

impl Said {
    pub(super) fn all(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// The lines of a log among it: what a command answers the person who asked is none.
    pub(super) fn logged(&self) -> String {
        let levels = [" TRACE ", " DEBUG ", " INFO ", " WARN ", " ERROR "];
        let lines = self.stderr.lines().filter(|line| levels.iter().any(|level| line.contains(level)));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Told {
    pub(super) async fn of_a_whole_life() -> Result<Self> {
        let client = Client::new(Keep::File)?.with_env("HOMING_LOG", "trace");
        client.configure("[log]\nlevel = 'trace'\n")?;
        let server = Server::new()?.with_arguments(["--log", "trace"].map(str::to_owned));
        let mut scene = Scene::of(client, server).await?;
        scene.server_up().await?;
        let mut told = Self { said: Vec::new(), scene };
        told.operators_day().await?;
        told.sign_in().await?;
        told.work().await?;
        told.refusals().await?;
        told.breaks().await?;
        told.looks().await?;
        told.wrong_settings().await?;
        told.sign_out().await?;
        Ok(told)
    }

    pub(super) fn client_folder(&self) -> &Path {
        self.scene.client.as_ref()
    }

    pub(super) fn server_folder(&self) -> &Path {
        self.scene.server.folder()
    }

    /// Passwords, the passphrase, and every token that crossed the network.
    pub(super) fn secrets(&self) -> Vec<String> {
        let typed = [WRONG_PASSWORD, WRONG_PASSPHRASE, PROXY_PASSWORD, DATABASE_PASSWORD, PASSPHRASE];
        let mut secrets: Vec<_> = typed.iter().chain(&PASSWORDS).map(|secret| (*secret).to_owned()).collect();
        secrets.extend(self.scene.proxy.exchanges().iter().flat_map(|exchange| exchange.tokens()));
        secrets.sort();
        secrets.dedup();
        secrets
    }

    fn heard(&mut self, finished: Finished) {
        let Finished { line, stdout, stderr, .. } = finished;
        self.said.push(Said { line, stdout, stderr });
    }

    /// Runs a command, which must end with this code.
    async fn homing(&mut self, code: i32, arguments: &[&str]) -> Result<()> {
        let finished = self.scene.client.run(arguments).await?.with_code(code)?;
        self.heard(finished);
        Ok(())
    }

    async fn login(&mut self, code: i32, password: &str) -> Result<()> {
        let finished = self.scene.client.login(&self.scene.proxy.url(), NAME, password).await?;
        self.heard(finished.with_code(code)?);
        Ok(())
    }

    async fn operate(&mut self, code: i32, arguments: &[&str], input: &str) -> Result<()> {
        let finished = self.scene.server.operate(arguments, input).await?.with_code(code)?;
        self.heard(finished);
        Ok(())
    }

    async fn operators_day(&mut self) -> Result<()> {
        self.operate(0, &["user", "passwd", NAME], &format!("{}\n", PASSWORDS[0])).await?;
        self.operate(0, &["project", "add", BODIES[1]], "").await?;
        self.operate(0, &["project", "add", BODIES[7]], "").await?;
        self.operate(0, &["user", "list"], "").await?;
        self.operate(0, &["config"], "").await
    }

    async fn sign_in(&mut self) -> Result<()> {
        self.login(77, WRONG_PASSWORD).await?;
        self.login(0, PASSWORDS[0]).await?;
        self.operate(0, &["user", "passwd", NAME], &format!("{}\n", PASSWORDS[1])).await?;
        self.login(0, PASSWORDS[1]).await
    }

    async fn work(&mut self) -> Result<()> {
        let start = ["start", BODIES[0], "--project", BODIES[1], "--tag", BODIES[2], "--tag", "night"];
        self.homing(0, &start).await?;
        let picture = self.client_folder().join(format!("work-{}.png", BODIES[6]));
        fs::write(&picture, b"\x89PNG\r\n\x1a\n and no more")?;
        self.homing(0, &["attach", &picture.display().to_string()]).await?;
        self.homing(0, &["pause"]).await?;
        self.homing(0, &["stop"]).await?;
        let row = format!(
            r#"[{{"start":"20250101T080800Z","end":"20250101T100830Z","tags":["{}"],"annotation":"{}"}}]"#,
            BODIES[4], BODIES[3]
        );
        let export = self.scene.client.file("work-export.json", &row)?;
        self.homing(0, &["import", "timewarrior", &export]).await?;
        // The access token is spoiled on its way: refused, renewed, sent again.
        self.scene.proxy.spoil_token_of_sync(1);
        self.homing(0, &["sync"]).await?;
        self.homing(0, &["projects", "--refresh"]).await
    }

    async fn refusals(&mut self) -> Result<()> {
        let broken = self.scene.client.file("work-broken.json", &format!(r#"["{}", {{"a": "#, BODIES[5]))?;
        self.homing(65, &["import", "timewarrior", &broken]).await?;
        self.homing(2, &["add", "--from", BODIES[3], "--to", "09:00", BODIES[0]]).await?;
        self.homing(65, &["stop"]).await?;
        let (from, to) = ("2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z");
        self.homing(65, &["add", "--from", to, "--to", from, BODIES[0]]).await?;
        self.homing(0, &["add", "--from", from, "--to", to, BODIES[0], "--project", BODIES[7]]).await?;
        self.operate(0, &["project", "archive", BODIES[7]], "").await?;
        self.homing(65, &["sync"]).await?;
        self.homing(0, &["queue", "list"]).await?;
        self.homing(65, &["queue", "retry", "--all"]).await?;
        self.homing(0, &["queue", "export", "work-unsent.json"]).await?;
        self.homing(0, &["add", "--from", from, "--to", to, BODIES[0], "--tag", BODIES[2]]).await?;
        let folder = self.client_folder().to_owned();
        let (file, kept) = (folder.join("passphrase"), fs::read(folder.join("passphrase"))?);
        fs::write(&file, format!("{WRONG_PASSPHRASE}\n"))?;
        let finished = self.scene.client.run(&["sync"]).await?.with_code(77)?;
        self.heard(finished);
        fs::write(&file, kept)?;
        let finished = self.scene.client.run_without_passphrase(&["sync"]).await?;
        self.heard(finished);
        Ok(())
    }

    async fn breaks(&mut self) -> Result<()> {
        // Killed in the middle of a request, with the database open.
        self.homing(0, &["start", BODIES[0], "--tag", BODIES[2]]).await?;
        let mut hold = self.scene.proxy.hold_sync(1, Point::BeforeAnswer);
        let homing = self.scene.client.start(&["sync"])?;
        hold.reached().await?;
        homing.kill().await?;
        drop(hold);
        self.scene.server_down().await?;
        self.homing(0, &["pause"]).await?;
        self.homing(69, &["sync"]).await?;
        self.homing(0, &["status"]).await?;
        self.scene.server_up().await?;
        self.homing(0, &["resume"]).await?;
        self.homing(0, &["stop"]).await?;
        let finished = self.scene.client.run(&["sync"]).await?;
        self.heard(finished);
        Ok(())
    }

    async fn looks(&mut self) -> Result<()> {
        for look in [
            &["status", "--json"][..],
            &["log", "--all"],
            &["log", "--remote"],
            &["summary", "--json"],
            &["review"],
            &["accounts", "--json"],
            &["export", "work-export.csv"],
            &["export", "work-export.ics"],
            &["backup", "work-backup.db"],
            &["diagnostics", "diagnostics.zip", "--yes"],
            &["config", "show"],
        ] {
            self.homing(0, look).await?;
        }
        let finished = self.scene.client.run(&["doctor"]).await?;
        self.heard(finished);
        let copy = self.server_folder().join("work-backup.sqlite").display().to_string();
        self.operate(0, &["backup", &copy], "").await
    }

    async fn wrong_settings(&mut self) -> Result<()> {
        let proxy = format!("http://anna:{PROXY_PASSWORD}@127.0.0.1:9");
        self.homing(0, &["config", "set", "proxy", &proxy]).await?;
        self.homing(0, &["start", BODIES[0]]).await?;
        for command in [
            &["sync"][..],
            &["status"],
            &["config", "show"],
            &["doctor"],
            &["diagnostics", "behind.zip", "--yes"],
        ] {
            let finished = self.scene.client.run(command).await?;
            self.heard(finished);
        }
        self.homing(0, &["config", "unset", "proxy"]).await?;

        let file = self.scene.client.config_folder().join("homing.toml");
        let kept = fs::read(&file)?;
        let storage = format!(
            "storage = 'postgres://anna:{DATABASE_PASSWORD}@127.0.0.1:9/work'\n[log]\nlevel = 'trace'\n"
        );
        fs::write(&file, storage)?;
        for command in [&["status"][..], &["config", "show"]] {
            let finished = self.scene.client.run(command).await?;
            self.heard(finished);
        }
        fs::write(&file, kept)?;
        Ok(())
    }

    async fn sign_out(&mut self) -> Result<()> {
        self.homing(0, &["logout"]).await?;
        self.login(0, PASSWORDS[1]).await?;
        self.homing(0, &["stop"]).await?;
        let finished = self.scene.client.run(&["sync"]).await?;
        self.heard(finished);
        Ok(())
    }
}
