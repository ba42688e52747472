//! The comparison at the end: client and server say the same.

use homing_domain::account::{Active, Known};
use homing_domain::names::{AccountId, Collection};
use homing_domain::ports::{HttpResponse, SortRange};
use homing_domain::time::{Entry, EntryListing as _};
use homing_transport::HomingProfile;
use homing_wire::TimeEntryPage;

use super::super::model::{Fate, Invariant, Promise};
use super::super::server::{BREAKS, POISON};
use super::Simulation;

impl Simulation {
    /// Compares every machine with the server.
    pub(super) fn compare(&self) {
        for number in 0..self.machines.len() {
            let machine = &self.machines[number];
            for Known { account, .. } in machine.backend.run(machine.backend.accounts.all()).unwrap() {
                self.compare_queue(number, account.id);
                self.compare_entries(number, account.id, &account.user);
                self.compare_notes(number, account.id, &account.user);
            }
            let active = machine.backend.run(machine.backend.accounts.active()).unwrap();
            if matches!(active, Active::Local) {
                self.breach(Invariant::I7, format!("machine {number}: nobody could sign in"));
            }
        }
    }

    /// Whatever is left waits for a person, or behind something that does.
    fn compare_queue(&self, machine: usize, account: AccountId) {
        if let Some(task) = self.first_that_can_go(machine, account) {
            self.breach(Invariant::Arrives, format!("task {task} of machine {machine} has not arrived"));
        }
    }

    /// What the model expects to go without a person. What the server fails at never goes. Where a server turns whole
    /// requests down, refused tasks without a single good one beside them stay: it could be the server.
    pub(super) fn first_that_can_go(&self, machine: usize, account: AccountId) -> Option<String> {
        let per_item = self.world.server().rules.per_item;
        let never_goes = |one: &Promise| {
            let body = String::from_utf8_lossy(one.body.as_bytes());
            body.contains(BREAKS) || (!per_item && body.contains(POISON))
        };
        self.world.model().first_that_can_go(machine, account, never_goes)
    }

    fn compare_entries(&self, machine: usize, account: AccountId, user: &str) {
        let model = self.world.model();
        let theirs = self.entries_of(user);
        for ours in self.stored_entries(machine, account) {
            let lane = ours.id.lane();
            let open = |fate| matches!(fate, Fate::Queued | Fate::Discarded);
            let mut lane_promises = model.promises_of(machine).filter(|promise| promise.lane == lane);
            if lane_promises.any(|promise| open(promise.fate)) {
                continue;
            }
            let same = theirs.iter().find(|entry| entry.id == ours.id);
            if same != Some(&ours) {
                let revision = same.map(|entry| entry.revision);
                let seen = format!("entry {}: revision {} here, {revision:?} there", ours.id, ours.revision);
                self.breach(Invariant::I2, seen);
            }
        }
    }

    /// The server's entries, read as the client reads them.
    fn entries_of(&self, user: &str) -> Vec<Entry> {
        let server = self.world.server();
        let Some(held) = server.held(user) else { return vec![] };
        let page = TimeEntryPage { entries: held.entries.values().cloned().collect(), next: None };
        let response = HttpResponse {
            status: 200,
            content_type: Some("application/json".to_owned()),
            retry_after: None,
            date: None,
            body: serde_json::to_vec(&page).unwrap(),
        };
        HomingProfile.entries_answer(&response).unwrap().entries
    }

    fn stored_entries(&self, machine: usize, account: AccountId) -> Vec<Entry> {
        let backend = &self.machines[machine].backend;
        let collection = Collection::of("time-entry");
        let scan = backend.queue.scan(account, &collection, SortRange::ALL, None, 10_000);
        backend.run(scan).unwrap().records.iter().map(|record| record.body.json().unwrap()).collect()
    }

    /// Notes that were sent are there once, in their order.
    fn compare_notes(&self, machine: usize, account: AccountId, user: &str) {
        let model = self.world.model();
        let server = self.world.server();
        let Some(held) = server.held(user) else { return };
        for (lane, there) in &held.notes {
            let ours =
                model.promises_of(machine).filter(|one| one.account == account && one.lane.as_str() == lane);
            let mut sent: Vec<_> = ours.filter(|one| matches!(one.fate, Fate::Sent { .. })).collect();
            sent.sort_by_key(|promise| promise.seq);
            let note = |body: &homing_domain::task::Body| {
                body.json::<serde_json::Value>().unwrap()["note"].as_str().unwrap().to_owned()
            };
            let sent: Vec<String> = sent.iter().map(|promise| note(&promise.body)).collect();
            // What a person discarded, or what still waits for one, may have arrived as well.
            let mut left = there.iter();
            if !sent.is_empty() && !sent.iter().all(|note| left.any(|one| one == note)) {
                self.breach(
                    Invariant::I2,
                    format!("lane {lane} of machine {machine} is not on the server in its order"),
                );
            }
        }
    }
}
