//! Time away that is settled while the timer works on: one command, one revision, one step back.

use homing_domain::Timestamp;
use homing_domain::time::{
    Answer, Away, Became, Command, CommandKind, Draft, EntryState, EventKind, Gap, GapError, Recorded,
    TimerError, TrackError, When,
};

use crate::living::{HOUR, Living, after, living, minutes};

impl Living {
    async fn settle(&self, away: Away) -> Recorded {
        self.desk.tracker.record_with(&Command::Settle, away).await.unwrap()
    }

    /// An hour of work, an hour of sleep and an hour of work, with a resident process.
    async fn a_nap(&self) -> Timestamp {
        let start = self.begin().await;
        self.beat(60).await;
        self.machine.sleep(HOUR);
        self.beat(60).await;
        start
    }

    /// Says what the time away was, having been shown those gaps, and gives those that were not among them.
    async fn unseen(&self, command: &Command, away: Away, seen: &[Gap]) -> Result<Recorded, Vec<Gap>> {
        let answer = Answer { away, seen: Some(seen.to_vec()) };
        match self.desk.tracker.record_with(command, answer).await {
            Ok(recorded) => Ok(recorded),
            Err(TrackError::Gap(GapError::Unanswered(gaps))) => Err(gaps),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// The same with a restart, of which nothing is known but that it was.
    async fn a_restart(&self) -> Timestamp {
        let start = self.begin().await;
        self.work(HOUR);
        self.machine.reboot(HOUR);
        self.work(HOUR);
        start
    }
}

#[tokio::test]
async fn what_was_work_stays_in_one_stretch_that_goes_on_and_is_not_asked_about_again() {
    let it = living();
    let start = it.a_nap().await;
    let before = it.running().await;
    let settled = it.settle(Away::Keep).await;
    assert_eq!((&settled.entry.intervals, settled.entry.state), (&before.intervals, EntryState::Running));
    assert_eq!((settled.entry.approximate, settled.away[0].1), (false, Became::Kept));
    assert_eq!(it.asked().await, []);
    it.work(HOUR);
    assert_eq!(minutes(&it.stop(Away::Ask).await.entry, start), [(0, 240)]);
}

#[tokio::test]
async fn what_was_no_work_is_taken_out_and_the_timer_has_run_on_since_the_machine_was_back() {
    let it = living();
    let start = it.a_nap().await;
    let settled = it.settle(Away::CutOut).await.entry;
    assert_eq!((minutes(&settled, start), settled.intervals[1].start), (vec![(0, 60)], after(start, 120)));
    it.work(HOUR);
    let stopped = it.stop(Away::Ask).await.entry;
    assert_eq!((minutes(&stopped, start), stopped.approximate), (vec![(0, 60), (120, 240)], false));
}

#[tokio::test]
async fn after_a_sleep_up_to_now_the_timer_runs_from_now_on() {
    let it = living();
    let start = it.begin().await;
    it.beat(60).await;
    it.machine.sleep(HOUR);
    let settled = it.settle(Away::CutOut).await.entry;
    assert_eq!((minutes(&settled, start), settled.intervals[1].start), (vec![(0, 60)], it.now()));
}

#[tokio::test]
async fn where_the_length_is_not_known_a_person_says_when_work_ended_and_it_goes_on_since_the_machine_was_back()
 {
    let it = living();
    let start = it.a_restart().await;
    let refused = it.refused(&Command::Settle, Away::CutOut).await;
    assert!(matches!(refused, GapError::CutNeedsTime(_)), "{refused:?}");
    assert_eq!(it.running().await.revision, 1);
    let settled = it.settle(Away::CutAt(after(start, 55))).await;
    assert_eq!((minutes(&settled.entry, start), settled.entry.approximate), (vec![(0, 55)], false));
    assert_eq!(settled.entry.intervals[1].start, after(start, 120));
    assert_eq!(it.asked().await, []);
    assert_eq!(minutes(&it.stop(Away::Ask).await.entry, start), [(0, 55), (120, 180)]);
}

#[tokio::test]
async fn it_is_one_revision_and_one_task_that_says_the_timer_runs() {
    let it = living();
    it.a_nap().await;
    let settled = it.settle(Away::CutOut).await;
    assert_eq!((settled.entry.revision, settled.changes.len()), (2, 1));
    let bodies = it.desk.bodies().await;
    assert_eq!(bodies.len(), 1, "what a server has not heard is said by the newer one");
    assert_eq!((bodies[0].event.kind, bodies[0].event.moment.at), (EventKind::Resume, it.now()));
    assert_eq!(bodies[0].entry, settled.entry);
}

#[tokio::test]
async fn without_an_answer_nothing_is_settled() {
    let it = living();
    it.a_nap().await;
    for away in [Away::Unsaid, Away::Ask] {
        let refused = it.refused(&Command::Settle, away).await;
        assert!(matches!(refused, GapError::Unanswered(_)), "{away:?}: {refused:?}");
    }
    assert_eq!(it.running().await.revision, 1);
}

#[tokio::test]
async fn only_a_timer_that_runs_and_time_away_can_be_settled() {
    let it = living();
    let refusal = async || it.desk.tracker.record_with(&Command::Settle, Away::Keep).await.unwrap_err();
    assert!(matches!(refusal().await, TrackError::Timer(TimerError::NothingRuns)));
    it.begin().await;
    it.work(HOUR);
    assert!(matches!(refusal().await, TrackError::Gap(GapError::NoGap)));
    it.a_nap().await;
    it.record(&Command::Pause(When::Now)).await;
    assert!(matches!(refusal().await, TrackError::Timer(TimerError::Paused)));
}

#[tokio::test]
async fn one_undo_brings_back_the_stretch_and_the_question_as_it_was() {
    for restarted in [false, true] {
        let it = living();
        let start = if restarted { it.a_restart().await } else { it.a_nap().await };
        let (before, asked) = (it.running().await, it.asked().await);
        for away in [Away::Keep, Away::CutAt(after(start, 30))] {
            it.settle(away).await;
            let undone = it.record(&Command::Undo { step: None, loss_is_meant: false }).await;
            assert_eq!(undone.undone, Some(CommandKind::Settle));
            let running = it.running().await;
            assert_eq!((&running.intervals, running.state), (&before.intervals, EntryState::Running));
            assert_eq!(it.asked().await, asked, "{away:?}");
        }
    }
}

#[tokio::test]
async fn time_away_since_then_is_a_question_of_its_own_and_an_undo_keeps_both() {
    let it = living();
    it.a_nap().await;
    let first = it.asked().await;
    it.settle(Away::Keep).await;
    it.beat(10).await;
    it.machine.sleep(HOUR);
    it.beat(10).await;
    let second = it.asked().await;
    assert_eq!(second.len(), 1);
    it.record(&Command::Undo { step: None, loss_is_meant: false }).await;
    assert_eq!(it.asked().await, [first, second].concat());
}

#[tokio::test]
async fn an_answer_is_none_to_time_away_that_came_after_what_was_seen() {
    for away in [Away::Keep, Away::CutOut] {
        let it = living();
        let start = it.a_nap().await;
        let seen = it.asked().await;
        it.machine.sleep(3 * HOUR);
        it.beat(10).await;
        let (draft, when, entry) = (Draft::default(), When::Now, it.running().await.id);
        for command in
            [Command::Settle, Command::Pause(when), Command::Stop(when), Command::Start { draft, when }]
        {
            let unseen = it.unseen(&command, away, &seen).await.unwrap_err();
            assert_eq!((unseen.len(), &unseen), (2, &it.asked().await), "{command:?}");
        }
        assert_eq!((it.running().await.id, it.running().await.revision), (entry, 1));
        let all = it.asked().await;
        let settled = it.unseen(&Command::Settle, away, &all).await.unwrap();
        let kept = minutes(&settled.entry, start);
        assert_eq!(kept, if away == Away::Keep { vec![] } else { vec![(0, 60), (120, 180)] });
    }
}

#[tokio::test]
async fn an_answer_to_all_that_was_seen_is_one_however_long_it_took_and_whoever_noted_it_meanwhile() {
    let it = living();
    it.begin().await;
    it.beat(60).await;
    it.machine.sleep(HOUR);
    let seen = it.asked().await;
    it.work(HOUR / 2);
    assert_ne!(it.asked().await, seen, "until a heartbeat notes it, it ends when somebody looks");
    it.unseen(&Command::Settle, Away::Keep, &seen).await.unwrap();

    let it = living();
    it.a_restart().await;
    let seen = it.asked().await;
    it.beat(30).await;
    it.unseen(&Command::Settle, Away::Keep, &seen).await.unwrap();
}

#[tokio::test]
async fn a_sleep_that_nobody_noted_and_that_has_grown_is_not_what_was_seen() {
    let it = living();
    it.begin().await;
    it.work(HOUR);
    it.machine.sleep(HOUR);
    it.work(HOUR);
    let seen = it.asked().await;
    it.machine.sleep(HOUR);
    let unseen = it.unseen(&Command::Settle, Away::Keep, &seen).await.unwrap_err();
    assert_eq!((unseen.len(), unseen[0].away()), (1, 2 * HOUR));
}

#[tokio::test]
async fn time_away_that_somebody_else_settled_is_not_taken_for_the_one_after_it() {
    let it = living();
    it.a_nap().await;
    let seen = it.asked().await;
    it.settle(Away::Keep).await;
    it.machine.sleep(HOUR);
    it.beat(10).await;
    assert_eq!(it.unseen(&Command::Settle, Away::Keep, &seen).await.unwrap_err(), it.asked().await);
    assert_eq!(it.unseen(&Command::Settle, Away::Keep, &[]).await.unwrap_err(), it.asked().await);
}

#[tokio::test]
async fn where_nobody_says_what_it_was_what_was_seen_does_not_matter() {
    let it = living();
    it.a_nap().await;
    let stopped = it.unseen(&Command::Stop(When::Now), Away::Unsaid, &[]).await.unwrap();
    assert_eq!(stopped.away[0].1, Became::Marked);
}
