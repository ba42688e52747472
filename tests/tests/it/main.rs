//! What crosses the crates of Homing: the rule of edges, and the whole way of a task through the real programs.
//! What one crate does alone is tested beside it.

mod accounts;
mod answers;
mod attach;
mod away;
mod backends;
mod bad_input;
mod canaries;
mod changes;
mod contract;
mod diagnostics;
mod doctor;
mod engine;
mod examples;
mod exports;
mod follow;
mod keyrings;
mod kills;
mod layers;
mod leaving;
mod logs;
mod network;
mod offline;
mod online;
mod operator;
mod projects;
mod provider;
mod queue;
mod real_export;
mod secrets;
mod sign_in;
mod throttled;
mod two_at_once;
mod watch;
mod work;
