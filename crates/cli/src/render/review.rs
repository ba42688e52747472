//! What a person ought to look at, each with the command that mends it.

pub(crate) mod decided;
pub(crate) mod history;
pub(crate) mod items;

use homing_app::json::FindingJson;
use homing_domain::time::{Entry, EntryState, Finding, LONG_SPAN, Matter, Refusal, ReviewItem};
use serde::Serialize;

use super::away::{all_in_words, it_was_not, it_was_work};
use super::entry::{named, short_id};
use super::text::printable;
use super::{Here, amount, hours};
use items::{MendedItemJson, paragraph};

/// What `review --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ReviewJson<'a> {
    findings: Vec<MendedFindingJson<'a>>,
    items: Vec<MendedItemJson<'a>>,
}

#[derive(Debug, Serialize)]
struct MendedFindingJson<'a> {
    #[serde(flatten)]
    finding: FindingJson<'a>,
    mend: String,
}

/// As JSON.
pub(crate) fn json<'a>(findings: &'a [Finding], items: &'a [ReviewItem]) -> ReviewJson<'a> {
    let findings =
        findings.iter().map(|found| MendedFindingJson { finding: found.into(), mend: mend(found) });
    ReviewJson { findings: findings.collect(), items: items.iter().map(Into::into).collect() }
}

/// As text: one paragraph for each.
pub(crate) fn text(findings: &[Finding], items: &[ReviewItem], here: &Here) -> String {
    if findings.is_empty() && items.is_empty() {
        return "Nothing needs a look.".to_owned();
    }
    let mut text = String::new();
    for finding in findings {
        let Finding { entry, matter } = finding;
        let (id, when) = (short_id(entry.id), here.moment(entry.started_at()));
        text.push_str(&format!("{id}  {when}  {}\n", named(entry)));
        text.push_str(&format!("  {}\n  {}\n", in_words(entry, matter, here), mend(finding)));
    }
    for item in items {
        text.push_str(&paragraph(item, here));
    }
    let count = u64::try_from(findings.len() + items.len()).unwrap_or(u64::MAX);
    format!("{text}\n{}", amount(count, "thing to look at", "things to look at"))
}

fn in_words(entry: &Entry, matter: &Matter, here: &Here) -> String {
    match matter {
        Matter::Refused(Refusal { reason, .. }) => {
            let field = reason.field.as_ref().map(|field| format!(", for its {field}")).unwrap_or_default();
            let detail = reason.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
            printable(&format!("The server refused it ({}{field}){detail}", reason.code))
        }
        Matter::InFuture { at } => format!("It names a time that has not come: {}", here.moment(*at)),
        Matter::Long { span } => {
            format!("It has over {} hours without a break: {}", LONG_SPAN.as_secs() / 3_600, hours(*span))
        }
        Matter::Overlaps { with, by } => {
            format!("Work was recorded twice for {}, with {}", hours(*by), short_id(*with))
        }
        Matter::Away { gaps } => format!(
            "This machine {} while its timer ran, and that counts as work. If it was: {}; if not:",
            all_in_words(gaps, here),
            it_was_work(entry)
        ),
        Matter::Approximate => "Its times are a best guess".to_owned(),
        Matter::Empty => "It has no work at all".to_owned(),
        _ => "It needs a look".to_owned(),
    }
}

/// The command that mends it, with what only the person knows in capitals.
fn mend(Finding { entry, matter }: &Finding) -> String {
    let id = short_id(entry.id);
    let interval = if entry.intervals.len() > 1 { " --interval N" } else { "" };
    let running = entry.state == EntryState::Running;
    match matter {
        Matter::Refused(refusal) => format!("homing edit {id} {}", option(refusal, entry)),
        Matter::InFuture { .. } if running => format!("homing edit {id}{interval} --from TIME"),
        Matter::Long { .. } if running => "homing stop --at TIME".to_owned(),
        Matter::InFuture { .. } | Matter::Long { .. } => format!("homing edit {id}{interval} --to TIME"),
        Matter::Overlaps { .. } => format!("homing edit {id}{interval} --from TIME"),
        Matter::Away { gaps } => it_was_not(entry, &gaps.iter().collect::<Vec<_>>()),
        Matter::Approximate => it_was_work(entry),
        _ => format!("homing delete {id}"),
    }
}

/// The option that changes what the server named.
fn option(Refusal { reason, .. }: &Refusal, entry: &Entry) -> String {
    let field = reason.field.as_deref().unwrap_or_default();
    let field = field.strip_prefix("entry.").unwrap_or(field);
    let is = |name: &str| field.starts_with(name);
    if is("project") {
        "--project P".to_owned()
    } else if is("tags") {
        "--untag T".to_owned()
    } else if is("intervals") && entry.intervals.len() > 1 {
        "--interval N --from TIME --to TIME".to_owned()
    } else if is("intervals") {
        "--from TIME --to TIME".to_owned()
    } else {
        "--description TEXT".to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use homing_domain::task::Reason;
    use jiff::tz::TimeZone;

    use super::super::entry::tests::sample;
    use super::*;

    fn found(matter: Matter) -> Finding {
        let entry = sample(EntryState::Stopped, &[("2026-11-22T08:15:00Z", Some("2026-11-22T09:00:00Z"))]);
        Finding { entry, matter }
    }

    fn refused() -> Finding {
        let entry = found(Matter::Empty).entry.id;
        let reason = Reason {
            code: "invalid-entry".to_owned(),
            detail: Some("No such project.".to_owned()),
            field: Some("entry.project".to_owned()),
        };
        let task = "11111111-1111-4111-8111-111111111111".parse().unwrap();
        found(Matter::Refused(Refusal { entry, task, reason }))
    }

    #[test]
    fn each_finding_says_what_is_the_matter_and_what_mends_it() {
        let here = Here { now: "2026-11-22T10:30:00Z".parse().unwrap(), zone: TimeZone::UTC };
        let shown = text(&[refused(), found(Matter::Long { span: Duration::from_secs(61_200) })], &[], &here);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(
            lines,
            [
                "11111111  08:15  Write the report",
                "  The server refused it (invalid-entry, for its entry.project): No such project.",
                "  homing edit 11111111 --project P",
                "11111111  08:15  Write the report",
                "  It has over 16 hours without a break: 17:00",
                "  homing edit 11111111 --to TIME",
                "",
                "2 things to look at",
            ]
        );
    }

    #[test]
    fn in_json_every_finding_has_a_name_and_its_details() {
        let findings = [refused(), found(Matter::Approximate)];
        let json = serde_json::to_value(json(&findings, &[])).unwrap();
        assert_eq!(json["findings"][0]["matter"], "refused");
        assert_eq!(json["findings"][0]["details"]["reason"]["field"], "entry.project");
        assert_eq!(json["findings"][1]["mend"], "homing edit 11111111 --exact");
    }
}
