//! npm packages by their lock files, and what runs them. Nothing of the machine's own Node is changed.

mod node;
mod packages;

pub(crate) use node::Node;
pub(crate) use packages::{Packages, copy_list};
