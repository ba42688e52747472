//! Tokens: 256 random bits, of which only a digest is kept.

use std::fmt::Write as _;

use homing_wire::Secret;
use sha2::{Digest, Sha256};

use crate::ports::{Entropy, EntropyError};

/// A new token: 64 hexadecimal digits.
pub(super) fn new_token(entropy: &dyn Entropy) -> Result<Secret, EntropyError> {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes)?;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").map_err(EntropyError::new)?;
    }
    Ok(Secret::new(text))
}

/// What is kept of a token. A plain hash will do: a token has nothing that could be guessed.
pub(super) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::ports::System;

    #[test]
    fn two_tokens_differ_and_carry_256_bits() {
        let (one, other) = (new_token(&System).unwrap(), new_token(&System).unwrap());
        assert_ne!(one.expose(), other.expose());
        assert_eq!(one.expose().len(), 64);
        assert!(one.expose().bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
}
