//! Files to test with (feature `test-util`): databases as the earlier app wrote them, of every generation. No test is
//! here, and nothing that a program needs.

mod file;
mod scene;
mod sealing;
mod tables;
mod writing;

pub use file::{Day, EarlierFile, Generation, KEY_FILE_NAME, Payload, Queued};
pub use scene::{SCENE_START_SECS, scene};
pub use sealing::{OWN_KEY, own_key_in_hex};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
