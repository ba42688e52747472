//! `GET /v1/time-entries`: order, pages, limits.

use homing_wire::{Session, TimeEntry, TimeEntryPage};

use crate::backend::blanks;
use crate::samples::{entry, id, request, task};
use crate::server::Server;

async fn page(server: &Server, session: &Session, query: &str) -> TimeEntryPage {
    let answer = server.get(&format!("/v1/time-entries?{query}"), Some(session.access_token.expose())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.read()
}

async fn ids_by_pages_of(limit: u32, server: &Server, session: &Session) -> Vec<Vec<String>> {
    let mut pages = vec![];
    let mut query = format!("limit={limit}");
    loop {
        let TimeEntryPage { entries, next } = page(server, session, &query).await;
        pages.push(entries.into_iter().map(|entry| entry.id).collect());
        match next {
            Some(cursor) => query = format!("limit={limit}&cursor={cursor}"),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn entries_come_by_first_start_and_then_by_id_page_by_page() {
    let server = Server::start().await;
    let session = server.login().await;
    // Entries 5, 6 and 7 begin together, before the others; they were brought in another order.
    let together = |n| TimeEntry { intervals: entry(0).intervals, ..entry(n) };
    let brought = [entry(4), together(7), entry(2), together(5), entry(3), together(6)];
    let tasks = brought.into_iter().enumerate().map(|(n, entry)| task(u32::try_from(n).unwrap(), entry));
    server.sync(&session, &request(tasks)).await;
    let ids = |ns: &[u32]| ns.iter().copied().map(id).collect::<Vec<_>>();
    assert_eq!(
        ids_by_pages_of(2, &server, &session).await,
        [ids(&[5, 6]), ids(&[7, 2]), ids(&[3, 4])],
        "a page that ends with the last entry has no next one"
    );
    assert_eq!(ids_by_pages_of(4, &server, &session).await, [ids(&[5, 6, 7, 2]), ids(&[3, 4])]);
}

#[tokio::test]
async fn a_page_of_large_entries_ends_early_and_none_is_too_large_for_one() {
    let server = Server::start().await;
    let session = server.login().await;
    server.sync(&session, &request((1..=5).map(|n| task(n, entry(n))))).await;
    // Blanks behind a body are no part of the entry, but of what is held of it: 3 MiB, and 9 in the last one.
    let wider = |by| format!("UPDATE homing_server_entries SET body = body || {}", blanks(by));
    server.tamper(&wider(3_145_728)).await;
    let last = id(5);
    server.tamper(&format!("{} WHERE id = '{last}'", wider(6_291_456))).await;
    let ids = |ns: &[u32]| ns.iter().copied().map(id).collect::<Vec<_>>();
    let pages = ids_by_pages_of(1_000, &server, &session).await;
    assert_eq!(pages, [ids(&[1, 2]), ids(&[3, 4]), ids(&[5])]);
}

#[tokio::test]
async fn a_page_has_200_entries_unless_told_otherwise() {
    let server = Server::start().await;
    let session = server.login().await;
    for hundred in 0..3 {
        let tasks = (0..100).map(|n| hundred * 100 + n).map(|n| task(n, entry(n)));
        server.sync(&session, &request(tasks)).await;
    }
    let first = page(&server, &session, "").await;
    assert_eq!(first.entries.len(), 200);
    let second = page(&server, &session, &format!("cursor={}", first.next.unwrap())).await;
    assert_eq!((second.entries.len(), second.next), (100, None));
}

#[tokio::test]
async fn an_account_without_entries_has_one_empty_page() {
    let server = Server::start().await;
    let session = server.login().await;
    assert_eq!(page(&server, &session, "").await, TimeEntryPage { entries: vec![], next: None });
}

#[tokio::test]
async fn a_query_out_of_bounds_is_refused_and_named() {
    let server = Server::start().await;
    let session = server.login().await;
    for (query, field) in [
        ("limit=0", Some("limit")),
        ("limit=1001", Some("limit")),
        ("limit=many", None),
        ("cursor=elsewhere", Some("cursor")),
    ] {
        let path = format!("/v1/time-entries?{query}");
        let answer = server.get(&path, Some(session.access_token.expose())).await;
        assert_eq!((answer.status, answer.problem()), (400, "unreadable-request"), "{query}");
        assert_eq!(answer.body["field"].as_str(), field, "{query}");
    }
}
