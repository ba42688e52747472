//! An examination, line by line and as JSON.

mod advice;
mod sentences;

use homing_app::{Check, Finding, Standing};
use serde::Serialize;

use super::Here;
use super::text::printable;
use crate::screen::{Screen, Tone};
use advice::advice;
use sentences::sentence;

/// What `doctor --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct DoctorJson<'a> {
    worst: &'static str,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Debug, Serialize)]
struct FindingJson<'a> {
    check: Check,
    level: &'static str,
    #[serde(flatten)]
    finding: &'a Finding,
    message: String,
}

/// As JSON.
pub(crate) fn json<'a>(found: &'a [Finding], here: &Here) -> DoctorJson<'a> {
    let finding = |finding: &'a Finding| {
        let (check, standing) = finding.place();
        FindingJson { check, level: level(standing), finding, message: whole(finding, here) }
    };
    DoctorJson { worst: level(worst(found)), findings: found.iter().map(finding).collect() }
}

/// A line for each finding, what to do below those that need it, and the sum of it at the end.
pub(crate) fn lines(found: &[Finding], here: &Here, screen: &Screen) -> String {
    let mut text = String::new();
    for finding in found {
        let (check, standing) = finding.place();
        let tone = match standing {
            Standing::Good => Tone::Good,
            Standing::Warning => Tone::Waits,
            Standing::Problem(_) => Tone::Bad,
        };
        let mark = screen.paint(tone, &format!("{:<8}", level(standing)));
        text.push_str(&format!("{mark} {:<14} {}\n", name(check), printable(&sentence(finding, here))));
        if let Some(advice) = advice(finding) {
            text.push_str(&format!("{:24}{advice}\n", ""));
        }
    }
    let count = |wanted: &str| found.iter().filter(|one| level(one.place().1) == wanted).count();
    let sum = match (count("problem"), count("warning")) {
        (0, 0) => "Everything is as it should be.".to_owned(),
        (0, 1) => "No problem; 1 thing to know.".to_owned(),
        (0, warnings) => format!("No problem; {warnings} things to know."),
        (1, _) => "1 problem. Nothing was changed.".to_owned(),
        (problems, _) => format!("{problems} problems. Nothing was changed."),
    };
    text + "\n" + &sum
}

/// The worst of it.
pub(crate) fn worst(found: &[Finding]) -> Standing {
    found.iter().map(|finding| finding.place().1).max().unwrap_or(Standing::Good)
}

fn whole(finding: &Finding, here: &Here) -> String {
    let sentence = sentence(finding, here);
    match advice(finding) {
        Some(advice) => format!("{sentence} {advice}"),
        None => sentence,
    }
}

fn level(standing: Standing) -> &'static str {
    match standing {
        Standing::Good => "ok",
        Standing::Warning => "warning",
        Standing::Problem(_) => "problem",
    }
}

fn name(check: Check) -> &'static str {
    match check {
        Check::Program => "version",
        Check::Configuration => "configuration",
        Check::Data => "data",
        Check::Account => "account",
        Check::Credentials => "credentials",
        Check::Queue => "queue",
        Check::Locks => "locks",
        Check::Network => "network",
        Check::Proxy => "proxy",
        Check::Name => "DNS",
        Check::Tls => "TLS",
        Check::Server => "server",
        Check::Api => "API",
        Check::Clock => "clock",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use jiff::tz::TimeZone;

    use super::*;

    fn here() -> Here {
        Here { now: "2026-11-24T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC }
    }

    #[test]
    fn each_finding_is_a_line_and_what_to_do_stands_below_it() {
        let found = [
            Finding::LocalOnly,
            Finding::QueueNeedsAPerson { attention: 2 },
            Finding::NameUnknown { host: "homing.example.org".to_owned() },
        ];
        let shown = lines(&found, &here(), &Screen::PLAIN);
        let shown: Vec<_> = shown.lines().collect();
        assert_eq!(
            shown[0],
            "ok       account        Nobody has signed in; what is recorded stays on this machine."
        );
        assert!(shown[1].starts_with("warning  queue          2 changes need a look"), "{shown:?}");
        assert!(shown[2].trim_start().starts_with("`homing queue list`"), "{shown:?}");
        assert!(shown[3].starts_with("problem  DNS "), "{shown:?}");
        assert_eq!(shown.last(), Some(&"1 problem. Nothing was changed."));
    }

    #[test]
    fn a_script_gets_the_code_the_data_and_the_sentence() {
        let found = [Finding::SpaceLow { free_bytes: 50_000_000 }];
        let written = serde_json::to_value(json(&found, &here())).unwrap();
        assert_eq!(written["worst"], "warning");
        let finding = &written["findings"][0];
        assert_eq!(
            (&finding["check"], &finding["level"], &finding["code"], &finding["free_bytes"]),
            (&"data".into(), &"warning".into(), &"space-low".into(), &50_000_000.into())
        );
        assert!(finding["message"].as_str().unwrap().contains("47 MiB"), "{finding}");
    }

    #[test]
    fn what_another_machine_says_of_itself_does_not_steer_the_terminal() {
        let found = [Finding::TlsNotTrusted { issuer: Some("\u{1b}[2Jevil".to_owned()) }];
        assert!(!lines(&found, &here(), &Screen::PLAIN).contains('\u{1b}'));
    }
}
