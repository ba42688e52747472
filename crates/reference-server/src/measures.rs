//! What the server counts and measures, by name: `docs/metrics.md` lists the same.
//!
//! It speaks to the `metrics` facade; where nobody set up a recorder, all of it is nothing. Labels are
//! words of closed lists, so that no client can make new ones.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

/// How long an exchange took, by method, route and status.
pub(crate) const REQUEST_SECONDS: &str = "homing_server_request_seconds";
const IN_FLIGHT: &str = "homing_server_requests_in_flight";
const TASKS: &str = "homing_server_tasks_total";
const REFUSED_SIGN_INS: &str = "homing_server_refused_sign_ins_total";
const RATE_LIMITED: &str = "homing_server_rate_limited_total";
const OVERLOADED: &str = "homing_server_overloaded_total";
const DATABASE_ERRORS: &str = "homing_server_database_errors_total";
const KEYS_PRUNED: &str = "homing_server_keys_pruned_total";
const PROVIDER_ASKED: &str = "homing_server_oidc_asked_total";
const BLOBS: &str = "homing_server_blobs_total";
const BLOB_BYTES: &str = "homing_server_blob_bytes_total";
const BLOBS_PRUNED: &str = "homing_server_blobs_pruned_total";

/// The upper bounds of the buckets of [`REQUEST_SECONDS`], in seconds: from a read of one row to a batch
/// behind a busy disk.
pub(crate) const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Tells the recorder what each of them is, so that a scrape explains itself.
pub(crate) fn describe() {
    describe_histogram!(
        REQUEST_SECONDS,
        Unit::Seconds,
        "How long a request took, to the head of its answer."
    );
    describe_gauge!(IN_FLIGHT, Unit::Count, "Requests that are being answered.");
    describe_counter!(TASKS, Unit::Count, "Tasks of POST /v1/sync, by what became of them.");
    describe_counter!(REFUSED_SIGN_INS, Unit::Count, "Refused passwords and tokens, by which.");
    describe_counter!(RATE_LIMITED, Unit::Count, "Requests answered 429, by the limit that they met.");
    describe_counter!(OVERLOADED, Unit::Count, "Requests answered 503 since too many were under way.");
    describe_counter!(DATABASE_ERRORS, Unit::Count, "Failures of the database, by what they stopped.");
    describe_counter!(KEYS_PRUNED, Unit::Count, "Idempotency keys forgotten after their days.");
    describe_counter!(PROVIDER_ASKED, Unit::Count, "Times that the OpenID provider was asked for its keys.");
    describe_counter!(BLOBS, Unit::Count, "Blobs that were brought, by what became of them.");
    describe_counter!(BLOB_BYTES, Unit::Bytes, "Bytes of the blobs that were stored.");
    describe_counter!(BLOBS_PRUNED, Unit::Count, "Blobs forgotten since no screenshot named them.");
    // What stands at nought is shown too: a rule that alarms on a rise needs a beginning.
    gauge!(IN_FLIGHT).set(0.0);
    for result in ["applied", "duplicate", "rejected", "retry", "blocked"] {
        tasks(result, 0);
    }
    for result in ["stored", "known", "refused"] {
        counter!(BLOBS, "result" => result).absolute(0);
    }
    for result in ["answered", "failed"] {
        counter!(PROVIDER_ASKED, "result" => result).absolute(0);
    }
    for name in [OVERLOADED, KEYS_PRUNED, BLOB_BYTES, BLOBS_PRUNED] {
        counter!(name).absolute(0);
    }
}

/// An exchange has been answered.
pub(crate) fn answered(method: &'static str, route: &str, status: u16, took: Duration) {
    request(method, route, status.to_string(), took);
}

/// The client hung up before there was an answer.
pub(crate) fn unanswered(method: &'static str, route: &str, took: Duration) {
    request(method, route, "none".to_owned(), took);
}

fn request(method: &'static str, route: &str, status: String, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status)];
    histogram!(REQUEST_SECONDS, &labels).record(took.as_secs_f64());
}

/// A request that is being answered; no longer, once it is dropped.
pub(crate) struct InFlight(());

impl InFlight {
    pub(crate) fn begin() -> Self {
        gauge!(IN_FLIGHT).increment(1.0);
        Self(())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        gauge!(IN_FLIGHT).decrement(1.0);
    }
}

/// So many tasks of a request ended like this.
pub(crate) fn tasks(result: &'static str, count: u64) {
    counter!(TASKS, "result" => result).increment(count);
}

/// A password or a token was refused; `what` is the last word of the problem's type.
pub(crate) fn refused_sign_in(what: &'static str) {
    counter!(REFUSED_SIGN_INS, "what" => what).increment(1);
}

/// A request met the limit of this name.
pub(crate) fn rate_limited(policy: &'static str) {
    counter!(RATE_LIMITED, "policy" => policy).increment(1);
}

/// A request was turned away since too many were under way.
pub(crate) fn overloaded() {
    counter!(OVERLOADED).increment(1);
}

/// The database failed; `stopped` says what: one `task`, or a whole `request`.
pub(crate) fn database_error(stopped: &'static str) {
    counter!(DATABASE_ERRORS, "stopped" => stopped).increment(1);
}

/// The OpenID provider was asked for its keys, and `answered`, or it `failed`.
pub(crate) fn provider_asked(result: &'static str) {
    counter!(PROVIDER_ASKED, "result" => result).increment(1);
}

/// So many idempotency keys were forgotten.
pub(crate) fn keys_pruned(count: u64) {
    counter!(KEYS_PRUNED).increment(count);
}

/// A blob was brought: `stored` with so many bytes, `known` before, or `refused`.
pub(crate) fn blob(result: &'static str, bytes: u64) {
    counter!(BLOBS, "result" => result).increment(1);
    counter!(BLOB_BYTES).increment(bytes);
}

/// So many blobs were forgotten, none of them named by a screenshot.
pub(crate) fn blobs_pruned(count: u64) {
    counter!(BLOBS_PRUNED).increment(count);
}
