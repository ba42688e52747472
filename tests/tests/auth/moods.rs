//! The ways in which a sign-in server is bad without refusing anyone, and what a client says of each.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_tests::{Reply, StandIn};
use serde_json::{Value, json};

/// Long enough for a storm to show.
pub(crate) const MINUTES: Duration = Duration::from_secs(100);

/// How the sign-in server is, for a while.
pub(crate) struct Mood {
    pub(crate) name: &'static str,
    pub(crate) conduct: StandIn,
    pub(crate) lasts: Duration,
    /// What every cycle says meanwhile.
    pub(crate) said: fn(&CycleEnd) -> bool,
}

fn offline(end: &CycleEnd) -> bool {
    matches!(end, CycleEnd::Offline { .. })
}

fn trouble(end: &CycleEnd) -> bool {
    matches!(end, CycleEnd::ServerTrouble { .. })
}

fn throttled(end: &CycleEnd) -> bool {
    matches!(end, CycleEnd::Throttled { .. })
}

/// What the server grants, as it says it.
pub(crate) fn session(access: &str, refresh: &str, seconds: &Value) -> Value {
    json!({
        "user": { "id": "0b6f4b1e-32e6-4c55-9d0a-6f1f6f9f3f5c", "name": "anna" },
        "access_token": access, "refresh_token": refresh, "expires_in_seconds": seconds,
    })
}

/// One after the other, each of which a client comes through by itself.
pub(crate) fn moods() -> Vec<Mood> {
    let mood = |name, conduct, said: fn(&CycleEnd) -> bool| Mood { name, conduct, lasts: MINUTES, said };
    let says = |name, reply| mood(name, StandIn::Say(reply), trouble);
    let of_life = |name, seconds: Value| says(name, Reply::json(&session("a", "r", &seconds)));
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n{\"user\"";
    let foreign = json!({ "type": "https://gateway.example.org/unauthorized", "title": "t", "status": 401 });
    let redirect = Reply::status(302).with("location", "https://portal.example.org/");
    let lost = || Mood { lasts: Duration::ZERO, ..mood("flapping", StandIn::WorkAndReset, offline) };
    let asks = |status| Reply::status(status).with("retry-after", "40");
    vec![
        mood("dead", StandIn::Reset, offline),
        lost(),
        says("a portal", Reply::of(200, "text/html", "<html>Welcome</html>")),
        mood("slow", StandIn::Silence, offline),
        lost(),
        says("no fields", Reply::json(&json!({}))),
        says("another type", Reply::of(200, "text/plain", &session("a", "r", &json!(900)).to_string())),
        mood("cut", StandIn::Raw(cut.to_vec()), offline),
        says("a proxy's 401", Reply::of(401, "text/html", "<html>Sign in</html>")),
        says("a gateway's 401", Reply::problem(401, &foreign)),
        says("a redirect", redirect),
        says("a failure", Reply::status(500)),
        mood("busy", StandIn::Say(asks(503)), throttled),
        mood("had enough", StandIn::Say(asks(429)), throttled),
        of_life("no life", json!(0)),
        of_life("a life before birth", json!(-900)),
        of_life("a life beyond all", json!(1e30)),
        of_life("a life in words", json!("900")),
        says("an empty token", Reply::json(&session("", "r", &json!(900)))),
        lost(),
    ]
}
