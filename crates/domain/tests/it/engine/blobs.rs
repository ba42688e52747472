//! The blobs of tasks: brought before them, each judged by itself, and gone with them.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::policy::{BACKOFF_CAP, StopCause};
use homing_domain::ports::{
    AccessToken, Blobs as _, Clock as _, MockAuth, OfflineCause, Queue as _, chunks_of,
};
use homing_domain::task::{BlobName, BlobRef, NewTask, TaskState};
use rstest::rstest;
use secrecy::SecretString;

use crate::scripted::{Reply, World};

/// What waits for a person, and why.
async fn in_attention(world: &World) -> Vec<String> {
    let tasks = world.store.tasks(world.account.id, 0, 1_000).await.unwrap();
    let aside = tasks.iter().filter_map(|task| match &task.state {
        TaskState::Attention(reason) => Some(format!("{} {}", task.task.lane, reason.code)),
        _ => None,
    });
    aside.collect()
}

fn uploads(world: &World) -> Vec<String> {
    world.server().uploads.iter().map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()).collect()
}

/// How often the first task of the lane was tried.
async fn attempts(world: &World, lane: &str) -> u32 {
    let tasks = world.store.tasks(world.account.id, 0, 1_000).await.unwrap();
    tasks.iter().find(|task| task.task.lane.as_str() == lane).unwrap().attempts
}

#[tokio::test]
async fn a_blob_goes_before_its_task_and_nothing_of_it_stays() {
    let world = World::new();
    world.enqueue("a", "bare").await;
    let blob = world.enqueue_with("b", "picture", "bytes of the picture").await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.requests, report.end), (2, 1, CycleEnd::Idle));
    assert_eq!(uploads(&world), ["bytes of the picture"]);
    let requests = world.server().requests.clone();
    assert_eq!(
        requests,
        [vec![format!("blob {}", blob.name)], vec!["bare".to_owned(), "picture".to_owned()]]
    );
    assert_eq!(world.blobs.count(), 0);
}

#[tokio::test]
async fn what_two_tasks_refer_to_is_brought_once_and_stays_for_the_second() {
    let world = World::new();
    world.enqueue_with("a", "first", "shared").await;
    world.enqueue_with("b", "second", "shared").await;
    world.server().words.insert("second".to_owned(), "rejected");
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention), (1, 1));
    assert_eq!(uploads(&world), ["shared"]);
    assert_eq!(world.blobs.count(), 1, "the task in attention still refers to it");
}

#[rstest]
#[case::bad_request(400)]
#[case::forbidden(403)]
#[case::conflict(409)]
#[case::too_large(413)]
#[case::mismatch(422)]
#[tokio::test]
async fn a_blob_that_is_refused_parks_its_task_alone(#[case] status: u16) {
    let world = World::new();
    world.enqueue("a", "before").await;
    let refused = world.enqueue_with("b", "refused", "refused").await;
    world.enqueue_with("c", "after", "taken").await;
    world.server().blob_words.insert(refused.name.to_string(), status);
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (2, 1, CycleEnd::Idle));
    assert_eq!(in_attention(&world).await, [format!("b http-{status}")]);
    assert_eq!(world.blobs.count(), 1, "its blob stays as long as it does");
}

#[tokio::test]
async fn in_a_lane_what_is_before_a_refused_blob_goes_and_what_is_behind_it_stays() {
    let world = World::new();
    world.enqueue("a", "first").await;
    let refused = world.enqueue_with("a", "refused", "refused").await;
    world.enqueue_with("a", "behind", "not brought").await;
    world.enqueue("b", "other").await;
    world.server().blob_words.insert(refused.name.to_string(), 422);
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (2, 1, CycleEnd::Idle));
    assert_eq!(world.server().applied, ["first", "other"]);
    assert_eq!(uploads(&world), ["refused"]);
    assert_eq!(world.left().await, (1, 1));
}

#[rstest]
#[case::not_found(404)]
#[case::wrong_method(405)]
#[case::not_implemented(501)]
#[tokio::test]
async fn a_server_that_takes_no_files_holds_those_tasks_and_parks_nobody(#[case] status: u16) {
    let world = World::new();
    let blob = world.enqueue_with("a", "picture", "bytes").await;
    world.enqueue("b", "bare").await;
    world.server().blob_words.insert(blob.name.to_string(), status);
    let report = world.cycle().await;
    let until = world.clock.now().saturating_add(BACKOFF_CAP);
    assert_eq!((report.sent, report.end), (1, CycleEnd::Stopped { cause: StopCause::NoFiles, until }));
    assert_eq!((world.left().await, attempts(&world, "a").await), ((1, 0), 0));
    // Everything else goes on meanwhile.
    world.enqueue("c", "later").await;
    assert_eq!(world.cycle().await.end, CycleEnd::Idle);
    let applied = world.server().applied.len();
    assert_eq!((applied, uploads(&world).len()), (2, 1));
    // It heals by itself.
    world.server().blob_words.clear();
    world.wait_for(report.end);
    assert_eq!((world.cycle().await.end, world.left().await), (CycleEnd::Idle, (0, 0)));
}

#[tokio::test]
async fn a_server_that_announces_that_it_takes_no_files_is_brought_none() {
    let world = World::that_takes_blobs_up_to(0);
    world.enqueue_with("a", "picture", "bytes").await;
    world.enqueue("b", "bare").await;
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::NoFiles, .. }), "{end:?}");
    assert_eq!((uploads(&world).len(), world.left().await), (0, (1, 0)));
}

#[tokio::test]
async fn a_blob_that_is_larger_than_announced_waits_for_a_person_and_is_not_brought() {
    let world = World::that_takes_blobs_up_to(5);
    world.enqueue_with("a", "fits", "12345").await;
    world.enqueue_with("b", "does not", "123456").await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (1, 1, CycleEnd::Idle));
    assert_eq!(in_attention(&world).await, ["b blob-too-large"]);
    assert_eq!(uploads(&world), ["12345"]);
}

#[tokio::test]
async fn a_blob_that_is_gone_from_this_machine_parks_its_task_alone() {
    let world = World::new();
    let gone = world.blobs.store(chunks_of("x"), 9).await.unwrap().blob().clone();
    let gone = BlobRef { name: BlobName::new("gone").unwrap(), ..gone };
    world.commit(vec![NewTask { blob: Some(gone), ..world.note("a", "gone") }]).await;
    world.enqueue_with("b", "whole", "bytes").await;
    let cut = world.blobs.store(chunks_of("cut"), 9).await.unwrap();
    let longer = BlobRef { bytes: 4, ..cut.blob().clone() };
    world.commit(vec![NewTask { blob: Some(longer), ..world.note("c", "cut") }]).await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (1, 2, CycleEnd::Idle));
    assert_eq!(in_attention(&world).await, ["a blob-missing", "c blob-damaged"]);
}

#[rstest]
#[case::offline(Reply::NotSent(OfflineCause::Connect))]
#[case::a_page_in_between(Reply::Html)]
#[case::a_redirect(Reply::Status(302, None))]
#[case::throttled(Reply::Status(429, Some(7)))]
#[case::unavailable(Reply::Status(503, None))]
#[case::too_old(Reply::Status(426, None))]
#[tokio::test]
async fn what_holds_the_queue_holds_it_at_a_blob_too_and_charges_nobody(#[case] reply: Reply) {
    let world = World::new();
    world.enqueue_with("a", "picture", "bytes").await;
    world.enqueue("b", "bare").await;
    world.server().blob_script.push_back(reply);
    let end = world.cycle().await.end;
    assert!(!matches!(end, CycleEnd::Idle | CycleEnd::SignInNeeded), "{end:?}");
    assert_eq!((world.left().await, world.blobs.count()), ((2, 0), 1));
    assert_eq!((attempts(&world, "a").await, attempts(&world, "b").await), (0, 0));
    world.wait_for(end);
    assert_eq!((world.cycle().await.end, world.left().await), (CycleEnd::Idle, (0, 0)));
    assert_eq!(world.blobs.count(), 0);
}

#[rstest]
#[case::lost(Reply::WorkAndLose)]
#[case::failed(Reply::Status(500, None))]
#[tokio::test]
async fn a_server_that_fails_at_a_blob_is_asked_again_and_the_task_was_never_sent(#[case] reply: Reply) {
    let world = World::new();
    world.enqueue_with("a", "picture", "bytes").await;
    world.server().blob_script.push_back(reply);
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::ServerTrouble { .. }), "{end:?}");
    let task = world.store.tasks(world.account.id, 0, 1).await.unwrap().remove(0);
    assert_eq!((task.state, task.attempts), (TaskState::Waiting, 1));
    world.clock.advance(Duration::from_secs(60));
    assert_eq!((world.cycle().await.end, world.left().await), (CycleEnd::Idle, (0, 0)));
    assert_eq!(uploads(&world), ["bytes", "bytes"]);
}

#[tokio::test]
async fn a_blob_at_which_the_server_always_fails_holds_up_no_other_lane_for_long() {
    let world = World::new();
    let bad = world.enqueue_with("bad", "bad", "bad").await;
    for n in 0..30 {
        world.enqueue_with(&format!("lane-{n}"), &format!("t{n}"), &format!("bytes {n}")).await;
    }
    world.server().blob_words.insert(bad.name.to_string(), 500);
    let first = world.cycle().await.end;
    world.wait_for(first);
    world.cycle().await;
    assert_eq!(world.server().applied.len(), 30);
    assert_eq!(world.left().await, (1, 0));
}

#[tokio::test]
async fn a_blob_gets_a_second_try_with_a_fresh_token() {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(AccessToken::new(SecretString::from("old"))));
    auth.expect_renew().times(1).returning(|_, _| Ok(AccessToken::new(SecretString::from("fresh"))));
    let world = World::with(auth, usize::MAX);
    world.enqueue_with("a", "picture", "bytes").await;
    world.server().blob_script.push_back(Reply::Status(401, None));
    assert_eq!((world.cycle().await.end, world.left().await), (CycleEnd::Idle, (0, 0)));
    assert_eq!(uploads(&world), ["bytes", "bytes"], "each try reads it from its beginning");
}

#[tokio::test]
async fn refused_twice_a_blob_waits_for_a_sign_in_with_everything_else() {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(AccessToken::new(SecretString::from("old"))));
    auth.expect_renew().returning(|_, _| Ok(AccessToken::new(SecretString::from("fresh"))));
    let world = World::with(auth, usize::MAX);
    world.enqueue_with("a", "picture", "bytes").await;
    world.enqueue("b", "bare").await;
    world.server().blob_script.extend([Reply::Status(401, None), Reply::Status(401, None)]);
    assert_eq!((world.cycle().await.end, world.left().await), (CycleEnd::SignInNeeded, (2, 0)));
}

#[tokio::test]
async fn a_search_for_a_bad_task_brings_no_blob_twice() {
    let world = World::new();
    for n in 0..8 {
        world.enqueue_with(&format!("lane-{n}"), &format!("t{n}"), &format!("bytes {n}")).await;
    }
    world.server().words.insert("t3".to_owned(), "poison");
    world.server().all_or_nothing = true;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (7, 1, CycleEnd::Idle));
    assert_eq!(uploads(&world).len(), 8);
    assert_eq!(world.blobs.count(), 1);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_blob_until_the_task_is_known_to_be_sent() {
    let world = World::new();
    world.enqueue_with("a", "picture", "bytes").await;
    world.server().script.push_back(Reply::WorkAndLose);
    let end = world.cycle().await.end;
    assert_eq!((world.left().await, world.blobs.count()), ((1, 0), 1));
    world.wait_for(end);
    world.clock.advance(Duration::from_secs(60));
    assert_eq!((world.cycle().await.end, world.left().await), (CycleEnd::Idle, (0, 0)));
    assert_eq!((world.server().applied.len(), world.blobs.count()), (1, 0));
}

#[tokio::test]
async fn the_first_cycle_takes_away_what_a_process_left_that_died_between_a_blob_and_its_task() {
    let world = World::new();
    drop(world.blobs.store(chunks_of("no task came"), 99).await.unwrap());
    let held = world.blobs.store(chunks_of("its task comes"), 99).await.unwrap();
    world.enqueue_with("a", "picture", "bytes").await;
    world.server().script.push_back(Reply::NotSent(OfflineCause::Connect));
    world.cycle().await;
    assert_eq!(world.blobs.count(), 2, "what a task refers to and what someone holds");
    // What someone held is looked for again.
    drop(held);
    world.cycle_by_hand().await;
    assert_eq!(world.blobs.count(), 0);
}
