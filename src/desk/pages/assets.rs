//! The files that pages load: one style sheet, one script.

use std::sync::LazyLock;

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, HeaderValue};

use crate::desk::web::{ApiReply, ApiRoute};
use crate::report::html;

/// The reports' style, what pages have beside it, and a class for each width in percent.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let widths = (0..=100).map(|percent| format!(".bar .w{percent}{{width:{percent}%}}\n"));
    html::STYLE.to_owned() + include_str!("templates/desk.css") + &widths.collect::<String>()
});
const SCRIPT: &str = include_str!("templates/desk.js");
const ICON: &str = include_str!("templates/icon.svg");
/// A browser keeps them for an hour; they have nothing of the desk's in them.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=3600");

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::open("/assets/desk.css", |_, _| {
            Box::pin(async { Ok(asset("text/css; charset=utf-8", &STYLE)) })
        }),
        ApiRoute::open("/assets/desk.js", |_, _| {
            Box::pin(async { Ok(asset("text/javascript; charset=utf-8", SCRIPT)) })
        }),
        ApiRoute::open("/assets/icon.svg", |_, _| Box::pin(async { Ok(asset("image/svg+xml", ICON)) })),
    ]
}

fn asset(media: &'static str, text: &'static str) -> ApiReply {
    ApiReply::bytes(StatusCode::OK, media, text).with(CACHE_CONTROL, KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_takes_what_a_shop_writes_as_text_and_asks_nothing_elsewhere() {
        for word in ["innerHTML", "insertAdjacent", "document.write", "eval", "http:", "https:", "import"] {
            let found = SCRIPT.replace("http://www.w3.org/2000/svg", "").contains(word);
            assert!(!found, "{word}");
        }
        assert!(SCRIPT.len() < 8 * 1024, "{}", SCRIPT.len());
        for elsewhere in ["@import", "url(", "http"] {
            assert!(!STYLE.contains(elsewhere), "{elsewhere}");
        }
    }
}
