//! Recognises answers of a CDN or firewall in front of the shop.
//!
//! A mark counts only with the statuses that its sender uses for refusals and challenges: many marks also stand on the shop's own
//! answers that pass through, and an overloaded shop's 503 must count as the shop's.

use std::time::{Duration, SystemTime};

use hyper::header::{HeaderMap, RETRY_AFTER, SERVER};
use memchr::memmem;

use super::request::Answer;

/// The feature by which a refusal or challenge is recognised.
#[derive(Debug, Clone, Copy)]
enum BlockMark {
    /// A header with this name.
    Header(&'static str),
    /// A `Server` header with this prefix.
    Server(&'static str),
    /// A body with these words, which only its sender writes.
    Body(&'static str),
    /// A body with these words, which a shop may write as well.
    Phrase(&'static str),
}

/// 429 is a refusal, from the shop or from anything in front of it (RFC 6585 §4).
const TOO_MANY_REQUESTS: u16 = 429;

/// The marks, each with the statuses for which it counts, by sender.
const MARKS: [(&[u16], BlockMark); 20] = [
    // Cloudflare: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    (&[403, 503], BlockMark::Header("cf-mitigated")),
    (&[403, 503], BlockMark::Phrase("<title>Just a moment...")),
    (&[403, 503], BlockMark::Body("cf-chl")),
    (&[403, 503], BlockMark::Body("__cf_chl_")),
    (&[403, 503], BlockMark::Body("_cf_chl_opt")),
    (&[403], BlockMark::Body("Attention Required! | Cloudflare")),
    // Akamai's own refusals; its 503 says that the shop does not answer.
    (&[403], BlockMark::Server("AkamaiGHost")),
    (&[403], BlockMark::Body("errors.edgesuite.net")),
    // Imperva (Incapsula): X-Iinfo stands on everything that passes; a challenge has any status.
    (&[403], BlockMark::Header("x-iinfo")),
    (&[200, 403, 503], BlockMark::Body("_Incapsula_Resource")),
    (&[200, 403, 503], BlockMark::Body("Incapsula incident ID")),
    (&[403, 503], BlockMark::Header("x-sucuri-block")),
    (&[403, 503], BlockMark::Body("Sucuri WebSite Firewall")),
    (&[403], BlockMark::Header("x-datadome")),
    (&[403], BlockMark::Header("x-dd-b")),
    (&[200, 403], BlockMark::Body("captcha-delivery.com/")),
    // AWS WAF: https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
    (&[202, 403, 405], BlockMark::Header("x-amzn-waf-action")),
    // Varnish and nginx, when they are configured to refuse with another status.
    (&[403, 503], BlockMark::Phrase("Too many requests")),
    (&[403, 503], BlockMark::Phrase("Too Many Requests")),
    (&[403, 503], BlockMark::Phrase("Rate limit exceeded")),
];

/// The longest wait that is believed; a longer one means "never".
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The greatest size of a challenge, in bytes: a larger page with the same words is a shop's own, to which a CDN added a script.
const LARGEST_CHALLENGE: usize = 32 * 1024;

/// Whether a page that was saved without its status is the challenge of a CDN or firewall. Only marks of products count, because
/// a shop may well write "Too many requests" somewhere.
#[must_use]
pub fn is_challenge(page: &[u8]) -> bool {
    page.len() <= LARGEST_CHALLENGE
        && MARKS.iter().any(|(_, mark)| match mark {
            BlockMark::Body(words) => memmem::find(page, words.as_bytes()).is_some(),
            BlockMark::Phrase(_) | BlockMark::Header(_) | BlockMark::Server(_) => false,
        })
}

impl Answer {
    /// Whether status and headers show that a CDN or firewall refused or challenged the visitor.
    #[must_use]
    pub fn is_blocked_by_head(&self) -> bool {
        // The usual answer comes first: no mark of a head has this status (a test below checks that).
        self.status != 200
            && (self.status == TOO_MANY_REQUESTS || self.carries(|mark| stands_in_head(mark, &self.headers)))
    }

    /// Whether the body, if it was kept, is the page of such a refusal or challenge. Only for answers other than the expected
    /// one: CDNs add scripts to good pages as well.
    #[must_use]
    pub fn is_blocked_by_body(&self) -> bool {
        let small = self.body.len() <= LARGEST_CHALLENGE;
        small
            && self.carries(|mark| match mark {
                BlockMark::Body(words) | BlockMark::Phrase(words) => {
                    memmem::find(&self.body, words.as_bytes()).is_some()
                }
                BlockMark::Header(_) | BlockMark::Server(_) => false,
            })
    }

    /// The time that the answer asks the visitor to wait: `Retry-After` in seconds or as a date (RFC 9110 §10.2.3). `None` for a
    /// date in the past.
    #[must_use]
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let time = match text.parse() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default(),
        };
        Some(time.min(LONGEST_WAIT))
    }

    fn carries(&self, stands: impl Fn(BlockMark) -> bool) -> bool {
        MARKS.iter().any(|(statuses, mark)| statuses.contains(&self.status) && stands(*mark))
    }
}

fn stands_in_head(mark: BlockMark, headers: &HeaderMap) -> bool {
    match mark {
        BlockMark::Header(name) => headers.contains_key(name),
        BlockMark::Server(name) => {
            headers.get(SERVER).is_some_and(|value| value.as_bytes().starts_with(name.as_bytes()))
        }
        BlockMark::Body(_) | BlockMark::Phrase(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    const IMPERVA: &str = "<html><head><META NAME=\"robots\" CONTENT=\"noindex,nofollow\"></head><iframe \
        src=\"/_Incapsula_Resource?SWUDNSAI=31&xinfo=9-1\">Request unsuccessful.</iframe></html>";

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        Answer { status, headers: headers.collect(), body: Bytes::from(body.to_owned()) }
    }

    #[test]
    fn no_head_refuses_with_status_200() {
        let heads =
            MARKS.iter().filter(|(_, mark)| !matches!(mark, BlockMark::Body(_) | BlockMark::Phrase(_)));
        assert!(heads.clone().count() > 3 && heads.into_iter().all(|(statuses, _)| !statuses.contains(&200)));
    }

    #[test]
    fn heads_of_refusals_and_challenges() {
        for (status, header, expected) in [
            (429, ("content-type", "text/html"), true),
            (403, ("cf-mitigated", "challenge"), true),
            (503, ("cf-mitigated", "challenge"), true),
            (403, ("server", "AkamaiGHost"), true),
            (403, ("x-iinfo", "9-1-0 0NNN RT(1 2) q(0 -1 -1 -1) r(0 -1)"), true),
            (403, ("x-sucuri-block", "GEO"), true),
            (403, ("x-datadome", "protected"), true),
            (403, ("x-dd-b", "1"), true),
            (202, ("x-amzn-waf-action", "challenge"), true),
            (405, ("x-amzn-waf-action", "captcha"), true),
            // The shop's own answers, which only pass through.
            (403, ("server", "cloudflare"), false),
            (503, ("server", "cloudflare"), false),
            (503, ("server", "AkamaiGHost"), false),
            (503, ("x-iinfo", "9-1-0"), false),
            (503, ("retry-after", "120"), false),
            (200, ("x-datadome", "protected"), false),
            (200, ("x-iinfo", "9-1-0"), false),
            (202, ("content-type", "application/json"), false),
            (500, ("cf-mitigated", "challenge"), false),
        ] {
            assert_eq!(answer(status, &[header], "").is_blocked_by_head(), expected, "{status} {header:?}");
        }
    }

    #[test]
    fn the_time_to_wait_is_in_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Fri, 27 Nov 2026 04:00:00 GMT").unwrap();
        for (text, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Fri, 27 Nov 2026 04:01:30 GMT", Some(90)),
            ("Fri, 27 Nov 2026 03:00:00 GMT", Some(0)),
            ("-1", None),
            ("18446744073709551615", Some(604_800)),
            ("soon", None),
            ("99999999999999999999999", None),
        ] {
            let found = answer(429, &[("retry-after", text)], "").retry_after(now);
            assert_eq!(found, expected.map(Duration::from_secs), "{text}");
        }
        assert_eq!(answer(429, &[], "").retry_after(now), None);
    }

    #[test]
    fn pages_of_refusals_and_challenges() {
        let large = format!("<p>A shop's page</p>{}{IMPERVA}", " ".repeat(LARGEST_CHALLENGE));
        for (status, body, expected) in [
            (403, "<!DOCTYPE html><html><head><title>Just a moment...</title>", true),
            (503, "<form id=\"challenge-form\" action=\"/?__cf_chl_f_tk=1\" class=\"cf-chl-widget\">", true),
            (403, "<script>window._cf_chl_opt={cvId:'3'}</script>", true),
            (403, "<title>Attention Required! | Cloudflare</title>", true),
            (403, "<H1>Access Denied</H1>https&#58;&#47;&#47;errors.edgesuite.net/18.1", true),
            (403, "<H1>Access Denied</H1> You don't have permission", false),
            (200, IMPERVA, true),
            (200, &large, false),
            (403, "Request unsuccessful. Incapsula incident ID: 9-1", true),
            (403, "<title>Sucuri WebSite Firewall - Access Denied</title>", true),
            (403, "<script src=\"https://ct.captcha-delivery.com/c.js\"></script>", true),
            (503, "<h1>Error 503 Too many requests</h1><p>Varnish cache server</p>", true),
            // The shop's own pages.
            (503, "<h1>We'll be back soon</h1>", false),
            (500, "<title>Just a moment...</title>", false),
            (200, "<h1>Too many requests</h1>", false),
            (403, "", false),
        ] {
            assert_eq!(answer(status, &[], body).is_blocked_by_body(), expected, "{status} {body:.60}");
        }
    }
}
