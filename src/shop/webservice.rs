//! The webservice: the cart rules as the back office knows them, for users with the key. Read only.
//!
//! Not here: what the rules do (`rules`, `cart`). Other resources do not exist for any key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::{Effort, ShopAnswer, dynamic};
use super::body::AnswerBody;
use super::config::{Language, Webservice};
use super::json;
use super::request::Ask;
use super::rules::{Effect, RULES, Restriction, Rule, State};
use super::site::ShopSite;
use super::stats::ServedAs;

/// The first part of the addresses.
pub(super) const API: &str = "api";

const RESOURCE: &str = "cart_rules";
const REALM: &str = "Basic realm=\"Welcome to PrestaShop Webservice, please enter the authentication key as the login. No password required.\"";

/// A refusal: a status, and numbered messages.
struct KeyRefusal(StatusCode, Vec<(u64, String)>);

impl KeyRefusal {
    fn one(status: StatusCode, code: u64, message: impl Into<String>) -> KeyRefusal {
        KeyRefusal(status, vec![(code, message.into())])
    }
}

/// Answers a request to `/api`. Without a configured key the service is switched off.
pub(super) fn answer(ask: &Ask, site: &ShopSite, service: Option<&Webservice>) -> ShopAnswer {
    let path = ask.path.trim_start_matches('/');
    if path == API {
        let mut response = dynamic(StatusCode::MOVED_PERMANENTLY, "text/html", AnswerBody::empty());
        if let Ok(to) = HeaderValue::from_str(&format!("{}/{API}/", site.base)) {
            response.headers_mut().insert(LOCATION, to);
        }
        return ShopAnswer { response, outcome: ServedAs::Redirected, effort: Effort::default() };
    }
    let Some(key) = ask.basic_user() else {
        return match service {
            Some(_) => no_key(),
            None => refused(ask, &switched_off()),
        };
    };
    match authorise(ask, &key, service).and_then(|()| read(ask, site, path)) {
        Ok(Some(text)) => {
            let kind = if ask.wants_json() { "application/json" } else { "text/xml;charset=utf-8" };
            whole(StatusCode::OK, kind, text, ServedAs::Ok)
        }
        Ok(None) => {
            let response = branded(dynamic(StatusCode::NOT_FOUND, "text/html", AnswerBody::empty()));
            ShopAnswer { response, outcome: ServedAs::NotFound, effort: Effort::default() }
        }
        Err(refusal) => refused(ask, &refusal),
    }
}

fn switched_off() -> KeyRefusal {
    let message = "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office";
    KeyRefusal::one(StatusCode::SERVICE_UNAVAILABLE, 22, message)
}

/// PrestaShop's order: the service, the key's form, the key, its resources, its methods.
fn authorise(ask: &Ask, key: &str, service: Option<&Webservice>) -> Result<(), KeyRefusal> {
    let service = service.ok_or_else(switched_off)?;
    if key.len() != Webservice::KEY_LENGTH {
        return Err(KeyRefusal::one(StatusCode::UNAUTHORIZED, 18, "Invalid authentication key format"));
    }
    if key != service.key.expose() {
        let messages =
            [(20, "Authentification key is not active"), (21, "No permission for this authentication key")];
        let messages = messages.map(|(code, message)| (code, message.to_owned()));
        return Err(KeyRefusal(StatusCode::UNAUTHORIZED, messages.to_vec()));
    }
    let resource = ask.path.trim_start_matches('/').split('/').nth(1).unwrap_or_default();
    if !resource.is_empty() && (resource != RESOURCE || !service.reads_cart_rules) {
        let message = format!("Resource of type \"{resource}\" is not allowed with this authentication key");
        return Err(KeyRefusal::one(StatusCode::UNAUTHORIZED, 26, message));
    }
    if !matches!(ask.method.as_str(), "GET" | "HEAD") {
        let message = format!(
            "Method {} is not allowed for the resource {resource} with this authentication key",
            ask.method
        );
        return Err(KeyRefusal::one(StatusCode::METHOD_NOT_ALLOWED, 25, message));
    }
    Ok(())
}

/// The list of resources, of rules, or a single rule; `None` when there is no such rule.
fn read(ask: &Ask, site: &ShopSite, path: &str) -> Result<Option<String>, KeyRefusal> {
    let mut parts = path.split('/').skip(1).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (None, _) => Ok(Some(xml(&format!(
            "<api shopName=\"Demo shop\">\n<{RESOURCE} xlink:href=\"{}/{API}/{RESOURCE}\" get=\"true\" put=\"false\" \
             post=\"false\" patch=\"false\" delete=\"false\" head=\"true\"/>\n</api>",
            site.base
        )))),
        (Some(_), None) => list(ask, site).map(Some),
        (Some(_), Some(id)) => Ok(RULES.iter().find(|rule| rule.id.to_string() == id).map(|rule| {
            let fields = fields(rule, &site.languages);
            if ask.wants_json() {
                // A single rule leaves out what is empty or zero.
                let told =
                    fields.into_iter().filter(|(_, value)| *value != json!("") && *value != json!("0"));
                json!({ "cart_rule": Map::from_iter(told) }).to_string()
            } else {
                xml(&element(&fields))
            }
        })),
    }
}

fn list(ask: &Ask, site: &ShopSite) -> Result<String, KeyRefusal> {
    let mut found: Vec<Map<String, Value>> = Vec::new();
    for rule in &RULES {
        let fields = fields(rule, &site.languages);
        if matches(ask, &fields)? {
            found.push(fields);
        }
    }
    if ask.param("sort") == Some("[id_DESC]") {
        found.reverse();
    }
    let (offset, count) = limit(ask);
    let display = ask.param("display");
    let shown = found.into_iter().skip(offset).take(count).map(|fields| match display {
        Some("full") => fields,
        _ => {
            let names = display.unwrap_or_default().trim_matches(['[', ']']);
            let wanted = |name: &str| name == "id" || names.split(',').any(|known| known == name);
            fields.into_iter().filter(|(name, _)| wanted(name)).collect()
        }
    });
    let shown: Vec<_> = shown.collect();
    if !ask.wants_json() {
        let short = |fields: &Map<String, Value>| {
            let id = &fields["id"];
            format!("<cart_rule id=\"{id}\" xlink:href=\"{}/{API}/{RESOURCE}/{id}\"/>\n", site.base)
        };
        let rules: String =
            shown.iter().map(|rule| if display.is_some() { element(rule) } else { short(rule) }).collect();
        return Ok(xml(&format!("<{RESOURCE}>\n{rules}</{RESOURCE}>")));
    }
    // PHP cannot tell an empty object from an empty list.
    Ok(if shown.is_empty() { "[]".to_owned() } else { json!({ RESOURCE: shown }).to_string() })
}

/// Whether a rule passes all `filter[field]=value`; values are compared as MySQL does, without case.
fn matches(ask: &Ask, fields: &Map<String, Value>) -> Result<bool, KeyRefusal> {
    for (name, wanted) in ask.filters() {
        let Some(value) = fields.get(name).filter(|value| !value.is_array()) else {
            let known: Vec<String> = fields.keys().map(|name| format!("\"{name}\"")).collect();
            let message = format!("This filter does not exist. The full list is: {}", known.join(", "));
            return Err(KeyRefusal::one(StatusCode::BAD_REQUEST, 32, message));
        };
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if !value.eq_ignore_ascii_case(wanted.trim_start_matches('[').trim_end_matches(']')) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `limit=count` or `limit=offset,count`.
fn limit(ask: &Ask) -> (usize, usize) {
    let Some(limit) = ask.param("limit") else { return (0, usize::MAX) };
    let (offset, count) = limit.split_once(',').unwrap_or(("0", limit));
    (offset.parse().unwrap_or(0), count.parse().unwrap_or(usize::MAX))
}

/// A rule with all its fields; numbers are strings, but for the id.
fn fields(rule: &Rule, languages: &[Language]) -> Map<String, Value> {
    let number = |value: u32| Value::from(value.to_string());
    let flag = |set: bool| number(u32::from(set));
    let quantity = if rule.state == State::UsedUp { 0 } else { 1_000_000 };
    let (from, to) = rule.validity();
    let (mut product, mut gift) = (0, 0);
    match rule.effect {
        Effect::PercentOn { product: only, .. } => product = only,
        Effect::Gift(given) => gift = given,
        _ => {}
    }
    let minimum = format!("{:.6}", super::rules::minimum(rule));
    let name = match languages {
        [only] => Value::from(rule.name.get(*only)),
        several => several
            .iter()
            .map(|language| json!({ "id": language.id().to_string(), "value": rule.name.get(*language) }))
            .collect(),
    };
    let kept_for = |wanted: fn(Restriction) -> bool| {
        flag(matches!(rule.state, State::For(restriction) if wanted(restriction)))
    };
    let fields = [
        ("id", rule.id.into()),
        ("id_customer", kept_for(|whom| whom == Restriction::Customer)),
        ("date_from", from.into()),
        ("date_to", to.into()),
        ("description", "".into()),
        ("quantity", number(quantity)),
        ("quantity_per_user", number(1_000_000)),
        ("priority", number(1)),
        ("partial_use", number(0)),
        ("code", rule.code.into()),
        ("minimum_amount", minimum.into()),
        ("minimum_amount_tax", number(1)),
        ("minimum_amount_currency", number(1)),
        ("minimum_amount_shipping", number(0)),
        ("country_restriction", kept_for(|whom| whom == Restriction::Country)),
        ("carrier_restriction", kept_for(|whom| whom == Restriction::Carrier)),
        ("group_restriction", kept_for(|whom| whom == Restriction::Group)),
        // Once one rule excludes others, PrestaShop keeps a list of companions for all of them.
        ("cart_rule_restriction", flag(RULES.iter().any(|rule| !rule.combinable))),
        ("product_restriction", kept_for(|what| matches!(what, Restriction::Product(_)))),
        ("shop_restriction", number(0)),
        ("free_shipping", flag(rule.effect == Effect::FreeShipping)),
        ("reduction_percent", json::percent_field(rule.effect).into()),
        ("reduction_amount", json::amount_field(rule.effect).into()),
        ("reduction_tax", number(1)),
        ("reduction_currency", number(1)),
        ("reduction_product", number(product)),
        ("reduction_exclude_special", kept_for(|what| what == Restriction::NotOnSale)),
        ("gift_product", number(gift)),
        ("gift_product_attribute", number(0)),
        ("highlight", flag(rule.highlighted)),
        ("active", flag(rule.state != State::Disabled)),
        ("name", name),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn xml(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<prestashop xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n{inside}\n</prestashop>\n"
    )
}

fn element(fields: &Map<String, Value>) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => format!("<![CDATA[{text}]]>"),
        other => format!("<![CDATA[{other}]]>"),
    };
    let lines = fields.iter().map(|(name, value)| match value {
        Value::Array(names) => {
            let one = |name: &Value| {
                let id = name["id"].as_str().unwrap_or_default();
                format!("<language id=\"{id}\">{}</language>", text(&name["value"]))
            };
            format!("\t<{name}>{}</{name}>\n", names.iter().map(one).collect::<String>())
        }
        value => format!("\t<{name}>{}</{name}>\n", text(value)),
    });
    format!("<cart_rule>\n{}</cart_rule>\n", lines.collect::<String>())
}

fn refused(ask: &Ask, KeyRefusal(status, messages): &KeyRefusal) -> ShopAnswer {
    let mut answer = if ask.wants_json() {
        let errors: Vec<Value> =
            messages.iter().map(|(code, message)| json!({ "code": code, "message": message })).collect();
        whole(*status, "application/json", json!({ "errors": errors }).to_string(), ServedAs::Refused)
    } else {
        let one = |(code, message): &(u64, String)| {
            format!(
                "<error>\n<code><![CDATA[{code}]]></code>\n<message><![CDATA[{message}]]></message>\n</error>\n"
            )
        };
        let errors = format!("<errors>\n{}</errors>", messages.iter().map(one).collect::<String>());
        whole(*status, "text/xml;charset=utf-8", xml(&errors), ServedAs::Refused)
    };
    // Only a key that is not let in at all is asked for again.
    if *status == StatusCode::UNAUTHORIZED && messages.iter().all(|(code, _)| *code < 22) {
        answer.response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(REALM));
    }
    answer
}

/// PHP answers this one before the webservice begins.
fn no_key() -> ShopAnswer {
    let body = AnswerBody::chunked(vec![Bytes::from_static(b"401 Unauthorized")]);
    let mut response = dynamic(StatusCode::UNAUTHORIZED, "text/html; charset=utf-8", body);
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(REALM));
    ShopAnswer { response, outcome: ServedAs::Refused, effort: Effort::default() }
}

fn whole(status: StatusCode, kind: &'static str, text: String, outcome: ServedAs) -> ShopAnswer {
    let response = branded(dynamic(status, kind, AnswerBody::chunked(vec![Bytes::from(text)])));
    ShopAnswer { response, outcome, effort: Effort::default() }
}

fn branded(mut response: Response<AnswerBody>) -> Response<AnswerBody> {
    let headers = response.headers_mut();
    headers
        .insert(HeaderName::from_static("x-powered-by"), HeaderValue::from_static("PrestaShop Webservice"));
    headers.insert(HeaderName::from_static("psws-version"), HeaderValue::from_static("8.2.0"));
    response
}

impl Ask {
    /// The user name of Basic authentication, which is the key.
    fn basic_user(&self) -> Option<String> {
        let encoded = self.authorization.strip_prefix("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (user, _) = text.split_once(':')?;
        (!user.is_empty()).then(|| user.to_owned())
    }

    /// Whether the answer is to be JSON; without a word it is XML.
    fn wants_json(&self) -> bool {
        match self.param("output_format").or_else(|| self.param("io_format")) {
            Some(format) => format.eq_ignore_ascii_case("json"),
            None => self.accepts_json,
        }
    }
}
