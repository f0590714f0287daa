//! Content codings: recovers a body from the form in which the shop packed it (RFC 9110 §8.4).

mod unpack;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use hyper::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

use super::failure::ExchangeFailure;
use crate::metric::Outcome;
use crate::words::Lang;
use unpack::{UnpackError, Work, undo};

/// The `Accept-Encoding` of every request whose own headers have none: the value of browsers, in their order.
pub(crate) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip, deflate, br, zstd");

/// The most codings on top of each other. More are not a shop's answer but work for nothing (curl has the same limit).
const MOST_CODINGS: usize = 5;

/// A coding that this module can undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Undoes the codings of a body. `cap` is the greatest size in bytes, of the body and of every layer on the way; the work of
/// unpacking has a bound of its own ([`Work`]), and other tasks of the thread go on meanwhile.
///
/// An empty body stays empty: answers to `HEAD`, 204 and 304 may have the header without a body. A name that is not one of the
/// codings in the request is ignored, as in browsers: servers write `utf-8`, `none` or `binary` there and send the body unpacked.
/// [`unknown_codings`] lists these names.
///
/// # Errors
///
/// [`Outcome::Encoding`] when the body is not what `Content-Encoding` says, [`Outcome::TooLarge`] when it unpacks to more than
/// `cap` or costs more work than a page may.
pub(crate) async fn decode(headers: &HeaderMap, body: Bytes, cap: usize) -> Result<Bytes, ExchangeFailure> {
    if body.is_empty() || !headers.contains_key(CONTENT_ENCODING) {
        return Ok(body);
    }
    // Boxed, because otherwise the state of the future would be a part of every idle virtual user.
    Box::pin(undo_all(codings(headers)?, body, cap)).await
}

async fn undo_all(codings: Vec<Coding>, mut body: Bytes, cap: usize) -> Result<Bytes, ExchangeFailure> {
    let mut work = Work::on(&body, cap);
    // They are listed in the order in which they were applied.
    for coding in codings.into_iter().rev() {
        let unpacked = undo(coding, &body, cap, &mut work).await;
        body = Bytes::from(unpacked.map_err(|broken| failure(coding, &broken, cap))?);
    }
    Ok(body)
}

fn failure(coding: Coding, broken: &UnpackError, cap: usize) -> ExchangeFailure {
    let name = coding.name();
    match broken {
        UnpackError::TooLarge => {
            let message = format!("the answer unpacks to more than {} MB", cap / 1_000_000);
            ExchangeFailure::new(Outcome::TooLarge, message)
        }
        UnpackError::TooMuchWork => {
            let message = format!("the answer's {name} unpacks to out of all proportion to what was sent");
            ExchangeFailure::new(Outcome::TooLarge, message)
        }
        UnpackError::Data(error) => wrong(format_args!(
            "`Content-Encoding` says {name}, and the body cannot be unpacked as {name}: {error}"
        )),
    }
}

fn wrong(what: fmt::Arguments<'_>) -> ExchangeFailure {
    ExchangeFailure::new(Outcome::Encoding, format!("{}: {what}", Outcome::Encoding.words().say(Lang::En)))
}

/// The codings of all `Content-Encoding` headers that can be undone, in the order in which they were applied.
fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, ExchangeFailure> {
    let codings: Vec<Coding> = names(headers).filter_map(Coding::of).collect();
    if codings.len() > MOST_CODINGS {
        return Err(wrong(format_args!("{} codings on top of each other", codings.len())));
    }
    Ok(codings)
}

/// The names in an answer's `Content-Encoding` other than `identity` and the codings in the request.
pub fn unknown_codings(headers: &HeaderMap) -> impl Iterator<Item = Cow<'_, str>> {
    let unknown = |name: &&[u8]| {
        Coding::of(name).is_none() && !name.is_empty() && !name.eq_ignore_ascii_case(b"identity")
    };
    names(headers).filter(unknown).map(String::from_utf8_lossy)
}

/// The names in `Content-Encoding`. Nothing is copied, because every answer is looked at.
fn names(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii))
}

impl Coding {
    fn of(name: &[u8]) -> Option<Self> {
        const NAMES: [(&str, Coding); 5] = [
            ("gzip", Coding::Gzip),
            ("x-gzip", Coding::Gzip),
            ("deflate", Coding::Deflate),
            ("br", Coding::Brotli),
            ("zstd", Coding::Zstd),
        ];
        let known = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()));
        known.map(|(_, coding)| *coding)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

#[cfg(test)]
mod tests;
