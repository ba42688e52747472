//! Every made-up state of the page, held against axe's rules in WebKit itself, in both languages and both themes; and
//! in the language of the longer words none of them is wider than the window at 200 %.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use homing_tests::{Browser, Display, Served};
use serde_json::{Value, json};

/// What axe finds wrong, by all of its rules and then, with the other theme's colours, by that of contrast: for each
/// rule its name, and the elements that break it.
const FIND: &str = "
    const [theme, done] = arguments;
    const load = () => window.axe ? Promise.resolve() : new Promise((loaded, fails) => {
        const script = document.createElement('script');
        [script.src, script.onload, script.onerror] = ['/axe.min.js', loaded, fails];
        document.head.append(script);
    });
    const find = async (of, options) => (await axe.run(document, { resultTypes: ['violations'], ...options })).violations
        .map(({ id, nodes }) => `${of} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    (async () => {
        await load();
        const wrong = await find(document.documentElement.dataset.theme, {});
        if (theme) {
            document.documentElement.dataset.theme = theme;
            // Colours that glide have arrived.
            for (const gliding of document.getAnimations()) gliding.finish();
            wrong.push(...await find(theme, { runOnly: ['color-contrast'] }));
        }
        return wrong;
    })().then(done, (error) => done([String(error)]));";
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
    let file = axe_file();
    std::fs::read_to_string(&file).with_context(|| {
        format!("{} is not there: `cargo xtask test` and `cargo xtask ui` bring it", file.display())
    })
}

/// A script that hands over what is wrong with the page. Its argument is another theme to look at, or null.
pub(crate) const fn find() -> &'static str {
    FIND
}

/// The texts of a list.
pub(crate) fn texts(list: &Value) -> Result<Vec<String>> {
    let list = list.as_array().with_context(|| format!("no list: {list}"))?;
    Ok(list.iter().map(|text| text.as_str().map_or_else(|| text.to_string(), str::to_owned)).collect())
}

fn axe_file() -> PathBuf {
    root().join("node_modules/axe-core/axe.min.js")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Goes through all states in one language, in a window of this size.
async fn look_at_all(language: &str, (width, height): (u32, u32)) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let folder = root().join("crates/desktop/ui/dist-scenes");
    let served =
        Served::folder_with(&folder, &[axe_file()]).await.context("`cargo xtask test` builds them")?;
    let display = Display::start().await?;
    let browser = Browser::open(&display).await?;
    browser.is_sized(width, height).await?;
    browser.shows(&served.url("scenes.html"), "li a").await?;
    let scenes = texts(&browser.does(LISTED, vec![]).await?)?;
    ensure!(scenes.len() > 20, "there are no scenes: {scenes:?}");
    for scene in &scenes {
        // The query is for the browser, to which another fragment alone is no other page.
        let page = format!("scenes.html?{scene}#scene={scene}&lang={language}&theme=light");
        let stands = format!("html[data-scene='{scene}'][lang={language}][data-theme=light]");
        browser
            .shows(&served.url(&page), &stands)
            .await
            .with_context(|| format!("{scene} does not stand"))?;
        if (width, height) == HALF {
            let beyond = browser.does(TOO_WIDE, vec![]).await?;
            if beyond != json!(0) {
                wrong.push(format!("{scene}: {beyond} pixels too wide"));
            }
        }
        for violation in texts(&browser.awaits(find(), vec![json!("dark")]).await?)? {
            wrong.push(format!("{scene}: {violation}"));
        }
    }
    browser.close().await?;
    display.stop().await?;
    Ok(wrong)
}

#[tokio::test]
async fn no_state_of_the_page_breaks_a_rule_of_axe_in_english() -> Result<()> {
    let wrong = look_at_all("en", WHOLE).await?;
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn no_state_of_the_page_breaks_a_rule_of_axe_in_russian_or_is_too_wide_at_200_percent() -> Result<()> {
    let wrong = look_at_all("ru", HALF).await?;
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
