//! What the network does with requests and answers.

use std::time::Duration;

use homing_domain::ports::{HttpError, HttpResponse, OfflineCause};
use homing_wire::{Outcome, SyncResponse};

use super::super::network::{Exchange, Route, Stage};
use super::super::server::Treatment;
use super::super::time::Since;
use super::Simulation;

/// Nothing travels longer. Below the grace of a refresh token, so that a late copy is no reuse.
const TRAVELS_AT_MOST: Duration = Duration::from_secs(50);

impl Exchange {
    pub(super) fn can_go_on(&self, now: Since) -> bool {
        let stage = match self.stage {
            Stage::Leaving | Stage::Answered(_) => self.is_awaited(),
            Stage::Travelling => true,
            Stage::Gone => false,
        };
        stage || self.copies > 0 || (self.is_awaited() && self.patience_ends <= now)
    }
}

fn lost() -> HttpError {
    HttpError::AnswerLost("the simulation lost it".into())
}

impl Simulation {
    pub(super) fn exchange_goes_on(&mut self, number: u64) {
        let now = self.world.time.now();
        let mut under_way = self.world.network.under_way();
        let Some(mut exchange) = under_way.exchanges.remove(&number) else { return };
        drop(under_way);
        if exchange.is_awaited() && exchange.patience_ends <= now {
            self.note(number, &exchange, "is waited for no longer");
            exchange.end(Err(lost()));
        } else if exchange.copies > 0 && self.dice.chance(50) {
            exchange.copies -= 1;
            if now < exchange.left_at + TRAVELS_AT_MOST {
                self.note(number, &exchange, "arrives once more");
                drop(self.arrives(&mut exchange));
            }
        } else {
            self.stage_goes_on(number, &mut exchange, now);
        }
        self.world.network.under_way().exchanges.insert(number, exchange);
    }

    fn note(&self, number: u64, exchange: &Exchange, what: &str) {
        let (process, route) = (exchange.process, exchange.asked.route);
        self.world.trace.note(format_args!("request {number} ({route:?} of process {process}) {what}"));
    }

    fn stage_goes_on(&mut self, number: u64, exchange: &mut Exchange, now: Since) {
        let is_online = self.machines[exchange.machine].online;
        match std::mem::replace(&mut exchange.stage, Stage::Gone) {
            Stage::Leaving if !is_online || self.unlucky(2) => {
                self.note(number, exchange, "does not leave");
                let causes = [OfflineCause::Dns, OfflineCause::Connect, OfflineCause::Tls];
                let cause = *self.dice.pick(&causes).unwrap();
                exchange.end(Err(HttpError::NotSent { cause, source: "the simulation is offline".into() }));
            }
            Stage::Leaving => {
                self.note(number, exchange, "leaves");
                self.leaves(exchange);
                exchange.stage = Stage::Travelling;
                exchange.copies = u32::from(self.unlucky(4));
            }
            Stage::Travelling if now >= exchange.left_at + TRAVELS_AT_MOST => {
                self.note(number, exchange, "is too late");
            }
            Stage::Travelling if self.unlucky(3) => self.note(number, exchange, "is lost"),
            Stage::Travelling if self.unlucky(3) => {
                self.note(number, exchange, "is cut off, and may arrive yet");
                exchange.end(Err(lost()));
                exchange.stage = Stage::Travelling;
            }
            Stage::Travelling => {
                let answer = self.arrives(exchange);
                let what = format!("arrives: {:?}, {}", exchange.treatment, answer.status);
                self.note(number, exchange, &what);
                exchange.stage = Stage::Answered(answer);
            }
            Stage::Answered(_) if self.unlucky(3) => self.note(number, exchange, "has its answer lost"),
            Stage::Answered(_) if !is_online || self.unlucky(3) => {
                self.note(number, exchange, "has its answer cut off");
                exchange.end(Err(lost()));
            }
            // A body that ends too early is no answer: the port says so.
            Stage::Answered(_) if exchange.treatment == Some(Treatment::WorksAndCuts) => {
                self.note(number, exchange, "has half an answer");
                exchange.end(Err(lost()));
            }
            Stage::Answered(answer) => {
                self.note(number, exchange, "is answered");
                exchange.end(Ok(answer));
            }
            Stage::Gone => {}
        }
    }

    fn unlucky(&self, percent: u64) -> bool {
        !self.quiet && self.dice.chance(percent)
    }

    fn leaves(&self, exchange: &Exchange) {
        let under_way = self.world.network.under_way();
        let others = under_way.exchanges.values().filter(|other| !matches!(other.stage, Stage::Leaving));
        let server = self.world.server();
        let who = (exchange.machine, exchange.process);
        self.world.model().leaves(who, &exchange.asked, others, &server);
    }

    fn arrives(&mut self, exchange: &mut Exchange) -> HttpResponse {
        let treatment = exchange.treatment.clone();
        let treatment = treatment.unwrap_or_else(|| {
            if self.quiet { Treatment::Works } else { self.weather.treatment(&self.dice) }
        });
        let mut server = self.world.server();
        let response = server.answer(&exchange.asked, &treatment, self.world.time.now());
        exchange.treatment = Some(treatment);
        let effects = server.take_effects();
        let mut model = self.world.model();
        model.took_effect(&effects, &server);
        if exchange.asked.route == Route::Sync {
            match serde_json::from_slice::<SyncResponse>(&response.body) {
                Ok(answer) if response.status == 200 => {
                    let refused = |outcome: &Outcome| matches!(outcome, Outcome::Rejected { .. });
                    let refused = answer.results.iter().filter(|result| refused(&result.outcome));
                    model.turned_down_by_name(refused.map(|result| result.key.as_str()));
                }
                _ => model.turned_down(&exchange.asked, response.status),
            }
        }
        response
    }
}
