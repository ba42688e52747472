//! What persons do: they track time, let an application record things of its own, sync, sign in and out, and look.

use std::time::Duration;

use homing_domain::engine::SyncState;
use homing_domain::names::Key;
use homing_domain::names::{AccountId, Kind, Lane, TaskId};
use homing_domain::ports::{Ids as _, Selection};
use homing_domain::task::{Body, Coalesce, Commit, Dependency, NewTask, Priority, Release, WithoutRoom};
use homing_domain::time::{Command, Draft, Edit, EntryId, When};
use serde_json::json;

use super::super::machine::{Op, Program};
use super::super::overheard::WORDS;
use super::super::server::{BREAKS, POISON, USERS};
use super::Simulation;

/// The most programs at once on a machine, and the most that one of them is asked for at once.
const PROGRAMS: usize = 3;
const AT_ONCE: usize = 3;

impl Simulation {
    pub(super) fn person_does_something(&mut self) {
        let machine = self.any_machine();
        let Some(op) = self.wish(machine) else { return };
        self.ask(machine, op);
    }

    /// Asks a program that runs, or starts one in a terminal.
    pub(super) fn ask(&mut self, machine: usize, op: Op) {
        if let Op::Discard(tasks) = &op {
            let mut model = self.world.model();
            tasks.iter().for_each(|task| model.person_discards(machine, *task));
        }
        let processes = &self.machines[machine].processes;
        let free =
            |place: &usize| processes[*place].busy() < AT_ONCE && !processes[*place].is_asked_to_stop();
        let free: Vec<usize> = (0..processes.len()).filter(free).collect();
        let place = self.dice.pick(&free).copied();
        let terminal = place.is_none() || (processes.len() < PROGRAMS && self.dice.chance(30));
        let process = match place {
            Some(place) if !terminal => &mut self.machines[machine].processes[place],
            _ if processes.len() >= PROGRAMS => return,
            _ => self.machines[machine].start(&self.world, Program::Terminal),
        };
        self.world.trace.note(format_args!("machine {machine}: {process} is asked to {op:?}"));
        process.begin(op);
    }

    fn active(&self, machine: usize) -> AccountId {
        let backend = &self.machines[machine].backend;
        backend.run(backend.accounts.active()).unwrap().id()
    }

    fn wish(&self, machine: usize) -> Option<Op> {
        let account = self.active(machine);
        if self.needs_a_sign_in(machine, account) && self.dice.chance(40) {
            return Some(Op::SignIn { name: USERS[0].1 });
        }
        let refused = self.world.model().in_attention(machine, account);
        Some(match self.dice.below(100) {
            0..44 => Op::Record(Box::new(self.command(machine, account)?)),
            44..70 => Op::Enqueue(self.commit(machine)),
            70..76 => Op::Sync,
            76..83 => Op::SyncNow,
            83..86 => Op::Retry(Selection::All),
            86..89 => Op::Retry(Selection::Tasks(vec![*self.dice.pick(&refused)?])),
            89..91 => Op::Discard(vec![self.any_queued(machine, account)?]),
            91..93 => Op::Look,
            93..95 => Op::SignIn { name: self.dice.pick(&USERS)?.1 },
            95..98 => Op::Switch { name: self.dice.pick(&USERS)?.1 },
            98 => Op::SignOutOf { name: self.dice.pick(&USERS)?.1 },
            _ => Op::SignOut,
        })
    }

    /// Whether a program would say so.
    fn needs_a_sign_in(&self, machine: usize, account: AccountId) -> bool {
        let backend = &self.machines[machine].backend;
        backend.run(SyncState::load(backend.queue.as_ref(), account)).unwrap().sign_in_needed
    }

    fn any_queued(&self, machine: usize, account: AccountId) -> Option<TaskId> {
        let model = self.world.model();
        let queued: Vec<TaskId> = model.queued(machine, account).iter().map(|one| one.id).collect();
        self.dice.pick(&queued).copied()
    }

    fn words(&self) -> String {
        let marked = *self.dice.weighted(&[(93, ""), (6, POISON), (1, BREAKS)]);
        format!("{WORDS} {} {marked}", self.dice.below(1_000))
    }

    fn draft(&self) -> Draft {
        Draft { project: None, description: self.words(), tags: vec![] }
    }

    fn command(&self, machine: usize, account: AccountId) -> Option<Command> {
        let now = || homing_domain::ports::Clock::now(&self.machines[machine].clock);
        let entry = || {
            let model = self.world.model();
            let entries = model.promises_of(machine).filter(|promise| promise.account == account);
            let ids = entries.filter(|promise| promise.carries_revision().is_some());
            let ids: Vec<EntryId> = ids.map(|one| EntryId::new(one.lane.as_str().parse().unwrap())).collect();
            self.dice.pick(&ids).copied()
        };
        Some(match self.dice.below(100) {
            0..30 => Command::Start { draft: self.draft(), when: When::Now },
            30..40 => Command::Pause(When::Now),
            40..50 => Command::Resume(When::Now),
            50..68 => Command::Stop(When::Now),
            68..72 => Command::Continue { entry: entry()?, when: When::Now },
            72..78 => {
                let from = now();
                let from = homing_domain::Timestamp::from_millis(from.as_millis() - 3_600_000).unwrap();
                let to = from.saturating_add(Duration::from_secs(self.dice.below(3_600)));
                Command::Add { draft: self.draft(), from, to, long_is_meant: true }
            }
            78..90 => {
                let edit = Edit { description: Some(self.words()), ..Edit::default() };
                Command::Edit { entry: entry()?, edit }
            }
            90..93 => Command::Delete(vec![entry()?]),
            93..95 => Command::Cancel,
            _ => Command::Undo { step: None, loss_is_meant: true },
        })
    }

    /// What an application of one's own would write: notes that are all kept, settings of which the last counts.
    fn commit(&self, machine: usize) -> Commit {
        let tasks = (0..self.dice.between(1, 4)).map(|_| self.task(machine)).collect();
        Commit { records: vec![], tasks }
    }

    fn task(&self, machine: usize) -> NewTask {
        let ids = &self.world.ids;
        let keep = self.dice.chance(65);
        let (kind, coalesce) = if keep { ("note", Coalesce::Keep) } else { ("setting", Coalesce::Supersede) };
        let lane = format!("{kind}s-{}-of-machine-{machine}", self.dice.below(3));
        let body = json!({ "lane": lane, "note": ids.uuid(), "words": self.words() });
        let priorities = [Priority::Critical, Priority::High, Priority::Normal];
        NewTask {
            id: TaskId::new(ids.uuid()),
            key: Key::new(ids.uuid()),
            kind: Kind::of(kind),
            lane: Lane::new(lane).unwrap(),
            priority: *self.dice.pick(&priorities).unwrap(),
            coalesce,
            occurred_at: homing_domain::ports::Clock::now(&self.machines[machine].clock),
            body: Body::of_json(&body).unwrap(),
            carries: None,
            depends: self.dependencies(machine),
            blob: None,
            without_room: WithoutRoom::Refuse,
        }
    }

    /// Often nothing; else a lane of the same application, or an entry.
    fn dependencies(&self, machine: usize) -> Vec<Dependency> {
        if self.dice.chance(75) {
            return vec![];
        }
        let model = self.world.model();
        let lanes: Vec<Lane> = model.promises_of(machine).map(|promise| promise.lane.clone()).collect();
        let lane = self.dice.pick(&lanes).cloned();
        let until = if self.dice.chance(50) { Release::Sent } else { Release::OutOfTheWay };
        lane.map(|lane| Dependency { lane, until }).into_iter().collect()
    }
}
