//! What is told, over the days of a queue.

use super::*;
use crate::status_for_tests::at;

/// A queue as it changes, and who remembers what was told of it.
struct Story {
    told: Told,
    seen: Seen,
}

impl Story {
    fn new() -> Self {
        let seen = Seen {
            account: "anna".to_owned(),
            waiting: 0,
            attention: 0,
            last_exchange: None,
            away: None,
            window_is_hidden: false,
            certain: true,
        };
        Self { told: Told::default(), seen }
    }

    /// What is shown at this time, where whoever shows notifications is there.
    fn look(&mut self, now: &str) -> Vec<Notice> {
        let decided = decide(&self.told, &self.seen, at(now));
        self.told = decided.notices.iter().fold(decided.remembered, |told, (_, once)| once.on(told));
        decided.notices.into_iter().map(|(notice, _)| notice).collect()
    }

    fn again(&self, now: &str) -> Option<Duration> {
        decide(&self.told, &self.seen, at(now)).again
    }
}

#[test]
fn attention_is_told_once_and_again_only_after_all_of_it_was_dealt_with() {
    let mut story = Story::new();
    assert_eq!(story.look("2026-11-27T10:00:00Z"), []);
    story.seen.attention = 1;
    assert_eq!(story.look("2026-11-27T10:01:00Z"), [Notice::Attention(1)]);
    assert_eq!(story.look("2026-11-27T10:02:00Z"), []);
    story.seen.attention = 3;
    assert_eq!(story.look("2026-11-27T10:03:00Z"), []);
    story.seen.attention = 0;
    assert_eq!(story.look("2026-11-27T10:04:00Z"), []);
    story.seen.attention = 2;
    assert_eq!(story.look("2026-11-27T10:05:00Z"), [Notice::Attention(2)]);
}

#[test]
fn what_nobody_showed_is_told_at_the_next_look() {
    let mut story = Story::new();
    story.seen.attention = 1;
    let decided = decide(&story.told, &story.seen, at("2026-11-27T10:00:00Z"));
    assert_eq!(decided.notices.len(), 1);
    story.told = decided.remembered;
    assert_eq!(story.look("2026-11-27T10:01:00Z"), [Notice::Attention(1)]);
}

#[test]
fn a_day_without_the_server_is_told_once_and_a_retry_never() {
    let mut story = Story::new();
    story.seen.waiting = 2;
    assert_eq!(story.look("2026-11-27T10:00:00Z"), []);
    assert_eq!(story.again("2026-11-27T10:00:00Z"), Some(LONG_UNSENT));
    // A retry changes nothing of this.
    assert_eq!(story.look("2026-11-27T10:15:00Z"), []);
    assert_eq!(story.look("2026-11-28T09:59:59Z"), []);
    assert_eq!(story.again("2026-11-28T09:59:59Z"), Some(Duration::from_secs(1)));
    assert_eq!(story.look("2026-11-28T10:00:00Z"), [Notice::Unsent(2)]);
    assert_eq!(story.again("2026-11-28T10:00:00Z"), None);
    assert_eq!(story.look("2026-11-30T10:00:00Z"), []);
}

#[test]
fn a_word_of_the_server_begins_the_day_anew() {
    let mut story = Story::new();
    story.seen.waiting = 2;
    assert_eq!(story.look("2026-11-27T10:00:00Z"), []);
    story.seen.last_exchange = Some(at("2026-11-28T08:00:00Z"));
    assert_eq!(story.look("2026-11-28T10:00:00Z"), []);
    assert_eq!(story.look("2026-11-29T08:00:00Z"), [Notice::Unsent(2)]);
    story.seen.last_exchange = Some(at("2026-11-29T09:00:00Z"));
    assert_eq!(story.look("2026-11-29T09:00:00Z"), []);
    assert_eq!(story.look("2026-11-30T09:00:00Z"), [Notice::Unsent(2)]);
    story.seen.waiting = 0;
    assert_eq!(story.look("2026-12-05T09:00:00Z"), []);
    assert_eq!(story.again("2026-12-05T09:00:00Z"), None);
}

#[test]
fn an_exchange_of_long_ago_does_not_make_new_work_old() {
    let mut story = Story::new();
    story.seen.last_exchange = Some(at("2026-11-01T10:00:00Z"));
    story.seen.waiting = 1;
    assert_eq!(story.look("2026-11-27T10:00:00Z"), []);
    assert_eq!(story.again("2026-11-27T10:00:00Z"), Some(LONG_UNSENT));
}

#[test]
fn a_time_away_is_told_where_the_window_is_hidden_and_once() {
    let mut story = Story::new();
    story.seen.away = Some((at("2026-11-27T12:04:00Z"), at("2026-11-27T12:51:00Z")));
    assert_eq!(story.look("2026-11-27T12:51:01Z"), []);
    story.seen.window_is_hidden = true;
    let told = Notice::Away { from: at("2026-11-27T12:04:00Z"), to: at("2026-11-27T12:51:00Z") };
    assert_eq!(story.look("2026-11-27T12:52:00Z"), [told]);
    assert_eq!(story.look("2026-11-27T12:53:00Z"), []);
    story.seen.away = Some((at("2026-11-27T14:00:00Z"), at("2026-11-27T14:30:00Z")));
    assert_eq!(story.look("2026-11-27T14:30:01Z").len(), 1);
}

#[test]
fn another_account_is_another_story() {
    let mut story = Story::new();
    story.seen.attention = 1;
    assert_eq!(story.look("2026-11-27T10:00:00Z").len(), 1);
    story.seen.account = "boris".to_owned();
    assert_eq!(story.look("2026-11-27T10:01:00Z"), [Notice::Attention(1)]);
}

#[test]
fn data_that_cannot_be_read_tells_nothing_and_forgets_nothing() {
    let mut story = Story::new();
    story.seen.attention = 1;
    assert_eq!(story.look("2026-11-27T10:00:00Z").len(), 1);
    let readable = story.seen.clone();
    story.seen = Seen { attention: 0, certain: false, ..readable.clone() };
    assert_eq!(story.look("2026-11-27T10:01:00Z"), []);
    story.seen = readable;
    assert_eq!(story.look("2026-11-27T10:02:00Z"), []);
}
