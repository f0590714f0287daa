//! A request as the shop reads it: path, parameters, and what kind of visitor sends it.

use bytes::Bytes;
use hyper::Method;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, IF_NONE_MATCH,
    REFERER, USER_AGENT,
};
use hyper::http::request::Parts;
use url::form_urlencoded;

use super::compress;
use super::robots::robot_word;

/// What was asked.
#[derive(Debug, Default)]
pub(super) struct Ask {
    pub(super) method: String,
    /// Decoded, without the query.
    pub(super) path: String,
    pub(super) host: Option<String>,
    pub(super) cookies: String,
    pub(super) authorization: String,
    pub(super) if_none_match: Option<String>,
    /// JSON is preferred to anything else.
    pub(super) accepts_json: bool,
    /// A script asks: `ajax` among the parameters, or JSON preferred.
    pub(super) ajax: bool,
    /// Asks for the head only.
    pub(super) head: bool,
    /// The answer may be packed with gzip.
    pub(super) gzip: bool,
    /// The shop takes the sender for a robot.
    pub(super) robot: bool,
    pub(super) content_type: String,
    /// The page that the visitor comes from.
    pub(super) referer: String,
    /// WooCommerce's proof that a page of the shop was seen.
    pub(super) nonce: String,
    /// WooCommerce's proof of whose cart is meant.
    pub(super) cart_token: String,
    /// As it was sent.
    pub(super) body: Bytes,
    /// Fields of the body when that is a form, in order.
    pub(super) form: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
}

impl Ask {
    /// Reads head and body. A body that is not a form counts as empty.
    pub(super) fn new(parts: &Parts, body: &Bytes) -> Ask {
        let header = |name: HeaderName| text(&parts.headers, name);
        let is_form = header(CONTENT_TYPE).starts_with("application/x-www-form-urlencoded");
        let host = parts.uri.authority().map(ToString::to_string);
        let host =
            host.or_else(|| Some(header(hyper::header::HOST).to_owned())).filter(|host| !host.is_empty());
        let mut ask = Ask {
            method: parts.method.to_string(),
            path: decoded(parts.uri.path()),
            host,
            cookies: joined(&parts.headers),
            authorization: header(AUTHORIZATION).to_owned(),
            accepts_json: header(ACCEPT).starts_with("application/json"),
            if_none_match: Some(header(IF_NONE_MATCH).to_owned()).filter(|tag| !tag.is_empty()),
            ajax: false,
            head: parts.method == Method::HEAD,
            gzip: compress::is_accepted(header(ACCEPT_ENCODING)),
            robot: robot_word(header(USER_AGENT)).is_some(),
            content_type: header(CONTENT_TYPE).to_owned(),
            referer: header(REFERER).to_owned(),
            nonce: header(HeaderName::from_static("nonce")).to_owned(),
            cart_token: header(HeaderName::from_static("cart-token")).to_owned(),
            body: body.clone(),
            form: if is_form { pairs(body) } else { Vec::new() },
            query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        };
        ask.ajax = ask.has("ajax") || ask.accepts_json;
        ask
    }

    /// A parameter; the body overrides the query, and the last one wins, as in PHP.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let last = |pairs: &'_ [(String, String)]| pairs.iter().rposition(|(known, _)| known == name);
        last(&self.form)
            .and_then(|index| self.form.get(index))
            .or_else(|| last(&self.query).and_then(|index| self.query.get(index)))
            .map(|(_, value)| value.as_str())
    }

    /// Whether a parameter was sent, even an empty one.
    pub(super) fn has(&self, name: &str) -> bool {
        self.param(name).is_some()
    }

    /// A parameter that is a number; 0 when it is not one, as by PHP's cast.
    pub(super) fn number(&self, name: &str) -> u32 {
        self.param(name).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }

    /// The chosen values, `group[2]=8`.
    pub(super) fn groups(&self) -> Vec<(u32, u32)> {
        let group = |(name, value): &(String, String)| {
            let id = name.strip_prefix("group[")?.strip_suffix(']')?.parse().ok()?;
            // A value that is not a number cannot be one of the product's.
            Some((id, value.parse().unwrap_or(0)))
        };
        self.form.iter().chain(&self.query).filter_map(group).collect()
    }

    /// What a list is filtered by, `filter[active]=1`.
    pub(super) fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix("filter[")?.strip_suffix(']')?, value.as_str()))
        })
    }

    #[cfg(test)]
    pub(super) fn get(address: &str) -> Ask {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Ask { path: path.to_owned(), query: pairs(query.as_bytes()), ..Ask::default() }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// All cookies, also when they come in several headers.
fn joined(headers: &HeaderMap) -> String {
    let values: Vec<_> = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join("; ")
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn decoded(path: &str) -> String {
    // `+` is a plus in a path, and the form decoder would make it a space.
    let plus_kept = path.replace('+', "%2B");
    form_urlencoded::parse(plus_kept.as_bytes())
        .map(|(name, value)| if value.is_empty() { name.into_owned() } else { format!("{name}={value}") })
        .collect::<Vec<_>>()
        .join("&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;

    fn ask(address: &str, headers: &[(&str, &str)], body: &str) -> Ask {
        let mut request = Request::builder().uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ask::new(&request.body(()).unwrap().into_parts().0, &Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn robots_are_known_by_their_user_agent() {
        for (agent, robot) in [("Benchmarks", true), ("promo-load/0.1.0", false)] {
            assert_eq!(ask("/", &[("user-agent", agent)], "").robot, robot, "{agent}");
        }
    }

    #[test]
    fn scripts_are_known_by_parameter_or_header() {
        for (address, accept, ajax) in [
            ("/en/cart", "*/*", false),
            ("/en/cart", "text/html", false),
            ("/en/cart", "application/json, text/javascript, */*; q=0.01", true),
            ("/en/cart?ajax=1", "*/*", true),
        ] {
            assert_eq!(ask(address, &[("accept", accept)], "").ajax, ajax, "{address} {accept}");
        }
    }

    #[test]
    fn the_form_goes_before_the_query() {
        let form = [("content-type", "application/x-www-form-urlencoded; charset=UTF-8")];
        let ask = ask("/en/cart?qty=1&op=up&op=down", &form, "qty=2&group%5B1%5D=3&group[2]=x");
        assert_eq!(ask.number("qty"), 2);
        assert_eq!(ask.param("op"), Some("down"));
        assert_eq!(ask.groups(), [(1, 3), (2, 0)]);
    }

    #[test]
    fn a_json_body_says_nothing() {
        let ask = ask("/en/cart", &[("content-type", "application/json")], r#"{"add":1}"#);
        assert!(ask.form.is_empty());
    }

    #[test]
    fn paths_are_decoded() {
        for (path, expected) in
            [("/fr/meilleures%20ventes", "/fr/meilleures ventes"), ("/a+b", "/a+b"), ("/a&b=c", "/a&b=c")]
        {
            assert_eq!(ask(path, &[], "").path, expected);
        }
    }
}
