//! The heartbeat: one a minute while a timer runs, and nothing else, ever.

use std::time::Duration;

use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{Accounts as _, Queue as _};
use homing_domain::time::{Away, Command, When};
use uuid::Uuid;

use crate::living::{HOUR, Living, MINUTE, living};

impl Living {
    async fn beats(&self, account: AccountId) -> Option<String> {
        let id = RecordId::of("current");
        let record = self.desk.store.get(account, &Collection::of("heartbeat"), &id).await.unwrap();
        record.map(|record| String::from_utf8(record.body.as_bytes().to_vec()).unwrap())
    }

    /// Beats, and says whether that wrote something and in how many seconds the next one is due.
    async fn step(&self) -> (bool, Option<u64>) {
        let before = self.beats(AccountId::LOCAL).await;
        let next = self.heartbeat.beat().await.unwrap();
        let written = self.beats(AccountId::LOCAL).await != before;
        (written, next.map(|next| next.since(self.now()).as_secs()))
    }
}

#[tokio::test]
async fn with_no_timer_running_nothing_is_written_and_nothing_is_due() {
    let it = living();
    assert_eq!(it.step().await, (false, None));
    it.begin().await;
    it.record(&Command::Pause(When::Now)).await;
    it.work(HOUR);
    assert_eq!(it.step().await, (false, None), "a paused timer works on nothing");
    it.stop(Away::Ask).await;
    assert_eq!(it.step().await, (false, None));
    assert_eq!(it.beats(AccountId::LOCAL).await, None);
}

#[tokio::test]
async fn while_a_timer_runs_one_sign_of_life_a_minute_is_written_events_included() {
    let it = living();
    it.begin().await;
    assert_eq!(it.step().await, (false, Some(60)), "the start is a sign of life itself");
    it.work(Duration::from_secs(20));
    assert_eq!(it.step().await, (false, Some(40)));
    it.work(Duration::from_secs(40));
    assert_eq!(it.step().await, (true, Some(60)));
    it.work(Duration::from_secs(59));
    let other_process = it.heartbeat.clone();
    assert!(other_process.beat().await.unwrap().is_some());
    assert_eq!(it.step().await, (false, Some(1)));
    it.work(Duration::from_secs(30));
    assert_eq!(it.step().await, (true, Some(60)), "a beat that is late is no reason for two");
}

#[tokio::test]
async fn a_clock_that_is_set_neither_stops_the_heartbeat_nor_hastens_it() {
    for minutes in [-600, 600] {
        let it = living();
        it.begin().await;
        it.beat(2).await;
        it.set_clock(minutes);
        it.work(Duration::from_secs(10));
        assert_eq!(it.step().await, (false, Some(50)), "{minutes}");
        it.work(Duration::from_secs(50));
        assert_eq!(it.step().await, (true, Some(60)), "{minutes}");
    }
}

#[tokio::test]
async fn the_end_of_a_sleep_and_a_new_start_of_the_machine_are_told_at_once() {
    let it = living();
    it.begin().await;
    it.beat(2).await;
    it.machine.sleep(MINUTE);
    assert_eq!(it.step().await, (true, Some(60)));
    it.machine.reboot(Duration::from_secs(1));
    assert_eq!(it.step().await, (true, Some(60)));
}

#[tokio::test]
async fn a_process_that_ends_says_so_once_and_another_one_goes_on() {
    let it = living();
    it.begin().await;
    it.heartbeat.end().await.unwrap();
    assert_eq!(it.beats(AccountId::LOCAL).await, None, "it had left no heartbeat");
    it.beat(2).await;
    let beating = it.beats(AccountId::LOCAL).await;
    it.heartbeat.end().await.unwrap();
    let ended = it.beats(AccountId::LOCAL).await;
    assert_ne!(ended, beating);
    it.work(MINUTE / 2);
    it.heartbeat.end().await.unwrap();
    assert_eq!(it.beats(AccountId::LOCAL).await, ended);
    it.work(MINUTE / 2);
    assert_eq!(it.step().await, (true, Some(60)));
}

#[tokio::test]
async fn a_heartbeat_says_when_and_what_the_machine_lived_and_no_server_is_told() {
    let it = living();
    it.begin().await;
    it.machine.sleep(Duration::from_secs(30));
    it.beat(1).await;
    let beat = it.beats(AccountId::LOCAL).await.unwrap();
    let beat: serde_json::Value = serde_json::from_str(&beat).unwrap();
    let entry = it.running().await;
    assert_eq!(beat["entry"], entry.id.to_string());
    assert_eq!(beat["life"]["suspended_millis"], 30_000);
    assert_eq!(beat["at"], it.now().to_string());
    let tasks = it.desk.store.tasks(AccountId::LOCAL, 0, 9).await.unwrap();
    assert_eq!(tasks.len(), 1, "the start, and no more");
    let body = String::from_utf8(tasks[0].task.body.as_bytes().to_vec()).unwrap();
    assert!(!body.contains("boot") && !body.contains("pulse"), "{body}");
}

#[tokio::test]
async fn after_a_first_sign_in_the_heartbeat_goes_on_under_the_account() {
    let it = living();
    it.begin().await;
    it.beat(2).await;
    let account = Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    it.desk.store.sign_in(&account).await.unwrap();
    let before = it.beats(account.id).await;
    assert!(before.is_some(), "what was known goes with the work");
    it.machine.sleep(HOUR);
    it.beat(1).await;
    assert_ne!(it.beats(account.id).await, before);
    assert_eq!(it.desk.tracker.gaps(account.id, &it.running().await).await.unwrap().len(), 1);
}
