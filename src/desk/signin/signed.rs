//! ID tokens: their claims are judged by `jsonwebtoken`, their signatures by `ring`.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, Validation, decode, decode_header,
};
use ring::signature as ring_signature;
use serde::Deserialize;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

/// What a provider says of a person, signed.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct IdClaims {
    /// Who it is, for ever and at this provider alone.
    pub(super) sub: String,
    nonce: Option<String>,
    /// For whom the token is: one, or a list.
    aud: Value,
    azp: Option<String>,
    /// When the token is over, and from when it is valid: numbers, or the token is refused.
    #[expect(dead_code, reason = "read so that a token in which it is no number is refused")]
    exp: f64,
    #[expect(dead_code, reason = "read so that a token in which it is no number is refused")]
    nbf: Option<f64>,
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) email_verified: bool,
    /// All others.
    #[serde(flatten)]
    pub(super) others: Map<String, Value>,
}

/// Who must have signed, and for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
}

/// The claims of an ID token that one of these keys has signed and that is what is expected (OpenID Connect Core 1.0 §3.1.3.7).
///
/// # Errors
///
/// Why it is refused, in the words of `jsonwebtoken`.
pub(super) fn verify(token: &str, keys: &JwkSet, expected: Expected<'_>) -> Result<IdClaims, Error> {
    // Another part of the program that had set a provider would have set this one.
    let _set_already = PROVIDER.install_default();
    let header = decode_header(token)?;
    // A key that both sides know would let the desk's own secret sign; `none` is no algorithm of the library.
    if header.alg.family() == AlgorithmFamily::Hmac {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_nbf = true;
    let fits = |key: &&Jwk| {
        let common = &key.common;
        let is_named = header.kid.is_none() || common.key_id == header.kid;
        let signs = common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let is_for_it =
            common.key_algorithm.is_none_or(|known| known.to_string() == format!("{:?}", header.alg));
        is_named && signs && is_for_it
    };
    let mut refused = Error::from(ErrorKind::InvalidSignature);
    for key in keys.keys.iter().filter(fits) {
        let Ok(key) = DecodingKey::from_jwk(key) else { continue };
        if key.family() != header.alg.family() {
            continue;
        }
        match decode::<IdClaims>(token, &key, &validation) {
            Ok(decoded) => {
                return is_ours(&decoded.claims, expected)
                    .then_some(decoded.claims)
                    .ok_or_else(|| ErrorKind::InvalidToken.into());
            }
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Whether a token is the answer to this sign-in, and for this desk where it is for several.
fn is_ours(claims: &IdClaims, expected: Expected<'_>) -> bool {
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    let is_alone = claims.aud.as_array().is_none_or(|all| all.len() == 1) || claims.azp.is_some();
    let is_authorized = claims.azp.as_deref().is_none_or(|party| party == expected.client);
    bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes()))
        && is_alone
        && is_authorized
        && !claims.sub.is_empty()
}

/// Verifies signatures; signs nothing.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
    verifier_factory: |algorithm, key| Ok(Box::new(RingVerifier { algorithm: *algorithm, key: key.clone() })),
    // For keys as JWKs of our own, which are never made.
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: |_| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
        rsa_pub_components_from_public_key: |_| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
        ec_pub_components_from_private_key: |_, _| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
        ed_pub_components_from_private_key: |_, _| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
        compute_digest: |_, _| Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
    },
};

/// A key with the algorithm that a token names.
struct RingVerifier {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl signature::Verifier<Vec<u8>> for RingVerifier {
    fn verify(&self, message: &[u8], signed: &Vec<u8>) -> Result<(), signature::Error> {
        let wrong = |_| signature::Error::new();
        if let Some(parameters) = rsa(self.algorithm) {
            let DecodingKeyKind::RsaModulusExponent { n, e } = self.key.kind() else {
                return Err(signature::Error::new());
            };
            let key = ring_signature::RsaPublicKeyComponents { n, e };
            return key.verify(parameters, message, signed).map_err(wrong);
        }
        let algorithm: &dyn ring_signature::VerificationAlgorithm = match self.algorithm {
            Algorithm::ES256 => &ring_signature::ECDSA_P256_SHA256_FIXED,
            Algorithm::ES384 => &ring_signature::ECDSA_P384_SHA384_FIXED,
            Algorithm::EdDSA => &ring_signature::ED25519,
            _ => return Err(signature::Error::new()),
        };
        let key = self.key.try_get_as_bytes().map_err(|_| signature::Error::new())?;
        ring_signature::UnparsedPublicKey::new(algorithm, key).verify(message, signed).map_err(wrong)
    }
}

fn rsa(algorithm: Algorithm) -> Option<&'static ring_signature::RsaParameters> {
    Some(match algorithm {
        Algorithm::RS256 => &ring_signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RS384 => &ring_signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RS512 => &ring_signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::PS256 => &ring_signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::PS384 => &ring_signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::PS512 => &ring_signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

impl JwtVerifier for RingVerifier {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

#[cfg(test)]
mod tests;
