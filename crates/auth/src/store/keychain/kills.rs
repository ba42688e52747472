//! A record in parts stays one record: whole in a keychain that takes little, after a kill at any operation, and
//! for who reads while another one writes. For tests alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials, GrantedBy};
use keyring::Error;
use proptest::prelude::*;
use secrecy::SecretString;

use super::place::{MOST_PARTS, Place};
use super::small_keychain::{MOST_BYTES, SmallKeychain};
use super::store::KeychainStore;

fn new_place() -> impl AsyncFn() -> KeychainStore {
    let keychain = SmallKeychain::default();
    async move || keychain.process().store()
}

homing_domain::credentials_conformance!(new_place);

fn place() -> Place {
    Place::new(&Arc::from("test"), "account".to_owned())
}

/// A record that no other number makes, of that many bytes.
fn record(number: usize, bytes: usize) -> Vec<u8> {
    format!("{{{number:08}").bytes().cycle().take(bytes).collect()
}

fn read(keychain: &SmallKeychain) -> Option<Vec<u8>> {
    place().read(&keychain.process().keychain()).unwrap().map(|record| record.to_vec())
}

fn write(keychain: &SmallKeychain, record: &[u8]) {
    place().write(&keychain.process().keychain(), record).unwrap();
}

/// The entries that one record of that many bytes takes.
fn entries_of(bytes: usize) -> usize {
    if bytes <= MOST_BYTES { 1 } else { 1 + bytes.div_ceil(MOST_BYTES) }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Write { bytes: usize },
    Delete,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (9..6 * MOST_BYTES).prop_map(|bytes| Act::Write { bytes }),
        // The edges: exactly one entry, exactly two, and a byte more.
        2 => (1..=3_usize, 0..=1_usize).prop_map(|(entries, more)| Act::Write { bytes: entries * MOST_BYTES + more }),
        1 => Just(Act::Delete),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn killed_at_any_operation_the_old_or_the_new_is_there_and_the_next_act_leaves_nothing_over(
        acts in prop::collection::vec((act(), prop::option::of(0..40_usize)), 1..12),
    ) {
        let keychain = SmallKeychain::default();
        let mut stored = None;
        for (number, (act, dies_after)) in acts.into_iter().enumerate() {
            let process = keychain.process_that_dies_after(dies_after.unwrap_or(usize::MAX)).keychain();
            let (done, new) = match act {
                Act::Write { bytes } => {
                    let new = record(number, bytes);
                    (place().write(&process, &new), Some(new))
                }
                Act::Delete => (place().delete(&process), None),
            };
            let is_there = read(&keychain);
            if done.is_ok() {
                prop_assert_eq!(&is_there, &new, "what is reported is there");
            } else {
                prop_assert!(is_there == stored || is_there == new, "neither the old nor the new");
            }
            if dies_after.is_none() {
                let expected = new.as_ref().map_or(0, |record| entries_of(record.len()));
                prop_assert_eq!(keychain.names().len(), expected, "{:?}", keychain.names());
            }
            stored = is_there;
        }
    }
}

#[test]
fn who_reads_while_another_writes_sees_the_old_or_the_new_whole() {
    let sizes = [100, 2 * MOST_BYTES, 5 * MOST_BYTES];
    for (old, new) in sizes.into_iter().flat_map(|old| sizes.map(|new| (record(1, old), record(2, new)))) {
        // The writes come before each operation of the reader in turn.
        for turn in 0..8 {
            let keychain = SmallKeychain::default();
            write(&keychain, &old);
            let (mut operations, other, written) = (0, keychain.clone(), new.clone());
            let reader = keychain.watched_process(Box::new(move || {
                if operations == turn {
                    // Twice: the parts of the second lie where the reader still looks for those of the first.
                    write(&other, &record(3, 4 * MOST_BYTES));
                    write(&other, &written);
                }
                operations += 1;
            }));
            let seen = place().read(&reader.keychain()).unwrap().unwrap();
            assert!(*seen == old || *seen == new, "of {} and {} bytes, at {turn}", old.len(), new.len());
        }
    }
}

#[test]
fn who_reads_while_another_deletes_sees_the_old_or_nothing() {
    for turn in 0..4 {
        let keychain = SmallKeychain::default();
        let old = record(1, 3 * MOST_BYTES);
        write(&keychain, &old);
        let (mut operations, other) = (0, keychain.clone());
        let reader = keychain.watched_process(Box::new(move || {
            if operations == turn {
                place().delete(&other.process().keychain()).unwrap();
            }
            operations += 1;
        }));
        let seen = place().read(&reader.keychain()).unwrap();
        assert!(seen.is_none_or(|seen| *seen == old), "at {turn}");
        assert_eq!(keychain.names(), Vec::<String>::new());
    }
}

#[test]
fn parts_that_are_not_those_of_the_table_are_damage_and_no_record() {
    for name in ["account/a0.test", "account/a1.test", "account.test"] {
        let keychain = SmallKeychain::default();
        write(&keychain, &record(1, 2 * MOST_BYTES));
        keychain.spoil(name);
        let read = place().read(&keychain.process().keychain());
        assert!(matches!(read, Err(Error::BadStoreFormat(_))), "{name}");
        // A new sign-in needs nobody to clean up first.
        write(&keychain, &record(2, 2 * MOST_BYTES));
        assert_eq!(self::read(&keychain), Some(record(2, 2 * MOST_BYTES)), "{name}");
    }
}

#[test]
fn a_record_that_no_number_of_parts_takes_is_refused_before_anything_is_written() {
    let keychain = SmallKeychain::default();
    write(&keychain, &record(1, MOST_PARTS * MOST_BYTES));
    let refused = place().write(&keychain.process().keychain(), &record(2, MOST_PARTS * MOST_BYTES + 1));
    assert!(matches!(refused, Err(Error::TooLong(..))));
    assert_eq!(read(&keychain), Some(record(1, MOST_PARTS * MOST_BYTES)));
}

#[tokio::test]
async fn two_accounts_with_long_tokens_in_parts_do_not_meet() {
    let keychain = SmallKeychain::default();
    let store = keychain.process().store();
    let accounts: [AccountId; 2] = [
        "6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e01".parse().unwrap(),
        "6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e02".parse().unwrap(),
    ];
    let credentials = |letter: &str| Credentials {
        access: SecretString::from(letter.repeat(4_000)),
        refresh: SecretString::from(letter.repeat(40)),
        expires_at: "2026-11-22T09:15:00.000Z".parse().unwrap(),
        refresh_in_flight: None,
        refresh_pause: None,
        granted_by: GrantedBy::Server,
    };
    for (account, letter) in accounts.into_iter().zip(["a", "b"]) {
        store.write(account, &credentials(letter)).await.unwrap();
    }
    store.delete(accounts[0]).await.unwrap();
    assert!(store.read(accounts[0]).await.unwrap().is_none());
    assert_eq!(store.read(accounts[1]).await.unwrap(), Some(credentials("b")));
    assert!(keychain.names().len() > 2);
    keychain.spoil(&format!("{}/a0.test", accounts[1]));
    assert!(matches!(store.read(accounts[1]).await, Err(CredentialError::Damaged(_))));
}
