//! What an answer of the webservice means: cart rules, or one of its many ways to say no.

use std::sync::LazyLock;

use hyper::header::WWW_AUTHENTICATE;
use regex::Regex;
use serde_json::Value;

use super::rules::{self, CartRulesError};
use crate::http::{Answer, HeaderName};
use crate::promotion::CartRule;

/// The longest message of the shop that is repeated, in characters.
const LONGEST_MESSAGE: usize = 160;

/// Why the webservice told nothing. Each is one line with what to do about it, and none repeats the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebserviceError {
    /// Unknown or inactive: PrestaShop says the same of both (codes 19, 20, 21).
    #[error(
        "the webservice does not accept the key: it is unknown or switched off; compare it with the one in the back office under \
         Advanced Parameters > Webservice"
    )]
    KeyRefused,
    /// Codes 17 and 18.
    #[error(
        "the webservice says that the key has not the form of one; it has 32 characters, copy it again from the back office \
         (Advanced Parameters > Webservice)"
    )]
    KeyMalformed,
    /// PrestaShop asks for a key although one was sent (code 16, or no code at all).
    #[error(
        "the webservice saw no key although one was sent: the web server keeps the Authorization header from PHP; let it pass it on \
         (Apache: CGIPassAuth On)"
    )]
    KeyUnseen,
    /// Somebody else wants a password.
    #[error(
        "a password protects the webservice's address (401), and the key took the place of the password; let /api/ pass without it"
    )]
    Protected,
    /// Code 26.
    #[error(
        "the webservice key has no right to read cart_rules; in the back office, under Advanced Parameters > Webservice, edit the key \
         and tick GET for cart_rules"
    )]
    NoRight,
    /// Code 25, or 405.
    #[error(
        "the webservice key may not GET cart_rules; in the back office, under Advanced Parameters > Webservice, edit the key and tick GET \
         for cart_rules"
    )]
    MethodRefused,
    /// Code 22.
    #[error(
        "the shop's webservice is switched off; switch it on in the back office under Advanced Parameters > Webservice, or leave the key out"
    )]
    SwitchedOff,
    /// An error with another code.
    #[error("the webservice refuses the question: {message} (code {code}, status {status})")]
    Refused {
        /// PrestaShop's number.
        code: u64,
        /// The status.
        status: u16,
        /// PrestaShop's words.
        message: String,
    },
    /// 404.
    #[error(
        "there is no webservice at the shop's /api/ (404); the web server has to rewrite /api/ to the webservice, as PrestaShop's own \
         .htaccess does"
    )]
    NotThere,
    /// 403 without a code.
    #[error("the web server forbids the webservice's address (403); let this machine's address reach /api/")]
    Forbidden,
    /// A CDN or firewall answered.
    #[error(
        "a CDN or firewall answered {0} instead of the webservice; ask whoever runs it to let this machine reach /api/"
    )]
    Blocked(u16),
    /// Another status, mostly the shop's own trouble.
    #[error("the webservice answered {0}{1}; its cart rules are missing here")]
    Status(u16, &'static str),
    /// Good, but no JSON.
    #[error("the webservice answered with {0} instead of JSON; its cart rules are missing here")]
    NotJson(&'static str),
    /// JSON that cannot be used.
    #[error("the webservice's answer cannot be used: {0}; its cart rules are missing here")]
    Unreadable(#[from] CartRulesError),
}

impl WebserviceError {
    /// Whether the same question may be answered a moment later: it was the server's own trouble.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Status(500.., _) | Self::Refused { status: 500.., .. })
    }
}

/// The cart rules of an answer.
///
/// # Errors
///
/// [`WebserviceError`] when it is anything else.
pub fn cart_rules_of(answer: &Answer) -> Result<Vec<CartRule>, WebserviceError> {
    let body = String::from_utf8_lossy(&answer.body);
    if let Some(error) = own_error(&body, answer.status) {
        return Err(error);
    }
    if answer.is_blocked_by_head() || (answer.status != 200 && answer.is_blocked_by_body()) {
        return Err(WebserviceError::Blocked(answer.status));
    }
    match answer.status {
        200 => match rules::read(&body) {
            Err(CartRulesError::NotJson) => Err(WebserviceError::NotJson(form(&body))),
            read => Ok(read?),
        },
        401 if asks_for_a_key(answer) => Err(WebserviceError::KeyUnseen),
        401 => Err(WebserviceError::Protected),
        403 => Err(WebserviceError::Forbidden),
        404 => Err(WebserviceError::NotThere),
        405 => Err(WebserviceError::MethodRefused),
        503 => Err(WebserviceError::Status(503, ": the server is overloaded or under maintenance")),
        500.. => Err(WebserviceError::Status(answer.status, ": the shop or its server is broken")),
        other => Err(WebserviceError::Status(other, "")),
    }
}

/// The first error that PrestaShop names, in JSON or, on errors before it read the format, in XML.
fn own_error(body: &str, status: u16) -> Option<WebserviceError> {
    let (code, message) = json_error(body).or_else(|| xml_error(body))?;
    Some(match code {
        16 => WebserviceError::KeyUnseen,
        17 | 18 => WebserviceError::KeyMalformed,
        19..=21 => WebserviceError::KeyRefused,
        22 => WebserviceError::SwitchedOff,
        25 => WebserviceError::MethodRefused,
        26 => WebserviceError::NoRight,
        _ => WebserviceError::Refused { code, status, message: one_line(&message) },
    })
}

/// `{"errors":[{"code":20,"message":"…"}]}`.
fn json_error(body: &str) -> Option<(u64, String)> {
    let value: Value = serde_json::from_str(body).ok()?;
    let error = value.get("errors")?.get(0)?;
    let code = error.get("code").and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    Some((code.unwrap_or(0), error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned()))
}

/// The same in XML. It is read for these two fields only, so that no XML parser is needed.
fn xml_error(body: &str) -> Option<(u64, String)> {
    static ERROR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?s)<error>\s*<code><!\[CDATA\[(\d{1,9})\]\]></code>\s*<message><!\[CDATA\[(.*?)\]\]></message>",
        )
        .ok()
    });
    let found = ERROR.as_ref()?.captures(body)?;
    Some((found.get(1)?.as_str().parse().ok()?, found.get(2)?.as_str().to_owned()))
}

/// Whether it is PrestaShop that wants the key: the realm of its request says so, or one of its own headers.
fn asks_for_a_key(answer: &Answer) -> bool {
    let says = |name: HeaderName| {
        let value = answer.headers.get(name);
        value.is_some_and(|value| String::from_utf8_lossy(value.as_bytes()).contains("PrestaShop"))
    };
    says(WWW_AUTHENTICATE) || says(HeaderName::from_static("x-powered-by"))
}

fn form(body: &str) -> &'static str {
    let start = body.trim_start();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    if start.is_empty() {
        "nothing"
    } else if begins("<?xml") || begins("<prestashop") {
        "XML"
    } else if begins("<!doctype html") || begins("<html") {
        "an HTML page"
    } else {
        "other text"
    }
}

/// A message without line breaks and control characters, cut to a readable length.
fn one_line(message: &str) -> String {
    let words = message.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderMap, HeaderValue};

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Answer { status, headers, body: body.to_owned().into() }
    }

    fn json(code: u64) -> String {
        format!(r#"{{"errors":[{{"code":{code},"message":"Some\nreason"}}]}}"#)
    }

    fn xml(code: u64) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<prestashop>\n<errors>\n<error>\n<code><![CDATA[{code}]]></code>\n\
             <message><![CDATA[Some\nreason]]></message>\n</error>\n</errors>\n</prestashop>"
        )
    }

    #[test]
    fn prestashops_own_errors_in_both_forms() {
        let refused = WebserviceError::Refused { code: 32, status: 400, message: "Some reason".to_owned() };
        for (status, code, expected) in [
            (401, 16, WebserviceError::KeyUnseen),
            (401, 18, WebserviceError::KeyMalformed),
            (401, 20, WebserviceError::KeyRefused),
            (401, 21, WebserviceError::KeyRefused),
            (503, 22, WebserviceError::SwitchedOff),
            (405, 25, WebserviceError::MethodRefused),
            (401, 26, WebserviceError::NoRight),
            (400, 32, refused),
        ] {
            for body in [json(code), xml(code)] {
                assert_eq!(cart_rules_of(&answer(status, &[], &body)), Err(expected.clone()), "{body}");
            }
            assert!(!expected.may_pass(), "{expected}");
        }
    }

    #[test]
    fn whoever_else_answers() {
        let realm = ("www-authenticate", "Basic realm=\"Welcome to PrestaShop Webservice\"");
        for (answer, expected) in [
            (answer(401, &[realm], "401 Unauthorized"), WebserviceError::KeyUnseen),
            (answer(401, &[("www-authenticate", "Basic realm=\"Preview\"")], ""), WebserviceError::Protected),
            (answer(404, &[], ""), WebserviceError::NotThere),
            (answer(403, &[], "<html>Forbidden"), WebserviceError::Forbidden),
            (answer(403, &[("cf-mitigated", "challenge")], "<html>"), WebserviceError::Blocked(403)),
            (answer(429, &[], ""), WebserviceError::Blocked(429)),
            (answer(200, &[], " <!DOCTYPE html><p>"), WebserviceError::NotJson("an HTML page")),
            (answer(200, &[], "<?xml version=\"1.0\"?><prestashop/>"), WebserviceError::NotJson("XML")),
            (answer(200, &[], ""), WebserviceError::NotJson("nothing")),
            (answer(200, &[], "<br />\n<b>Notice</b>"), WebserviceError::NotJson("other text")),
            (answer(200, &[], "{\"cart_rules\":["), WebserviceError::Unreadable(CartRulesError::Cut(15))),
            (answer(418, &[], ""), WebserviceError::Status(418, "")),
        ] {
            assert_eq!(cart_rules_of(&answer), Err(expected.clone()));
            assert!(!expected.may_pass(), "{expected}");
            assert_eq!(expected.to_string().lines().count(), 1, "{expected}");
        }
        for status in [500, 502, 503, 504] {
            let error = cart_rules_of(&answer(status, &[], "<html>Maintenance")).unwrap_err();
            assert!(error.may_pass() && error.to_string().contains(&status.to_string()), "{error}");
        }
    }

    #[test]
    fn long_messages_are_cut() {
        let message = "é ".repeat(500);
        let body = serde_json::json!({"errors": [{"code": "99", "message": message}]}).to_string();
        let error = cart_rules_of(&answer(400, &[], &body)).unwrap_err();
        assert!(error.to_string().chars().count() < 260, "{error}");
        assert!(error.to_string().contains("code 99"), "{error}");
    }
}
