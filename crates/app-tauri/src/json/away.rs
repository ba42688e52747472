//! The time for which the machine was away while a timer ran.

use homing_domain::Timestamp;
use homing_domain::time::{Became, Because, Gap};
use serde::Serialize;

/// A gap: not before `from`, not after `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapJson {
    from: Timestamp,
    to: Timestamp,
    because: &'static str,
    asleep_seconds: Option<u64>,
    placed: bool,
}

/// A gap, and what became of it.
#[derive(Debug, Serialize)]
pub struct AwayJson {
    #[serde(flatten)]
    gap: GapJson,
    became: &'static str,
}

impl From<&Gap> for GapJson {
    fn from(Gap { from, to, because, placed }: &Gap) -> Self {
        let (because, asleep_seconds) = match because {
            Because::Slept { asleep } => ("slept", Some(asleep.as_secs())),
            Because::Restarted => ("restarted", None),
            Because::Silent => ("silent", None),
            _ => ("other", None),
        };
        Self { from: *from, to: *to, because, asleep_seconds, placed: *placed }
    }
}

impl From<&(Gap, Became)> for AwayJson {
    fn from((gap, became): &(Gap, Became)) -> Self {
        let became = match became {
            Became::Marked => "marked",
            Became::Kept => "kept",
            Became::Cut => "cut",
        };
        Self { gap: gap.into(), became }
    }
}
