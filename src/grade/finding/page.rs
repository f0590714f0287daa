//! The landing page as it came at set-up: its size, its compression, whether a cache may keep it.

use serde::{Deserialize, Serialize};

use super::{Confidence, Finding, FindingKind};
use crate::words::{Message, Value};

/// The answer with the landing page, as a new visitor got it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Landing {
    /// The size of the unpacked page in bytes.
    pub bytes: u64,
    /// The size of the body on the wire in bytes; when the head does not state it, of everything that was read.
    pub bytes_on_wire: u64,
    /// The value of `Content-Encoding`.
    pub content_encoding: Option<String>,
    /// The value of `Cache-Control`.
    pub cache_control: Option<String>,
    /// Whether it has an `ETag` or `Last-Modified`, by which a cache could revalidate it.
    pub validator: bool,
    /// The statement of a cache on the way about itself: `Age`, `X-Cache` or the like.
    pub cache_status: Option<String>,
    /// Whether it sets a cookie, as the first answer of a session does.
    pub sets_cookie: bool,
}

/// The size in bytes from which packing a page saves packets worth the work; servers' own limits are lower.
const WORTH_PACKING: u64 = 10_000;
/// The size in bytes from which a page is heavy: a browser reads all of it before the page stands still, and the product
/// pages of common themes have a fifth.
const HEAVY: u64 = 500_000;
/// The size on the wire, in bytes, from which a page is heavy: 1,000 visits a minute take 20 Mbit/s, and a phone with 10 Mbit/s
/// waits an eighth of a second for each.
const HEAVY_ON_WIRE: u64 = 150_000;

/// The findings about an answer.
pub(super) fn of(landing: &Landing) -> impl Iterator<Item = Finding> {
    [heavy(landing), not_compressed(landing), not_cached(landing)].into_iter().flatten()
}

fn kilobytes(bytes: u64) -> Value {
    Value::Number((bytes as f64 / 1e3).round())
}

fn heavy(landing: &Landing) -> Option<Finding> {
    (landing.bytes > HEAVY || landing.bytes_on_wire > HEAVY_ON_WIRE).then(|| {
        let evidence = Message::new("heavy-page-evidence")
            .with("whole", kilobytes(landing.bytes))
            .with("wire", kilobytes(landing.bytes_on_wire));
        Finding::new(
            FindingKind::HeavyPage,
            Message::new("heavy-page"),
            evidence,
            Message::new("remedy-heavy-page"),
        )
    })
}

fn not_compressed(landing: &Landing) -> Option<Finding> {
    (landing.content_encoding.is_none() && landing.bytes_on_wire > WORTH_PACKING).then(|| {
        Finding::new(
            FindingKind::NotCompressed,
            Message::new("not-compressed"),
            Message::new("not-compressed-evidence").with("wire", kilobytes(landing.bytes_on_wire)),
            Message::new("remedy-not-compressed"),
        )
    })
}

/// Only for an answer that is the same for all visitors: with a session's cookie in it, no cache may give it to another.
fn not_cached(landing: &Landing) -> Option<Finding> {
    let directives = landing.cache_control.as_deref().unwrap_or_default().to_ascii_lowercase();
    let says = |word: &str| directives.split(',').any(|directive| directive.trim() == word);
    let refused = ["no-store", "no-cache", "private", "max-age=0"].into_iter().any(says);
    let allowed = !refused && (landing.cache_control.is_some() || landing.validator);
    (!landing.sets_cookie && landing.cache_status.is_none() && !allowed).then(|| {
        let evidence = match landing.cache_control.as_deref() {
            Some(control) => Message::new("not-cached-says").with("control", control),
            None => Message::new("not-cached-silent"),
        };
        Finding::new(
            FindingKind::NotCached,
            Message::new("not-cached"),
            evidence,
            Message::new("remedy-not-cached"),
        )
        .sure(Confidence::Low)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn packed() -> Landing {
        Landing {
            bytes: 90_000,
            bytes_on_wire: 18_000,
            content_encoding: Some("br".into()),
            sets_cookie: true,
            ..Landing::default()
        }
    }

    fn public() -> Landing {
        Landing { sets_cookie: false, ..packed() }
    }

    #[test]
    fn facts_about_the_page_become_findings() {
        let control = |text: &str| Some(text.to_owned());
        for (landing, kinds) in [
            (packed(), vec![]),
            (Landing { bytes: 500_000, bytes_on_wire: 150_000, ..packed() }, vec![]),
            (Landing { bytes: 500_001, ..packed() }, vec![FindingKind::HeavyPage]),
            (Landing { bytes_on_wire: 150_001, ..packed() }, vec![FindingKind::HeavyPage]),
            (Landing { content_encoding: None, ..packed() }, vec![FindingKind::NotCompressed]),
            (Landing { content_encoding: None, bytes_on_wire: 10_000, ..packed() }, vec![]),
            (public(), vec![FindingKind::NotCached]),
            (
                Landing { cache_control: control("private, max-age=60"), ..public() },
                vec![FindingKind::NotCached],
            ),
            (Landing { cache_control: control("No-Store"), ..packed() }, vec![]),
            (Landing { cache_control: control("public, max-age=60"), ..public() }, vec![]),
            (Landing { validator: true, ..public() }, vec![]),
            (Landing { cache_status: control("HIT"), ..public() }, vec![]),
        ] {
            let found: Vec<_> = of(&landing).map(|finding| finding.kind).collect();
            assert_eq!(found, kinds, "{landing:?}");
        }
        let heavy = Landing { bytes: 812_000, content_encoding: None, bytes_on_wire: 812_300, ..packed() };
        let told: Vec<_> = of(&heavy).map(|finding| finding.evidence.say(Lang::En)).collect();
        assert_eq!(told, ["812 KB of HTML, 812 KB on the wire", "812 KB came without Content-Encoding"]);
    }
}
