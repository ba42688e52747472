//! The provider's keys (RFC 7517), and whether one of them signed a token. Pure: ring does the arithmetic.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use serde_json::Value;

use super::token::Unverified;

/// The keys that the provider signs with.
#[derive(Debug)]
pub(super) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    /// What it is for, where it says so.
    algorithm: Option<Algorithm>,
    public: DecodingKey,
}

/// A JWK set; its keys are read one by one, since a provider may have some of kinds that are not known here.
#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl Keys {
    /// Reads a JWK set. Keys that can't have signed a token are left out.
    ///
    /// # Errors
    /// It is no JWK set.
    pub(super) fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let set: Set = serde_json::from_slice(json)?;
        Ok(Self(set.keys.into_iter().filter_map(key).collect()))
    }

    /// Whether there is a key that the token says to be signed by.
    pub(super) fn have_one_for(&self, token: &Unverified<'_>) -> bool {
        self.fitting(token).next().is_some()
    }

    /// Whether a key that the token names (any, where it names none) signed it.
    pub(super) fn signed(&self, token: &Unverified<'_>) -> bool {
        self.fitting(token).any(|key| signed_by(&key.public, token))
    }

    fn fitting<'a>(&'a self, token: &'a Unverified<'_>) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(|key| {
            key.public.family() == token.algorithm.family()
                && key.algorithm.is_none_or(|algorithm| algorithm == token.algorithm)
                && (token.key_id.is_none() || token.key_id == key.id)
        })
    }
}

fn key(json: Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(json).ok()?;
    let is_known = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => true,
        AlgorithmParameters::EllipticCurve(key) => key.curve == EllipticCurve::P256,
        AlgorithmParameters::OctetKeyPair(key) => key.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let signs = jwk.common.public_key_use.as_ref().is_none_or(|use_| *use_ == PublicKeyUse::Signature);
    if !is_known || !signs {
        return None;
    }
    let algorithm = match jwk.common.key_algorithm {
        // One that is not known here signs nothing that is taken.
        Some(named) => Some(named.to_string().parse().ok()?),
        None => None,
    };
    Some(Key { public: DecodingKey::from_jwk(&jwk).ok()?, id: jwk.common.key_id, algorithm })
}

fn signed_by(key: &DecodingKey, token: &Unverified<'_>) -> bool {
    let (message, signature) = (token.message.as_bytes(), token.signature.as_slice());
    let rsa = |parameters: &'static RsaParameters| match key.kind() {
        DecodingKeyKind::RsaModulusExponent { n, e } => {
            RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
        }
        DecodingKeyKind::SecretOrDer(_) => false,
    };
    let curve = |algorithm: &'static dyn VerificationAlgorithm| match key.kind() {
        DecodingKeyKind::SecretOrDer(point) => {
            UnparsedPublicKey::new(algorithm, point).verify(message, signature).is_ok()
        }
        DecodingKeyKind::RsaModulusExponent { .. } => false,
    };
    match token.algorithm {
        Algorithm::RS256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::PS256 => rsa(&RSA_PSS_2048_8192_SHA256),
        Algorithm::ES256 => curve(&ECDSA_P256_SHA256_FIXED),
        Algorithm::EdDSA => curve(&ED25519),
        _ => false,
    }
}
