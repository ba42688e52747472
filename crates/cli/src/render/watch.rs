//! What `sync --watch` says: a line for each change of the one thing to know, and none for a try that changes nothing.

use homing_app::{Headline, Status};
use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::names::AccountId;

use super::status::{barred, clock, storage};
use super::sync::attention;
use super::{Here, amount};
use crate::explain::{offline, stop};

/// What has been said so far.
#[derive(Debug, Default)]
pub(crate) struct Said {
    headline: Option<Headline>,
    /// Whose, and how many of theirs the server had acknowledged then.
    sent: Option<(AccountId, u64)>,
}

/// Something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct News {
    /// How many were sent since the last time.
    pub(crate) sent: u64,
}

impl Said {
    /// Whether this status is news, and what of it. What passes by itself is none: that a sync is under way, that
    /// something is about to go, the time of the next try.
    pub(crate) fn news(&mut self, status: &Status) -> Option<News> {
        let who = status.active.id();
        // Another account's history is none of this one's.
        self.sent = self.sent.filter(|(whose, _)| *whose == who);
        let (_, before) = *self.sent.get_or_insert((who, status.counts.sent));
        let sent = status.counts.sent.saturating_sub(before);
        let headline = self.lasting(status.headline)?;
        // Old rows of the history go after a while: fewer than before is no news.
        self.sent = Some((who, status.counts.sent));
        let changed = self.headline.replace(headline) != Some(headline);
        (changed || sent > 0).then_some(News { sent })
    }

    /// The headline without what changes from try to try; none where it is one of a moment.
    fn lasting(&self, headline: Headline) -> Option<Headline> {
        let until = Timestamp::from(jiff::Timestamp::UNIX_EPOCH);
        match headline {
            Headline::Sending { .. } | Headline::Waiting { until: None } => None,
            // Between two tries of a server in trouble nothing else is known of it.
            Headline::Waiting { .. } if self.headline.is_some_and(is_trouble) => None,
            Headline::Waiting { .. } => Some(Headline::Waiting { until: None }),
            Headline::Offline { cause, .. } => Some(Headline::Offline { cause, until }),
            Headline::ServerNotAnswering { .. } => Some(Headline::ServerNotAnswering { until }),
            Headline::Throttled { .. } => Some(Headline::Throttled { until }),
            Headline::Stopped { cause, .. } => Some(Headline::Stopped { cause, until }),
            Headline::ClockOff { .. } => Some(Headline::ClockOff { ahead_millis: 0 }),
            lasting => Some(lasting),
        }
    }
}

fn is_trouble(headline: Headline) -> bool {
    matches!(
        headline,
        Headline::Offline { .. }
            | Headline::ServerNotAnswering { .. }
            | Headline::Throttled { .. }
            | Headline::Stopped { .. }
    )
}

/// As one line: when, what was sent, how things stand, and what a person can do where they can.
pub(crate) fn line(news: News, status: &Status, here: &Here) -> String {
    let sent = if news.sent > 0 { format!("Sent {}. ", news.sent) } else { String::new() };
    format!("{} {sent}{}", here.moment(here.now), stands(status, here))
}

fn stands(status: &Status, here: &Here) -> String {
    let waiting = status.counts.waiting;
    let wait = format!("{} on this machine", amount(waiting, "change waits", "changes wait"));
    let next = |until| format!("The next try is at {}.", here.moment(until));
    match status.headline {
        Headline::StorageProblem(problem) => storage(problem).to_owned(),
        Headline::LocalOnly if waiting == 0 => {
            "Nobody has signed in yet: what you record stays here. It goes once someone signs in with `homing login`."
                .to_owned()
        }
        Headline::LocalOnly => format!(
            "Nobody has signed in yet: {} on this machine alone, and {} once someone signs in with `homing login`.",
            amount(waiting, "change is", "changes are"),
            if waiting == 1 { "goes" } else { "go" }
        ),
        Headline::SignInNeeded if waiting == 0 => {
            "Signing in is needed before anything can be sent: `homing login`.".to_owned()
        }
        Headline::SignInNeeded => {
            format!("Signing in is needed: {wait} until someone signs in with `homing login`.")
        }
        Headline::Barred(by) => barred(by, &wait),
        Headline::Stopped { cause, until } => {
            let (what, advice, _) = stop(cause);
            format!("{wait}. {what}. {advice} {}", next(until))
        }
        Headline::Attention => attention(status),
        Headline::ClockOff { ahead_millis } => clock(ahead_millis, status, here),
        Headline::ServerNotAnswering { until } => format!("{wait}. The server has trouble. {}", next(until)),
        Headline::Throttled { until } => {
            format!("{wait}. The server asks to wait until {}.", here.moment(until))
        }
        Headline::Offline { cause, until } => {
            format!("{wait}. The server can't be reached ({}). {}", offline(cause), next(until))
        }
        Headline::Waiting { until: Some(until) } => format!("{wait}. {}", next(until)),
        Headline::AllSaved if status.last_exchange.is_some() => "All saved on the server.".to_owned(),
        Headline::AllSaved => "Nothing waits to be sent.".to_owned(),
        _ => format!("{wait}."),
    }
}

/// At the beginning.
pub(crate) const BEGINS: &str = "What is recorded on this machine is sent by itself. Ctrl-C ends it.";

/// At the end.
pub(crate) fn ends(settled: bool, status: Option<&Status>) -> String {
    let unsent = status.map_or(0, |status| status.counts.waiting);
    let kept = match (unsent, status.map(|status| &status.active)) {
        (0, _) => "Nothing is lost.".to_owned(),
        (unsent, Some(Active::Local)) => {
            format!("Nothing is lost: {} on this machine.", amount(unsent, "change is", "changes are"))
        }
        (unsent, _) => format!(
            "Nothing is lost: {} on this machine; `homing sync` sends {}.",
            amount(unsent, "change waits", "changes wait"),
            if unsent == 1 { "it" } else { "them" }
        ),
    };
    match settled {
        true => format!("Ended. {kept}"),
        false => format!("Ended before the server answered; the next sync asks it again. {kept}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_app::StorageProblem;
    use homing_domain::engine::Bar;
    use homing_domain::policy::StopCause;
    use homing_domain::ports::OfflineCause;
    use jiff::tz::TimeZone;

    use super::super::status::tests::status;
    use super::*;

    const CAUSE: OfflineCause = OfflineCause::Dns;

    fn at(second: i64) -> Timestamp {
        Timestamp::from(jiff::Timestamp::constant(1_700_000_000 + second, 0))
    }

    fn sent(mut status: Status, sent: u64) -> Status {
        status.counts.sent = sent;
        status
    }

    /// The headlines one after the other, each with what was sent by then; the places of those that are said.
    fn said(story: &[(Headline, u64)]) -> Vec<(usize, u64)> {
        let mut said = Said::default();
        let news = |(place, (headline, so_far)): (usize, &(Headline, u64))| {
            Some((place, said.news(&sent(status(*headline, 1, 0), *so_far))?.sent))
        };
        story.iter().enumerate().filter_map(news).collect()
    }

    #[test]
    fn an_outage_is_one_line_however_often_it_is_tried_and_so_is_its_end() {
        let offline = |second| Headline::Offline { cause: CAUSE, until: at(second) };
        let waiting = Headline::Waiting { until: None };
        let later = Headline::Waiting { until: Some(at(9)) };
        let sending = Headline::Sending { done: 0, total: 1 };
        let story = [
            (Headline::AllSaved, 4),
            (waiting, 4),
            (sending, 4),
            (offline(2), 4),
            (waiting, 4),
            (sending, 4),
            (later, 4),
            (offline(4), 4),
            (sending, 4),
            (Headline::AllSaved, 5),
        ];
        assert_eq!(said(&story), [(0, 0), (3, 0), (9, 1)]);
    }

    #[test]
    fn a_keychain_that_stays_locked_is_one_line_however_often_it_is_asked() {
        let barred = Headline::Barred(Bar::KeychainLocked);
        let sending = Headline::Sending { done: 0, total: 1 };
        let story = [(barred, 0), (sending, 0), (barred, 0), (Headline::AllSaved, 1)];
        assert_eq!(said(&story), [(0, 0), (3, 1)]);
        let here = Here { now: "2026-11-22T10:02:00Z".parse().unwrap(), zone: TimeZone::UTC };
        assert_eq!(
            line(News { sent: 0 }, &status(barred, 1, 0), &here),
            "10:02 1 change waits on this machine. The keychain that has the sign-in is locked. Unlock it, then try \
             again with `homing sync`."
        );
    }

    #[test]
    fn what_is_sent_is_said_although_nothing_else_has_changed() {
        let sending = Headline::Sending { done: 0, total: 2 };
        let story = [(Headline::AllSaved, 0), (sending, 0), (Headline::AllSaved, 2), (Headline::AllSaved, 2)];
        assert_eq!(said(&story), [(0, 0), (2, 2)]);
    }

    #[test]
    fn what_goes_right_after_a_sign_in_is_said_as_sent() {
        let mut said = Said::default();
        let nobody = Status { active: Active::Local, ..status(Headline::LocalOnly, 1, 0) };
        assert_eq!(said.news(&nobody), Some(News { sent: 0 }));
        let mut signed_in = status(Headline::Waiting { until: None }, 1, 0);
        if let Active::Account { account, .. } = &mut signed_in.active {
            account.id = "0b1c7d0e-3f4a-4b5c-8d6e-7f8091a2b3c4".parse().unwrap();
        }
        assert_eq!(said.news(&signed_in), None);
        let saved = sent(Status { headline: Headline::AllSaved, ..signed_in }, 1);
        assert_eq!(said.news(&saved), Some(News { sent: 1 }));
    }

    #[test]
    fn a_history_that_is_purged_is_no_news() {
        assert_eq!(
            said(&[(Headline::AllSaved, 9), (Headline::AllSaved, 1), (Headline::AllSaved, 2)]),
            [(0, 0), (2, 1)]
        );
    }

    #[test]
    fn another_cause_is_news() {
        let until = at(1);
        let offline = Headline::Offline { cause: CAUSE, until };
        let proxy = Headline::Offline { cause: OfflineCause::Proxy, until };
        assert_eq!(said(&[(offline, 0), (proxy, 0), (proxy, 0)]).len(), 2);
    }

    #[test]
    fn each_line_says_when_how_things_stand_and_when_it_goes_on() {
        let here = Here { now: "2026-11-22T10:02:00Z".parse().unwrap(), zone: TimeZone::UTC };
        let until = here.now.saturating_add(std::time::Duration::from_secs(60));
        let cases = [
            (status(Headline::AllSaved, 0, 0), 1, "10:02 Sent 1. All saved on the server."),
            (
                status(Headline::Offline { cause: CAUSE, until }, 2, 0),
                0,
                "10:02 2 changes wait on this machine. The server can't be reached (its name does not resolve). The \
                 next try is at 10:03.",
            ),
            (
                status(Headline::Throttled { until }, 1, 0),
                3,
                "10:02 Sent 3. 1 change waits on this machine. The server asks to wait until 10:03.",
            ),
            (
                status(Headline::Stopped { cause: StopCause::VersionTooOld, until }, 1, 0),
                0,
                "10:02 1 change waits on this machine. The server no longer speaks to this version of Homing. Update \
                 this copy. The next try is at 10:03.",
            ),
            (
                status(Headline::StorageProblem(StorageProblem::Newer), 0, 0),
                0,
                "10:02 This data was written by a newer Homing. Update this copy.",
            ),
        ];
        for (status, sent, expected) in cases {
            assert_eq!(line(News { sent }, &status, &here), expected);
        }
    }

    #[test]
    fn the_last_line_says_what_is_safe() {
        assert_eq!(ends(true, None), "Ended. Nothing is lost.");
        let waiting = status(Headline::Waiting { until: None }, 2, 0);
        assert_eq!(
            ends(false, Some(&waiting)),
            "Ended before the server answered; the next sync asks it again. Nothing is lost: 2 changes wait on this \
             machine; `homing sync` sends them."
        );
    }
}
