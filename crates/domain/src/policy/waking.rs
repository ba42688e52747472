//! When the background job tries by itself: after a wake, a change of the network, trouble on this machine.

use std::time::Duration;

/// Over how long clients spread that wake, or find a network, at the same moment: a thousand laptops that are opened at
/// nine make a hundred requests a second, not a thousand in the first one. Short enough that a person who opens the
/// lid does not notice.
pub const RESUME_SPREAD: Duration = Duration::from_secs(10);

/// At least so much lies between two tries for the network's sake. An address that comes and goes, or a router that
/// announces one again and again, does not turn backoff into polling.
pub const HINT_GAP: Duration = Duration::from_secs(60);

/// Who wakes so much later than planned was asleep with the machine, and so were others.
pub const OVERSLEPT: Duration = Duration::from_secs(60);

/// A wall clock that lost so much against the time that passed was set back. Above what a time daemon moves in steps
/// on a sound machine (128 ms, RFC 5905), below what a wait of minutes would notice.
pub const SET_BACK: Duration = Duration::from_secs(5);

/// While another process syncs, it is looked again after each of its commits, and after this at the latest: it may
/// have made its last claim just before something was recorded.
pub const ELSEWHERE_LOOK: Duration = Duration::from_secs(5);

/// Where other programs can't be heard, it is looked so often whether they recorded something.
pub const UNHEARD_LOOK: Duration = Duration::from_secs(60);

/// How long a stop waits for the request that is under way. What has no answer by then is sent again under its key.
pub const STOP_GRACE: Duration = Duration::from_secs(5);
