//! What a server says of its projects.

use homing_domain::time::{ListingAnswerError, Project, ProjectListing as _, ProjectPage};
use homing_transport::HomingProfile;
use serde_json::json;

use super::{json as json_response, problem, response, server};

#[test]
fn a_page_of_projects_is_read_with_what_is_archived() {
    let answer = json!({
        "projects": [
            {"id": "p1", "name": "Alpha", "archived": false, "colour": "a later version's"},
            {"id": "p2", "name": "Old", "archived": true},
        ],
        "next": "more",
    });
    let page = HomingProfile.projects_answer(&json_response(200, &answer)).unwrap();
    let project = |id: &str, name: &str, archived| Project { id: id.into(), name: name.into(), archived };
    let projects = vec![project("p1", "Alpha", false), project("p2", "Old", true)];
    assert_eq!(page, ProjectPage { projects, next: Some("more".into()) });
}

#[test]
fn the_cursor_goes_back_as_it_came() {
    let request = HomingProfile.projects_request(&server(), Some("a&b=ü"));
    assert_eq!(request.url.path(), "/base/v1/projects");
    assert_eq!(request.url.query_pairs().last().unwrap().1, "a&b=ü");
}

#[test]
fn what_is_no_page_of_projects_is_an_error_that_quotes_nothing() {
    let status = HomingProfile.projects_answer(&problem(404, "not-found")).unwrap_err();
    assert!(matches!(status, ListingAnswerError::Status { status: 404 }));
    for answer in [
        response(200, "text/html", "<html>hunter2"),
        response(200, "application/json", r#"{"projects": [{"id": "hunter2""#),
        json_response(
            200,
            &json!({"projects": [{"id": 7, "name": "hunter2", "archived": "no"}], "next": null}),
        ),
        json_response(200, &json!(["hunter2"])),
    ] {
        let error = HomingProfile.projects_answer(&answer).unwrap_err();
        assert!(matches!(error, ListingAnswerError::Unreadable(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
