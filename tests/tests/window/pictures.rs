//! Every screen of a window that somebody has worked with, in both languages and both themes, in files that a person
//! can look at; and with real data axe finds nothing wrong in any of them. `cargo xtask picture` takes the README's from there.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use homing_import::legacy::BUNDLE_IDENTIFIER;
use homing_import::testing::{Generation, scene};
use homing_tests::{Client, NAME, PASSWORD, Window};
use serde_json::json;

use crate::accessible;
use crate::person::{Desk, headline};

/// All of them.
const SCREENS: [&str; 8] = ["timer", "history", "week", "sync", "review", "settings", "about", "sign-in"];
/// What a screen shows once it has all that it asked for.
const LOADED: [(&str, &str); 4] = [
    ("history", "[data-entry]"),
    ("week", "[data-part=chart] canvas[style]"),
    ("sync", "[data-task]"),
    ("review", "[data-item]"),
];
/// What was done, and when it began and ended: hours before now.
const DONE: [(&str, &str, &str, f64, f64); 9] = [
    ("Reading the logbook", "harbour", "reading", 2.5, 1.4),
    ("Tide tables for March", "harbour", "planning", 4.1, 2.6),
    ("Letters", "office", "writing", 25.0, 23.2),
    ("Planning the route north of Ærø", "voyage", "planning", 28.5, 25.5),
    ("Quarterly report", "office", "writing", 52.0, 48.5),
    ("Sail repair", "boat", "workshop", 75.0, 71.0),
    ("Nets", "boat", "workshop", 97.5, 95.0),
    ("Support calls", "office", "", 100.5, 98.0),
    ("Harbour survey", "harbour", "survey", 124.0, 119.5),
];

/// Somebody's last days, sent; then an hour without a server, with a timer that runs, and the earlier app's data.
async fn lived_in() -> Result<(Desk, Window)> {
    let mut desk = Desk::new().await?;
    record(desk.client()).await?;
    desk.scene.server_up().await?;
    desk.client().login(&desk.scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    ensure!(desk.client().sync().await?.sent > 0, "there was nothing to send");
    desk.scene.server_down().await?;
    let folder = desk.client().as_ref().join("earlier").join(BUNDLE_IDENTIFIER);
    fs::create_dir_all(&folder)?;
    let file = scene(Generation::G2).write(&folder).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    let file = file.to_string_lossy();
    desk.client().done(&["import", "legacy", &file, "--original", "keep"]).await?;
    let start = ["start", "Chart of the northern harbour", "--project", "voyage", "--at", "-47m"];
    desk.client().done(&start).await?;
    let window = desk.window().await?;
    headline(&window, "offline").await?;
    Ok((desk, window))
}

async fn record(client: &Client) -> Result<()> {
    for (what, project, tag, from, to) in DONE {
        let minutes = |hours: f64| format!("-{:.0}m", hours * 60.0);
        let (from, to) = (minutes(from), minutes(to));
        let mut add = vec!["add", "--from", &from, "--to", &to, what, "--project", project];
        if !tag.is_empty() {
            add.extend(["--tag", tag]);
        }
        client.done(&add).await?;
    }
    Ok(())
}

/// As a person sets it in the settings.
async fn prefer(window: &Window, language: &str, theme: &str) -> Result<()> {
    let wanted = json!({ "preferences": { "language": language, "theme": theme } });
    let answer = window.asks("set_preferences", wanted).await?;
    ensure!(answer["language"] == language, "the preferences were not taken: {answer}");
    window.sees(&format!("html[lang={language}][data-theme={theme}]")).await.map(drop)
}

/// Goes to a screen. Somebody who is signed in finds the way to another sign-in among the accounts.
async fn go(window: &Window, screen: &str) -> Result<()> {
    if screen != "sign-in" {
        window.goes(screen).await?;
        for (_, css) in LOADED.iter().filter(|(of, _)| *of == screen) {
            window.sees(css).await?;
        }
        return Ok(());
    }
    window.goes("settings").await?;
    window.presses("[data-do=sign-in-other]").await?;
    window.sees("main[data-screen=sign-in]").await.map(drop)
}

#[tokio::test]
async fn every_screen_has_its_picture_in_both_languages_and_both_themes() -> Result<()> {
    let (desk, window) = lived_in().await?;
    let axe = accessible::axe()?;
    window.does(&axe, vec![]).await?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window");
    fs::create_dir_all(&folder)?;
    for language in ["en", "ru"] {
        for theme in ["light", "dark"] {
            prefer(&window, language, theme).await?;
            for screen in SCREENS {
                go(&window, screen).await?;
                let file = folder.join(format!("{screen}-{language}-{theme}.png"));
                window.is_drawn_to(&file).await?;
                ensure!(fs::metadata(&file)?.len() > 1_000, "{} shows nothing", file.display());
                let wrong = accessible::texts(&window.awaits(accessible::find(), vec![json!(null)]).await?)?;
                ensure!(wrong.is_empty(), "{screen} {language} {theme}: {}", wrong.join("\n"));
            }
        }
    }
    desk.leave(window).await
}
