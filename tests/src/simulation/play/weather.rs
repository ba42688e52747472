//! How the server fares for a while, and how a request fares in such weather.

use super::super::dice::Dice;
use super::super::server::{Treatment, Wait};

/// How the server fares.
#[derive(Clone, Debug)]
pub(super) enum Weather {
    Fine,
    /// Most requests meet this.
    Trouble(Treatment),
}

impl Weather {
    pub(super) fn change(dice: &Dice) -> Self {
        if dice.chance(55) { Self::Fine } else { Self::Trouble(treatment(dice)) }
    }

    /// What the next request meets.
    pub(super) fn treatment(&self, dice: &Dice) -> Treatment {
        match self {
            Self::Fine if dice.chance(97) => Treatment::Works,
            Self::Fine => treatment(dice),
            Self::Trouble(trouble) if dice.chance(75) => trouble.clone(),
            Self::Trouble(_) => Treatment::Works,
        }
    }
}

/// Any misfortune of a request.
fn treatment(dice: &Dice) -> Treatment {
    let every = usize::try_from(dice.between(1, 3)).unwrap();
    match dice.below(14) {
        0..=2 => Treatment::Refuses { status: *dice.pick(&[429, 503]).unwrap(), wait: wait(dice) },
        3 => Treatment::Refuses { status: *dice.pick(&[500, 502, 504, 408, 425]).unwrap(), wait: None },
        4 => Treatment::Refuses { status: *dice.pick(&[301, 302, 407, 511]).unwrap(), wait: None },
        5 => Treatment::Refuses {
            status: *dice.pick(&[403, 404, 405, 410, 501, 415, 426]).unwrap(),
            wait: None,
        },
        6 => Treatment::Refuses { status: *dice.pick(&[400, 409, 422, 413, 414, 431]).unwrap(), wait: None },
        7 => Treatment::Refuses { status: *dice.pick(&[401, 402, 418, 451]).unwrap(), wait: None },
        8 => Treatment::Page,
        9 => Treatment::WorksAndFails { status: *dice.pick(&[500, 502, 504, 408]).unwrap() },
        10 => Treatment::WorksAndCuts,
        11 => Treatment::WorksAndOmits { every },
        12 => {
            let after_seconds = dice.chance(50).then(|| dice.between(1, 600));
            Treatment::PutsOff { every, after_seconds }
        }
        _ => Treatment::WorksAndMumbles { every },
    }
}

fn wait(dice: &Dice) -> Option<Wait> {
    let seconds = *dice.weighted(&[(50, 5), (30, 90), (15, 1_800), (5, 1_000_000_000)]);
    match dice.below(3) {
        0 => None,
        1 => Some(Wait::Seconds(seconds)),
        // A date beyond the calendar is none.
        _ => Some(Wait::Date(seconds.min(10_000_000))),
    }
}
