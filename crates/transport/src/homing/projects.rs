//! `GET /v1/projects`: what work can be recorded for, page by page.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{HttpRequest, HttpResponse};
use homing_domain::time::{ListingAnswerError, Project, ProjectListing, ProjectPage};

use super::{HomingProfile, listing};
use crate::json;

/// The most that the contract lets a page hold.
const PAGE_PROJECTS: usize = 1_000;

/// The time for [`MAX_ANSWER_BYTES`] at 1 Mbit/s.
const TIMEOUT: Duration = Duration::from_secs(30);

/// [`PAGE_PROJECTS`] of 2 KiB: a name of 200 characters, each written as an escape, an id and the members.
const MAX_ANSWER_BYTES: usize = PAGE_PROJECTS * 2 * 1024;

impl ProjectListing for HomingProfile {
    fn projects_request(&self, server: &ServerUrl, cursor: Option<&str>) -> HttpRequest {
        let mut url = server.join("v1/projects");
        url.query_pairs_mut().append_pair("limit", &PAGE_PROJECTS.to_string());
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        json::get(url, TIMEOUT, MAX_ANSWER_BYTES)
    }

    fn projects_answer(&self, response: &HttpResponse) -> Result<ProjectPage, ListingAnswerError> {
        if !json::is_success(response) {
            return Err(ListingAnswerError::Status { status: response.status });
        }
        let page: homing_wire::ProjectPage = json::body(response).map_err(listing::unreadable)?;
        let projects = page.projects.into_iter();
        let projects =
            projects.map(|homing_wire::Project { id, name, archived }| Project { id, name, archived });
        Ok(ProjectPage { projects: projects.collect(), next: page.next })
    }
}
