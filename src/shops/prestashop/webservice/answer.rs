//! What an answer of the webservice means: cart rules, or one of its many ways to say no.

use std::fmt;
use std::sync::LazyLock;

use hyper::header::WWW_AUTHENTICATE;
use regex::Regex;
use serde_json::Value;

use super::rules::{self, CartRulesError};
use crate::http::{Answer, HeaderName};
use crate::promotion::CartRule;
use crate::words::Message;

/// The longest message of the shop that is repeated, in characters.
const LONGEST_MESSAGE: usize = 160;

/// Why the webservice told nothing. Each is one line with what to do about it, and none repeats the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebserviceRefusal {
    /// Unknown or inactive: PrestaShop says the same of both (codes 19, 20, 21).
    KeyRefused,
    /// Codes 17 and 18.
    KeyMalformed,
    /// PrestaShop asks for a key although one was sent (code 16, or no code at all).
    KeyUnseen,
    /// Somebody else wants a password.
    Protected,
    /// Code 26.
    NoRight,
    /// Code 25, or 405.
    MethodRefused,
    /// Code 22.
    SwitchedOff,
    /// An error with another code.
    Refused {
        /// PrestaShop's number.
        code: u64,
        /// The status.
        status: u16,
        /// PrestaShop's words.
        message: String,
    },
    /// 404.
    NotThere,
    /// 403 without a code.
    Forbidden,
    /// A CDN or firewall answered.
    Blocked(u16),
    /// Another status, mostly the shop's own trouble.
    Status(u16),
    /// Good, but no JSON.
    NotJson(AnswerForm),
    /// JSON that cannot be used.
    Unreadable(CartRulesError),
}

/// What an answer is that is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerForm {
    /// An empty body.
    Nothing,
    /// XML.
    Xml,
    /// HTML.
    Page,
    /// Something else.
    Text,
}

impl From<&WebserviceRefusal> for Message {
    fn from(error: &WebserviceRefusal) -> Self {
        match error {
            WebserviceRefusal::KeyRefused => Message::new("webservice-key-refused"),
            WebserviceRefusal::KeyMalformed => Message::new("webservice-key-malformed"),
            WebserviceRefusal::KeyUnseen => Message::new("webservice-key-unseen"),
            WebserviceRefusal::Protected => Message::new("webservice-protected"),
            WebserviceRefusal::NoRight => Message::new("webservice-no-right"),
            WebserviceRefusal::MethodRefused => Message::new("webservice-method-refused"),
            WebserviceRefusal::SwitchedOff => Message::new("webservice-switched-off"),
            WebserviceRefusal::Refused { code, status, message } => Message::new("webservice-refused")
                .with("message", message.as_str())
                .with("code", code.to_string())
                .with("status", status.to_string()),
            WebserviceRefusal::NotThere => Message::new("webservice-not-there"),
            WebserviceRefusal::Forbidden => Message::new("webservice-forbidden"),
            WebserviceRefusal::Blocked(status) => {
                Message::new("webservice-blocked").with("status", status.to_string())
            }
            WebserviceRefusal::Status(503) => Message::new("webservice-overloaded").with("status", "503"),
            WebserviceRefusal::Status(status @ 500..) => {
                Message::new("webservice-broken").with("status", status.to_string())
            }
            WebserviceRefusal::Status(status) => {
                Message::new("webservice-status").with("status", status.to_string())
            }
            WebserviceRefusal::NotJson(AnswerForm::Nothing) => Message::new("webservice-nothing"),
            WebserviceRefusal::NotJson(AnswerForm::Xml) => Message::new("webservice-xml"),
            WebserviceRefusal::NotJson(AnswerForm::Page) => Message::new("webservice-page"),
            WebserviceRefusal::NotJson(AnswerForm::Text) => Message::new("webservice-text"),
            WebserviceRefusal::Unreadable(CartRulesError::Cut(length)) => {
                Message::new("webservice-cut").with("length", length.to_string())
            }
            WebserviceRefusal::Unreadable(CartRulesError::NotJson) => Message::new("webservice-not-json"),
            WebserviceRefusal::Unreadable(CartRulesError::Other) => Message::new("webservice-other"),
            WebserviceRefusal::Unreadable(CartRulesError::IdsOnly) => Message::new("webservice-ids-only"),
        }
    }
}

/// The English sentence.
impl fmt::Display for WebserviceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(f)
    }
}

impl std::error::Error for WebserviceRefusal {}

impl WebserviceRefusal {
    /// Whether the same question may be answered a moment later: it was the server's own trouble.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Status(500..) | Self::Refused { status: 500.., .. })
    }
}

/// The cart rules of an answer.
///
/// # Errors
///
/// [`WebserviceRefusal`] when it is anything else.
pub fn cart_rules_of(answer: &Answer) -> Result<Vec<CartRule>, WebserviceRefusal> {
    let body = String::from_utf8_lossy(&answer.body);
    if let Some(error) = own_error(&body, answer.status) {
        return Err(error);
    }
    if answer.is_blocked_by_head() || (answer.status != 200 && answer.is_blocked_by_body()) {
        return Err(WebserviceRefusal::Blocked(answer.status));
    }
    match answer.status {
        200 => match rules::read(&body) {
            Err(CartRulesError::NotJson) => Err(WebserviceRefusal::NotJson(form(&body))),
            read => read.map_err(WebserviceRefusal::Unreadable),
        },
        401 if asks_for_a_key(answer) => Err(WebserviceRefusal::KeyUnseen),
        401 => Err(WebserviceRefusal::Protected),
        403 => Err(WebserviceRefusal::Forbidden),
        404 => Err(WebserviceRefusal::NotThere),
        405 => Err(WebserviceRefusal::MethodRefused),
        other => Err(WebserviceRefusal::Status(other)),
    }
}

/// The first error that PrestaShop names, in JSON or, on errors before it read the format, in XML.
fn own_error(body: &str, status: u16) -> Option<WebserviceRefusal> {
    let (code, message) = json_error(body).or_else(|| xml_error(body))?;
    Some(match code {
        16 => WebserviceRefusal::KeyUnseen,
        17 | 18 => WebserviceRefusal::KeyMalformed,
        19..=21 => WebserviceRefusal::KeyRefused,
        22 => WebserviceRefusal::SwitchedOff,
        25 => WebserviceRefusal::MethodRefused,
        26 => WebserviceRefusal::NoRight,
        _ => WebserviceRefusal::Refused { code, status, message: one_line(&message) },
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

fn form(body: &str) -> AnswerForm {
    let start = body.trim_start();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    if start.is_empty() {
        AnswerForm::Nothing
    } else if begins("<?xml") || begins("<prestashop") {
        AnswerForm::Xml
    } else if begins("<!doctype html") || begins("<html") {
        AnswerForm::Page
    } else {
        AnswerForm::Text
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
        let refused = WebserviceRefusal::Refused { code: 32, status: 400, message: "Some reason".to_owned() };
        for (status, code, expected) in [
            (401, 16, WebserviceRefusal::KeyUnseen),
            (401, 18, WebserviceRefusal::KeyMalformed),
            (401, 20, WebserviceRefusal::KeyRefused),
            (401, 21, WebserviceRefusal::KeyRefused),
            (503, 22, WebserviceRefusal::SwitchedOff),
            (405, 25, WebserviceRefusal::MethodRefused),
            (401, 26, WebserviceRefusal::NoRight),
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
            (answer(401, &[realm], "401 Unauthorized"), WebserviceRefusal::KeyUnseen),
            (
                answer(401, &[("www-authenticate", "Basic realm=\"Preview\"")], ""),
                WebserviceRefusal::Protected,
            ),
            (answer(404, &[], ""), WebserviceRefusal::NotThere),
            (answer(403, &[], "<html>Forbidden"), WebserviceRefusal::Forbidden),
            (answer(403, &[("cf-mitigated", "challenge")], "<html>"), WebserviceRefusal::Blocked(403)),
            (answer(429, &[], ""), WebserviceRefusal::Blocked(429)),
            (answer(200, &[], " <!DOCTYPE html><p>"), WebserviceRefusal::NotJson(AnswerForm::Page)),
            (
                answer(200, &[], "<?xml version=\"1.0\"?><prestashop/>"),
                WebserviceRefusal::NotJson(AnswerForm::Xml),
            ),
            (answer(200, &[], ""), WebserviceRefusal::NotJson(AnswerForm::Nothing)),
            (answer(200, &[], "<br />\n<b>Notice</b>"), WebserviceRefusal::NotJson(AnswerForm::Text)),
            (answer(200, &[], "{\"cart_rules\":["), WebserviceRefusal::Unreadable(CartRulesError::Cut(15))),
            (answer(418, &[], ""), WebserviceRefusal::Status(418)),
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
