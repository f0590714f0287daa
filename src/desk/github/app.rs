//! A GitHub App: it signs a token of its own with its private key (RS256 of RFC 7518), for which GitHub gives one for a repository.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;

use crate::desk::outward::GithubApp;
use crate::units::secret::Secret;
use crate::words::Message;

/// GitHub takes tokens for ten minutes at most; clocks may differ by one.
const BEFORE: i64 = 60;
const AFTER: i64 = 540;

/// The token by which the app is known at this moment.
///
/// # Errors
///
/// A key that is not an RSA key in PEM.
pub(super) fn token(app: &GithubApp, now: Timestamp) -> Result<Secret, Message> {
    let no_key = || Message::new("error-outward-no-key");
    let pair = match PrivateKeyDer::from_pem_slice(app.key.expose().as_bytes()).map_err(|_| no_key())? {
        PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
        _ => return Err(no_key()),
    };
    let pair = pair.map_err(|_| no_key())?;
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let now = now.as_second();
    let claims = json!({ "iat": now - BEFORE, "exp": now + AFTER, "iss": app.id });
    let signed = format!("{}.{}", part(json!({ "alg": "RS256", "typ": "JWT" })), part(claims));
    let mut signature = vec![0; pair.public().modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).map_err(|_| no_key())?;
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    Secret::new(&token).ok_or_else(no_key)
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_token_is_signed_with_the_apps_key() {
        let pem = include_str!("../../../tests/fixtures/github-app-of-tests.pem");
        let app = GithubApp { id: "77".to_owned(), key: Secret::new(pem).unwrap() };
        let token = token(&app, Timestamp::from_second(1_000).unwrap()).unwrap();
        let parts: Vec<&str> = token.expose().split('.').collect();
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&decoded(parts[1])).unwrap();
        assert_eq!(claims, json!({ "iat": 940, "exp": 1540, "iss": "77" }));
        let PrivateKeyDer::Pkcs1(key) = PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap() else {
            panic!("the key is of another kind");
        };
        let public = RsaKeyPair::from_der(key.secret_pkcs1_der()).unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.public().as_ref().to_vec());
        let signed = format!("{}.{}", parts[0], parts[1]);
        public.verify(signed.as_bytes(), &decoded(parts[2])).unwrap();
        assert!(public.verify(b"another", &decoded(parts[2])).is_err());
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        for text in ["x", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"] {
            let app = GithubApp { id: "77".to_owned(), key: Secret::new(text).unwrap() };
            assert!(token(&app, Timestamp::UNIX_EPOCH).is_err(), "{text}");
        }
    }
}
