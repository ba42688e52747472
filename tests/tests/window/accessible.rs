//! Every made-up state of the page, held against axe's rules in WebKit itself, in both languages and both themes; and
//! none of them is wider than a window at 200 %.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use homing_tests::{Browser, Display, Served};
use serde_json::{Value, json};

/// What axe finds wrong: for each rule its name, and the elements that break it.
const FIND: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.map(({ id, nodes }) =>
            `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)),
        (error) => done([String(error)]));";
/// The names of all states.
const LISTED: &str = "return [...document.querySelectorAll('li a')].map(({ textContent }) => textContent)";
/// How much wider than its window the page is, in pixels of the page.
const TOO_WIDE: &str =
    "const { scrollWidth, clientWidth } = document.documentElement; return scrollWidth - clientWidth;";
/// The window as it opens (crates/desktop/tauri.conf.json), in pixels of the page; and what it has room for at 200 %.
const WHOLE: (u32, u32) = (960, 680);
const HALF: (u32, u32) = (WHOLE.0 / 2, WHOLE.1 / 2);

/// axe's own source, out of the packages that the page is built with.
pub(crate) fn axe() -> Result<String> {
    let file = root().join("node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file).with_context(|| {
        format!("{} is not there: `cargo xtask test` and `cargo xtask ui` bring it", file.display())
    })
}

/// What is wrong with the page that something shows, where axe's source is there.
pub(crate) const fn find() -> &'static str {
    FIND
}

/// The texts of a list.
pub(crate) fn texts(list: &Value) -> Result<Vec<String>> {
    let list = list.as_array().with_context(|| format!("no list: {list}"))?;
    Ok(list.iter().map(|text| text.as_str().map_or_else(|| text.to_string(), str::to_owned)).collect())
}

/// Shows a state, and waits until it stands. The query is for the browser, to which another fragment alone is no other
/// page.
async fn show(browser: &Browser, served: &Served, scene: &str, language: &str, theme: &str) -> Result<()> {
    let query = format!("{scene}-{language}-{theme}");
    let page = format!("scenes.html?{query}#scene={scene}&lang={language}&theme={theme}");
    let stands = format!("html[data-scene='{scene}'][lang={language}][data-theme={theme}]");
    browser
        .shows(&served.url(&page), &stands)
        .await
        .with_context(|| format!("{query} does not come to stand"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[tokio::test]
async fn no_state_of_the_page_breaks_a_rule_of_axe_or_is_too_wide_at_200_percent() -> Result<()> {
    let folder = root().join("crates/desktop/ui/dist-scenes");
    let served = Served::folder(&folder).await.context("`cargo xtask test` builds them")?;
    let display = Display::start().await?;
    let browser = Browser::open(&display).await?;
    browser.shows(&served.url("scenes.html"), "li a").await?;
    let scenes = texts(&browser.does(LISTED, vec![]).await?)?;
    ensure!(scenes.len() > 20, "there are no scenes: {scenes:?}");

    let (axe, mut wrong) = (axe()?, Vec::new());
    browser.is_sized(WHOLE.0, WHOLE.1).await?;
    for scene in &scenes {
        for language in ["en", "ru"] {
            for theme in ["light", "dark"] {
                show(&browser, &served, scene, language, theme).await?;
                browser.does(&axe, vec![]).await?;
                for violation in texts(&browser.awaits(find(), vec![]).await?)? {
                    wrong.push(format!("{scene} {language} {theme}: {violation}"));
                }
            }
        }
    }
    browser.is_sized(HALF.0, HALF.1).await?;
    for scene in &scenes {
        for language in ["en", "ru"] {
            show(&browser, &served, scene, language, "light").await?;
            let beyond = browser.does(TOO_WIDE, vec![]).await?;
            if beyond != json!(0) {
                wrong.push(format!("{scene} {language} at 200 %: {beyond} pixels too wide"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    browser.close().await?;
    display.stop().await
}
