//! Steps of the timer at a time that the person names, and what is said of it.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::ports::{Clock, SortRange};
use homing_domain::time::{
    Command, Draft, EditError, EntryError, EntryState, TextField, TimerError, TrackError, When,
};

use crate::tracking::{Desk, begin, desk};

impl Desk {
    fn ago(&self, minutes: i64) -> Timestamp {
        Timestamp::from_millis(self.clock.now().as_millis() - minutes * 60_000).unwrap()
    }

    async fn refusal(&self, command: Command) -> TimerError {
        match self.tracker.record(&command).await {
            Err(TrackError::Timer(error)) => error,
            other => panic!("{other:?}"),
        }
    }
}

fn begin_at(description: &str, at: Timestamp) -> Command {
    Command::Start {
        draft: Draft { description: description.to_owned(), ..Draft::default() },
        when: When::At(at),
    }
}

fn add(from: Timestamp, to: Timestamp) -> Command {
    Command::Add { draft: Draft::default(), from, to, long_is_meant: false }
}

#[tokio::test]
async fn each_step_happened_when_the_person_says() {
    let desk = desk();
    let [start, pause, resume, stop] = [60, 40, 30, 5].map(|minutes| desk.ago(minutes));
    desk.tracker.record(&begin_at("a", start)).await.unwrap();
    for command in
        [Command::Pause(When::At(pause)), Command::Resume(When::At(resume)), Command::Stop(When::At(stop))]
    {
        desk.tracker.record(&command).await.unwrap();
    }
    let entry = desk.tracker.entries(SortRange::ALL).await.unwrap().remove(0);
    let spans: Vec<_> = entry.intervals.iter().map(|interval| (interval.start, interval.end)).collect();
    assert_eq!(spans, [(start, Some(pause)), (resume, Some(stop))]);
    let body = desk.bodies().await.remove(0);
    assert_eq!(body.event.moment.at, stop);
    assert!(!entry.approximate);
}

#[tokio::test]
async fn an_entry_that_begins_earlier_stops_the_running_one_at_that_instant() {
    let desk = desk();
    desk.tracker.record(&begin_at("a", desk.ago(60))).await.unwrap();
    let then = desk.ago(20);
    let recorded = desk.tracker.record(&begin_at("b", then)).await.unwrap();
    assert_eq!(recorded.stopped.unwrap().last_instant(), then);
    assert_eq!(recorded.entry.started_at(), then);
    assert!(recorded.overlaps.is_empty());
}

#[tokio::test]
async fn a_time_in_the_future_or_before_what_the_entry_holds_is_refused_and_changes_nothing() {
    let desk = desk();
    let (last, now) = (desk.ago(10), desk.clock.now());
    desk.tracker.record(&begin_at("a", last)).await.unwrap();
    let soon = now.saturating_add(Duration::from_secs(1));
    for step in [Command::Pause, Command::Stop] {
        assert_eq!(desk.refusal(step(When::At(soon))).await, TimerError::InFuture { at: soon, now });
        let early = desk.ago(11);
        assert_eq!(desk.refusal(step(When::At(early))).await, TimerError::BeforeLast { at: early, last });
    }
    let early = desk.ago(11);
    assert_eq!(desk.refusal(begin_at("b", early)).await, TimerError::BeforeLast { at: early, last });
    assert_eq!(desk.refusal(begin_at("b", soon)).await, TimerError::InFuture { at: soon, now });
    assert_eq!(desk.tracker.entries(SortRange::ALL).await.unwrap().len(), 1);
    assert_eq!(desk.tracker.current().await.unwrap().unwrap().state, EntryState::Running);
}

#[tokio::test]
async fn a_beginning_before_the_end_of_another_entry_is_taken_and_remarked_upon() {
    let desk = desk();
    desk.tracker.record(&add(desk.ago(90), desk.ago(30))).await.unwrap();
    let recorded = desk.tracker.record(&begin_at("b", desk.ago(45))).await.unwrap();
    assert_eq!(recorded.overlaps.len(), 1);
    let recorded = desk.tracker.record(&add(desk.ago(120), desk.ago(90))).await.unwrap();
    assert!(recorded.overlaps.is_empty(), "what only touches does not overlap");
}

#[tokio::test]
async fn with_the_clock_set_back_a_running_timer_is_stopped_at_its_last_instant_and_that_is_said() {
    let desk = desk();
    let start = desk.clock.now();
    desk.press(&[begin("a")]).await;
    desk.clock.set_now(desk.ago(600));
    let recorded = desk.tracker.record(&Command::Stop(When::Now)).await.unwrap();
    assert_eq!(recorded.clock_behind, Some(start));
    assert_eq!((recorded.entry.last_instant(), recorded.entry.approximate), (start, true));
    desk.clock.set_now(start);
    desk.press(&[begin("b")]).await;
    desk.clock.set_now(desk.ago(600));
    let recorded = desk.tracker.record(&begin("c")).await.unwrap();
    assert_eq!(recorded.clock_behind, Some(start));
    assert!(recorded.stopped.unwrap().approximate && recorded.entry.approximate);
    assert_eq!(recorded.entry.started_at(), start, "it begins where the other one ends");
}

#[tokio::test]
async fn a_beginning_more_than_sixteen_hours_ago_is_taken_where_it_is_meant() {
    let desk = desk();
    let start = |when| Command::Start { draft: Draft::default(), when };
    desk.tracker.record(&add(desk.ago(1_200), desk.ago(1_100))).await.unwrap();
    let entry = desk.tracker.entries(SortRange::ALL).await.unwrap()[0].id;
    let (long, at) = (Duration::from_secs(961 * 60), desk.ago(961));
    for command in [start(When::At(at)), Command::Continue { entry, when: When::At(at) }] {
        let error = desk.tracker.record(&command).await.unwrap_err();
        assert!(matches!(error, TrackError::Edit(EditError::TooLong { span }) if span == long), "{error:?}");
    }
    assert!(desk.tracker.record(&start(When::LongAgo(at))).await.is_ok());
    let soon = When::LongAgo(desk.clock.now().saturating_add(Duration::from_secs(1)));
    assert!(matches!(desk.refusal(start(soon)).await, TimerError::InFuture { .. }));
    // A forgotten timer is stopped as it is: nothing is lost by it, and it can be set right.
    assert!(desk.tracker.record(&Command::Stop(When::Now)).await.is_ok());
}

#[tokio::test]
async fn what_is_written_down_afterwards_is_over_and_not_longer_than_anyone_works() {
    let desk = desk();
    let (now, soon) = (desk.clock.now(), desk.clock.now().saturating_add(Duration::from_secs(60)));
    let refused = |command| async move {
        match desk.tracker.record(&command).await {
            Err(TrackError::Edit(error)) => (desk, error),
            other => panic!("{other:?}"),
        }
    };
    let (desk, error) = refused(add(now, soon)).await;
    assert_eq!(error, EditError::InFuture { at: soon, now });
    let long =
        |long_is_meant| Command::Add { draft: Draft::default(), from: desk.ago(961), to: now, long_is_meant };
    let error = desk.tracker.record(&long(false)).await.unwrap_err();
    let span = Duration::from_secs(961 * 60);
    assert!(matches!(error, TrackError::Edit(EditError::TooLong { span: found }) if found == span));
    assert!(desk.tracker.record(&long(true)).await.is_ok());
    let tags = vec![" ".to_owned()];
    let empty = Command::Start { draft: Draft { tags, ..Draft::default() }, when: When::Now };
    let expected = TimerError::Entry(EntryError::EmptyText { field: TextField::Tag });
    assert_eq!(desk.refusal(empty).await, expected);
}
