//! What the window takes of the machine, and how soon a click in it is recorded: a table, and no judgement.
//! `cargo xtask window-figures` runs it over programs that are built as they are given away.
#![expect(clippy::print_stdout, reason = "the table is for a person")]

use std::time::Duration;

use anyhow::{Context, Result};
use homing_tests::{Client, Display, Figures, Hidden, NAME, PASSWORD, Scene, Server, Session, Window};
use serde_json::{Value, json};

/// How many clicks: half of them start a timer, half stop it.
const CLICKS: usize = 200;
/// How long nothing happens.
const IDLE: Duration = Duration::from_secs(60);

/// Between two clicks of a person, in milliseconds: what the one before set going is over.
const REST: u32 = 250;

/// Presses start and stop in turns. Gives the milliseconds from each click to what it shows: recorded, and so answered.
const CLICK: &str = "
    const [clicks, rest, done] = arguments;
    const until = (css) => new Promise((found) => {
        const look = () => document.querySelector(css) && (watch.disconnect(), found(performance.now()));
        const watch = new MutationObserver(look);
        watch.observe(document, { subtree: true, childList: true, attributes: true });
        look();
    });
    (async () => {
        const taken = [];
        for (let click = 0; click < clicks; click += 1) {
            const [button, state] = click % 2 ? ['stop', 'none'] : ['start', 'running'];
            await until(`[data-do=${button}]:not([disabled])`);
            if (rest > 0) await new Promise((over) => setTimeout(over, rest));
            const from = performance.now();
            document.querySelector(`[data-do=${button}]`).click();
            taken.push(await until(`[data-part=timer][data-state=${state}]`) - from);
        }
        return taken;
    })().then(done, (error) => done(String(error)));";

/// The command alone, without what the page does with its answer.
const COMMAND: &str = "
    const [clicks, done] = arguments;
    (async () => {
        const taken = [];
        for (let click = 0; click < clicks; click += 1) {
            const command = { kind: click % 2 ? 'stop' : 'start' };
            const from = performance.now();
            await window.__TAURI_INTERNALS__.invoke('plugin:homing|enqueue_time_entry', { command, away: null });
            taken.push(performance.now() - from);
        }
        return taken;
    })().then(done, (error) => done(String(error)));";

/// A command by itself, again and again.
const ASKED: &str = "
    const [command, clicks, done] = arguments;
    (async () => {
        const taken = [];
        for (let click = 0; click < clicks; click += 1) {
            const from = performance.now();
            await window.__TAURI_INTERNALS__.invoke(command, {});
            taken.push(performance.now() - from);
        }
        return taken;
    })().then(done, (error) => done(String(error)));";

#[tokio::main]
async fn main() -> Result<()> {
    let session = Session::start().await?;
    let mut scene = Scene::of(session.client()?, Server::new()?).await?;
    scene.server_up().await?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    scene.server_down().await?;
    let display = Display::start().await?;

    println!("| | p50 | p95 | most |\n|---|---|---|---|");
    let window = open(&scene.client, &display).await?;
    for (name, rest) in
        [("a click, until the page shows it as recorded", REST), ("the same, one upon the other", 0)]
    {
        row(name, taken(&window.awaits(CLICK, vec![json!(CLICKS), json!(rest)]).await?)?)?;
    }
    let commands = taken(&window.awaits(COMMAND, vec![json!(CLICKS)]).await?)?;
    row("the command alone, until its answer", commands)?;
    let limit = [
        ("a snapshot", "plugin:homing|get_sync_status"),
        ("nothing: the limit", "plugin:homing|cancel_sign_in"),
    ];
    for (name, command) in limit {
        row(name, taken(&window.awaits(ASKED, vec![json!(command), json!(CLICKS)]).await?)?)?;
    }
    window.close().await?;

    println!("\n| nothing happens for {} s | memory (PSS) | processor |\n|---|---|---|", IDLE.as_secs());
    let window = open(&scene.client, &display).await?;
    idle("window shown", &window.figures()).await?;
    window.close().await?;
    let hidden = Hidden::start(&session, &scene.client, &display).await?;
    idle("window hidden, as a start with the session leaves it", &hidden.figures()).await?;
    drop(hidden);
    display.stop().await
}

async fn open(client: &Client, display: &Display) -> Result<Window> {
    let window = Window::open(client, display).await?;
    window.sees("[data-part=timer]").await?;
    Ok(window)
}

#[expect(clippy::disallowed_methods, reason = "a measurement over time takes time")]
async fn idle(name: &str, figures: &Figures<'_>) -> Result<()> {
    // What opening it set going comes to rest.
    tokio::time::sleep(IDLE / 6).await;
    let before = figures.processor_seconds()?;
    tokio::time::sleep(IDLE).await;
    let used = figures.processor_seconds()? - before;
    let (memory, share) = (figures.memory_kib()? / 1_024, 100.0 * used / IDLE.as_secs_f64());
    println!("| {name} | {memory} MiB | {used:.2} s ({share:.2} %) |");
    Ok(())
}

fn taken(answer: &Value) -> Result<Vec<f64>> {
    let all = answer.as_array().with_context(|| format!("the page measured nothing: {answer}"))?;
    all.iter().map(|one| one.as_f64().with_context(|| format!("no time: {one}"))).collect()
}

fn row(name: &str, mut milliseconds: Vec<f64>) -> Result<()> {
    milliseconds.sort_by(f64::total_cmp);
    let at = |hundredth: usize| {
        milliseconds.get((milliseconds.len() * hundredth / 100).min(milliseconds.len() - 1))
    };
    let (p50, p95) = (at(50).context("nothing was measured")?, at(95).context("nothing was measured")?);
    let most = milliseconds.last().context("nothing was measured")?;
    println!("| {name} | {p50:.1} ms | {p95:.1} ms | {most:.1} ms |");
    Ok(())
}
