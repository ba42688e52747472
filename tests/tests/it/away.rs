//! A machine that slept or was off while a timer ran, as a person at a terminal and a script meet it.

use anyhow::{Context as _, Result, ensure};
use homing_tests::bad_input::Then;
use homing_tests::{Client, Keep, Machine, Point, Scene};
use serde_json::Value;

/// How the question ends where it is known how much can be taken out.
const QUESTION: &str = "[keep/cut/TIME] ";

/// Whether machines that sleep and restart can be made here; whoever runs the test is told where not.
#[expect(clippy::print_stderr, reason = "whoever runs the test is told what this machine could not try")]
fn can_be_tried() -> bool {
    let can = Machine::can_be_made();
    if !can {
        eprintln!("not tried: this takes root and a kernel with namespaces of time");
    }
    can
}

/// A timer that began three hours ago. The last sign of life is an hour old.
async fn started() -> Result<Client> {
    let client = Client::new(Keep::File)?;
    begin(&client).await?;
    Ok(client)
}

async fn begin(client: &Client) -> Result<()> {
    client.done(&["start", "harbour survey", "--at", "-3h"]).await?;
    client.age_signs("timer-event", 60)
}

async fn entry(client: &Client) -> Result<Value> {
    Ok(client.local().await?.described("harbour survey")?.clone())
}

/// Whole minutes of work.
fn worked(entry: &Value) -> Result<i64> {
    let instant =
        |value: &Value| -> Result<jiff::Timestamp> { Ok(value.as_str().context("no end")?.parse()?) };
    let intervals = entry["intervals"].as_array().context("no intervals")?;
    let mut seconds = 0.0;
    for interval in intervals {
        seconds += (instant(&interval["end"])? - instant(&interval["start"])?).total(jiff::Unit::Second)?;
    }
    #[expect(clippy::cast_possible_truncation, reason = "some hours")]
    Ok((seconds / 60.0) as i64)
}

#[tokio::test]
async fn a_machine_that_lived_on_is_asked_nothing() -> Result<()> {
    let client = Client::new(Keep::File)?;
    client.done(&["start", "harbour survey", "--at", "-3h"]).await?;
    let status = client.done(&["status", "--json"]).await?.json()?;
    assert_eq!(status["timer"]["away"], Value::Array(vec![]));
    let stopped = client.done(&["stop", "--cut", "away", "--json"]).await?.json()?;
    assert_eq!((&stopped["away"], &stopped["clock_set_seconds"]), (&Value::Array(vec![]), &Value::Null));
    assert_eq!((worked(&stopped["entry"])?, &stopped["entry"]["approximate"]), (180, &false.into()));
    Ok(())
}

#[tokio::test]
async fn where_nobody_can_be_asked_a_sleep_counts_is_marked_and_the_command_that_is_named_takes_it_out()
-> Result<()> {
    if !can_be_tried() {
        return Ok(());
    }
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    begin(client).await?;
    let machine = Machine::suspended(3_600);
    let status = client.run_on(&machine, &["status", "--json"]).await?.with_code(0)?.json()?;
    let away = &status["timer"]["away"][0];
    assert_eq!((&away["because"], &away["asleep_seconds"]), (&"slept".into(), &3_600.into()));
    let status = client.run_on(&machine, &["status"]).await?.with_code(0)?;
    assert!(status.stdout.contains("this machine slept from"), "{}", status.stdout);

    let stopped = client.run_on(&machine, &["stop"]).await?.with_code(0)?;
    assert!(stopped.stderr.contains("(1:00). That counts as work for now"), "{}", stopped.stderr);
    let marked = entry(client).await?;
    assert_eq!((worked(&marked)?, &marked["approximate"]), (180, &true.into()));
    client.sync().await?;
    scene.must_be_equal().await?;

    let review = client.done(&["review", "--json"]).await?.json()?;
    let finding = &review["findings"][0];
    assert_eq!((&finding["matter"], review["findings"].as_array().map(Vec::len)), (&"away".into(), Some(1)));
    let mend = finding["mend"].as_str().context("nothing mends it")?;
    client.shell(mend).await?.with_code(0)?;
    let cut = entry(client).await?;
    assert_eq!((worked(&cut)?, &cut["approximate"]), (120, &false.into()));
    assert_eq!(client.done(&["review"]).await?.stdout, "Nothing needs a look.\n");
    client.sync().await?;
    scene.must_be_equal().await?;
    Ok(())
}

#[tokio::test]
async fn an_answer_on_the_command_line_is_taken_and_an_undo_takes_it_back() -> Result<()> {
    if !can_be_tried() {
        return Ok(());
    }
    let client = started().await?;
    let machine = Machine::suspended(3_600);
    let cases: [(&[&str], &str, i64); 4] = [
        (&["stop", "--keep"], "kept", 180),
        (&["stop", "--cut", "away"], "cut", 120),
        (&["stop", "--cut", "-90m"], "cut", 90),
        (&["pause", "--cut=2 hours ago"], "cut", 60),
    ];
    for (words, became, expected) in cases {
        let words = [words, &["--json"]].concat();
        let ended = client.run_on(&machine, &words).await?.with_code(0)?.json()?;
        assert_eq!(ended["away"][0]["became"], became, "{words:?}");
        assert_eq!((worked(&ended["entry"])?, &ended["entry"]["approximate"]), (expected, &false.into()));
        let undone = client.run_on(&machine, &["undo", "--json"]).await?.with_code(0)?.json()?;
        assert_eq!(undone["entry"]["state"], "running");
        let status = client.run_on(&machine, &["status", "--json"]).await?.with_code(0)?.json()?;
        assert_eq!(status["timer"]["away"][0]["asleep_seconds"], 3_600, "{words:?}: it is asked again");
    }
    let next = client.run_on(&machine, &["start", "next", "--cut", "away", "--json"]).await?.with_code(0)?;
    assert_eq!(worked(&next.json()?["stopped"])?, 120);
    Ok(())
}

#[tokio::test]
async fn time_away_is_settled_while_the_timer_runs_on_and_one_undo_brings_the_question_back() -> Result<()> {
    if !can_be_tried() {
        return Ok(());
    }
    let client = started().await?;
    let machine = Machine::suspended(3_600);
    for (words, stretches) in [(["--cut", "away"].as_slice(), 2), (&["--keep"], 1)] {
        let words = [&["resume", "--json"], words].concat();
        let settled = client.run_on(&machine, &words).await?.with_code(0)?.json()?;
        let (entry, intervals) = (&settled["entry"], settled["entry"]["intervals"].as_array());
        assert_eq!((&entry["state"], intervals.map(Vec::len)), (&"running".into(), Some(stretches)));
        let again = client.run_on(&machine, &words).await?.with_code(65)?.json()?;
        assert_eq!(again["error"]["code"], "no-gap", "{words:?}");
        client.run_on(&machine, &["undo"]).await?.with_code(0)?;
        let status = client.run_on(&machine, &["status", "--json"]).await?.with_code(0)?.json()?;
        assert_eq!(status["timer"]["away"][0]["asleep_seconds"], 3_600, "{words:?}: it is asked again");
    }
    Ok(())
}

#[tokio::test]
async fn after_a_restart_the_time_away_is_known_only_to_the_person() -> Result<()> {
    if !can_be_tried() {
        return Ok(());
    }
    let client = started().await?;
    client.age_signs("timer-event", 90)?;
    let machine = Machine::restarted(600, client.as_ref())?;
    let status = client.run_on(&machine, &["status"]).await?.with_code(0)?;
    assert!(status.stdout.contains("this machine was off at some time between"), "{}", status.stdout);
    let refused =
        client.run_on(&machine, &["stop", "--cut", "away", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(refused["error"]["code"], "cut-needs-time");
    let refused =
        client.run_on(&machine, &["stop", "--cut", "-5m", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(refused["error"]["code"], "cut-outside");
    let marked = client.run_on(&machine, &["stop"]).await?.with_code(0)?;
    assert!(marked.stderr.trim_end().ends_with("--to TIME"), "{}", marked.stderr);
    client.run_on(&machine, &["undo"]).await?.with_code(0)?;
    let stopped = client.run_on(&machine, &["stop", "--cut", "-2h", "--json"]).await?.with_code(0)?.json()?;
    assert_eq!((worked(&stopped["entry"])?, &stopped["away"][0]["because"]), (60, &"restarted".into()));
    Ok(())
}

#[tokio::test]
async fn somebody_at_a_terminal_is_asked_and_answers_in_their_own_words() -> Result<()> {
    if !can_be_tried() {
        return Ok(());
    }
    let client = started().await?;
    let machine = Machine::suspended(3_600);
    type Answer<'a> = (&'a [(&'a str, Then)], i32, i64);
    let answers: [Answer<'_>; 4] = [
        (&[(QUESTION, Then::Answers("keep\n"))], 0, 180),
        (&[(QUESTION, Then::Answers("cut\n"))], 0, 120),
        (&[(QUESTION, Then::Answers("-90m\n"))], 0, 90),
        (&[(QUESTION, Then::Answers("at noon\n")), (QUESTION, Then::Answers("c\n"))], 0, 120),
    ];
    for (questions, code, minutes) in answers {
        let said = client.type_on(&machine, &["stop"], questions)?;
        ensure!(said.code == Some(code), "{}", said.all());
        ensure!(said.message.contains("slept from") && said.message.contains("Was that work?"), "{said:?}");
        let stopped = entry(&client).await?;
        assert_eq!((worked(&stopped)?, &stopped["state"]), (minutes, &"stopped".into()), "{questions:?}");
        client.run_on(&machine, &["undo"]).await?.with_code(0)?;
    }
    let said = client.type_on(&machine, &["stop"], &[(QUESTION, Then::Answers("\n"))])?;
    assert_eq!(said.code, Some(130), "{}", said.all());
    assert_eq!(entry(&client).await?["state"], "running", "nothing was changed");
    Ok(())
}

#[tokio::test]
async fn where_a_process_left_heartbeats_a_loss_of_power_is_known_to_the_minute() -> Result<()> {
    if !can_be_tried() {
        return Ok(());
    }
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    let start = ["start", "harbour survey", "--at", "-3h"];
    client.run_on(&Machine::earlier(120), &start).await?.with_code(0)?;
    client.age_signs("timer-event", 2)?;
    let mut request = scene.proxy.hold_sync(1, Point::BeforeForwarding);
    let watch = client.start(&["sync", "--watch"])?;
    // The job beats before it sends.
    request.reached().await?;
    watch.kill().await?;
    client.age_signs("heartbeat", 30)?;

    let machine = Machine::restarted(600, client.as_ref())?;
    let status = client.run_on(&machine, &["status"]).await?.with_code(0)?;
    assert!(status.stdout.contains("this machine was off from"), "{}", status.stdout);
    let stopped =
        client.run_on(&machine, &["stop", "--cut", "away", "--json"]).await?.with_code(0)?.json()?;
    let away = &stopped["away"][0];
    assert_eq!((&away["because"], &away["placed"]), (&"restarted".into(), &true.into()));
    assert_eq!((worked(&stopped["entry"])?, &stopped["entry"]["approximate"]), (160, &false.into()));
    Ok(())
}
