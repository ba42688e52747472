//! Projects, as the operator makes and archives them.

use homing_server::ports::System;
use homing_server::project::{ProjectError, add_project, archive_project, projects, unarchive_project};
use serde_json::Value;

use crate::process::Installation;
use crate::server::Server;

#[tokio::test]
async fn a_project_is_made_once_and_keeps_its_id_while_it_is_archived_and_taken_up_again() {
    let server = Server::start().await;
    let store = server.store().await;
    let books = add_project(&store, &*server.clock, &System, "books").await.unwrap();
    add_project(&store, &*server.clock, &System, "admin").await.unwrap();
    let again = add_project(&store, &*server.clock, &System, "books").await;
    assert!(matches!(again, Err(ProjectError::Taken)));
    let archived = archive_project(&store, &*server.clock, "books").await.unwrap();
    assert_eq!(archived.id, books.id);
    let since = archived.archived_at.unwrap();
    server.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(archive_project(&store, &*server.clock, "books").await.unwrap().archived_at, Some(since));
    let names: Vec<_> = projects(&store).await.unwrap().into_iter().map(|project| project.name).collect();
    assert_eq!(names, ["admin", "books"]);
    assert_eq!(unarchive_project(&store, &*server.clock, "books").await.unwrap(), books);
    assert_eq!(projects(&store).await.unwrap()[1], books);
    store.close().await;
}

#[tokio::test]
async fn what_is_no_project_is_neither_made_nor_archived() {
    let server = Server::start().await;
    let store = server.store().await;
    for bad in ["", " books", "a\nb", &"a".repeat(201)] {
        let refused = add_project(&store, &*server.clock, &System, bad).await;
        assert!(matches!(refused, Err(ProjectError::Name)), "{bad:?}");
    }
    let unknown = archive_project(&store, &*server.clock, "books").await;
    assert!(matches!(unknown, Err(ProjectError::Unknown)));
    assert!(projects(&store).await.unwrap().is_empty());
    store.close().await;
}

#[test]
fn the_commands_make_archive_and_list() {
    let installation = Installation::new();
    let run = |arguments: &[&str]| {
        let output = installation.command().arg("project").args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run(&["list"]).0, Some(74), "there is no data file, and looking makes none");
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    assert_eq!(run(&["list"]), (Some(0), "There are no projects.\n".to_owned()));
    assert_eq!(run(&["add", "books"]).0, Some(0));
    assert_eq!(run(&["add", "books"]).0, Some(65));
    assert_eq!(run(&["archive", "films"]).0, Some(65));
    assert_eq!(run(&["archive", "books"]).1, "The project takes no more entries: books\n");
    assert!(run(&["list"]).1.ends_with("  books  (archived)\n"));
    let listed: Value = serde_json::from_str(&run(&["list", "--json"]).1).unwrap();
    assert_eq!(listed["projects"][0]["name"], "books");
    assert!(listed["projects"][0]["archived_at"].is_string());
    assert_eq!(run(&["unarchive", "books"]).0, Some(0));
    assert!(run(&["list"]).1.ends_with("  books\n"));
}
