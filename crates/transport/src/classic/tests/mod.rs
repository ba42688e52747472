//! What each exchange asks and makes of the answers, over tables of them; and that none panics or goes on for ever.

mod any_answers;
mod correct;
mod create;
mod find;
mod parts;
mod picture;
mod remove;
mod start;
