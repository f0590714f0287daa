//! What binds a sign-in with a provider to the browser that began it.
//!
//! The browser gets a cookie with a random value. State, nonce and the verifier of PKCE are digests of it, so the desk keeps
//! nothing of a sign-in that goes on, and one that another browser began cannot be finished here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::HeaderMap;
use hyper::header::HeaderValue;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::local;
use crate::desk::access::{cookie, random_bytes};
use crate::desk::error::DeskError;

/// How long a person has at the provider, in seconds.
const WITHIN: u32 = 600;
const PLAIN: &str = "promo-load-sign-in";
const SECURE: &str = "__Host-promo-load-sign-in";

/// A sign-in that goes on.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SignInFlow {
    /// The random value.
    value: String,
    /// The provider's name; its digests are others than another one's.
    provider: String,
    /// The page that comes afterwards.
    pub(super) next: Option<String>,
}

impl std::fmt::Debug for SignInFlow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SignInFlow")
    }
}

impl SignInFlow {
    /// Begins one.
    ///
    /// # Errors
    ///
    /// [`DeskError::Random`] when the system gives no random numbers.
    pub(super) fn begin(provider: &str, next: Option<&str>) -> Result<Self, DeskError> {
        let value = URL_SAFE_NO_PAD.encode(random_bytes()?);
        Ok(Self { value, provider: provider.to_owned(), next: next.and_then(local).map(str::to_owned) })
    }

    /// The one that this browser began, when the provider leads it back with its state.
    pub(super) fn resume(headers: &HeaderMap, provider: &str, state: &str) -> Option<Self> {
        let text = cookie(headers, SECURE).or_else(|| cookie(headers, PLAIN))?;
        let (value, next) = text.split_once('.').unwrap_or((text, ""));
        let next = URL_SAFE_NO_PAD.decode(next).ok().and_then(|next| String::from_utf8(next).ok());
        let next = next.as_deref().and_then(local).map(str::to_owned);
        let flow = Self { value: value.to_owned(), provider: provider.to_owned(), next };
        bool::from(flow.state().as_bytes().ct_eq(state.as_bytes())).then_some(flow)
    }

    /// The `Set-Cookie` that keeps it.
    pub(super) fn cookie(&self, is_secure: bool) -> HeaderValue {
        let next = URL_SAFE_NO_PAD.encode(self.next.as_deref().unwrap_or_default());
        set_cookie(&format!("{}.{next}", self.value), WITHIN, is_secure)
    }

    /// What the provider gives back with the browser.
    pub(super) fn state(&self) -> String {
        self.digest("state")
    }

    /// What the ID token must contain.
    pub(super) fn nonce(&self) -> String {
        self.digest("nonce")
    }

    /// What proves to the provider that the desk which redeems the code is the one that asked for it (RFC 7636).
    pub(super) fn verifier(&self) -> String {
        self.digest("verifier")
    }

    /// The digest of the verifier, which is sent first.
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    fn digest(&self, use_for: &str) -> String {
        let parts = [use_for, "\0", &self.provider, "\0", &self.value];
        let digest = parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part));
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }
}

/// The `Set-Cookie` that makes a browser forget its sign-in.
pub(super) fn forget_flow(is_secure: bool) -> HeaderValue {
    set_cookie("", 0, is_secure)
}

fn set_cookie(value: &str, seconds: u32, is_secure: bool) -> HeaderValue {
    let (name, flag) = if is_secure { (SECURE, "; Secure") } else { (PLAIN, "") };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{flag}");
    // The value is of an alphabet that every header takes.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use hyper::header::COOKIE;

    use super::*;

    #[test]
    fn a_sign_in_is_finished_by_its_browser_at_its_provider_with_its_state() {
        let flow = SignInFlow::begin("own", Some("/runs/7?x=1")).unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, flow.cookie(false))]);
        assert_eq!(SignInFlow::resume(&headers, "own", &flow.state()), Some(flow.clone()));
        assert_eq!(SignInFlow::resume(&headers, "other", &flow.state()), None);
        assert_eq!(SignInFlow::resume(&headers, "own", ""), None);
        assert_eq!(SignInFlow::resume(&HeaderMap::new(), "own", &flow.state()), None);
        let another = SignInFlow::begin("own", None).unwrap();
        assert_eq!(SignInFlow::resume(&headers, "own", &another.state()), None);
        let texts = [flow.state(), flow.nonce(), flow.verifier(), flow.challenge()];
        for text in &texts {
            assert_eq!(text.len(), 43);
            assert!(!flow.cookie(true).to_str().unwrap().contains(text));
        }
        assert!(texts.iter().all(|one| texts.iter().filter(|other| *other == one).count() == 1));
        assert_eq!(SignInFlow::begin("own", Some("//evil.example")).unwrap().next, None);
    }
}
