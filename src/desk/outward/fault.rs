//! What became of an exchange: done, to be tried again and when, or never.

use std::time::Duration;

use hyper::header::HeaderMap;
use hyper::header::RETRY_AFTER;
use jiff::Timestamp;

use crate::desk::store::StoreFault;
use crate::http::Answer;
use crate::words::Message;

/// The longest wait that an answer can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// The longest part of an answer that is said, in characters.
const LONGEST_SAID: usize = 200;

/// Why something was not delivered.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::desk) enum OutFault {
    /// It is worth another try.
    Again {
        /// Why.
        why: Message,
        /// How long the other side asks to wait at least.
        after: Option<Duration>,
    },
    /// It would fail again.
    Never(Message),
}

impl OutFault {
    /// A fault that passes by itself.
    pub(in crate::desk) const fn again(why: Message) -> Self {
        Self::Again { why, after: None }
    }

    /// Why, in one sentence.
    pub(in crate::desk) const fn why(&self) -> &Message {
        match self {
            Self::Again { why, .. } | Self::Never(why) => why,
        }
    }
}

impl From<StoreFault> for OutFault {
    /// A database that is full or locked now has room later.
    fn from(fault: StoreFault) -> Self {
        Self::again(Message::from(&fault))
    }
}

/// Judges an answer by its status: 2xx is done; time-outs, limits and the server's own faults pass.
///
/// # Errors
///
/// [`OutFault`] with the status and the beginning of the answer.
pub(in crate::desk) fn check(answer: &Answer, now: Timestamp) -> Result<(), OutFault> {
    let status = answer.status;
    if (200..300).contains(&status) {
        return Ok(());
    }
    let why = Message::new("error-outward-status").exact("status", status).exact("said", said(&answer.body));
    let after = wait(&answer.headers, now);
    let is_limit = status == 429 || (status == 403 && after.is_some());
    if is_limit || status == 408 || status == 425 || status >= 500 {
        return Err(OutFault::Again { why, after });
    }
    Err(OutFault::Never(why))
}

/// How long an answer asks to wait: `Retry-After` of RFC 9110 §10.2.3, or the end of GitHub's window when nothing remains of it.
fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let until = |seconds: i64| u64::try_from(seconds - now.as_second()).ok().map(Duration::from_secs);
    let asked = text(RETRY_AFTER.as_str()).and_then(|text| match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text).ok().and_then(|date| {
            let date = date.duration_since(std::time::UNIX_EPOCH).ok()?;
            until(i64::try_from(date.as_secs()).ok()?)
        }),
    });
    let is_used_up = text("x-ratelimit-remaining") == Some("0");
    let reset = || text("x-ratelimit-reset").filter(|_| is_used_up)?.parse().ok().and_then(until);
    asked.or_else(reset).map(|wait| wait.min(LONGEST_WAIT))
}

/// The beginning of an answer in one line.
fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * LONGEST_SAID)]).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)]) -> Answer {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        Answer { status, headers, body: "Not\n now".into() }
    }

    #[test]
    fn limits_and_faults_pass_and_refusals_do_not() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let seconds = |count| Some(Duration::from_secs(count));
        for (answer, expected) in [
            (answer(200, &[]), None),
            (answer(204, &[]), None),
            (answer(500, &[]), Some(Some(None))),
            (answer(503, &[("retry-after", "7")]), Some(Some(seconds(7)))),
            (answer(503, &[("retry-after", "Mon, 12 Jan 1970 13:47:00 GMT")]), Some(Some(seconds(20)))),
            (answer(429, &[("retry-after", "999999")]), Some(Some(seconds(3600)))),
            (answer(408, &[]), Some(Some(None))),
            (
                answer(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1000030")]),
                Some(Some(seconds(30))),
            ),
            (answer(403, &[("x-ratelimit-remaining", "5"), ("x-ratelimit-reset", "1000030")]), Some(None)),
            (answer(302, &[]), Some(None)),
            (answer(401, &[]), Some(None)),
            (answer(403, &[]), Some(None)),
            (answer(404, &[]), Some(None)),
        ] {
            let checked = check(&answer, now).err().map(|fault| match fault {
                OutFault::Again { after, .. } => Some(after),
                OutFault::Never(why) => {
                    assert!(why.to_string().contains("Not now"), "{why}");
                    None
                }
            });
            assert_eq!(checked, expected, "{answer:?}");
        }
    }
}
