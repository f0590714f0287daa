//! The page that shows a run while it goes on: one file, its style and script in it, nothing from elsewhere. It draws what the
//! server of the run sends it; the server's words are in the run's language already.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::AutoEscape;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{ReportError, template};
use crate::words::{Lang, Message};

const TEMPLATE: &str = include_str!("templates/live.html.jinja");
const STYLE: &str = include_str!("templates/live.css");
const SCRIPT: &str = include_str!("templates/live.js");

/// The page, and what it may do.
#[derive(Debug, Clone)]
pub struct LivePageView {
    /// The HTML.
    pub html: String,
    /// The value of its `Content-Security-Policy` header: its own style and script, events from where it comes from, nothing else.
    pub policy: String,
}

/// What the template sees.
#[derive(Serialize)]
struct TemplatePage {
    lang: &'static str,
    style: &'static str,
    script: &'static str,
}

/// Renders the page in a language.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails.
pub fn render(lang: Lang) -> Result<LivePageView, ReportError> {
    let mut environment = template::environment()?;
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_function("say", move |id: String| Message::of_catalogue(id).say(lang));
    environment.add_template("live.html", TEMPLATE)?;
    let page = TemplatePage { lang: lang.code(), style: STYLE, script: SCRIPT };
    let html = environment.get_template("live.html")?.render(Serde(page))?;
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    Ok(LivePageView { html, policy })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    #[test]
    fn the_page_is_whole_in_both_languages() {
        for lang in Lang::ALL {
            let page = render(lang).unwrap();
            let parsed = Html::parse_document(&page.html);
            assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
            let texts = |selector| -> Vec<String> {
                let selector = Selector::parse(selector).unwrap();
                parsed.select(&selector).map(|found| found.text().collect()).collect()
            };
            // What the policy has hashes of is what stands in the page.
            assert_eq!(texts("style"), [STYLE]);
            assert_eq!(texts("script"), [SCRIPT]);
            assert!(texts("dt").iter().all(|label| !label.is_empty() && !label.contains('-')), "{lang}");
            for elsewhere in ["http://", "https://", "//", "@import", "url("] {
                let found = page.html.replace("http://www.w3.org/2000/svg", "").matches(elsewhere).count();
                let comments = SCRIPT.matches("// ").count();
                assert_eq!(found, if elsewhere == "//" { comments } else { 0 }, "{elsewhere}");
            }
            for word in ["innerHTML", "insertAdjacent", "document.write", "eval"] {
                assert!(!SCRIPT.contains(word), "{word}: what a shop writes stays text");
            }
        }
    }
}
