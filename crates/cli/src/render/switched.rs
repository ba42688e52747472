//! A switch to another account.

use homing_app::json::AccountJson;
use homing_app::{KnownAccount, Switched};
use homing_domain::account::Known;
use serde::Serialize;

use super::Here;
use super::leaving::LeftJson;
use super::session::{FormerJson, account, stays};
use super::text::printable;

/// What `account switch --json` writes: the account that is active now, and whom it took over from.
#[derive(Debug, Serialize)]
pub(crate) struct SwitchedJson<'a> {
    switched: bool,
    account: AccountJson<'a>,
    former: Option<FormerJson<'a>>,
    #[serde(flatten)]
    left: Option<LeftJson>,
}

/// A switch that is done, as JSON.
pub(crate) fn json(switched: &Switched, left: Option<LeftJson>) -> SwitchedJson<'_> {
    let Switched { account, signed_in, former } = switched;
    SwitchedJson {
        switched: former.is_some(),
        account: AccountJson::new(account, *signed_in),
        former: former.as_ref().map(|(known, left)| FormerJson::new(known, left)),
        left,
    }
}

/// One that was not, since not all could be sent first: `active` still is.
pub(crate) fn stayed_json(active: &KnownAccount, left: LeftJson) -> SwitchedJson<'_> {
    let account = AccountJson::new(&active.account, active.signed_in);
    SwitchedJson { switched: false, account, former: None, left: Some(left) }
}

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
