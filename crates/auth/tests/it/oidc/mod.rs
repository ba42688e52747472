//! Sign-in at a provider in the browser, renewing and ending it: against a provider that can be made to lie.

mod browser;
mod opening;
mod provider;
mod refusals;
mod renewals;
mod sign_in;
