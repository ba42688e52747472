//! A switch to another account.

use homing_app::Switched;
use homing_domain::account::Known;

use super::Here;
use super::session::{account, stays};
use super::text::printable;

/// A switch that is done.
pub(crate) fn text(switched: &Switched, here: &Here) -> String {
    let Switched { account: who, signed_in, former } = switched;
    let Some((known, left)) = former else {
        return format!("{} is the active account already. Nothing was changed.", account(who));
    };
    let Known { account: former, signed_in: stays_in } = known;
    let stays = stays(former, left, *stays_in, Some(here));
    let mut text = format!("{} is the active account now. {stays}", account(who));
    if !signed_in {
        let name = printable(&who.name);
        text.push_str(&format!(
            "\n{name} is signed out: what is recorded is kept and not sent until `homing login --user {name}`."
        ));
    }
    text
}
