//! The tokens and the keys of generated files. None of them was ever a real one, save the key that was no secret.

use crate::legacy::seal_as_the_earlier_app;

/// The key that a file of [`super::Generation::G3`] is sealed with.
pub const OWN_KEY: [u8; 32] = [0xa7; 32];

/// The key that earlier builds had built in.
pub(super) const BUILT_IN_KEY: [u8; 32] = *b"default-encryption-key-32-bytes!";

/// [`OWN_KEY`] as the key file and the environment variable have it.
#[must_use]
pub fn own_key_in_hex() -> String {
    "a7".repeat(32)
}

pub(super) fn access_token(row: u64) -> String {
    format!("eyJhbGciOiJIUzI1NiJ9.access-of-row-{row:06}.c2lnbmF0dXJl")
}

pub(super) fn refresh_token(row: u64) -> String {
    format!("refresh-of-row-{row:06}-0123456789abcdef")
}

pub(super) fn sealed_tokens(row: u64) -> [String; 2] {
    let far = 1 << 32;
    [
        sealed(BUILT_IN_KEY, row + far, &access_token(row)),
        sealed(BUILT_IN_KEY, row + 2 * far, &refresh_token(row)),
    ]
}

pub(super) fn sealed(key: [u8; 32], number: u64, plain: &str) -> String {
    let mut nonce = [0; 12];
    for (byte, of) in nonce.iter_mut().zip(number.to_be_bytes()) {
        *byte = of;
    }
    seal_as_the_earlier_app(key, nonce, plain.as_bytes())
}
