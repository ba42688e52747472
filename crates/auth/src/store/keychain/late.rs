//! A call whose caller went away while it hung changes nothing more of the keychain. For tests alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::Future;
use std::sync::{Arc, Mutex, mpsc};

use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialStore, Credentials, GrantedBy};
use secrecy::SecretString;
use tokio::sync::mpsc as events;

use super::small_keychain::SmallKeychain;
use super::store::KeychainStore;

/// Where somebody hangs until the test lets them go.
struct Hang {
    reached: events::UnboundedReceiver<()>,
    release: mpsc::Sender<()>,
}

/// A hang, and what runs into it.
fn hang() -> (Hang, impl Fn() + Send + Sync + 'static) {
    let (reaching, reached) = events::unbounded_channel();
    let (release, released) = mpsc::channel();
    let released = Mutex::new(released);
    let run_into = move || {
        reaching.send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
    };
    (Hang { reached, release }, run_into)
}

impl Hang {
    /// Begins the call and goes away once it hangs; false where it ended before.
    async fn left_by(&mut self, call: impl Future<Output = ()> + Send + 'static) -> bool {
        let mut call = tokio::spawn(call);
        tokio::select! {
            biased;
            ended = &mut call => {
                ended.unwrap();
                false
            }
            hangs = self.reached.recv() => {
                hangs.unwrap();
                call.abort();
                call.await.unwrap_err().is_cancelled()
            }
        }
    }

    /// Lets the call go on, and waits until the line is free again.
    async fn over(self, store: &KeychainStore) {
        self.release.send(()).unwrap();
        drop(self.release);
        store.read(another_account()).await.unwrap();
    }
}

fn account() -> AccountId {
    "6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e01".parse().unwrap()
}

fn another_account() -> AccountId {
    "6f1b2f6e-2c43-4c0e-9a4c-0d3f7a1b9e02".parse().unwrap()
}

fn credentials(letter: &str, bytes: usize) -> Credentials {
    Credentials {
        access: SecretString::from(letter.repeat(bytes)),
        refresh: SecretString::from(letter.repeat(40)),
        expires_at: "2026-11-22T09:15:00.000Z".parse().unwrap(),
        refresh_in_flight: None,
        refresh_pause: None,
        granted_by: GrantedBy::Server,
    }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Write { bytes: usize },
    Delete,
}

impl Act {
    async fn by(self, store: Arc<KeychainStore>) {
        match self {
            Self::Write { bytes } => store.write(account(), &credentials("b", bytes)).await.unwrap(),
            Self::Delete => store.delete(account()).await.unwrap(),
        }
    }
}

const ACTS: [Act; 3] = [Act::Write { bytes: 100 }, Act::Write { bytes: 9_000 }, Act::Delete];

#[tokio::test]
async fn a_call_whose_caller_went_away_before_the_keychain_was_there_is_not_begun() {
    for act in ACTS {
        let keychain = SmallKeychain::default();
        keychain.process().store().write(account(), &credentials("a", 6_000)).await.unwrap();
        let before = keychain.entries();
        let (mut hang, run_into) = hang();
        let once = std::sync::Once::new();
        let store = Arc::new(keychain.process().store_found_after(move || once.call_once(&run_into)));
        assert!(hang.left_by(act.by(Arc::clone(&store))).await, "{act:?} did not hang");
        hang.over(&store).await;
        assert!(keychain.entries() == before, "{act:?} was done for nobody");
    }
}

#[tokio::test]
async fn a_call_whose_caller_went_away_while_it_hung_ends_with_the_one_operation_that_hung() {
    for act in ACTS {
        for turn in 0.. {
            let keychain = SmallKeychain::default();
            keychain.process().store().write(account(), &credentials("a", 6_000)).await.unwrap();
            let (mut hang, run_into) = hang();
            let mut operations = 0;
            let process = keychain.watched_process(Box::new(move || {
                if operations == turn {
                    run_into();
                }
                operations += 1;
            }));
            let store = Arc::new(process.store());
            if !hang.left_by(act.by(Arc::clone(&store))).await {
                break;
            }
            let before = keychain.entries();
            hang.over(&store).await;
            let after = keychain.entries();
            let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
            let changed = names.filter(|name| before.get(*name) != after.get(*name)).count();
            assert!(changed <= 1, "{act:?} changed {changed} entries after its operation {turn}");
        }
    }
}

#[tokio::test]
async fn a_probe_whose_caller_went_away_leaves_nothing_behind() {
    for turn in 0.. {
        let keychain = SmallKeychain::default();
        let (mut hang, run_into) = hang();
        let mut operations = 0;
        let process = keychain.watched_process(Box::new(move || {
            if operations == turn {
                run_into();
            }
            operations += 1;
        }));
        let store = Arc::new(process.store());
        let probing = Arc::clone(&store);
        if !hang.left_by(async move { probing.probe().await.unwrap() }).await {
            break;
        }
        hang.over(&store).await;
        assert_eq!(keychain.names(), Vec::<String>::new(), "after operation {turn}");
    }
}
