//! What bad input is tried with: one machine for each case, a server that answers as badly as it is told to, and
//! the page that is made from what the programs said. Not the cases themselves: those are tests.

mod case;
mod database;
mod hostile;
mod line;
mod mask;
mod page;
mod run;
mod stage;
mod terminal;

pub use case::{Case, Need};
pub use database::{Held, age_signs, sql};
pub use hostile::{Answer, Hostile, Request};
pub use line::{Line, Said};
pub use page::Page;
pub use run::{Tried, try_all};
pub use stage::{Stage, Templates};
pub use terminal::{Then, at_a_terminal, signal};
