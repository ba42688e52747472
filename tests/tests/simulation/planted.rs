//! Each planted bug is found, by the invariant that it breaks. The seeds hold without it: they are among those of
//! [`super::whatever_happens_the_invariants_hold`].

use homing_tests::simulation::{Planted, Setting, simulate};

use super::SEEDS;

#[test]
fn each_bug_that_is_planted_breaks_the_invariant_that_it_should_and_is_found() {
    for planted in Planted::ALL {
        let setting = Setting { planted: Some(planted), ..Setting::default() };
        let found = (0..SEEDS).find_map(|seed| simulate(seed, setting).err());
        let found = found.unwrap_or_else(|| panic!("{planted:?} was not found with {SEEDS} seeds"));
        println!("{planted:?}: seed {}: {}", found.seed, found.breach.seen);
        assert_eq!(found.breach.invariant, planted.breaks(), "{planted:?}: {found}");
    }
}
