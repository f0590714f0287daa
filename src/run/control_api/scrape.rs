//! The answer to a scrape, in the format that it asks for: text, or protobuf with native histograms.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, VARY};

use super::metrics::Family;
use super::{protobuf, text};

/// What Prometheus is answered, in the format that these headers prefer. Before the first second there is no metric.
pub(super) fn response(families: &Arc<[Family]>, headers: &HeaderMap) -> Response<Full<Bytes>> {
    let (body, kind) = if prefers_protobuf(headers) {
        (protobuf::encode(families), protobuf::TYPE)
    } else {
        (text::encode(families).into_bytes(), text::TYPE)
    };
    let mut response = Response::new(Full::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}

/// Whether protobuf is named, and no text is liked better (RFC 9110 §12.5.1). Text is for all who name neither.
fn prefers_protobuf(headers: &HeaderMap) -> bool {
    let (mut protobuf, mut text) = (0.0, 0.0);
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for range in values.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let (mut quality, mut is_ours) = (1.0, true);
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = value.parse().unwrap_or(0.0),
                "proto" => is_ours &= value == protobuf::MESSAGE,
                "encoding" => is_ours &= value == "delimited",
                _ => {}
            }
        }
        match kind.as_str() {
            "application/vnd.google.protobuf" if is_ours => protobuf = f32::max(protobuf, quality),
            "application/openmetrics-text" | "text/plain" => text = f32::max(text, quality),
            _ => {}
        }
    }
    protobuf > 0.0 && protobuf >= text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protobuf_is_for_those_who_like_it_best() {
        const OURS: &str =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
        // As Prometheus 2.42 and 3.5 ask with and without native histograms.
        for (accept, expected) in [
            (
                format!(
                    "{OURS},application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
                ),
                true,
            ),
            (format!("{OURS};q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1"), true),
            ("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5,*/*;q=0.1".to_owned(), false),
            (format!("application/openmetrics-text;version=1.0.0,{OURS};q=0.5"), false),
            (format!("{OURS};q=0"), false),
            ("application/vnd.google.protobuf;proto=some.Other;encoding=delimited".to_owned(), false),
            (
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text"
                    .to_owned(),
                false,
            ),
            ("*/*".to_owned(), false),
            (String::new(), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_str(&accept).unwrap());
            assert_eq!(prefers_protobuf(&headers), expected, "{accept}");
        }
        assert!(!prefers_protobuf(&HeaderMap::new()));
    }
}
