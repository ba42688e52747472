//! The Tauri plugin on Tauri's mock runtime: no window and no display, but the real way of a page's request, past
//! the real permissions.

mod accounts;
mod answers;
mod looks;
mod permissions;
mod pushing;
mod refusals;
mod review;
mod signing_in;
mod stage;
