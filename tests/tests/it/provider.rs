//! Signing in in the browser at a provider that nobody here wrote, on the built programs: the client opens the address,
//! a person signs in, and the server takes what the provider grants.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use homing_test_oidc::{Browser, Provider, Settings};
use homing_tests::{Client, Keep, NAME, PASSWORD, Proxy, Running, Server, files_that_hold};
use serde_json::Value;
use tokio::task::spawn_blocking;
use url::Url;

use crate::work;

/// What the server is at the provider.
const AUDIENCE: &str = "https://homing.example.org";

/// Client, proxy, server, and the provider that the server trusts.
struct Scene {
    client: Client,
    proxy: Proxy,
    server: Server,
    _provider: Provider,
}

impl Scene {
    async fn new(access_token_seconds: u32) -> Result<Self> {
        Self::of(Client::new(Keep::File)?, access_token_seconds).await
    }

    async fn of(client: Client, access_token_seconds: u32) -> Result<Self> {
        let provider = Provider::start(Settings { access_token_seconds, ..Settings::default() })?;
        let arguments =
            ["--oidc-issuer", provider.issuer(), "--oidc-client-id", "homing", "--oidc-audience", AUDIENCE];
        let mut server = Server::new()?.with_arguments(arguments.map(str::to_owned));
        let mut proxy = Proxy::new()?;
        proxy.up(server.start().await?)?;
        Ok(Self { client, proxy, server, _provider: provider })
    }

    /// `homing login` that waits for a browser, and the address that it wants opened.
    async fn waiting(&self, more: &[&str]) -> Result<(Running, String)> {
        let url = self.proxy.url();
        // The tokens are for the address that the server is announced under, and the way here leads through a proxy.
        let words = ["login", "--server", &url, "--store", "file", "--json", "--yes"];
        let mut login = self.client.start(&[&words, more].concat())?;
        let line: Value = serde_json::from_str(&login.next_line().await?)?;
        let address = line["open"].as_str().with_context(|| format!("no address: {line}"))?;
        Ok((login, address.to_owned()))
    }

    /// Someone signs in. Gives the program's answer.
    async fn sign_in(&self, name: &'static str) -> Result<Value> {
        let (mut login, address) = self.waiting(&["--no-browser"]).await?;
        go(address, name).await?;
        let answer = serde_json::from_str(&login.next_line().await?)?;
        login.finish().await?.with_code(0)?;
        Ok(answer)
    }

    async fn must_be_equal(&self) -> Result<()> {
        self.client.local().await?.must_equal(&self.client.remote().await?, ("this machine", "the server"))
    }

    fn sealed(&self) -> Result<PathBuf> {
        let mut files = fs::read_dir(self.client.data_folder())?.flatten().map(|entry| entry.path());
        files.find(|file| file.extension().is_some_and(|it| it == "sealed")).context("no sealed credentials")
    }
}

/// A person opens the address, signs in as `name`, and comes back.
async fn go(address: String, name: &'static str) -> Result<()> {
    spawn_blocking(move || {
        let mut browser = Browser::new();
        let back = browser.sign_in(&address.parse()?, name)?;
        let (status, page) = browser.visit(&back)?;
        ensure!(status == 200 && page.contains("You can close this page."), "{status}: {page}");
        Ok(())
    })
    .await?
}

#[tokio::test]
async fn a_person_signs_in_in_the_browser_records_and_syncs_and_a_token_that_ends_meanwhile_is_renewed()
-> Result<()> {
    let scene = Scene::new(900).await?;
    scene.client.done(&["start", "before anyone signed in"]).await?;
    let answer = scene.sign_in("berta").await?;
    ensure!(answer["account"]["name"] == "berta" && answer["adopted"]["tasks"] == 1, "{answer}");

    work::many(&scene.client, 40).await?;
    let before = scene.proxy.exchanges().len();
    scene.proxy.spoil_token_of_sync(2);
    let synced = scene.client.sync().await?;
    ensure!((synced.sent, synced.waiting) == (41, 0), "{synced:?}");
    scene.must_be_equal().await?;

    let exchanges = scene.proxy.exchanges().split_off(before);
    let refused = exchanges.iter().position(|exchange| exchange.status() == Some(401)).context("no 401")?;
    let (first, again) = (&exchanges[refused], &exchanges[refused + 1]);
    assert_eq!(
        (first.path(), again.path()),
        ("/v1/sync", "/v1/sync"),
        "the server itself is not asked for tokens"
    );
    assert_eq!(first.keys(), again.keys(), "the same tasks go again under the same keys");
    assert_ne!(first.bearer(), again.bearer());

    scene.client.done(&["logout"]).await?;
    Ok(())
}

#[tokio::test]
async fn tokens_that_live_shortly_are_renewed_at_each_sync_for_as_long_as_one_likes() -> Result<()> {
    // Below the minute that a client keeps in hand, so each new process must exchange; far above what one takes.
    let scene = Scene::new(45).await?;
    scene.sign_in("berta").await?;
    for step in [&["start", "survey"][..], &["pause"], &["resume"], &["stop"]] {
        scene.client.done(step).await?;
        assert_eq!(scene.client.sync().await?.sent, 1);
    }
    ensure!(scene.proxy.exchanges().iter().all(|exchange| exchange.path() != "/v1/auth/refresh"));
    scene.must_be_equal().await
}

#[tokio::test]
async fn a_refresh_token_that_was_used_again_ends_in_a_sign_in_with_every_task_in_place() -> Result<()> {
    let scene = Scene::new(45).await?;
    scene.sign_in("berta").await?;
    let copied = fs::read(scene.sealed()?)?;
    scene.client.done(&["start", "survey"]).await?;
    assert_eq!(scene.client.sync().await?.sent, 1);

    // A backup of the folder is put back: its refresh token was used since.
    fs::write(scene.sealed()?, copied)?;
    scene.client.done(&["stop"]).await?;
    let refused = scene.client.run(&["sync"]).await?.with_code(77)?;
    ensure!(
        refused.stderr.contains("homing login") || refused.stdout.contains("homing login"),
        "{refused:?}"
    );
    let status = scene.client.done(&["status", "--json"]).await?.json()?;
    ensure!(status["headline"] == "sign-in-needed" && status["counts"]["waiting"] == 1, "{status}");

    scene.sign_in("berta").await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    scene.must_be_equal().await
}

#[tokio::test]
async fn nothing_secret_of_a_sign_in_in_the_browser_is_in_any_file_of_either_side() -> Result<()> {
    let scene = Scene::new(45).await?;
    scene.client.configure("[log]\nlevel = \"trace\"\n")?;
    let (mut login, address) = scene.waiting(&["--no-browser"]).await?;
    let opened: Url = address.parse()?;
    let once = opened.path().strip_prefix("/begin/").context("another address")?.to_owned();
    let (asked, back) = spawn_blocking(move || -> Result<(Url, Url)> {
        let mut browser = Browser::new();
        let asked = browser.sent_on(&opened)?;
        let back = browser.sign_in(&opened, "berta")?;
        browser.visit(&back)?;
        Ok((asked, back))
    })
    .await??;
    login.next_line().await?;
    login.finish().await?.with_code(0)?;
    scene.client.done(&["start", "survey"]).await?;
    scene.client.sync().await?;

    let of = |url: &Url, names: &[&str]| -> Vec<String> {
        let pairs = url.query_pairs().filter(|(name, _)| names.contains(&name.as_ref()));
        pairs.map(|(_, value)| value.into_owned()).collect()
    };
    let mut secrets = of(&back, &["code", "state"]);
    secrets.extend(of(&asked, &["nonce", "code_challenge"]));
    secrets.push(once);
    assert_eq!(secrets.len(), 5);
    secrets
        .extend(scene.proxy.exchanges().iter().filter_map(|exchange| exchange.bearer().map(str::to_owned)));
    assert!(secrets.len() >= 7, "tokens were seen, the renewed one too");
    for folder in [scene.client.data_folder(), scene.server.folder().to_owned()] {
        assert_eq!(files_that_hold(&folder, &secrets)?, Vec::<PathBuf>::new());
    }
    let written = fs::read_to_string(scene.client.data_folder().join("logs/homing.log"))?;
    ensure!(written.contains("/token"), "the log says what was asked");
    Ok(())
}

#[tokio::test]
async fn the_browser_that_the_person_chose_is_opened_with_the_address() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let (pipe, program) = (client.as_ref().join("opened"), client.as_ref().join("browser"));
    let made = tokio::process::Command::new("mkfifo").arg(&pipe).status().await?;
    ensure!(made.success(), "no pipe");
    fs::write(&program, "#!/bin/sh\nprintf %s \"$1\" > opened\n")?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700))?;
    let client = client.with_env("BROWSER", program.to_str().context("the folder has no UTF-8 name")?);

    let scene = Scene::of(client, 900).await?;
    let (mut login, address) = scene.waiting(&[]).await?;
    let opened = spawn_blocking(move || fs::read_to_string(pipe)).await??;
    assert_eq!(opened, address);
    go(opened, "berta").await?;
    let answer: Value = serde_json::from_str(&login.next_line().await?)?;
    assert_eq!(answer["account"]["name"], "berta");
    login.finish().await?.with_code(0).map(drop)
}

#[tokio::test]
async fn a_person_who_cancels_is_told_so_and_nothing_has_changed() -> Result<()> {
    let scene = Scene::new(900).await?;
    scene.client.done(&["start", "survey"]).await?;
    let recorded = scene.client.local().await?;

    let (mut login, _) = scene.waiting(&["--no-browser"]).await?;
    login.signal("INT").await?;
    let said = login.next_line().await?;
    ensure!(said.contains("\"interrupted\"") && said.contains("was cancelled"), "{said}");
    login.finish().await?.with_code(130)?;

    let (mut login, address) = scene.waiting(&["--no-browser"]).await?;
    spawn_blocking(move || -> Result<()> {
        let mut browser = Browser::new();
        let back = browser.cancel(&address.parse()?)?;
        browser.visit(&back)?;
        Ok(())
    })
    .await??;
    let said = login.next_line().await?;
    ensure!(said.contains("\"sign-in-turned-down\"") && said.contains("was declined"), "{said}");
    login.finish().await?.with_code(77)?;
    recorded.must_equal(&scene.client.local().await?, ("before", "after"))
}

#[tokio::test]
async fn a_sign_in_that_is_good_at_another_address_needs_a_yes_before_anything_is_opened() -> Result<()> {
    let scene = Scene::new(45).await?;
    let url = scene.proxy.url();
    let asked = scene.client.run(&["login", "--server", &url, "--store", "file", "--no-browser"]).await?;
    let asked = asked.with_code(65)?;
    ensure!(asked.stderr.contains(AUDIENCE) && asked.stderr.contains("--yes"), "{asked:?}");
    ensure!(!asked.stdout.contains("http"), "no address is shown: {asked:?}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_takes_no_passwords_says_so_and_where_to_sign_in() -> Result<()> {
    let Scene { client, mut proxy, mut server, _provider } = Scene::new(900).await?;
    server.add_user(NAME, PASSWORD).await?;
    proxy.down().await?;
    server.stop().await?;
    let mut server = server.with_arguments(["--password-sign-in=false".to_owned()]);
    proxy.up(server.start().await?)?;
    let refused = client.login(&proxy.url(), NAME, PASSWORD).await?.with_code(77)?;
    ensure!(
        refused.stderr.contains("takes no passwords") && refused.stderr.contains("browser"),
        "{refused:?}"
    );
    Ok(())
}

#[tokio::test]
async fn an_address_that_somebody_else_opens_too_signs_nobody_in_and_says_so() -> Result<()> {
    let scene = Scene::new(900).await?;
    scene.client.done(&["start", "survey"]).await?;
    let recorded = scene.client.local().await?;

    let (mut login, address) = scene.waiting(&["--no-browser"]).await?;
    let (status, page) = spawn_blocking(move || -> Result<(u16, String)> {
        let address = address.parse()?;
        Browser::new().sent_on(&address)?;
        Ok(Browser::new().visit(&address)?)
    })
    .await??;
    ensure!(status == 409 && page.contains("Nobody was signed in."), "{status}: {page}");
    let said = login.next_line().await?;
    ensure!(said.contains("\"sign-in-turned-down\"") && said.contains("by two browsers"), "{said}");
    login.finish().await?.with_code(77)?;
    recorded.must_equal(&scene.client.local().await?, ("before", "after"))
}

#[tokio::test]
async fn a_server_without_a_provider_needs_a_name_and_one_with_a_provider_still_takes_passwords() -> Result<()>
{
    let client = Client::new(Keep::File)?;
    let mut server = Server::new()?;
    server.start().await?;
    let url = server.url()?;
    let refused = client.run(&["login", "--server", &url, "--store", "file"]).await?.with_code(2)?;
    ensure!(refused.stderr.contains("--user NAME"), "{refused:?}");

    let scene = Scene::new(900).await?;
    scene.server.add_user(NAME, PASSWORD).await?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0).map(drop)
}
