//! A process that is killed with SIGKILL at each step of an exchange, and what the next one finds: the states of the
//! table in `AuthManager`'s module, and no task lost.

use std::time::Duration;

use homing_domain::ports::Credentials;
use homing_tests::{Point, each_took_effect_once};
use secrecy::ExposeSecret as _;

use crate::machine::Machine;
use crate::process::{Deed, Process};
use crate::provided::Provided;
use crate::reference::Reference;
use crate::server::AuthServer;
use crate::step::Step;

const TASKS: u64 = 3;

/// Longer than every grace that these servers announce.
const BEYOND_THE_GRACE: Duration = Duration::from_secs(61);

/// Where the process dies.
#[derive(Clone, Copy, Debug)]
enum Death {
    /// By its own hand.
    At(Step),
    /// While its request is held there; the request gets no further.
    Held(Point),
    /// Not at all: it has its token.
    After,
}

const DEATHS: [Death; 9] = [
    Death::At(Step::BeforeMark),
    Death::At(Step::Marked),
    Death::Held(Point::BeforeForwarding),
    Death::Held(Point::BeforeAnswer),
    Death::Held(Point::HalfOfAnswer),
    Death::At(Step::Answered),
    Death::At(Step::Stored),
    Death::At(Step::ReadBack),
    Death::After,
];

impl Death {
    /// Whether what is stored says that an exchange is under way.
    fn leaves_a_mark(self) -> bool {
        !matches!(self, Self::At(Step::BeforeMark)) && !self.leaves_new_tokens()
    }

    fn leaves_new_tokens(self) -> bool {
        matches!(self, Self::At(Step::Stored | Step::ReadBack) | Self::After)
    }

    /// Whether the server has spent the refresh token that is still stored.
    fn leaves_a_spent_token(self) -> bool {
        matches!(self, Self::Held(Point::BeforeAnswer | Point::HalfOfAnswer) | Self::At(Step::Answered))
    }
}

async fn kill(server: &dyn AuthServer, machine: &Machine, death: Death) {
    match death {
        Death::At(step) => Process::start(machine, Deed::Sync, Some(step)).dies().await,
        Death::Held(point) => {
            let mut hold = server.proxy().hold(server.refresh_path(), 1, point);
            let process = Process::start(machine, Deed::Sync, None);
            hold.reached().await.unwrap();
            process.kill().await;
        }
        Death::After => {
            let mut process = Process::start(machine, Deed::Token, None);
            assert_eq!(process.says().await, "ready");
            process.go().await;
            process.ends_with().await;
        }
    }
}

fn is_spent(stored: &Credentials, before: &Credentials) -> bool {
    stored.refresh.expose_secret() != before.refresh.expose_secret()
}

/// Kills at each step; the next process starts `later`.
async fn the_next_process_finds_the_documented_state(server: &dyn AuthServer, later: Duration) {
    let within_grace = server.grace().is_some_and(|grace| later < grace);
    for death in DEATHS {
        let machine = Machine::with_expired_token(server).await;
        machine.record(TASKS).await;
        let (before, asked) = (machine.stored().await, server.refreshes());
        kill(server, &machine, death).await;

        let left = machine.stored().await;
        assert_eq!(left.refresh_in_flight.is_some(), death.leaves_a_mark(), "{death:?}");
        assert_eq!(is_spent(&left, &before), death.leaves_new_tokens(), "{death:?}");
        assert_eq!(machine.standing().await, (TASKS, false), "{death:?}");
        let asked_by_the_first = server.refreshes() - asked;

        machine.clock.advance(later);
        server.pass(later);
        let word = Process::start(&machine, Deed::Sync, None).ends_with().await;
        let asked_by_the_second = server.refreshes() - asked - asked_by_the_first;
        assert_eq!(asked_by_the_second, usize::from(!death.leaves_new_tokens()), "{death:?}");
        if !death.leaves_a_spent_token() || within_grace {
            assert_eq!(word, format!("{TASKS} sent, idle"), "{death:?}");
        } else {
            // Who sends it again can't be told from a thief: the whole sign-in ended. Nothing is lost by that.
            assert_eq!(word, "0 sent, sign-in needed", "{death:?}");
            assert_eq!(machine.standing().await, (TASKS, true), "{death:?}");
            machine.sign_in(server).await;
            let word = Process::start(&machine, Deed::Sync, None).ends_with().await;
            assert_eq!(word, format!("{TASKS} sent, idle"), "{death:?}");
        }
        assert_eq!(machine.standing().await, (0, false), "{death:?}");
        let stored = machine.stored().await;
        assert_eq!((stored.refresh_in_flight, stored.refresh_pause), (None, None), "{death:?}");
        assert!(server.takes(&stored.access).await, "{death:?}");
    }
    let sent = each_took_effect_once(&server.syncs()).unwrap();
    assert_eq!(sent as u64, TASKS * DEATHS.len() as u64);
}

#[tokio::test]
async fn after_a_kill_at_any_step_the_next_process_goes_on_within_the_grace() {
    the_next_process_finds_the_documented_state(&Reference::start().await, Duration::from_secs(1)).await;
}

#[tokio::test]
async fn after_a_kill_at_any_step_and_beyond_the_grace_no_task_is_lost() {
    the_next_process_finds_the_documented_state(&Reference::start().await, BEYOND_THE_GRACE).await;
}

#[tokio::test]
async fn after_a_kill_at_any_step_no_task_is_lost_at_a_provider_nobody_here_wrote() {
    the_next_process_finds_the_documented_state(&Provided::start().await, BEYOND_THE_GRACE).await;
}
