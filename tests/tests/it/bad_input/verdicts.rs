//! Every status that a server may answer a sync with, and what becomes of the change that was sent.

use anyhow::{Result, ensure};
use homing_tests::bad_input::{Answer, Case, Request, Said, Stage};

/// What waits afterwards, and what needs a person.
type Left = (u64, u64);

const WAITS: Left = (1, 0);
const NEEDS_A_PERSON: Left = (0, 1);
const SENT: Left = (0, 0);

pub(super) fn cases() -> Vec<Case> {
    let status = |number, done, code, left, status: u16| {
        answered(number, done, code, left, move |_| Answer::status(status))
    };
    vec![
        status(601, "204", 69, WAITS, 204),
        status(602, "301", 69, WAITS, 301),
        status(603, "304", 69, WAITS, 304),
        status(604, "400", 65, NEEDS_A_PERSON, 400),
        status(605, "401, also with a fresh token", 77, WAITS, 401),
        status(606, "402", 69, WAITS, 402),
        status(607, "403", 77, WAITS, 403),
        status(608, "404", 78, WAITS, 404),
        status(609, "405", 78, WAITS, 405),
        status(610, "407", 69, WAITS, 407),
        status(611, "408", 69, WAITS, 408),
        status(612, "409", 65, NEEDS_A_PERSON, 409),
        answered(613, "409, still in progress", 69, WAITS, |_| Answer::problem(409, "in-progress")),
        status(614, "410", 78, WAITS, 410),
        status(615, "413", 65, NEEDS_A_PERSON, 413),
        status(616, "414", 65, NEEDS_A_PERSON, 414),
        status(617, "415", 78, WAITS, 415),
        status(618, "418", 69, WAITS, 418),
        answered(619, "422 with a reason", 65, NEEDS_A_PERSON, |_| {
            let problem = br#"{"type":"urn:homing:problem:invalid-entry","title":"t","status":422,"detail":"It has no end.","field":"entry.intervals"}"#;
            Answer::Http(422, "application/problem+json", problem.to_vec())
        }),
        answered(620, "422 with a reason that would clear the screen", 65, NEEDS_A_PERSON, |_| {
            let problem = br#"{"type":"urn:homing:problem:\u001b[2J","title":"t","status":422,"detail":"\u001b]0;title\u0007"}"#;
            Answer::Http(422, "application/problem+json", problem.to_vec())
        }),
        status(621, "425", 69, WAITS, 425),
        status(622, "426", 78, WAITS, 426),
        status(623, "429", 69, WAITS, 429),
        answered(624, "429 with `Retry-After: 120`", 69, WAITS, |_| waiting(429, "Retry-After: 120\r\n")),
        answered(625, "429 with `Retry-After: soon`", 69, WAITS, |_| waiting(429, "Retry-After: soon\r\n")),
        status(626, "431", 65, NEEDS_A_PERSON, 431),
        status(627, "500", 69, WAITS, 500),
        status(628, "501", 78, WAITS, 501),
        status(629, "502", 69, WAITS, 502),
        status(630, "503", 69, WAITS, 503),
        answered(631, "503 with `Retry-After: 99999999`", 69, WAITS, |_| {
            waiting(503, "Retry-After: 99999999\r\n")
        }),
        status(632, "504", 69, WAITS, 504),
        status(633, "511, a network's sign-in page", 69, WAITS, 511),
        status(634, "599", 69, WAITS, 599),
        item(
            641,
            "The item: rejected",
            65,
            NEEDS_A_PERSON,
            r#"{"result":"rejected","problem":{"type":"urn:homing:problem:conflict","title":"t","status":409}}"#,
        ),
        item(642, "The item: rejected, and no reason", 65, NEEDS_A_PERSON, r#"{"result":"rejected"}"#),
        item(643, "The item: retry in 60 seconds", 69, WAITS, r#"{"result":"retry","after_seconds":60}"#),
        item(644, "The item: blocked, though nothing is before it", 69, WAITS, r#"{"result":"blocked"}"#),
        item(645, "The item: a word that nobody knows", 69, WAITS, r#"{"result":"pondered"}"#),
        item(646, "The item: duplicate", 0, SENT, r#"{"result":"duplicate"}"#),
    ]
}

fn waiting(status: u16, header: &'static str) -> Answer {
    Answer::With(status, "text/plain", header, Vec::new())
}

fn item(number: u16, done: &'static str, code: i32, left: Left, result: &'static str) -> Case {
    answered(number, done, code, left, move |request| {
        request.results(&serde_json::from_str(result).unwrap_or_default())
    })
}

/// A sync of one change, which the server answers with this.
pub(super) fn answered(
    number: u16,
    done: &'static str,
    code: i32,
    left: Left,
    answer: impl Fn(&Request) -> Answer + Clone + Send + Sync + 'static,
) -> Case {
    Case::new(number, done, code, move |stage| {
        let answer = answer.clone();
        stage.server_says(move |request| (request.path == "/v1/sync").then(|| answer(request)));
        synced(stage, left)
    })
}

fn synced(stage: &Stage, left: Left) -> Result<Said> {
    stage.signed_in()?;
    let change = format!("case {}", stage.number());
    stage.homing(&["start", &change]).run()?.with_code(0)?;
    let said = stage.homing_unlocked(&["sync"]).run()?;
    let counts = stage.counts()?;
    ensure!(counts == left, "{counts:?} wait and need a person afterwards, not {left:?}: {}", said.all());
    Ok(said.then(match left {
        WAITS => "it waits",
        NEEDS_A_PERSON => "it needs a person",
        _ => "it is sent",
    }))
}
