//! Answers in the shop's place: error pages, limiters, redirects. They cost the shop nothing.

use std::fmt::Write as _;
use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{HeaderValue, LOCATION, RETRY_AFTER, SERVER};

use super::{Hurt, Quirk};
use crate::shop::answer::{Effort, ShopAnswer, dynamic};
use crate::shop::body::AnswerBody;
use crate::shop::config::Language;
use crate::shop::pages::Pages;
use crate::shop::request::Ask;
use crate::shop::stats::ServedAs;

const HTML: &str = "text/html; charset=utf-8";
/// The parameter that leads a client from hop to hop: the misbehaviour's index and how many hops are behind it.
const TRAIL: &str = "_hop";
/// What PrestaShop asks for while it is maintained.
const MAINTENANCE: Duration = Duration::from_secs(3600);

/// The answer in the shop's place; `None` when the shop itself answers. `pages` has the shop's own page for 500, `target` is
/// the address as it was asked for.
pub(in crate::shop) fn stand_in(
    hurt: Hurt,
    pages: Option<&Pages>,
    language: Language,
    target: &str,
) -> Option<ShopAnswer> {
    match hurt.quirk {
        Quirk::Status { code, retry_after } => Some(status(code, retry_after, pages, language)),
        Quirk::ErrorPage => Some(page(StatusCode::OK, error_page(language))),
        Quirk::Maintenance => {
            Some(waiting(page(StatusCode::SERVICE_UNAVAILABLE, maintenance(language)), MAINTENANCE))
        }
        Quirk::Limit(_) => Some(status(503, None, pages, language)),
        // Always the same address, so that a client that knows its own past can see it.
        Quirk::RedirectLoop => Some(redirect(&next(target, hurt.index, 0))),
        Quirk::Hops { count, .. } if hurt.hop < count => {
            Some(redirect(&next(target, hurt.index, hurt.hop + 1)))
        }
        Quirk::Hops { then: Some(code), .. } => Some(status(code, None, pages, language)),
        _ => None,
    }
}

/// The redirect that a request follows, as [`stand_in`] wrote it.
pub(in crate::shop) fn trail(ask: &Ask) -> Option<(usize, u32)> {
    let (index, hop) = ask.param(TRAIL)?.split_once('-')?;
    Some((index.parse().ok()?, hop.parse().ok()?))
}

fn next(target: &str, index: usize, hop: u32) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("_hop="));
    let mut address = kept.fold(format!("{path}?"), |address, pair| address + pair + "&");
    let _ = write!(address, "{TRAIL}={index}-{hop}");
    address
}

fn page(status: StatusCode, html: String) -> ShopAnswer {
    let body = AnswerBody::chunked(vec![Bytes::from(html)]);
    ShopAnswer {
        response: dynamic(status, HTML, body),
        outcome: ServedAs::Misbehaved,
        effort: Effort::default(),
    }
}

fn waiting(mut answer: ShopAnswer, retry_after: Duration) -> ShopAnswer {
    answer.response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after.as_secs()));
    answer
}

fn redirect(to: &str) -> ShopAnswer {
    let mut answer = page(StatusCode::FOUND, String::new());
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.response.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// The shop's own page for 500; for anything else, that of the web server in front of it.
fn status(code: u16, retry_after: Option<Duration>, pages: Option<&Pages>, language: Language) -> ShopAnswer {
    let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let own = pages.filter(|_| code == StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = if let Some(pages) = own {
        page(code, pages.error(language).unwrap_or_default())
    } else {
        let title = format!("{} {}", code.as_u16(), code.canonical_reason().unwrap_or_default());
        let html = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
             <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        let mut answer = page(code, html);
        answer.response.headers_mut().insert(SERVER, HeaderValue::from_static("nginx"));
        answer
    };
    if let Some(retry_after) = retry_after {
        answer = waiting(answer, retry_after);
    }
    answer
}

fn error_page(language: Language) -> String {
    let (title, text) = match language {
        Language::En => {
            ("An error occurred", "Oops, looks like an unexpected error occurred. Please try again.")
        }
        Language::Fr => {
            ("Une erreur est survenue", "Oups, il semble qu'une erreur inattendue soit survenue. Réessayez.")
        }
    };
    notice(language, title, "page-error", text)
}

fn maintenance(language: Language) -> String {
    let (title, text) = match language {
        Language::En => (
            "We'll be back soon.",
            "We are currently updating our shop and will be back really soon. Thanks for your patience.",
        ),
        Language::Fr => (
            "Nous serons bientôt de retour.",
            "Nous mettons notre boutique à jour et serons de retour très bientôt. Merci de votre patience.",
        ),
    };
    notice(language, title, "page-maintenance", text)
}

/// A page without the shop's layout.
fn notice(language: Language, title: &str, class: &str, text: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n</head>\n<body>\n<div id=\"layout-error\">\n\
         <section id=\"main\">\n<header class=\"page-header\"><h1>{title}</h1></header>\n\
         <section id=\"content\" class=\"page-content {class}\"><p>{text}</p></section>\n\
         </section>\n</div>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_is_read_back() {
        for (target, index, hop, expected) in [
            ("/en/order", 0, 1, "/en/order?_hop=0-1"),
            ("/en/order?_hop=0-1", 0, 2, "/en/order?_hop=0-2"),
            ("/en/cart?action=show", 3, 1, "/en/cart?action=show&_hop=3-1"),
        ] {
            let address = next(target, index, hop);
            assert_eq!(address, expected);
            assert_eq!(trail(&Ask::get(&address)), Some((index, hop)));
        }
        for address in ["/en/order", "/en/order?_hop=x-1", "/en/order?_hop=1"] {
            assert_eq!(trail(&Ask::get(address)), None, "{address}");
        }
    }
}
