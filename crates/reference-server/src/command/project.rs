//! `homing-server project add|archive|unarchive|list`.

use std::io::{self, Write as _};

use clap::Subcommand;
use serde_json::json;

use super::configuration::Database;
use super::using;
use crate::ports::System;
use crate::project::{Project, ProjectError, add_project, archive_project, projects, unarchive_project};
use crate::store::{Store, StoreError};

/// What can be done with projects.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a project. Every account sees it.
    Add {
        /// What it is called.
        name: String,
    },
    /// Let a project take no more entries. Those that it has stay.
    Archive {
        /// What it is called.
        name: String,
    },
    /// Let an archived project take entries again.
    Unarchive {
        /// What it is called.
        name: String,
    },
    /// Show every project.
    List {
        /// As JSON: {"projects": [{"id", "name", "archived_at"}]}.
        #[arg(long)]
        json: bool,
    },
}

/// The projects were not changed or not shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProjectCommandError {
    #[error(transparent)]
    Project(#[from] ProjectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("It is done, but standard output could not be written.")]
    Output(#[source] io::Error),
}

pub(super) async fn run(command: Command, data: &Database) -> Result<(), ProjectCommandError> {
    let said = match command {
        Command::Add { name } => {
            let make = async |store: &Store| add_project(store, &System, &System, &name).await;
            let project = using(data.open_or_make().await?, make).await?;
            format!("The project was made: {} ({})\n", project.name, project.id)
        }
        Command::Archive { name } => {
            let archive = async |store: &Store| archive_project(store, &System, &name).await;
            let project = using(data.open().await?, archive).await?;
            format!("The project takes no more entries: {}\n", project.name)
        }
        Command::Unarchive { name } => {
            let take_up = async |store: &Store| unarchive_project(store, &System, &name).await;
            let project = using(data.open().await?, take_up).await?;
            format!("The project takes entries again: {}\n", project.name)
        }
        Command::List { json } => {
            let all = using(data.open().await?, projects).await?;
            if json { in_json(&all) } else { in_lines(&all) }
        }
    };
    io::stdout().write_all(said.as_bytes()).map_err(ProjectCommandError::Output)
}

fn in_json(all: &[Project]) -> String {
    let rows = all.iter().map(|project| {
        json!({
            "id": project.id,
            "name": project.name,
            "archived_at": project.archived_at.map(|at| at.to_string()),
        })
    });
    format!("{:#}\n", json!({"projects": rows.collect::<Vec<_>>()}))
}

fn in_lines(all: &[Project]) -> String {
    if all.is_empty() {
        return "There are no projects.\n".to_owned();
    }
    let line = |project: &Project| {
        let archived = if project.archived_at.is_some() { "  (archived)" } else { "" };
        format!("{}  {}{archived}\n", project.id, project.name)
    };
    all.iter().map(line).collect()
}
