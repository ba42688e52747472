//! The built `homing` at the earlier app's server: set as that server's, signed in by email, and right on the wire.

use anyhow::{Context, Result};
use homing_app::SystemClock;
use homing_domain::ports::Clock as _;
use homing_tests::classic::{ClassicServer, PROJECTS, Person, Status};
use homing_tests::{Client, Keep};

const PROJECT: &str = PROJECTS[0].0;

async fn codes(client: &Client, code: i32) -> Result<Vec<String>> {
    let found = client.run(&["doctor", "--json"]).await?.with_code(code)?.json()?;
    let codes = found["findings"].as_array().context("no findings")?.iter();
    Ok(codes.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect())
}

#[tokio::test]
async fn doctor_tells_which_api_answers_and_what_is_recorded_arrives_is_edited_and_deleted() -> Result<()> {
    let clock = SystemClock::new();
    let server = ClassicServer::start("/api/v1", move || clock.now().to_jiff()).await?;
    let client = Client::new(Keep::File)?;
    client.done(&["config", "set", "server", &server.url()]).await?;
    assert!(codes(&client, 78).await?.contains(&"api-not-as-set".to_owned()));
    let told = client.run(&["doctor"]).await?.stdout;
    assert!(told.contains("homing config set profile classic"), "{told}");

    client.done(&["config", "set", "profile", "classic"]).await?;
    assert!(codes(&client, 0).await?.contains(&"api-answers".to_owned()));

    let person = Person::anna();
    client.login(&server.url(), &person.email, &person.password).await?.with_code(0)?;
    let add = ["add", "--from", "-3h", "--to", "-1h", "--project", PROJECT, "Survey of the harbour"];
    client.done(&add).await?;
    let synced = client.sync().await?;
    assert_eq!((synced.sent, synced.attention, synced.waiting), (1, 0, 0));
    let [entry] = &server.entries()[..] else { anyhow::bail!("{:?}", server.entries()) };
    assert_eq!((entry.duration_seconds, entry.status), (7_200, Status::Stopped));
    assert_eq!(entry.project.as_deref(), Some(PROJECT));

    client.done(&["edit", "@1", "--description", "Survey of the lighthouse"]).await?;
    client.sync().await?;
    let [edited] = &server.entries()[..] else { anyhow::bail!("{:?}", server.entries()) };
    assert_eq!((&edited.id, edited.description.as_deref()), (&entry.id, Some("Survey of the lighthouse")));

    client.done(&["delete", "@1", "--yes"]).await?;
    client.sync().await?;
    assert_eq!(server.entries(), []);
    Ok(())
}
