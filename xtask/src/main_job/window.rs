//! The same folder, server and user in the window, for a person to try.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;

use anyhow::{Context, Result};

use super::server::Server;
use super::workplace::{PASSWORD, Workplace};
use super::{USER, bring_up_server, say};
use crate::cargo::{Profile, Workspace};
use crate::end::End;
use crate::npm::Node;
use crate::page;
use crate::shell::Line;
use crate::system::{self, Consent};

/// The code of a window that could not open its display (docs/tauri.md).
const NO_DISPLAY: i32 = 69;

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A person had it, and closed it; or it never came to that.
    Ended(End),
    /// The display let nobody in.
    NoDisplay,
}

/// Builds the window and opens it beside a server that is up.
///
/// # Errors
/// When a step fails. The server is gone by then.
pub(super) fn show(consent: Consent) -> Result<Shown> {
    let end = system::provide(system::FOR_WINDOW, consent)?;
    if end != End::Done {
        return Ok(Shown::Ended(end));
    }
    say("The window, its page and a server are built.");
    let workspace = Workspace::locate()?;
    page::build(&workspace, &Node::provide(&workspace)?)?;
    let programs =
        workspace.build_programs(&["homing-cli", "homing-desktop", "homing-server"], Profile::Dev)?;

    say("The window has a folder of its own. These lines put you into it:");
    let place = Workplace::fresh(&workspace.target)?;
    let setting = place.setting(&programs);
    println!("{}", setting.opening());
    let server = bring_up_server(&place, &setting)?;
    tell(&place, &server)?;

    say("The window is open. Close it, or press Ctrl-C here, to end all of this.");
    let line = Line::new("homing-desktop");
    println!("$ {line}");
    let status = setting.status(&line)?;
    server.stop()?;
    // Ctrl-C reaches the window too: that is its end as good as any.
    let closed = status.success() || status.signal().is_some();
    Ok(match status.code() {
        Some(NO_DISPLAY) => Shown::NoDisplay,
        _ if closed => Shown::Ended(End::Done),
        _ => {
            println!(
                "\nThe window ended with {status}; what it said is above, and in its log under data/logs."
            );
            Shown::Ended(End::Failed)
        }
    })
}

/// How to sign in. The server's address stands in the configuration, so that nobody has to type it.
fn tell(place: &Workplace, server: &Server) -> Result<()> {
    let folder = place.path("config");
    fs::create_dir_all(&folder).with_context(|| format!("could not be made: {folder}"))?;
    let text = format!("server = \"{}\"\n", server.url());
    fs::write(format!("{folder}/homing.toml"), text).context("homing.toml could not be written")?;
    let password = fs::read_to_string(place.path(PASSWORD)).context("the password could not be read")?;
    say("Sign in with these, or track time without: it waits on this machine.");
    println!("Server    {}\nUser      {USER}\nPassword  {}", server.url(), password.trim_end());
    println!("All of it lies in the folder above, but for a sign-in that you let the keychain keep.");
    Ok(())
}
