//! Packs answers with gzip for clients that accept it.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::Response;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};

use super::body::AnswerBody;

/// Packs HTML and JSON, which are what a shop's web server packs, too; pictures, empty answers and those that say they
/// are packed stay as they are.
pub(super) fn gzip(mut response: Response<AnswerBody>) -> Response<AnswerBody> {
    let is_text = |value: &HeaderValue| {
        value.to_str().is_ok_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
    };
    let headers = response.headers();
    let is_wanted = headers.get(CONTENT_TYPE).is_some_and(is_text) && !headers.contains_key(CONTENT_ENCODING);
    if !is_wanted || response.body().len() == 0 {
        return response;
    }
    // Writing to memory does not fail; if it did, the answer would go out as it is.
    if let Ok(packed) = packed(response.body()) {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        *response.body_mut() = AnswerBody::chunked(vec![packed]);
    }
    response
}

fn packed(body: &AnswerBody) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&body.joined())?;
    Ok(Bytes::from(encoder.finish()?))
}

/// Whether an `Accept-Encoding` names gzip and does not refuse it (RFC 9110 §12.5.3).
pub(super) fn is_accepted(accept_encoding: &str) -> bool {
    accept_encoding.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
        let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f64>);
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_ok_and(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_has_to_be_asked_for() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("deflate,gzip", true),
            ("gzip;q=0, br", false),
            ("br", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(is_accepted(accept), expected, "{accept}");
        }
    }
}
