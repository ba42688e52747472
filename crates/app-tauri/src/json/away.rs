//! The time for which the machine was away while a timer ran.

use homing_domain::Timestamp;
use homing_domain::time::{Became, Because, Gap};
use serde::Serialize;

/// A gap: not before `from`, not after `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct GapJson {
    from: Timestamp,
    to: Timestamp,
    because: BecauseCode,
    asleep_seconds: Option<u64>,
    placed: bool,
}

/// Why the machine may not have lived then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum BecauseCode {
    Slept,
    Restarted,
    Silent,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum BecameCode {
    Marked,
    Kept,
    Cut,
}

/// A gap, and what became of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AwayJson {
    #[serde(flatten)]
    gap: GapJson,
    became: BecameCode,
}

impl From<&Gap> for GapJson {
    fn from(Gap { from, to, because, placed }: &Gap) -> Self {
        let (because, asleep_seconds) = match because {
            Because::Slept { asleep } => (BecauseCode::Slept, Some(asleep.as_secs())),
            Because::Restarted => (BecauseCode::Restarted, None),
            Because::Silent => (BecauseCode::Silent, None),
            _ => (BecauseCode::Other, None),
        };
        Self { from: *from, to: *to, because, asleep_seconds, placed: *placed }
    }
}

impl From<&(Gap, Became)> for AwayJson {
    fn from((gap, became): &(Gap, Became)) -> Self {
        let became = match became {
            Became::Marked => BecameCode::Marked,
            Became::Kept => BecameCode::Kept,
            Became::Cut => BecameCode::Cut,
        };
        Self { gap: gap.into(), became }
    }
}
