//! The limits on a clock that moves when it is told to.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Mutex;

use jiff::Timestamp;

use super::*;

#[derive(Default)]
struct Still(Mutex<Duration>);

impl Still {
    fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn uptime(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

fn rate(per_minute: u32) -> (Arc<Still>, Rate<u32>) {
    let still = Arc::new(Still::default());
    let clock: Arc<dyn Clock> = still.clone();
    (still, Rate::new("test", NonZeroU32::new(per_minute).unwrap(), &clock))
}

#[test]
fn a_minutes_worth_may_come_at_once_and_then_no_more() {
    let (_, rate) = rate(6);
    let left: Vec<_> = (0..6).map(|_| rate.take(&1).unwrap().remaining).collect();
    assert_eq!(left, [5, 4, 3, 2, 1, 0]);
    let refused = rate.take(&1).unwrap_err();
    assert_eq!((refused.standing.remaining, refused.wait), (0, Duration::from_secs(10)));
    assert_eq!(refused.standing.full_in, WINDOW);
}

#[test]
fn room_comes_back_evenly_and_a_refusal_takes_nothing() {
    let (clock, rate) = rate(6);
    while rate.take(&1).is_ok() {}
    clock.advance(Duration::from_secs(4));
    assert_eq!(rate.take(&1).unwrap_err().wait, Duration::from_secs(6));
    clock.advance(Duration::from_secs(6));
    assert_eq!(rate.take(&1).unwrap().remaining, 0);
    clock.advance(WINDOW);
    assert_eq!(rate.take(&1).unwrap().remaining, 5);
}

#[test]
fn one_key_takes_nothing_from_another() {
    let (_, rate) = rate(1);
    rate.take(&1).unwrap();
    rate.take(&1).unwrap_err();
    rate.take(&2).unwrap();
}

#[test]
fn keys_that_are_full_again_are_forgotten() {
    let (clock, rate) = rate(1);
    for key in 0..CHECKS_PER_SWEEP - 1 {
        rate.take(&key).unwrap();
    }
    assert_eq!(rate.limiter.len(), CHECKS_PER_SWEEP as usize - 1);
    clock.advance(WINDOW * 2);
    rate.take(&0).unwrap();
    assert_eq!(rate.limiter.len(), 1);
}

#[test]
fn a_network_of_ipv6_counts_as_one_address_and_a_mapped_address_as_its_own() {
    let address = |text: &str| Address::of(Some(text.parse().unwrap()));
    assert_eq!(address("2001:db8:0:1::1"), address("2001:db8:0:1:ffff::2"));
    assert_ne!(address("2001:db8:0:1::1"), address("2001:db8:0:2::1"));
    assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    assert_ne!(address("192.0.2.1"), address("192.0.2.2"));
}
