//! What a session remembers between calls, and the decisions that follow from it. No port is asked here.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::ports::{AccessToken, Clock, Credentials};
use secrecy::{ExposeSecret, SecretString};

use super::granter::grace;
use super::server_clock::ServerClock;

/// While exchanges keep failing to help (there is no answer or no good one, the refresh token is refused, or each new
/// access token is), one goes out in this time, whatever is asked.
pub(super) const EXCHANGE_PAUSE: Duration = Duration::from_secs(30);

/// Of one account. Secrets in it are wiped when they are replaced or dropped.
#[derive(Default)]
pub(super) struct Memory {
    /// The newest credentials that are in the store, as far as is known.
    held: Option<Credentials>,
    /// When `held` was granted to this session; none where it was read from the store.
    granted: Option<Reading>,
    /// The refresh token that was refused last, and when.
    refused: Option<(SecretString, Reading)>,
    /// A grant that could not be stored.
    pub(super) unsaved: Option<Unsaved>,
    pub(super) server_clock: ServerClock,
}

/// Credentials whose refresh token replaced another one.
#[derive(Clone)]
pub(super) struct Unsaved {
    /// The refresh token that was exchanged.
    pub(super) spent: SecretString,
    /// What was granted for it.
    pub(super) granted: Credentials,
    /// When.
    pub(super) at: Reading,
}

/// An instant by both clocks. What the machine slept shows on the wall clock alone; that the wall clock was set back,
/// on the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    wall: Timestamp,
    monotonic: Duration,
}

impl Reading {
    pub(super) fn of(clock: &dyn Clock) -> Self {
        Self { wall: clock.now(), monotonic: clock.monotonic() }
    }

    /// How long ago `earlier` was, by whichever clock says longer: a pause that seems over too early costs one
    /// exchange, one that lasts on would keep a token that ended while the machine slept. Once the wall clock was set
    /// back, nobody knows how long that was.
    fn since(self, earlier: Self) -> Duration {
        if self.wall < earlier.wall {
            return Duration::MAX;
        }
        self.monotonic.saturating_sub(earlier.monotonic).max(self.wall.since(earlier.wall))
    }
}

/// The moment of a decision, and what it depends on beside the credentials.
pub(super) struct Moment<'a> {
    pub(super) now: Reading,
    /// How long the server takes a refresh token once more. A provider announces no such thing.
    pub(super) grace: Option<Duration>,
    /// A token that the server refused.
    pub(super) refused: Option<&'a AccessToken>,
}

impl<'a> Moment<'a> {
    pub(super) fn new(clock: &dyn Clock, grace: Option<Duration>, refused: Option<&'a AccessToken>) -> Self {
        Self { now: Reading::of(clock), grace, refused }
    }

    /// How long the refresh token is left alone yet.
    pub(super) fn pause_left(&self, credentials: &Credentials) -> Option<Duration> {
        credentials.refresh_pause.and_then(|pause| pause.left_at(self.now.wall))
    }

    fn is_within_pause(&self, since: Reading) -> bool {
        self.now.since(since) < EXCHANGE_PAUSE
    }
}

impl Memory {
    /// Of a session that begins with `credentials`, which are stored.
    pub(super) fn signed_in(credentials: Credentials, server_clock: ServerClock, granted: Reading) -> Self {
        Self { held: Some(credentials), granted: Some(granted), server_clock, ..Self::default() }
    }

    /// The token to use now without asking anyone. None while a grant waits to be stored: that comes first.
    pub(super) fn good_token(&self, moment: &Moment<'_>) -> Option<AccessToken> {
        let held = self.held.as_ref().filter(|_| self.unsaved.is_none())?;
        self.is_good(held, moment).then(|| access(held))
    }

    /// What is stored, where its token can't be used as it is.
    pub(super) fn ended(&self, moment: &Moment<'_>) -> Option<Credentials> {
        self.held.clone().filter(|held| !self.is_good(held, moment))
    }

    /// Whether the access token of `credentials` can be used as it is.
    pub(super) fn is_good(&self, credentials: &Credentials, moment: &Moment<'_>) -> bool {
        let refused = moment.refused.is_some_and(|token| token.same_as(&access(credentials)));
        let retry_is_urgent = credentials
            .refresh_in_flight
            .zip(grace(&credentials.granted_by, moment.grace))
            .is_some_and(|(since, grace)| moment.now.wall.since(since) < grace)
            && moment.pause_left(credentials).is_none()
            && !was_refused(credentials);
        // A token that lives shorter than the margin must not be renewed at each call.
        let just_granted =
            self.holds(credentials) && self.granted.is_some_and(|at| moment.is_within_pause(at));
        let lasts = just_granted || self.server_clock.is_good(credentials.expires_at, moment.now.wall);
        !refused && !retry_is_urgent && lasts
    }

    /// Whether an exchange of these credentials was tried a moment ago and did not help.
    pub(super) fn is_futile(&self, credentials: &Credentials, moment: &Moment<'_>) -> bool {
        let refresh_refused = self.refused.as_ref().is_some_and(|(token, at)| {
            token.expose_secret() == credentials.refresh.expose_secret() && moment.is_within_pause(*at)
        });
        // Refused after its end, it was merely too short for the way.
        let has_ended = self.server_clock.has_ended(credentials.expires_at, moment.now.wall);
        let grant_refused = moment.refused.is_some_and(|token| token.same_as(&access(credentials)))
            && !has_ended
            && self.holds(credentials)
            && self.granted.is_some_and(|at| moment.is_within_pause(at));
        refresh_refused || grant_refused
    }

    /// Takes over what the store holds. Gives its token.
    pub(super) fn adopt(&mut self, stored: Credentials) -> AccessToken {
        let token = access(&stored);
        if !self.holds(&stored) {
            self.granted = None;
        }
        self.held = Some(stored);
        token
    }

    /// Takes over what was granted and stored just now. Gives its token.
    pub(super) fn take_grant(&mut self, granted: Credentials, at: Reading) -> AccessToken {
        let token = access(&granted);
        *self = Self::signed_in(granted, self.server_clock, at);
        token
    }

    /// Remembers that the server refused a refresh token.
    pub(super) fn note_refusal(&mut self, refresh: SecretString, at: Reading) {
        self.refused = Some((refresh, at));
    }

    /// Nobody is signed in any more.
    pub(super) fn forget(&mut self) {
        *self = Self { server_clock: self.server_clock, ..Self::default() };
    }

    /// What goes with [`Memory::good_token`].
    pub(super) fn held(&self) -> Option<Credentials> {
        self.held.clone()
    }

    fn holds(&self, credentials: &Credentials) -> bool {
        self.held.as_ref().is_some_and(|held| access(held).same_as(&access(credentials)))
    }
}

/// Whether the last exchange of the refresh token was refused.
pub(super) fn was_refused(credentials: &Credentials) -> bool {
    credentials.refresh_pause.is_some_and(|pause| pause.refused)
}

fn access(credentials: &Credentials) -> AccessToken {
    AccessToken::new(credentials.access.clone())
}
