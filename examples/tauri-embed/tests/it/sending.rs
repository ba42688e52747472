//! What comes to the notes' server, and what does not.

use homing_domain::engine::CycleEnd;

use crate::server::Running;
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn notes_that_were_written_before_anyone_signed_in_arrive_once_and_in_order() {
    let (stage, server) = (Stage::new().await, Running::start().await);
    let note = stage.adds("Milk");
    stage.adds("Bread");
    stage.deletes(&note);
    stage.signs_in(&server.url);
    let report = stage.notebook.sync().sync_queue().await.unwrap();
    assert_eq!((report.sent, report.attention, report.end), (3, 0, CycleEnd::Idle));
    let effects: Vec<_> = server.state().effects.clone();
    let of_the_note: Vec<_> =
        effects.iter().filter(|(text, _)| text == "Milk").map(|(_, gone)| *gone).collect();
    assert_eq!((effects.len(), of_the_note), (3, vec![false, true]));
    assert_eq!((stage.count("waiting"), stage.count("sent")), (0, 3));

    // A second cycle has nothing to say.
    stage.notebook.sync().sync_queue_now().await.unwrap();
    assert_eq!(server.state().asked, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_makes_no_note_twice() {
    let (stage, server) = (Stage::new().await, Running::start().await);
    stage.signs_in(&server.url);
    stage.adds("Milk");
    server.state().breaks_off = true;
    stage.notebook.sync().sync_queue().await.unwrap();
    assert_eq!(stage.count("waiting"), 1);
    server.state().breaks_off = false;
    let report = stage.notebook.sync().sync_queue_now().await.unwrap();
    assert_eq!(report.sent, 1);
    let state = server.state();
    assert_eq!((state.effects.len(), state.asked > 1), (1, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_note_waits_for_a_person_with_what_follows_in_it_and_the_others_go_on() {
    let (stage, server) = (Stage::new().await, Running::start().await);
    stage.signs_in(&server.url);
    server.state().refuses = Some("Milk");
    let note = stage.adds("Milk");
    stage.deletes(&note);
    stage.adds("Bread");
    let report = stage.notebook.sync().sync_queue().await.unwrap();
    assert_eq!((report.sent, report.attention), (1, 1));
    assert_eq!(server.state().effects, [("Bread".to_owned(), false)]);
    assert_eq!((stage.count("attention"), stage.count("behind_attention")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_text_takes_the_place_of_a_refused_one_and_the_note_goes() {
    let (stage, server) = (Stage::new().await, Running::start().await);
    stage.signs_in(&server.url);
    server.state().refuses = Some("Milk");
    let note = stage.adds("Milk");
    stage.notebook.sync().sync_queue().await.unwrap();
    assert_eq!(stage.count("attention"), 1);
    stage.changes(&note, "Oat milk");
    stage.notebook.sync().sync_queue().await.unwrap();
    assert_eq!((stage.count("attention"), stage.count("waiting")), (0, 0));
    assert_eq!(server.state().effects, [("Oat milk".to_owned(), false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_everything_is_kept_and_goes_once_it_is_back() {
    let (stage, mut server) = (Stage::new().await, Running::start().await);
    stage.signs_in(&server.url);
    server.goes_away().await;
    stage.adds("Milk");
    stage.adds("Bread");
    let report = stage.notebook.sync().sync_queue().await.unwrap();
    assert!(matches!(report.end, CycleEnd::Offline { .. }), "{report:?}");
    assert_eq!((stage.count("waiting"), stage.texts().len()), (2, 2));

    server.comes_back();
    let report = stage.notebook.sync().sync_queue_now().await.unwrap();
    assert_eq!((report.sent, report.end), (2, CycleEnd::Idle));
}
