//! Every line that `docs/cli.md` shows is run as it stands there, in a shell and a folder of its own.

use anyhow::{Context as _, Result};
use homing_tests::{Client, Keep, NAME, PASSWORD, Scene};
use serde_json::Value;

/// The server in the documentation.
const SERVER: &str = "https://homing.example.org";

#[tokio::test]
async fn every_example_of_the_documentation_does_what_it_says() -> Result<()> {
    let reference = Client::new(Keep::File)?.done(&["reference", "--json"]).await?.json()?;
    let commands = reference["commands"].as_array().context("no commands")?;
    assert!(commands.len() > 10, "{reference}");
    for command in commands {
        let example = &command["example"];
        let text = |value: &Value| value.as_str().map(str::to_owned).context("no text");
        let (line, server) = (text(&example["line"])?, text(&example["server"])?);
        assert!(line.contains(&text(&command["command"])?), "{line}");
        let scene = match server.as_str() {
            "none" => None,
            "up" => {
                let mut scene = Scene::with_server_down().await?;
                scene.server_up().await?;
                Some(scene)
            }
            _ => Some(Scene::signed_in().await?),
        };
        let alone = Client::new(Keep::File)?;
        let client = scene.as_ref().map_or(&alone, |scene| &scene.client);
        client.file("password.txt", &format!("{PASSWORD}\n"))?;
        let address = scene.as_ref().map_or_else(|| SERVER.to_owned(), |scene| scene.proxy.url());
        for before in example["before"].as_array().into_iter().flatten() {
            client.shell(&text(before)?).await?.with_code(0)?;
        }
        assert!(!line.contains("anna") || NAME == "anna");
        client.shell(&line.replace(SERVER, &address)).await?.with_code(0)?;
    }
    Ok(())
}
