//! Sessions of browsers: a cookie whose value has 256 random bits, of which only the digest is kept.

use hyper::HeaderMap;
use hyper::header::{COOKIE, HeaderValue};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Caller;
use super::token::{FreshToken, hash};
use crate::desk::error::DeskError;
use crate::desk::store::{DeskStore, StoreFault, sessions};

/// How long a session lasts: a working day.
pub(in crate::desk) const SESSION_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(12);
/// The cookie of a desk that is reached in cleartext, on the loopback.
const PLAIN: &str = "promo-load-session";
/// The cookie of a desk that is reached by TLS. By its prefix a browser takes it from this very host and by TLS only.
const SECURE: &str = "__Host-promo-load-session";
/// The header in which scripts of the desk's pages send the token of forms.
const CSRF_HEADER: &str = "x-csrf-token";
/// The field in which forms send it.
pub(in crate::desk) const CSRF_FIELD: &str = "csrf";

/// A session that was just opened; the only place that ever has its text.
pub(in crate::desk) struct FreshSession(FreshToken);

impl FreshSession {
    /// Makes a session.
    ///
    /// # Errors
    ///
    /// [`DeskError::Random`] when the system gives no random numbers.
    pub(in crate::desk) fn make() -> Result<Self, DeskError> {
        FreshToken::make().map(Self)
    }

    /// What is kept of it.
    pub(in crate::desk) fn hash(&self) -> [u8; 32] {
        self.0.hash()
    }

    /// The `Set-Cookie` that opens it. No script reads the cookie, and other sites' forms do not send it.
    pub(in crate::desk) fn cookie(&self, is_secure: bool) -> HeaderValue {
        set_cookie(self.0.reveal(), SESSION_FOR.as_secs(), is_secure)
    }
}

/// The `Set-Cookie` that makes a browser forget its session.
pub(in crate::desk) fn forget_session(is_secure: bool) -> HeaderValue {
    set_cookie("", 0, is_secure)
}

fn set_cookie(value: &str, seconds: i64, is_secure: bool) -> HeaderValue {
    let (name, flag) = if is_secure { (SECURE, "; Secure") } else { (PLAIN, "") };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{flag}");
    // The value is of an alphabet that every header takes.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The value of a cookie; `None` when it is missing or there twice, where one of two proves nothing.
pub(in crate::desk) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let fields = headers.get_all(COOKIE).iter().filter_map(|field| field.to_str().ok());
    let pairs = fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    (!value.is_empty()).then_some(value)
}

fn id(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SECURE).or_else(|| cookie(headers, PLAIN))
}

/// The digest of the session that a request names; whether there is such a session is not asked.
pub(in crate::desk) fn session_hash(headers: &HeaderMap) -> Option<[u8; 32]> {
    id(headers).map(hash)
}

/// The caller of a request with these headers by its session; `None` without one that goes on.
///
/// # Errors
///
/// [`StoreFault`] when the database cannot be asked.
pub(in crate::desk) async fn session(
    headers: &HeaderMap,
    store: &DeskStore,
) -> Result<Option<Caller>, StoreFault> {
    let Some(hash) = session_hash(headers) else { return Ok(None) };
    let now = jiff::Timestamp::now();
    let found = store.read(move |database| sessions::by_hash(database, hash, now)).await?;
    Ok(found.map(|row| Caller { token: -row.id, person: row.person, scope: row.scope }))
}

/// The token that every form of a session's pages sends as [`CSRF_FIELD`], or a script in the header `X-CSRF-Token`. Another site
/// cannot know it: it is a digest of the cookie's value. `None` without a session.
pub(in crate::desk) fn csrf_token(headers: &HeaderMap) -> Option<String> {
    let digest = Sha256::new().chain_update(b"csrf\0").chain_update(id(headers)?).finalize();
    Some(const_hex::encode(digest))
}

/// Whether a request with a session's cookie that changes something comes from a page of the desk: it has the session's token, in
/// its header or in the form that is its body.
pub(in crate::desk) fn has_csrf_token(headers: &HeaderMap, body: &[u8]) -> bool {
    let Some(expected) = csrf_token(headers) else { return false };
    let is_it = |given: &[u8]| bool::from(given.ct_eq(expected.as_bytes()));
    let in_header = headers.get(CSRF_HEADER).is_some_and(|given| is_it(given.as_bytes()));
    let mut fields = url::form_urlencoded::parse(body);
    in_header || fields.any(|(name, value)| name == CSRF_FIELD && is_it(value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderName;

    use super::*;

    fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        fields.iter().map(pair).collect()
    }

    #[test]
    fn a_cookie_is_found_once() {
        for (field, expected) in [
            ("promo-load-session=a", Some("a")),
            ("x=1; promo-load-session=a; y=2", Some("a")),
            ("promo-load-session=a; promo-load-session=b", None),
            ("promo-load-session=", None),
            ("other-promo-load-session=a", None),
            ("", None),
        ] {
            assert_eq!(id(&headers(&[("cookie", field)])), expected, "{field}");
        }
        let both = headers(&[("cookie", "promo-load-session=a; __Host-promo-load-session=b")]);
        assert_eq!(id(&both), Some("b"));
    }

    #[test]
    fn a_cookie_is_kept_from_scripts_other_sites_and_cleartext() {
        let session = FreshSession::make().unwrap();
        let text = session.cookie(true).to_str().unwrap().to_owned();
        assert!(text.starts_with("__Host-promo-load-session=pldesk_"), "{text}");
        assert!(text.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"), "{text}");
        assert!(!session.cookie(false).to_str().unwrap().contains("Secure"));
        assert_eq!(session.hash(), session_hash(&headers(&[("cookie", &text)])).unwrap());
        assert!(forget_session(true).to_str().unwrap().contains("=; Path=/; Max-Age=0"));
    }

    #[test]
    fn a_form_of_another_site_has_not_the_token() {
        let one = headers(&[("cookie", "promo-load-session=a")]);
        let token = csrf_token(&one).unwrap();
        assert!(has_csrf_token(&one, format!("x=1&csrf={token}").as_bytes()));
        let with = |given: &str| headers(&[("cookie", "promo-load-session=a"), ("x-csrf-token", given)]);
        assert!(has_csrf_token(&with(&token), b""));
        let other = csrf_token(&headers(&[("cookie", "promo-load-session=b")])).unwrap();
        for (headers, body) in [
            (one.clone(), String::new()),
            (one.clone(), "csrf=".to_owned()),
            (one, format!("csrf={other}")),
            (with(&other), String::new()),
            (HeaderMap::new(), format!("csrf={token}")),
        ] {
            assert!(!has_csrf_token(&headers, body.as_bytes()), "{headers:?} {body}");
        }
    }
}
