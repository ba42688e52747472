//! `GET /v1/projects`, and what archived and unknown projects mean for a task.

use axum::body::Body;
use axum::http::{Request, header};
use homing_server::Settings;
use homing_server::ports::System;
use homing_server::project::{add_project, archive_project, unarchive_project};
use homing_server::store::Store;
use homing_wire::{Outcome, ProjectPage, Session, TimeEntry};

use crate::samples::{entry, request, task};
use crate::server::{Server, bearer};

async fn operator(server: &Server) -> Store {
    server.store().await
}

async fn page(server: &Server, session: &Session, query: &str) -> ProjectPage {
    let answer = server.get(&format!("/v1/projects?{query}"), Some(session.access_token.expose())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.read()
}

fn names(page: &ProjectPage) -> Vec<&str> {
    page.projects.iter().map(|project| project.name.as_str()).collect()
}

#[tokio::test]
async fn projects_come_by_name_page_by_page_and_say_which_are_archived() {
    let server = Server::start().await;
    let session = server.login().await;
    let store = operator(&server).await;
    for name in ["c & d", "a", "b"] {
        add_project(&store, &*server.clock, &System, name).await.unwrap();
    }
    archive_project(&store, &*server.clock, "b").await.unwrap();
    store.close().await;

    let first = page(&server, &session, "limit=2").await;
    assert_eq!((names(&first), first.next.as_deref()), (vec!["a", "b"], Some("b")));
    assert_eq!(first.projects.iter().map(|project| project.archived).collect::<Vec<_>>(), [false, true]);
    let last = page(&server, &session, "limit=2&cursor=b").await;
    assert_eq!((names(&last), last.next.as_deref()), (vec!["c & d"], None));
    assert_eq!(names(&page(&server, &session, "cursor=c+%26+d").await), [""; 0]);
}

#[tokio::test]
async fn a_page_that_the_client_has_is_not_sent_again_until_it_changes() {
    let server = Server::start().await;
    let session = server.login().await;
    let store = operator(&server).await;
    let token = Some(session.access_token.expose());
    let first = server.get("/v1/projects", token).await;
    let ask = |tag: &str| {
        let request = bearer(Request::get("/v1/projects"), token).header(header::IF_NONE_MATCH, tag);
        request.body(Body::empty()).unwrap()
    };
    let tag = first.headers[header::ETAG].to_str().unwrap();
    assert_eq!(server.call(ask(tag)).await.status, 304);
    add_project(&store, &*server.clock, &System, "new").await.unwrap();
    store.close().await;
    let changed = server.call(ask(tag)).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.headers[header::ETAG], tag);
}

/// The types of the problems with the tasks, in order; none where a task was applied.
async fn refusals(server: &Server, session: &Session, entries: &[TimeEntry]) -> Vec<Option<String>> {
    // A key of its own for every revision that these tests send.
    let key = |entry: &TimeEntry| {
        u32::from_str_radix(&entry.id[..8], 16).unwrap() + 100 * u32::try_from(entry.revision).unwrap()
    };
    let tasks = entries.iter().map(|entry| task(key(entry), entry.clone()));
    let outcomes = server.sync(session, &request(tasks)).await.into_iter();
    let problems = outcomes.map(|outcome| match outcome {
        Outcome::Applied => None,
        Outcome::Rejected { problem: Some(problem) } => {
            assert_eq!(problem.field.as_deref(), Some("entry.project"));
            Some(problem.kind.rsplit(':').next().unwrap().to_owned())
        }
        other => panic!("{other:?}"),
    });
    problems.collect()
}

fn entry_for(n: u32, project: &str) -> TimeEntry {
    TimeEntry { project: Some(project.into()), ..entry(n) }
}

#[tokio::test]
async fn an_archived_project_takes_no_new_work_and_what_it_has_may_still_change() {
    let server = Server::start().await;
    let session = server.login().await;
    let store = operator(&server).await;
    let books = add_project(&store, &*server.clock, &System, "books").await.unwrap();
    let taken = [entry_for(1, "books"), entry_for(2, &books.id), entry_for(3, "anything")];
    assert_eq!(refusals(&server, &session, &taken).await, [None, None, None]);
    archive_project(&store, &*server.clock, "books").await.unwrap();

    let archived = Some("project-archived".to_owned());
    let corrected = TimeEntry { description: "corrected".into(), revision: 2, ..entry_for(1, "books") };
    let moved = TimeEntry { revision: 2, ..entry_for(3, "books") };
    let brought =
        [corrected, entry_for(4, "books"), entry_for(5, &books.id), moved, entry_for(6, "anything")];
    let answered = refusals(&server, &session, &brought).await;
    assert_eq!(answered, [None, archived.clone(), archived.clone(), archived, None]);

    unarchive_project(&store, &*server.clock, "books").await.unwrap();
    store.close().await;
    let again = TimeEntry { revision: 3, ..entry_for(4, "books") };
    assert_eq!(refusals(&server, &session, &[again]).await, [None]);
}

#[tokio::test]
async fn an_operator_may_keep_to_a_list() {
    let server = Server::start_with(Settings { strict_projects: true, ..Settings::default() }).await;
    let session = server.login().await;
    let store = operator(&server).await;
    add_project(&store, &*server.clock, &System, "books").await.unwrap();
    store.close().await;
    let none = TimeEntry { project: None, ..entry(3) };
    let brought = [entry_for(1, "books"), entry_for(2, "Books"), none];
    let unknown = Some("unknown-project".to_owned());
    assert_eq!(refusals(&server, &session, &brought).await, [None, unknown, None]);
}
