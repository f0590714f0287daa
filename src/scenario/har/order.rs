//! Recognises the requests of a recording that belong to placing an order. It errs on the side of caution: one that is missed
//! costs money.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

use super::log::HarEntry;
use super::{RecordedRequest, RecordedShops};
use crate::page::PageKind;

/// Words in addresses of orders and payments, in the languages of shops.
const WORDS: [&str; 36] = [
    "order",
    "orders",
    "checkout",
    "checkouts",
    "payment",
    "payments",
    "pay",
    "purchase",
    "purchases",
    "bestellung",
    "bestellungen",
    "bestellen",
    "kasse",
    "kauf",
    "kaufen",
    "kaufabschluss",
    "zahlung",
    "bezahlen",
    "commande",
    "commandes",
    "commander",
    "paiement",
    "pedido",
    "pedidos",
    "pago",
    "ordine",
    "ordini",
    "pagamento",
    "zamowienie",
    "zamowienia",
    "zamówienie",
    "zamówienia",
    "bestelling",
    "bestellingen",
    "betaling",
    "afrekenen",
];

/// Parts of words that mean the same at any position.
const PARTS: [&str; 9] =
    ["payment", "paiement", "validation", "paypal", "stripe", "adyen", "mollie", "checkout", "placeorder"];

/// Words for the page that thanks for an order.
const CONFIRMING: [&str; 9] =
    ["confirmation", "confirmed", "success", "thank", "thanks", "received", "finish", "danke", "merci"];

/// Fields by which one address does several things.
const ACTIONS: [&str; 22] = [
    "action",
    "act",
    "ajax",
    "controller",
    "route",
    "do",
    "cmd",
    "command",
    "task",
    "step",
    "method",
    "op",
    "operation",
    "operationname",
    "func",
    "function",
    "fc",
    "page",
    "view",
    "option",
    "event",
    "submit",
];

/// Operations of GraphQL that place an order, without separators between their words.
const MUTATIONS: [&str; 12] = [
    "placeorder",
    "createorder",
    "submitorder",
    "completeorder",
    "confirmorder",
    "ordercreate",
    "completecheckout",
    "checkoutcomplete",
    "submitforcompletion",
    "processpayment",
    "submitpayment",
    "paymentprocess",
];

/// Describes the request when it belongs to placing an order: its method, its path and the part that shows it.
pub(super) fn placing(entry: &HarEntry, shops: &dyn RecordedShops) -> Option<String> {
    let named = format!("{} {}", entry.request.method, entry.url.path());
    let fields = carried(entry);
    let request = RecordedRequest { method: &entry.request.method, url: &entry.url, fields: &fields };
    match shops.places_order(&request) {
        Some(false) => None,
        told => by_words(entry, &named, fields, shops).or_else(|| told.map(|_| named)),
    }
}

/// The same by the words in it, whatever the shop's software.
fn by_words(
    entry: &HarEntry,
    named: &str,
    fields: Vec<(String, String)>,
    shops: &dyn RecordedShops,
) -> Option<String> {
    let path = percent_decode_str(entry.url.path()).decode_utf8_lossy().into_owned();
    if entry.is("GET") || entry.is("HEAD") {
        return confirms(entry, &path).then(|| named.to_owned());
    }
    let by_path = path.split('/').any(orders) || shops.kind_of(&entry.url) == Some(PageKind::Checkout);
    if by_path {
        return Some(named.to_owned());
    }
    let query: Vec<_> = entry.url.query_pairs().into_owned().collect();
    if let Some((name, value)) = query.into_iter().find(|(name, value)| acts(name, value)) {
        return Some(format!("{named}?{name}={value}"));
    }
    let (name, value) = fields.into_iter().find(|(name, value)| acts(name, value))?;
    let value: String = value.chars().take(40).collect();
    Some(format!("{named} ({name}={value})"))
}

/// Whether the page confirms an order, or belongs to a payment module.
fn confirms(entry: &HarEntry, path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    if lower.contains("/module/") && PARTS.iter().any(|part| lower.contains(part)) {
        return true;
    }
    let controllers: Vec<String> = entry
        .url
        .query_pairs()
        .filter(|(name, _)| is_action(name))
        .map(|(_, value)| value.into_owned())
        .collect();
    let places = || path.split('/').chain(controllers.iter().map(String::as_str));
    let thanks = |place: &str| words(place).iter().any(|word| CONFIRMING.contains(&word.as_str()));
    // A page's address ends with its name; an earlier part may be a category called "Success".
    let only_thanks = |place: &str| {
        let words = words(place);
        let filler = ["you", "order", "page"];
        thanks(place) && words.iter().all(|word| [&CONFIRMING[..], &filler].concat().contains(&word.as_str()))
    };
    places().any(only_thanks) || (places().any(thanks) && places().any(orders))
}

fn orders(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
        || words(text).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether the value under this name says what a request does. A shop's software may put its own name before `ajax`.
fn is_action(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ACTIONS.contains(&lower.as_str()) || lower.ends_with("-ajax")
}

/// Whether a field makes its request an order: by its value, or by its own name, as a button's.
fn acts(name: &str, value: &str) -> bool {
    let squashed = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    if name == "query" {
        let query = squashed(value);
        return query.contains("mutation") && MUTATIONS.iter().any(|mutation| query.contains(mutation));
    }
    let name_says = MUTATIONS.iter().any(|mutation| squashed(name).contains(mutation));
    name_says || (is_action(name) && orders(value))
}

/// Names and values in the body of a request, whether form or JSON.
fn carried(entry: &HarEntry) -> Vec<(String, String)> {
    let Some(data) = &entry.request.post_data else { return Vec::new() };
    let params = data.params.iter().flatten();
    let mut fields: Vec<(String, String)> =
        params.map(|pair| (pair.name.clone(), pair.value.clone().unwrap_or_default())).collect();
    let text = data.text.as_deref().unwrap_or_default();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => crate::scenario::json_texts::each_text(&value, "", &mut |name, value| {
            fields.push((name.to_owned(), value.to_owned()));
        }),
        Err(_) => fields.extend(form_urlencoded::parse(text.as_bytes()).into_owned()),
    }
    fields
}

/// The words of a name such as `saveOrder`, `place-order` or `order_confirm.php`, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in text.chars() {
        if !letter.is_alphanumeric() || (was_lower && letter.is_uppercase()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(letter.to_lowercase()));
        }
        was_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}
