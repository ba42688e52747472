//! One case: what is done, and how it must end.

use anyhow::Result;

use super::{Said, Stage};

/// What a case does on its machine.
type Act = Box<dyn Fn(&mut Stage) -> Result<Said> + Send + Sync>;

/// Something that is not on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing special.
    Nothing,
    /// Mounts of one's own (`unshare --mount`).
    Mounts,
    /// Namespaces of time (`unshare --time`, as root).
    Machines,
    /// A second user (`setpriv`, as root).
    AnotherUser,
    /// A session bus of one's own, and a keyring on it.
    Bus,
}

/// One bad input.
pub struct Case {
    /// Its number, for ever: the page names it by this.
    pub number: u16,
    /// What is done, in Markdown.
    pub done: &'static str,
    /// The exit code that it must end with.
    pub code: i32,
    pub(super) need: Need,
    pub(super) act: Act,
}

impl Case {
    /// A case that every machine can run.
    pub fn new(
        number: u16,
        done: &'static str,
        code: i32,
        act: impl Fn(&mut Stage) -> Result<Said> + Send + Sync + 'static,
    ) -> Self {
        Self { number, done, code, need: Need::Nothing, act: Box::new(act) }
    }

    /// Arguments that are wrong by themselves.
    pub fn words(number: u16, done: &'static str, code: i32, words: &'static [&'static str]) -> Self {
        Self::new(number, done, code, move |stage| stage.homing(words).run())
    }

    /// The same, on a machine that has this.
    #[must_use]
    pub fn needing(mut self, need: Need) -> Self {
        self.need = need;
        self
    }
}
