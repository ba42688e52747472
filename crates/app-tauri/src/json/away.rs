//! The time for which the machine was away while a timer ran.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::time::{Became, Because, Gap};
use serde::{Deserialize, Serialize};

/// A gap: not before `from`, not after `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct GapJson {
    from: Timestamp,
    to: Timestamp,
    because: BecauseCode,
    asleep_seconds: Option<u64>,
    placed: bool,
}

/// Why the machine may not have lived then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// A gap that a person was shown.
impl From<GapJson> for Gap {
    fn from(GapJson { from, to, because, asleep_seconds, placed }: GapJson) -> Self {
        let because = match (because, asleep_seconds) {
            (BecauseCode::Slept, Some(seconds)) => Because::Slept { asleep: Duration::from_secs(seconds) },
            (BecauseCode::Silent, _) => Because::Silent,
            _ => Because::Restarted,
        };
        Self { from, to, because, placed }
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test")]

    use super::*;

    #[test]
    fn a_gap_that_was_shown_comes_back_as_it_was() {
        let at = |millis| Timestamp::from_millis(millis).unwrap();
        let asleep = Duration::from_secs(90);
        for because in [Because::Slept { asleep }, Because::Restarted, Because::Silent] {
            for placed in [false, true] {
                let gap = Gap { from: at(1_001), to: at(200_002), because, placed };
                let shown = serde_json::to_value(GapJson::from(&gap)).unwrap();
                assert_eq!(Gap::from(serde_json::from_value::<GapJson>(shown).unwrap()), gap);
            }
        }
    }
}
