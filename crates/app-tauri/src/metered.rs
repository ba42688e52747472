//! What can be counted of the client, through the `metrics` facade: nothing happens where an application installs no
//! recorder. Around the ports, so that neither the rules nor the adapters know of it.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::ports::{Clock, Event, Events, Http, HttpError, HttpRequest, HttpResponse};
use metrics::{counter, histogram};

/// Cycles that had a look at the queue.
const CYCLES: &str = "homing_cycles_total";
/// Requests that carried tasks.
const BATCHES: &str = "homing_batches_total";
/// What became of tasks that were claimed, by `result`.
const TASKS: &str = "homing_tasks_total";
/// How long a request took, by `outcome`.
const REQUEST_SECONDS: &str = "homing_request_seconds";

/// Counts what happens in a cycle, and passes it on.
pub(crate) struct MeteredEvents(pub(crate) Arc<dyn Events>);

impl Events for MeteredEvents {
    fn emit(&self, event: Event) {
        match &event {
            Event::CycleStarted { .. } => counter!(CYCLES).increment(1),
            Event::BatchLeft { .. } => counter!(BATCHES).increment(1),
            Event::BatchSettled { sent, attention, waiting } => {
                for (result, tasks) in [("sent", sent), ("attention", attention), ("waiting", waiting)] {
                    counter!(TASKS, "result" => result).increment(u64::try_from(*tasks).unwrap_or(u64::MAX));
                }
            }
            _ => {}
        }
        self.0.emit(event);
    }
}

/// Measures requests, those of a sign-in included.
pub(crate) struct MeteredHttp {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) clock: Arc<dyn Clock>,
}

#[async_trait]
impl Http for MeteredHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let begun = self.clock.monotonic();
        let answer = self.http.send(request).await;
        let outcome = match &answer {
            Ok(response) if response.status < 400 => "done",
            Ok(response) if response.status < 500 => "refused",
            Ok(_) => "server-trouble",
            Err(HttpError::NotSent { .. }) => "not-sent",
            Err(_) => "answer-lost",
        };
        let took = self.clock.monotonic().saturating_sub(begun);
        histogram!(REQUEST_SECONDS, "outcome" => outcome).record(took.as_secs_f64());
        answer
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeSet;
    use std::sync::Mutex;
    use std::time::Duration;

    use homing_domain::names::AccountId;
    use homing_domain::ports::{HttpBody, Method, MockHttp};
    use homing_domain::testing::ManualClock;
    use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

    use super::*;
    use crate::NoEvents;

    /// Remembers the names that anyone asked for.
    #[derive(Default)]
    struct Names(Mutex<BTreeSet<String>>);

    impl Names {
        fn note(&self, key: &Key) {
            self.0.lock().unwrap().insert(key.name().to_owned());
        }
    }

    impl Recorder for Names {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            self.note(key);
            Counter::noop()
        }

        fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
            self.note(key);
            Gauge::noop()
        }

        fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
            self.note(key);
            Histogram::noop()
        }
    }

    /// The names in the client's section.
    fn documented() -> BTreeSet<String> {
        let page = include_str!("../../../docs/metrics.md");
        let section = page.split("## The client").nth(1).unwrap();
        let names = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        names.map(str::to_owned).collect()
    }

    #[test]
    fn what_is_counted_is_what_the_documentation_lists() {
        let names = Names::default();
        let request = HttpRequest {
            method: Method::Get,
            url: "https://homing.example.org/".parse().unwrap(),
            bearer: None,
            body: HttpBody::None,
            timeout: Duration::from_secs(1),
            max_answer_bytes: 1,
        };
        let mut http = MockHttp::new();
        http.expect_send().returning(|_| Err(HttpError::AnswerLost("lost".into())));
        let http = MeteredHttp { http: Arc::new(http), clock: Arc::new(ManualClock::default()) };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        metrics::with_local_recorder(&names, || {
            let events = MeteredEvents(Arc::new(NoEvents));
            events.emit(Event::CycleStarted { account: AccountId::LOCAL, waiting: 1 });
            events.emit(Event::BatchLeft { tasks: 1 });
            events.emit(Event::BatchSettled { sent: 1, attention: 0, waiting: 0 });
            runtime.block_on(http.send(request)).unwrap_err();
        });
        assert_eq!(*names.0.lock().unwrap(), documented());
    }
}
