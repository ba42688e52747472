//! `GET /v1/projects`: what work can be recorded for.

use serde::{Deserialize, Serialize};

/// A project of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its id: a UUID, the same for ever.
    pub id: String,
    /// What people call it; no other project of the server has the same name. An entry's `project` is this
    /// name, or the id.
    pub name: String,
    /// Whether it takes no new work.
    pub archived: bool,
}

/// The query of `GET /v1/projects`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectQuery {
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many projects at most: 1 to 1,000, 200 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The answer of `GET /v1/projects`: every project of the server by name, archived ones included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectPage {
    /// The projects of this page.
    pub projects: Vec<Project>,
    /// The cursor of the next page; `null` on the last one.
    pub next: Option<String>,
}
