//! Files to test with (feature `test-util`): databases as the earlier app wrote them, of every generation. No test is
//! here, and nothing that a program needs.

mod earlier;
mod scene;

pub use earlier::{Day, EarlierFile, Generation, KEY_FILE_NAME, OWN_KEY, Payload, Queued, own_key_in_hex};
pub use scene::{SCENE_START_SECS, scene};
