//! How long a browser may keep a file, and how it asks whether its copy is still valid (RFC 9111).

use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use http_cache_semantics::{CacheOptions, CachePolicy};
use hyper::header::{
    CACHE_CONTROL, ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, VARY,
};
use hyper::{Request, Response};

/// The longest time for which a file is fresh. No run lasts a year, so longer makes no difference.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// The memory of a file that a visitor's browser keeps. It holds a few words instead of the file and its headers, because there
/// is one for each file and visitor.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The end of the time for which the copy is used without asking.
    fresh_until: Instant,
    /// The time for which the copy was fresh when it came, for a 304 answer that does not say it again.
    lifetime: Duration,
    /// The validators by which the shop recognises the copy.
    validators: Option<Rc<Validators>>,
}

/// The `ETag` and `Last-Modified` by which a shop recognises a version of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
}

impl Kept {
    /// The memory of a file that came with these headers in answer to a plain `GET`; `None` when the file must not be kept, or
    /// keeping it would save nothing. A file with a date but without a freshness is fresh for a tenth of its age, as in browsers
    /// (RFC 9111 §4.2.2). `known` are the validators of another visitor's copy, which are shared when they are equal.
    #[must_use]
    pub fn of(headers: &HeaderMap, known: Option<&Rc<Validators>>, now: Instant) -> Option<Self> {
        Self::at(headers, known, now, SystemTime::now())
    }

    /// [`Kept::of`] with a given time of day, to which the dates in headers are compared.
    fn at(
        headers: &HeaderMap,
        known: Option<&Rc<Validators>>,
        now: Instant,
        clock: SystemTime,
    ) -> Option<Self> {
        let policy = policy(headers, clock);
        if !policy.is_storable() || headers.get(VARY).is_some_and(|vary| vary == "*") {
            return None;
        }
        let lifetime = policy.time_to_live(clock).min(LONGEST);
        let validators = Validators::of(headers).map(|own| match known {
            Some(known) if **known == own => Rc::clone(known),
            _ => Rc::new(own),
        });
        (!lifetime.is_zero() || validators.is_some()).then(|| Self {
            fresh_until: now + lifetime,
            lifetime,
            validators,
        })
    }

    /// The memory after a 304 answer with these headers, which replace the earlier ones of the same names (RFC 9111 §3.2).
    #[must_use]
    pub fn refreshed(&self, headers: &HeaderMap, now: Instant) -> Option<Self> {
        let says = |name: HeaderName| headers.contains_key(name);
        if says(CACHE_CONTROL) || says(EXPIRES) {
            let renewed = Self::of(headers, self.validators.as_ref(), now);
            return match renewed {
                Some(kept) if kept.validators.is_none() => {
                    Some(Self { validators: self.validators.clone(), ..kept })
                }
                // These headers have no validators, so the earlier ones stay.
                None if policy(headers, SystemTime::now()).is_storable() => Some(Self {
                    fresh_until: now,
                    lifetime: Duration::ZERO,
                    validators: self.validators.clone(),
                }),
                other => other,
            };
        }
        Some(Self { fresh_until: now + self.lifetime, ..self.clone() })
    }

    /// Whether the copy may be used without asking the shop.
    #[must_use]
    pub fn is_fresh(&self, now: Instant) -> bool {
        now < self.fresh_until
    }

    /// The validators by which the shop recognises the copy.
    #[must_use]
    pub const fn validators(&self) -> Option<&Rc<Validators>> {
        self.validators.as_ref()
    }
}

impl Validators {
    fn of(headers: &HeaderMap) -> Option<Self> {
        // A header's value keeps alive the whole buffer that it was read into; a copy does not.
        let copy = |name: HeaderName| HeaderValue::from_bytes(headers.get(name)?.as_bytes()).ok();
        let (etag, last_modified) = (copy(ETAG), copy(LAST_MODIFIED));
        (etag.is_some() || last_modified.is_some()).then_some(Self { etag, last_modified })
    }

    /// The headers that make a request conditional (RFC 9110 §13.1).
    #[must_use]
    pub fn conditions(&self) -> Vec<(HeaderName, HeaderValue)> {
        let condition = |name, value: &Option<HeaderValue>| Some((name, value.clone()?));
        [condition(IF_NONE_MATCH, &self.etag), condition(IF_MODIFIED_SINCE, &self.last_modified)]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// The policy that the headers of a whole answer to a plain `GET` set for a cache of one visitor.
fn policy(headers: &HeaderMap, clock: SystemTime) -> CachePolicy {
    let mut response = Response::new(());
    *response.headers_mut() = headers.clone();
    let options = CacheOptions { shared: false, ..CacheOptions::default() };
    CachePolicy::new_options(&Request::new(()), &response, clock, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    /// The whole seconds for which the file is fresh, and the names of the conditional headers that ask for it.
    fn told(kept: Option<&Kept>, now: Instant) -> Option<(u64, Vec<String>)> {
        let kept = kept?;
        let conditions = kept.validators().map(|validators| validators.conditions()).unwrap_or_default();
        let names = conditions.iter().map(|(name, _)| name.to_string()).collect();
        Some((kept.fresh_until.duration_since(now).as_secs(), names))
    }

    const DATE: (&str, &str) = ("date", "Fri, 27 Nov 2026 08:00:00 GMT");
    const HOUR_LATER: (&str, &str) = ("expires", "Fri, 27 Nov 2026 09:00:00 GMT");
    const TEN_DAYS_BEFORE: (&str, &str) = ("last-modified", "Tue, 17 Nov 2026 08:00:00 GMT");
    const TAG: (&str, &str) = ("etag", "\"1\"");
    const ASK_TAG: &str = "if-none-match";
    const ASK_DATE: &str = "if-modified-since";

    #[test]
    fn how_long_a_file_is_kept() {
        let now = Instant::now();
        for (lines, expected) in [
            (&[("cache-control", "max-age=60")][..], Some((60, &[][..]))),
            (&[("cache-control", "public, max-age=60"), TAG], Some((60, &[ASK_TAG]))),
            (&[("cache-control", "max-age=60, must-revalidate"), TAG], Some((60, &[ASK_TAG]))),
            (&[("cache-control", "private, max-age=60")], Some((60, &[]))),
            (&[("cache-control", "max-age=60"), ("age", "20")], Some((40, &[]))),
            (&[("cache-control", "max-age=60, s-maxage=0"), TAG], Some((60, &[ASK_TAG]))),
            (&[("cache-control", "max-age=31536000, immutable")], Some((31_536_000, &[]))),
            (&[("cache-control", "max-age=99999999999")], Some((31_536_000, &[]))),
            (&[("cache-control", "immutable"), TAG], Some((86_400, &[ASK_TAG]))),
            (&[("cache-control", "no-cache"), TAG], Some((0, &[ASK_TAG]))),
            (&[("cache-control", "no-cache, max-age=60"), TAG], Some((0, &[ASK_TAG]))),
            (&[("cache-control", "max-age=0"), TEN_DAYS_BEFORE], Some((0, &[ASK_DATE]))),
            (&[("cache-control", "no-store"), TAG], None),
            (&[("cache-control", "no-store, max-age=60"), TAG], None),
            (&[("cache-control", "max-age=60"), ("vary", "*"), TAG], None),
            (&[("cache-control", "max-age=60"), ("vary", "accept-encoding")], Some((60, &[]))),
            (&[DATE, HOUR_LATER, TAG, TEN_DAYS_BEFORE], Some((3_600, &[ASK_TAG, ASK_DATE]))),
            (&[DATE, HOUR_LATER, ("cache-control", "max-age=5")], Some((5, &[]))),
            (&[DATE, ("expires", "0"), TAG], Some((0, &[ASK_TAG]))),
            (&[DATE, TEN_DAYS_BEFORE], Some((86_400, &[ASK_DATE]))),
            (&[TAG], Some((0, &[ASK_TAG]))),
            (&[DATE], None),
            (&[("cache-control", "no-cache")], None),
        ] {
            // 2026-11-27 08:00:00 UTC, the date of the answers that have one.
            let clock = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_766_400);
            let kept = Kept::at(&headers(lines), None, now, clock);
            let expected =
                expected.map(|(lasts, asks)| (lasts, asks.iter().map(|name| (*name).to_owned()).collect()));
            assert_eq!(told(kept.as_ref(), now), expected, "{lines:?}");
        }
    }

    #[test]
    fn still_good_is_fresh_again() {
        let now = Instant::now();
        let later = now + Duration::from_secs(100);
        let kept = Kept::of(&headers(&[("cache-control", "max-age=60"), TAG]), None, now).unwrap();
        assert!(kept.is_fresh(now) && !kept.is_fresh(later));
        for (lines, expected) in [
            (&[][..], Some((60, &[ASK_TAG][..]))),
            (&[("cache-control", "max-age=5")], Some((5, &[ASK_TAG]))),
            (&[("cache-control", "max-age=5"), ("etag", "\"2\"")], Some((5, &[ASK_TAG]))),
            (&[("cache-control", "no-cache")], Some((0, &[ASK_TAG]))),
            (&[("cache-control", "no-store")], None),
        ] {
            let refreshed = kept.refreshed(&headers(lines), later);
            let expected =
                expected.map(|(lasts, asks)| (lasts, asks.iter().map(|name| (*name).to_owned()).collect()));
            assert_eq!(told(refreshed.as_ref(), later), expected, "{lines:?}");
        }
    }

    #[test]
    fn visitors_share_what_is_equal() {
        let now = Instant::now();
        let kept = |tag| Kept::of(&headers(&[("etag", tag)]), None, now).unwrap().validators.unwrap();
        let (one, other) = (kept("\"1\""), kept("\"2\""));
        let again = Kept::of(&headers(&[("etag", "\"1\"")]), Some(&one), now).unwrap();
        assert!(Rc::ptr_eq(again.validators().unwrap(), &one));
        let changed = Kept::of(&headers(&[("etag", "\"1\"")]), Some(&other), now).unwrap();
        assert!(!Rc::ptr_eq(changed.validators().unwrap(), &other));
        assert_eq!(changed.validators().unwrap(), &one);
    }
}
