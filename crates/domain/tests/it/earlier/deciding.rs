//! What a person says of an item: confirmed, edited, discarded, once and in one transaction.

use std::sync::Arc;

use homing_domain::names::{AccountId, Collection, DeviceId};
use homing_domain::ports::{Accounts, LaneMemory, Queue, QueueError};
use homing_domain::testing::{Call, Script, SequentialIds, Troubled};
use homing_domain::time::{
    Command, EARLIER_SOURCE, EditError, Entry, EntryState, EventKind, FindItemError, Given, Interval,
    ItemRef, ItemSelection, ItemState, MissingTimes, ReviewItem, SettleError, TrackError, Tracker, UndoError,
    Unfinished, UnfinishedMatter,
};
use rstest::rstest;
use uuid::Uuid;

use super::{minute, picture, unfinished, work};
use crate::tracking::{Desk, begin, desk};

async fn item(desk: &Desk, unfinished: Unfinished) -> ReviewItem {
    desk.takes_in(work(vec![unfinished])).await;
    desk.only_item().await
}

async fn memory(desk: &Desk, entry: &Entry) -> Option<LaneMemory> {
    let collection = Collection::of("lane-memory");
    let record = desk.store.get(AccountId::LOCAL, &collection, &entry.id.record_id()).await.unwrap();
    record.map(|record| record.body.json().unwrap())
}

fn open(start: i64) -> Vec<Interval> {
    vec![Interval { start: minute(start), end: None }]
}

#[tokio::test]
async fn a_confirmed_item_is_a_stopped_entry_that_is_marked_as_approximate_and_its_task() {
    let desk = desk();
    let server_id = Some("E7".to_owned());
    let item = item(&desk, Unfinished { server_id, ..unfinished(&[1, 30]) }).await;
    let confirmed = desk.tracker.confirm(&item, &Given::default()).await.unwrap();
    let entry = &confirmed.entry;
    assert_eq!(
        (entry.state, entry.approximate, entry.source.as_str()),
        (EntryState::Stopped, true, EARLIER_SOURCE)
    );
    assert_eq!((entry.project.as_deref(), &entry.zone), (Some("p1"), &None));
    assert_eq!(entry.intervals, item.intervals);
    let bodies = desk.bodies().await;
    assert_eq!(bodies.len(), 1);
    assert_eq!((bodies[0].event.kind, &bodies[0].entry), (EventKind::Import, entry));
    assert_eq!(memory(&desk, entry).await.unwrap().id.as_deref(), Some("E7"));
    let stored = desk.only_item().await;
    assert_eq!(stored, confirmed.item);
    assert!(matches!(stored.state, ItemState::Confirmed { entry: id, .. } if id == entry.id));
    assert!(desk.tracker.to_review().await.unwrap().is_empty());
    // It is marked, and nobody is asked about it for ever.
    assert_eq!(desk.tracker.review().await.unwrap(), []);
}

#[tokio::test]
async fn an_entry_that_the_server_never_heard_of_has_no_memory() {
    let desk = desk();
    let item = item(&desk, unfinished(&[1, 30])).await;
    let entry = desk.tracker.confirm(&item, &Given::default()).await.unwrap().entry;
    assert_eq!(memory(&desk, &entry).await, None);
}

#[rstest]
#[case::no_stop(UnfinishedMatter::NoStop, open(1), (false, true))]
#[case::no_start(UnfinishedMatter::NoStart, unfinished(&[1, 30]).intervals, (true, false))]
#[case::no_start_and_no_stop(UnfinishedMatter::NoStart, open(1), (true, true))]
#[case::a_day_not_stopped(UnfinishedMatter::DayNotStopped, vec![], (true, true))]
#[case::an_unknown_event(UnfinishedMatter::UnknownEvent, vec![], (true, true))]
#[tokio::test]
async fn what_nobody_knows_is_asked_for_and_then_given(
    #[case] matter: UnfinishedMatter,
    #[case] intervals: Vec<Interval>,
    #[case] (from, to): (bool, bool),
) {
    let desk = desk();
    let item = item(&desk, Unfinished { matter, intervals, ..unfinished(&[1, 30]) }).await;
    let refused = desk.tracker.confirm(&item, &Given::default()).await.unwrap_err();
    let missing = MissingTimes { from, to };
    assert!(matches!(refused, SettleError::Missing(said) if said == missing), "{refused:?}");
    assert_eq!((item.missing(), desk.only_item().await), (Some(missing), item.clone()));
    let given = Given { from: from.then(|| minute(-10)), to: to.then(|| minute(40)), ..Given::default() };
    let entry = desk.tracker.confirm(&item, &given).await.unwrap().entry;
    let (start, end) = (if from { -10 } else { 1 }, if to { 40 } else { 30 });
    assert_eq!(entry.intervals, [Interval { start: minute(start), end: Some(minute(end)) }]);
    // Only what the person said is no guess.
    assert_eq!(entry.approximate, !(from && to));
}

#[tokio::test]
async fn what_a_person_gives_takes_the_place_of_what_was_known() {
    let desk = desk();
    let pauses = [(0, 10), (20, 30), (40, 50)];
    let interval = |(start, end)| Interval { start: minute(start), end: Some(minute(end)) };
    let intervals = pauses.map(interval).to_vec();
    let item = item(&desk, Unfinished { intervals, ..unfinished(&[0, 50]) }).await;
    let given = Given {
        from: Some(minute(15)),
        to: Some(minute(45)),
        description: Some("Other work".to_owned()),
        project: Some(None),
        ..Given::default()
    };
    let entry = desk.tracker.confirm(&item, &given).await.unwrap().entry;
    assert_eq!(entry.intervals, [(15, 30), (40, 45)].map(interval));
    assert_eq!((entry.description.as_str(), &entry.project), ("Other work", &None));
    // Of the pause, nobody has said anything.
    assert!(entry.approximate && entry.zone.is_some());
}

#[tokio::test]
async fn times_that_can_hardly_be_meant_are_refused() {
    let desk = desk();
    let item = item(&desk, unfinished(&[1, 30])).await;
    let given = Given { from: Some(minute(31)), ..Given::default() };
    let refused = desk.tracker.confirm(&item, &given).await.unwrap_err();
    assert!(matches!(refused, SettleError::Track(TrackError::Edit(EditError::Entry(_)))), "{refused:?}");
    let long = Given { from: Some(minute(-1_000)), ..Given::default() };
    let refused = desk.tracker.confirm(&item, &long).await.unwrap_err();
    assert!(
        matches!(refused, SettleError::Track(TrackError::Edit(EditError::TooLong { .. }))),
        "{refused:?}"
    );
    desk.tracker.confirm(&item, &Given { long_is_meant: true, ..long }).await.unwrap();
}

#[tokio::test]
async fn a_discarded_item_is_kept_and_may_be_confirmed_after_all() {
    let desk = desk();
    let item = item(&desk, unfinished(&[1, 30])).await;
    let discarded = desk.tracker.discard(&item).await.unwrap();
    assert_eq!((&desk.only_item().await, desk.bodies().await.len()), (&discarded, 0));
    assert!(desk.tracker.to_review().await.unwrap().is_empty());
    assert!(matches!(desk.tracker.discard(&discarded).await, Err(SettleError::Discarded)));
    desk.tracker.confirm(&discarded, &Given::default()).await.unwrap();
    assert_eq!(desk.bodies().await.len(), 1);
}

#[tokio::test]
async fn of_two_windows_that_decide_at_once_one_does() {
    let desk = desk();
    let item = item(&desk, unfinished(&[1, 30])).await;
    // The second window looks, the first one decides, and only then the second one writes.
    let script = Arc::new(Script::default());
    let held = script.holds(|call| matches!(call, Call::Commit { .. }));
    let slow = Tracker::new(
        Arc::new(Troubled::over(Arc::clone(&desk.store) as Arc<dyn Queue>, script)),
        Arc::clone(&desk.store) as Arc<dyn Accounts>,
        Arc::new(desk.clock.clone()),
        Arc::new(SequentialIds::default()),
        DeviceId::new(Uuid::from_u128(8)),
    );
    let given = Given::default();
    let (late, ()) = tokio::join!(slow.confirm(&item, &given), async {
        held.reached().await;
        desk.tracker.discard(&item).await.unwrap();
        held.let_go();
    });
    assert!(matches!(late, Err(SettleError::Changed(ItemState::Discarded { .. }))), "{late:?}");
    assert!(desk.bodies().await.is_empty());
}

#[tokio::test]
async fn an_item_that_is_an_entry_already_does_not_become_another_one() {
    let desk = desk();
    let item = item(&desk, unfinished(&[1, 30])).await;
    let confirmed = desk.tracker.confirm(&item, &Given::default()).await.unwrap();
    let again = desk.tracker.confirm(&confirmed.item, &Given::default()).await;
    assert!(matches!(again, Err(SettleError::Confirmed(entry)) if entry == confirmed.entry.id));
    let gone = desk.tracker.discard(&item).await;
    assert!(matches!(gone, Err(SettleError::Confirmed(_))));
}

#[tokio::test]
async fn a_confirmation_whose_answer_is_lost_has_been_made_once() {
    let desk = desk();
    let item = item(&desk, unfinished(&[1, 30])).await;
    let script = Arc::new(Script::default());
    script.loses_answer(|call| matches!(call, Call::Commit { .. }), QueueError::Backend("gone".into()));
    let troubled = Tracker::new(
        Arc::new(Troubled::over(Arc::clone(&desk.store) as Arc<dyn Queue>, script)),
        Arc::clone(&desk.store) as Arc<dyn Accounts>,
        Arc::new(desk.clock.clone()),
        Arc::new(SequentialIds::default()),
        DeviceId::new(Uuid::from_u128(8)),
    );
    assert!(troubled.confirm(&item, &Given::default()).await.is_err());
    assert!(matches!(troubled.confirm(&item, &Given::default()).await, Err(SettleError::Confirmed(_))));
    assert_eq!(desk.bodies().await.len(), 1);
}

#[tokio::test]
async fn two_items_of_one_entry_of_the_server_do_not_overwrite_each_other() {
    let desk = desk();
    let server_id = Some("E7".to_owned());
    let one = Unfinished { server_id: server_id.clone(), ..unfinished(&[1, 30]) };
    let other = Unfinished { server_id, ..unfinished(&[40, 50]) };
    desk.takes_in(work(vec![one, other])).await;
    let items = desk.tracker.to_review().await.unwrap();
    let entry = desk.tracker.confirm(&items[0], &Given::default()).await.unwrap().entry;
    let refused = desk.tracker.confirm(&items[1], &Given::default()).await;
    assert!(matches!(refused, Err(SettleError::EntryThere(there)) if there == entry.id));
    assert_eq!(desk.tracker.to_review().await.unwrap(), items[1..]);
}

#[tokio::test]
async fn a_picture_of_an_entry_of_the_server_goes_with_the_entry_that_is_confirmed() {
    let desk = desk();
    let server_id = Some("E1".to_owned());
    let entry = Unfinished { server_id, ..unfinished(&[1, 30]) };
    desk.takes_in(work(vec![picture(5, UnfinishedMatter::PictureToSend), entry])).await;
    let pictures = desk.tracker.pictures_to_send().await.unwrap();
    let [to_send] = pictures.as_slice() else { panic!("not one picture") };
    assert!(matches!(desk.tracker.confirm(to_send, &Given::default()).await, Err(SettleError::Picture)));
    let items = desk.tracker.to_review().await.unwrap();
    let of_work = items.iter().find(|item| !item.is_picture()).unwrap();
    let entry = desk.tracker.confirm(of_work, &Given::default()).await.unwrap().entry;
    let settled = desk.tracker.picture_settled(to_send, None).await.unwrap().unwrap();
    assert_eq!(settled.entry, entry.id);
}

#[tokio::test]
async fn an_undo_does_not_reach_past_a_decision() {
    let desk = desk();
    desk.press(&[begin("report")]).await;
    let item = item(&desk, unfinished(&[1, 30])).await;
    let undo = Command::Undo { step: None, loss_is_meant: false };
    desk.tracker.discard(&item).await.unwrap();
    let refused = desk.tracker.record(&undo).await.unwrap_err();
    assert!(matches!(refused, TrackError::Undo(UndoError::Review)), "{refused:?}");
}

#[tokio::test]
async fn items_are_meant_by_the_first_digits_of_their_ids_or_by_their_matter() {
    let desk = desk();
    let no_stop = Unfinished { matter: UnfinishedMatter::NoStop, ..unfinished(&[3]) };
    desk.takes_in(work(vec![unfinished(&[1]), unfinished(&[2]), no_stop])).await;
    let meant = |names: &[&str]| {
        let names = names.iter().map(|name| name.parse().unwrap()).collect();
        let (tracker, selection) = (desk.tracker.clone(), ItemSelection::These(names));
        async move { tracker.find_items(&selection).await }
    };
    let found = meant(&["0002", "000200", "@3"]).await.unwrap();
    assert_eq!(found.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["000200", "000300"]);
    for none in ["00ff", "@4"] {
        let missing = meant(&[none]).await.unwrap_err();
        assert!(matches!(missing, FindItemError::NotFound(name) if name.to_string() == none));
    }
    let all = |matter| {
        let tracker = desk.tracker.clone();
        async move { tracker.find_items(&ItemSelection::AllOf(matter)).await }
    };
    assert_eq!(all(UnfinishedMatter::ApproximateTimes).await.unwrap().len(), 2);
    desk.tracker.discard(&found[1]).await.unwrap();
    assert!(all(UnfinishedMatter::NoStop).await.unwrap().is_empty());
    assert!("00".parse::<ItemRef>().is_err() && "@0".parse::<ItemRef>().is_err());
}
