//! `cargo xtask run`: Homing before the person's eyes. Where there is a display, its window opens, for them to try;
//! else, or where they say so, the main job is done in the terminal, with the real programs and a real export.
//!
//! In the terminal, work is recorded and imported while no server answers; then the server comes up, and what was recorded
//! arrives. All of it lives in `main-job` in the target folder, made fresh at each run: no file of the person is
//! read or written.

mod display;
mod homing;
mod server;
mod sides;
mod table;
mod timewarrior;
mod window;
mod workplace;

use std::io::{self, IsTerminal};

use anyhow::{Result, ensure};

use crate::cargo::{Profile, Workspace};
use crate::end::End;
use crate::shell::{Line, Setting};
use crate::system::{self, Consent};
use homing::{homing, unlocked};
use server::Server;
use sides::{Listing, differences};
use window::Shown;
use workplace::{DATABASE, EXPORT, PASSWORD, Workplace};

/// The name that signs in.
const USER: &str = "ada";
/// What `record` leaves beside the import: one timed entry and two by hand.
const RECORDED_BY_HAND: usize = 3;
/// How many differences are worth reading.
const SHOWN_DIFFERENCES: usize = 20;

/// Opens the window where there is a display, unless the terminal is asked for; else does the main job there.
///
/// # Errors
/// When a step fails. The server is gone by then.
pub(crate) fn run(yes: bool, in_the_terminal: bool) -> Result<End> {
    let consent = if yes { Consent::Given } else { Consent::Ask };
    let why = if in_the_terminal { Err("you said --terminal".to_owned()) } else { display::answering() };
    match why {
        Ok(display) => {
            println!(
                "A window opens: {display} answers. `cargo xtask run --terminal` does the job here instead."
            );
            match window::show(consent)? {
                Shown::Ended(end) => return Ok(end),
                Shown::NoDisplay => {
                    println!("\nThe job is done in this terminal: {display} lets no window in.");
                }
            }
        }
        Err(why) => println!("The job is done in this terminal, without a window: {why}."),
    }
    do_the_job(consent)
}

/// Does the main job; with a terminal, stays as the server until Ctrl-C.
fn do_the_job(consent: Consent) -> Result<End> {
    let end = system::provide(system::FOR_RUN, consent)?;
    if end != End::Done {
        return Ok(end);
    }
    say("Homing and its server are built.");
    let workspace = Workspace::locate()?;
    let programs = workspace.build_programs(&["homing-cli", "homing-server"], Profile::Dev)?;

    say("The main job has a folder of its own. These lines put you into it:");
    let place = Workplace::fresh(&workspace.target)?;
    let setting = place.setting(&programs);
    println!("{}", setting.opening());

    let exported = record(&place, &setting)?;
    let server = bring_up_server(&place, &setting)?;
    send(&server, &setting)?;
    let end = compare(&setting, exported + RECORDED_BY_HAND)?;
    if end != End::Done {
        return Ok(end);
    }
    stay(server, &place, &setting)
}

/// Everything that happens while no server answers. Returns how many intervals were imported.
fn record(place: &Workplace, setting: &Setting) -> Result<usize> {
    say("Work is recorded. No server answers, and none is needed.");
    setting.run(&homing(["start", "Reading the logbook", "--project", "harbour", "--tag", "reading"]))?;
    setting.run(&homing(["pause"]))?;
    setting.run(&homing(["resume"]))?;
    setting.run(&homing(["stop"]))?;
    let morning = ["--from", "2026-03-02T08:30:00Z", "--to", "2026-03-02T10:00:00Z"];
    setting.run(&homing(["add"]).args(morning).args(["Planning the route", "--project", "harbour"]))?;
    let evening = ["--from", "2026-03-02T17:00:00Z", "--to", "2026-03-02T18:15:00Z"];
    setting.run(&homing(["add"]).args(evening).args(["It's \"ready\": café, 北", "--tag", "two words"]))?;

    say("A real export of Timewarrior is made and imported.");
    let exported = timewarrior::export(place, setting)?;
    setting.run(&homing(["import", "timewarrior", EXPORT]))?;

    say("All of it waits on this machine.");
    setting.run(&homing(["status"]))?;
    Ok(exported)
}

fn bring_up_server(place: &Workplace, setting: &Setting) -> Result<Server> {
    say("The server gets a user and comes up.");
    let add = ["user", "add", USER, "--database", DATABASE];
    setting.run(&Line::new("homing-server").args(add).input(0, PASSWORD))?;
    Server::start(place, setting)
}

fn send(server: &Server, setting: &Setting) -> Result<()> {
    say("Sign-in: the tokens go into an encrypted file, its passphrase comes through a descriptor.");
    let login = ["login", "--server", server.url(), "--user", USER, "--store", "file", "--password-stdin"];
    setting.run(&unlocked(login).input(0, PASSWORD))?;

    say("What waited is sent.");
    setting.run(&unlocked(["sync"]))?;
    setting.run(&homing(["status"]))?;

    say("Where the time went.");
    setting.run(&homing(["summary", "--all", "--by", "tag"]))
}

/// Fetches both sides and holds them against each other, entry by entry, field by field.
fn compare(setting: &Setting, expected: usize) -> Result<End> {
    say("The two sides beside each other.");
    let here = Listing::parse(&setting.capture(&homing(["log", "--all", "--json"]))?)?;
    let there = Listing::parse(&setting.capture(&unlocked(["log", "--remote", "--json"]))?)?;
    println!();
    table::print(&here, &there);
    ensure!(
        here.len() == expected,
        "this machine should hold {expected} entries and holds {}: something was not recorded",
        here.len()
    );
    let found = differences(&here, &there);
    if found.is_empty() {
        println!("\nThe two sides are equal: {} entries, compared field by field.", here.len());
        return Ok(End::Done);
    }
    println!("\nThe two sides differ in {} places:", found.len());
    for difference in found.iter().take(SHOWN_DIFFERENCES) {
        println!("  {difference}");
    }
    Ok(End::Failed)
}

/// Leaves everything usable. Without a terminal nobody could press Ctrl-C, so the server ends here.
fn stay(server: Server, place: &Workplace, setting: &Setting) -> Result<End> {
    let has_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if has_terminal {
        println!("\nGo on in another terminal. Each of these lines works as it is, from any folder:");
    } else {
        server.stop()?;
        println!("\nThere is no terminal, so the server was stopped. In a terminal it stays until Ctrl-C.");
        return Ok(End::Done);
    }
    let next = [
        homing(["start", "Trying Homing", "--project", "harbour"]),
        unlocked(["sync"]),
        unlocked(["log", "--remote"]),
    ];
    for line in next {
        println!("\n{}", setting.whole(&line));
    }
    println!("\nThe server now has this terminal, until Ctrl-C.");
    server.take_over(place, setting)
}

fn say(sentence: &str) {
    println!("\n==> {sentence}");
}
