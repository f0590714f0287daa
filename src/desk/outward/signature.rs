//! Signatures of both directions, HMAC-SHA256 of RFC 2104.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::units::secret::Secret;

/// How a secret begins that is written in base64, by the specification of Standard Webhooks.
const ENCODED: &str = "whsec_";
/// How GitHub's signature begins.
const GITHUB: &str = "sha256=";

/// The secret that both sides of a webhook know.
pub(in crate::desk) struct SigningSecret(hmac::Key);

impl fmt::Debug for SigningSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningSecret")
    }
}

impl SigningSecret {
    /// The secret of this text: `whsec_` with base64, or any other text as it is.
    pub(in crate::desk) fn new(text: &Secret) -> Self {
        let text = text.expose();
        let decoded = text.strip_prefix(ENCODED).and_then(|encoded| STANDARD.decode(encoded).ok());
        Self(hmac::Key::new(hmac::HMAC_SHA256, decoded.as_deref().unwrap_or(text.as_bytes())))
    }

    /// The `webhook-signature` of a delivery, by Standard Webhooks. It covers the number and the time, so that neither can be
    /// changed when somebody sends it again.
    pub(in crate::desk) fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let tag = hmac::sign(&self.0, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(tag))
    }

    /// Whether a digest is this body's, found out in the same time however much of it is right.
    pub(in crate::desk) fn verifies(&self, body: &[u8], digest: &[u8]) -> bool {
        hmac::verify(&self.0, body, digest).is_ok()
    }
}

/// The digest in the value of `X-Hub-Signature-256`; `None` when it has none.
pub(in crate::desk) fn github_digest(field: &str) -> Option<[u8; 32]> {
    let digits = field.strip_prefix(GITHUB).filter(|digits| digits.len() == 64 && digits.is_ascii())?;
    let mut digest = [0; 32];
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        // A sign would be read as a part of the number.
        let pair =
            digits.get(at..at + 2).filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SigningSecret {
        SigningSecret::new(&Secret::new(text).unwrap())
    }

    #[test]
    fn a_delivery_is_signed_as_the_specification_has_it() {
        // The example of the specification of Standard Webhooks.
        let signed = secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn githubs_signature_is_read_and_verified() {
        // The example of GitHub's documentation.
        let field = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let digest = github_digest(field).unwrap();
        let known = secret("It's a Secret to Everybody");
        assert!(known.verifies(b"Hello, World!", &digest));
        assert!(!known.verifies(b"Hello, World?", &digest));
        assert!(!secret("another").verifies(b"Hello, World!", &digest));
        for wrong in [
            "",
            "sha256=",
            "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            "sha256=+57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
            "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        ] {
            assert_eq!(github_digest(wrong), None, "{wrong}");
        }
    }
}
