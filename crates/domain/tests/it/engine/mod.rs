//! The rules of the engine over the in-memory backend and the scripted server, one file a rule. Nothing here
//! knows of time entries: these tests pass without feature `time`.

mod blobs;
mod catching_up;
mod crashes;
mod exchanges;
mod fairness;
mod forgotten_keys;
mod history;
mod kinds;
mod one_bad_task;
mod order;
mod ready;
mod side_by_side;
mod stopping;
mod unrecorded;
mod waiting;
