//! What became of the earlier app's sign-in, in sentences.

use homing_app::{EarlierSignIn, NotMoved};

use crate::explain::{explain_credentials, explain_sign_in};
use crate::render::amount;
use crate::render::session::{account, place};

const NOTHING_LOST: &str = "The work in the file is imported all the same.";

pub(super) fn sign_in(sign_in: &EarlierSignIn) -> Option<String> {
    Some(match sign_in {
        EarlierSignIn::Moved { account: who, adopted } => {
            let mut text = format!(
                "The earlier app's sign-in was moved, for {}, and is kept in {}. The next sync shows whether the server still \
                 takes it.",
                account(who),
                place(who.credentials)
            );
            if adopted.tasks > 0 {
                let changes = amount(adopted.tasks, "change", "changes");
                text.push_str(&format!(" {changes} recorded here before go with it: `homing sync`."));
            }
            text
        }
        EarlierSignIn::WouldMove { server, place: to } => {
            format!("The earlier app's sign-in moves to {}, for the server at {server}.", place(*to))
        }
        EarlierSignIn::NotMoved(reason) => not_moved(reason),
        _ => return None,
    })
}

fn not_moved(reason: &NotMoved) -> String {
    let because = match reason {
        NotMoved::Before => {
            return "The earlier app's sign-in was moved by an import before, and is moved only once."
                .to_owned();
        }
        NotMoved::Place(error) => {
            return format!(
                "The earlier app's sign-in was not moved. {}",
                explain_credentials(error, NOTHING_LOST).text
            );
        }
        NotMoved::SignIn { server, source } => {
            return format!(
                "The earlier app's sign-in was not moved. {}",
                explain_sign_in(server, source).text
            );
        }
        NotMoved::Somebody(who) => format!("this machine records for {}", account(who)),
        NotMoved::NoServer => "no server is set (`homing config set server URL`, or --server URL)".to_owned(),
        NotMoved::OtherApi(server) => {
            format!("{server} is set as no server of the earlier app (`homing config set profile classic`)")
        }
        NotMoved::InTheClear(server) => format!("the connection to {server} is not encrypted"),
        NotMoved::NoUser => "the file does not say whose it is".to_owned(),
        NotMoved::NothingToRenew => "nothing in the file renews it".to_owned(),
        _ => "it can't be used here".to_owned(),
    };
    format!("The earlier app's sign-in was not moved, as {because}. Sign in with `homing login`.")
}
