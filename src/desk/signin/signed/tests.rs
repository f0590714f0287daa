//! Tokens that are as they should be, and with one thing wrong.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;
use signature::Verifier as _;

use super::*;

const EXPECTED: Expected<'_> = Expected { issuer: "https://own.example", client: "desk", nonce: "n" };

/// A key, the set with its public part, and what signs with it.
struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn make() -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap();
        Self { pair, random }
    }

    fn keys(&self, more: &Value) -> JwkSet {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
        let mut key = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "k" });
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(json!({ "keys": [key] })).unwrap()
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let signed = self.pair.sign(&self.random, message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64.encode(signed))
    }
}

/// Claims that are as they should be, with others in their place.
fn claims(changed: &Value) -> Value {
    let now = jiff::Timestamp::now().as_second();
    let mut claims = json!({
        "iss": "https://own.example", "aud": "desk", "sub": "7", "nonce": "n", "exp": now + 300, "iat": now,
        "email": "ada@shop.example", "email_verified": true, "groups": ["ops"],
    });
    claims.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    claims
}

#[test]
fn a_token_is_taken_when_everything_of_it_is_right() {
    let signer = Signer::make();
    let header = json!({ "alg": "ES256", "kid": "k" });
    let (keys, now) = (signer.keys(&json!({})), jiff::Timestamp::now().as_second());
    for changed in [
        json!({}),
        json!({ "aud": ["desk"] }),
        json!({ "aud": ["desk", "other"], "azp": "desk" }),
        json!({ "nbf": now - 5 }),
        json!({ "exp": now - 5 }),
    ] {
        let taken = verify(&signer.sign(&header, &claims(&changed)), &keys, EXPECTED);
        assert_eq!(taken.as_ref().map(|claims| claims.sub.as_str()).ok(), Some("7"), "{changed}: {taken:?}");
    }
    for changed in [
        json!({ "iss": "https://other.example" }),
        json!({ "iss": null }),
        json!({ "aud": "other" }),
        json!({ "aud": ["other"] }),
        json!({ "aud": ["desk", "other"] }),
        json!({ "aud": ["desk", "other"], "azp": "other" }),
        json!({ "azp": "other" }),
        json!({ "exp": now - 3600 }),
        json!({ "exp": (now + 300).to_string() }),
        json!({ "exp": null }),
        json!({ "nbf": now + 3600 }),
        json!({ "nbf": "never" }),
        json!({ "nonce": "of another sign-in" }),
        json!({ "nonce": null }),
        json!({ "sub": "" }),
        json!({ "sub": null }),
        json!({ "email_verified": "true" }),
    ] {
        let refused = verify(&signer.sign(&header, &claims(&changed)), &keys, EXPECTED);
        assert!(refused.is_err(), "{changed}: {refused:?}");
    }
}

#[test]
fn a_token_is_signed_by_the_key_that_it_names() {
    let (signer, other) = (Signer::make(), Signer::make());
    let right = claims(&json!({}));
    let keys = signer.keys(&json!({}));
    let es = |kid: &str| json!({ "alg": "ES256", "kid": kid });
    assert!(verify(&signer.sign(&es("k"), &right), &keys, EXPECTED).is_ok());
    assert!(verify(&signer.sign(&json!({ "alg": "ES256" }), &right), &keys, EXPECTED).is_ok());
    for (what, token, keys) in [
        ("another key", other.sign(&es("k"), &right), keys.clone()),
        ("a key of another name", signer.sign(&es("x"), &right), keys.clone()),
        ("a key to encrypt with", signer.sign(&es("k"), &right), signer.keys(&json!({ "use": "enc" }))),
        (
            "a key for another algorithm",
            signer.sign(&es("k"), &right),
            signer.keys(&json!({ "alg": "ES384" })),
        ),
        ("no key", signer.sign(&es("k"), &right), JwkSet::default()),
        ("a secret", signer.sign(&json!({ "alg": "HS256", "kid": "k" }), &right), keys.clone()),
        ("none", signer.sign(&json!({ "alg": "none", "kid": "k" }), &right), keys.clone()),
        ("another family", signer.sign(&json!({ "alg": "RS256", "kid": "k" }), &right), keys.clone()),
    ] {
        assert!(verify(&token, &keys, EXPECTED).is_err(), "{what}");
    }
    // Claims that were changed after they were signed.
    let token = signer.sign(&es("k"), &right);
    let parts: Vec<&str> = token.split('.').collect();
    let changed = BASE64.encode(claims(&json!({ "email": "eve@shop.example" })).to_string());
    for forged in [
        format!("{}.{changed}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        String::new(),
    ] {
        assert!(verify(&forged, &keys, EXPECTED).is_err(), "{forged}");
    }
}

/// The example of RFC 7515, appendix A.2.
#[test]
fn rsa_is_verified_as_the_standard_has_it() {
    let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    let message = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signed = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let key = DecodingKey::from_rsa_components(n, "AQAB").unwrap();
    let verifies = |algorithm, message: &str| {
        let verifier = RingVerifier { algorithm, key: key.clone() };
        verifier.verify(message.as_bytes(), &BASE64.decode(signed).unwrap()).is_ok()
    };
    assert!(verifies(Algorithm::RS256, message));
    assert!(!verifies(Algorithm::RS384, message) && !verifies(Algorithm::PS256, message));
    assert!(!verifies(Algorithm::ES256, message) && !verifies(Algorithm::HS256, message));
    assert!(!verifies(Algorithm::RS256, &message[1..]));
}
