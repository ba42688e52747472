//! Two accounts that are signed in on one machine: each with its own tokens, tasks and view; switching between them, and
//! leaving one with unsent work.

use anyhow::{Result, ensure};
use homing_tests::bad_input::Then;
use homing_tests::{Api, Client, Machine, NAME, PASSWORD, Scene, Server, Timewarrior};

const OTHER: &str = "bert";
const OTHERS_PASSWORD: &str = "nine-lighthouses-password";

/// More than imports find room for in a queue (`NORMAL_MAX_TASKS`).
const MORE_THAN_ROOM: usize = 9_010;

/// Anna and bert are signed in, and bert is active. Each has recorded something that is not sent.
async fn both() -> Result<Scene> {
    let scene = Scene::signed_in().await?;
    scene.server.add_user(OTHER, OTHERS_PASSWORD).await?;
    record(&scene.client, "letters").await?;
    scene.client.login_with(&scene.proxy.url(), OTHER, OTHERS_PASSWORD, &["--yes"]).await?.with_code(0)?;
    record(&scene.client, "nets").await?;
    Ok(scene)
}

async fn record(client: &Client, what: &str) -> Result<()> {
    client
        .done(&["add", "--from", "2026-01-05T08:00:00Z", "--to", "2026-01-05T09:00:00Z", what])
        .await
        .map(drop)
}

/// What the log of the active account holds.
async fn log(client: &Client) -> Result<Vec<String>> {
    let entries = client.local().await?;
    Ok(entries.iter().map(|entry| entry["description"].as_str().unwrap_or_default().to_owned()).collect())
}

async fn on_server(url: String, name: &str, password: &str) -> Result<Vec<String>> {
    let entries = Api::login(url, name, password).await?.entries().await?;
    Ok(entries.iter().map(|entry| entry["description"].as_str().unwrap_or_default().to_owned()).collect())
}

#[tokio::test]
async fn two_of_one_server_are_switched_between_without_network_or_password_and_each_sends_its_own()
-> Result<()> {
    let mut scene = both().await?;
    assert_eq!(log(&scene.client).await?, ["nets"]);
    scene.server_down().await?;
    let switched = scene.client.run_without_passphrase(&["account", "switch", NAME]).await?.with_code(0)?;
    for words in ["anna at", "is the active account now", "1 unsent change of bert stays here"] {
        ensure!(switched.stdout.contains(words), "{words:?} is missing in: {}", switched.stdout);
    }
    assert_eq!(log(&scene.client).await?, ["letters"]);
    let export = scene.client.done(&["export", "-", "--format", "csv"]).await?;
    ensure!(export.stdout.contains("letters") && !export.stdout.contains("nets"), "{}", export.stdout);
    let status = scene.status().await?;
    assert_eq!((&status["account"]["name"], &status["account"]["signed_in"]), (&NAME.into(), &true.into()));
    assert_eq!((&status["counts"]["waiting"], &status["others"]["unsent"]), (&1.into(), &1.into()));

    scene.server_up().await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    let back = ["account", "switch", OTHER, "--sync", "--json"];
    let back = scene.client.done(&back).await?.json()?;
    assert_eq!((&back["account"]["name"], &back["former"]["account"]["name"]), (&OTHER.into(), &NAME.into()));
    assert_eq!(
        (&back["former"]["account"]["signed_in"], &back["former"]["unsent"]),
        (&true.into(), &0.into())
    );
    assert_eq!(scene.client.sync().await?.sent, 1);

    let url = scene.server.url()?;
    assert_eq!(on_server(url.clone(), NAME, PASSWORD).await?, ["letters"]);
    assert_eq!(on_server(url, OTHER, OTHERS_PASSWORD).await?, ["nets"]);
    Ok(())
}

#[tokio::test]
async fn one_name_on_two_servers_is_two_accounts() -> Result<()> {
    let scene = Scene::signed_in().await?;
    record(&scene.client, "letters").await?;
    let mut second = Server::new()?;
    second.add_user(NAME, OTHERS_PASSWORD).await?;
    second.start().await?;
    let (here, there) = (scene.proxy.url(), second.url()?);
    scene.client.login_with(&there, NAME, OTHERS_PASSWORD, &["--yes"]).await?.with_code(0)?;
    record(&scene.client, "nets").await?;

    let unclear = scene.client.run(&["account", "switch", NAME, "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(unclear["error"]["code"], "account-ambiguous");
    let unknown = scene.client.run(&["account", "switch", "carla", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(unknown["error"]["code"], "no-such-account");
    assert_eq!(scene.client.sync().await?.sent, 1);
    scene.client.done(&["account", "switch", NAME, "--server", &here]).await?;
    assert_eq!(log(&scene.client).await?, ["letters"]);
    assert_eq!(scene.client.sync().await?.sent, 1);
    assert_eq!(on_server(there, NAME, OTHERS_PASSWORD).await?, ["nets"]);
    assert_eq!(on_server(scene.server.url()?, NAME, PASSWORD).await?, ["letters"]);
    second.stop().await
}

#[tokio::test]
async fn who_would_send_first_and_can_not_stays_signed_in_and_nothing_is_changed() -> Result<()> {
    let mut scene = both().await?;
    scene.server_down().await?;
    let refused = scene.client.run(&["logout", "--sync"]).await?.with_code(69)?;
    for words in ["can't be reached", "Nothing is lost", "Nobody was signed out."] {
        ensure!(refused.stderr.contains(words), "{words:?} is missing in: {}", refused.stderr);
    }
    let refused = scene.client.run(&["logout", "--sync", "--json"]).await?.with_code(69)?.json()?;
    assert_eq!((&refused["account"]["signed_in"], &refused["unsent"]), (&true.into(), &1.into()));
    assert_eq!(refused["sync"]["end"]["kind"], "offline");
    let refused = scene.client.run(&["account", "switch", NAME, "--sync", "--json"]).await?.with_code(69)?;
    assert_eq!(refused.json()?["switched"], false);
    assert_eq!(scene.status().await?["account"]["name"], OTHER);

    scene.server_up().await?;
    let out = scene.client.done(&["logout", "--sync", "--json"]).await?.json()?;
    assert_eq!(
        (&out["account"]["signed_in"], &out["unsent"], &out["sync"]["sent"]),
        (&false.into(), &0.into(), &1.into())
    );
    Ok(())
}

#[tokio::test]
async fn unsent_work_is_written_to_a_file_or_kept_and_whoever_is_not_active_signs_out_alone() -> Result<()> {
    let scene = both().await?;
    let client = &scene.client;
    let other =
        client.run(&["logout", "--account", NAME, "--sync", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(other["error"]["code"], "not-active");
    let written = ["logout", "--account", NAME, "--export", "unsent.jsonl", "--json"];
    let written = client.done(&written).await?.json()?;
    assert_eq!((&written["account"]["name"], &written["export"]["tasks"]), (&NAME.into(), &1.into()));
    let file = std::fs::read_to_string(client.as_ref().join("unsent.jsonl"))?;
    ensure!(file.contains("letters") && !file.contains("nets"), "{file}");
    let status = scene.status().await?;
    assert_eq!((&status["account"]["name"], &status["account"]["signed_in"]), (&OTHER.into(), &true.into()));

    let again = client.run(&["logout", "--export", "unsent.jsonl", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(again["error"]["code"], "file-exists");
    assert_eq!(scene.status().await?["account"]["signed_in"], true, "nobody was signed out");
    let kept = client.done(&["logout"]).await?;
    ensure!(kept.stdout.contains("1 unsent change stays on this machine, for bert alone"), "{}", kept.stdout);

    let known = client.done(&["account", "list", "--json"]).await?.json()?;
    for place in [0, 1] {
        let account = &known["accounts"][place];
        assert_eq!((&account["signed_in"], &account["waiting"]), (&false.into(), &1.into()), "{account}");
    }
    let switched = client.done(&["account", "switch", NAME]).await?;
    ensure!(switched.stdout.contains("anna is signed out"), "{}", switched.stdout);
    client.run(&["sync"]).await?.with_code(77)?;
    client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    assert_eq!(client.sync().await?.sent, 1);
    Ok(())
}

#[tokio::test]
async fn an_account_is_not_left_by_an_export_that_does_not_hold_everything() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    let export = client.file("export.json", &Timewarrior::with_intervals(MORE_THAN_ROOM)?.export)?;
    client.done(&["import", "timewarrior", &export]).await?;
    let left_out = scene.status().await?["counts"]["put_off"].clone();
    ensure!(left_out.as_u64() > Some(0), "{left_out}");

    let refused = ["logout", "--export", "unsent.jsonl", "--json"];
    let refused = client.run(&refused).await?.with_code(65)?.json()?;
    assert_eq!((&refused["left_out"], &refused["account"]["signed_in"]), (&left_out, &true.into()));
    let refused = client.run(&["logout", "--export", "again.jsonl"]).await?.with_code(65)?;
    for words in ["not in the file", "Nobody was signed out.", "`homing export`", "--keep"] {
        ensure!(refused.stderr.contains(words), "{words:?} is missing in: {}", refused.stderr);
    }
    assert_eq!(scene.status().await?["account"]["signed_in"], true);
    client.done(&["logout", "--keep"]).await?;
    assert_eq!(scene.status().await?["account"]["signed_in"], false);
    Ok(())
}

#[tokio::test]
async fn somebody_at_a_terminal_is_asked_what_becomes_of_it_until_it_could_be_done() -> Result<()> {
    if !Machine::can_be_made() {
        return Ok(());
    }
    const QUESTION: &str = "[sync/export FILE/keep] ";
    let scene = both().await?;
    let (client, machine) = (&scene.client, Machine::suspended(0));
    std::fs::write(client.as_ref().join("there"), "")?;
    let switch = ["account", "switch", NAME];
    let said = client.type_on(&machine, &switch, &[(QUESTION, Then::Answers("\n"))])?;
    ensure!(said.code == Some(130), "{}", said.all());
    ensure!(
        said.message.contains("bert at") && said.message.contains("has 1 unsent change"),
        "{}",
        said.all()
    );
    assert_eq!(scene.status().await?["account"]["name"], OTHER);

    let answers = ["drop it\n", "export there\n", "export unsent.jsonl\n"];
    let questions = answers.map(|answer| (QUESTION, Then::Answers(answer)));
    let said = client.type_on(&machine, &switch, &questions)?;
    ensure!(said.code == Some(0), "{}", said.all());
    assert_eq!(scene.status().await?["account"]["name"], NAME);
    ensure!(std::fs::read_to_string(client.as_ref().join("unsent.jsonl"))?.contains("nets"));
    Ok(())
}
