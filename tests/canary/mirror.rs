//! A shop that repeats what it is sent wherever it can: on its pages, in links, in JSON, in errors and in redirects.

use crate::support::answering::{Answering, Asked, answer, page};

const PRODUCT: &str = include_str!("../fixtures/pages/classic-product.html");

/// The product's page of every mirror.
pub(crate) const PAGE: &str = "/fr/accessoires/21-echarpe.html";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace("\r\n", " | ")
}

/// A request's body and headers. Those that everybody sends come last: samples of a page are short.
fn sent(asked: &Asked) -> String {
    let usual = ["host", "user-agent", "accept", "content-type", "content-length", "traceparent"];
    let mut headers: Vec<&str> = asked.head.lines().skip(1).filter(|line| !line.is_empty()).collect();
    headers.sort_by_key(|line| usual.iter().any(|usual| line.to_ascii_lowercase().starts_with(usual)));
    format!("{} {}", asked.body, headers.join(" | ")).trim_start().to_owned()
}

fn product(asked: &Asked) -> String {
    let text = sent(asked);
    let html = escaped(&text);
    let link: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    PRODUCT
        .replace("<title>Écharpe en laine", &format!("<title>Écharpe {html}"))
        .replace(
            "<h1>Écharpe en laine</h1>",
            &format!("<h1>Écharpe {html}</h1><a href=\"/fr/3-vu?de={link}\">{html}</a>"),
        )
        .replace("https://boutique.example", "")
        .replace("https:\\/\\/boutique.example", "")
        .replace("</main>", &format!("<p>Code promo HIVER {html} : -20 %</p></main>"))
}

fn mirrored(asked: &Asked) -> Vec<u8> {
    let text = sent(asked);
    let json = |status: &str, value: serde_json::Value| {
        answer(status, "content-type: application/json\r\n", value.to_string().as_bytes())
    };
    match asked.path().split('?').next().unwrap() {
        PAGE => page(&product(asked)),
        "/api/cart_rules" => {
            json("401 Unauthorized", serde_json::json!({"errors": [{"code": 1, "message": text}]}))
        }
        "/fr/panier" => {
            json("200 OK", serde_json::json!({"success": false, "hasError": true, "errors": [text]}))
        }
        "/redirect" => {
            let to: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            answer("302 Found", &format!("location: /elsewhere?token={to}\r\n"), b"")
        }
        "/away" => {
            let to: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            answer("302 Found", &format!("location: http://us:{to}@other.example/?token={to}\r\n"), b"")
        }
        _ => answer(
            "500 Internal Server Error",
            "content-type: text/html\r\n",
            format!("<h1>{}</h1>", escaped(&text)).as_bytes(),
        ),
    }
}

pub(crate) fn mirror() -> Answering {
    Answering::by(mirrored)
}
