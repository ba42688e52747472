//! The projects of a server, as a table and as JSON, with the age of the list.

use homing_domain::Timestamp;
use homing_domain::time::{KnownProjects, Project};
use serde::Serialize;

use super::Here;
use super::table::{Column, Table};
use super::text::printable;
use crate::screen::Screen;

/// What `projects --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ProjectsJson<'a> {
    projects: Vec<ProjectJson<'a>>,
    fetched_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct ProjectJson<'a> {
    id: &'a str,
    name: &'a str,
    archived: bool,
}

impl<'a> From<&'a Project> for ProjectJson<'a> {
    fn from(Project { id, name, archived }: &'a Project) -> Self {
        Self { id, name, archived: *archived }
    }
}

/// As JSON.
pub(crate) fn json(known: &KnownProjects) -> ProjectsJson<'_> {
    let projects = known.projects.iter().map(ProjectJson::from).collect();
    ProjectsJson { projects, fetched_at: known.fetched_at }
}

/// As a table, those that take work first.
pub(crate) fn rows(projects: &[Project], screen: &Screen) -> String {
    let columns = [Column::text("Project"), Column::fixed("State"), Column::text("Id").spare()];
    let mut table = Table::new(columns);
    let (archived, open): (Vec<_>, Vec<_>) = projects.iter().partition(|project| project.archived);
    for project in open.into_iter().chain(archived) {
        let state = if project.archived { "archived" } else { "open" };
        table.row([printable(&project.name), state.to_owned(), printable(&project.id)]);
    }
    table.show(screen)
}

/// How old the list is, or what is said in its place.
pub(crate) fn remark(known: &KnownProjects, here: &Here) -> String {
    match (known.fetched_at, known.projects.is_empty()) {
        (None, _) => {
            "No projects are known here yet. A sync fetches them, or `homing projects --refresh`; any \
                      project can be named meanwhile."
                .to_owned()
        }
        (Some(at), true) => format!(
            "The server keeps no projects; any project can be named. It was asked at {}.",
            here.moment(at)
        ),
        (Some(at), false) => {
            format!("As the server had them at {}; `homing projects --refresh` asks again.", here.moment(at))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use jiff::tz::TimeZone;

    use super::*;

    fn known() -> KnownProjects {
        let project =
            |name: &str, archived| Project { id: format!("id-{name}"), name: name.into(), archived };
        let at = Some("2026-11-22T09:00:00Z".parse().unwrap());
        let projects = vec![project("a\u{1b}[2J", true), project("b", false)];
        KnownProjects { projects, fetched_at: at, asked_at: at }
    }

    #[test]
    fn archived_projects_are_marked_and_stand_below_and_no_name_steers_the_terminal() {
        let shown = rows(&known().projects, &Screen::PLAIN);
        let lines: Vec<_> =
            shown.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
        assert_eq!(lines[0][..2], ["b", "open"]);
        assert_eq!(lines[1][1], "archived");
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }

    #[test]
    fn the_age_of_the_list_is_said() {
        let here = Here { now: "2026-11-22T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
        assert!(remark(&known(), &here).contains("at 09:00"));
        assert!(remark(&KnownProjects::default(), &here).contains("No projects are known here yet"));
        let empty = KnownProjects { projects: Vec::new(), ..known() };
        assert!(remark(&empty, &here).contains("keeps no projects"));
        let written = serde_json::to_value(json(&known())).unwrap();
        assert_eq!(written["projects"][1], serde_json::json!({"id": "id-b", "name": "b", "archived": false}));
        assert_eq!(written["fetched_at"], "2026-11-22T09:00:00.000Z");
    }
}
