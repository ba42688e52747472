//! `GET /projects`: what work can be recorded for, all at once.

use homing_domain::account::ServerUrl;
use homing_domain::ports::{HttpRequest, HttpResponse};
use homing_domain::time::{ListingAnswerError, Project, ProjectListing, ProjectPage};
use serde::Deserialize;

use super::{ClassicProfile, requests};
use crate::json;

/// The members that are gone by; the server gives more.
#[derive(Deserialize)]
struct WireProject {
    id: String,
    name: String,
    #[serde(default)]
    archived: Option<bool>,
}

impl ProjectListing for ClassicProfile {
    fn projects_request(&self, server: &ServerUrl, _cursor: Option<&str>) -> HttpRequest {
        requests::get(server, &["projects"])
    }

    fn projects_answer(&self, response: &HttpResponse) -> Result<ProjectPage, ListingAnswerError> {
        if !json::is_success(response) {
            return Err(ListingAnswerError::Status { status: response.status });
        }
        let projects: Vec<WireProject> =
            json::body(response).map_err(|error| ListingAnswerError::Unreadable(error.into()))?;
        let project = |WireProject { id, name, archived }| {
            let archived = archived.unwrap_or(false);
            Project { id, name, archived }
        };
        Ok(ProjectPage { projects: projects.into_iter().map(project).collect(), next: None })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::classic::testing::{json as answer, server};

    #[test]
    fn projects_come_all_at_once_and_members_that_nobody_knows_are_passed_over() {
        let request = ClassicProfile.projects_request(&server(), None);
        assert_eq!(request.url.as_str(), "https://example.org/api/v1/projects");
        let body = r#"[{"id":"p1","name":"Alpha","color":"red"},{"id":"p2","name":"Old","archived":true}]"#;
        let page = ClassicProfile.projects_answer(&answer(200, body)).unwrap();
        let known: Vec<_> = page.projects.iter().map(|it| (it.id.as_str(), it.archived)).collect();
        assert_eq!((known, page.next), (vec![("p1", false), ("p2", true)], None));
        assert!(ClassicProfile.projects_answer(&answer(200, "{}")).is_err());
    }
}
