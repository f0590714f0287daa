//! What `inspect` shows of a page: its kind, product and promotions, and why we think so.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use url::Url;

use super::promotion::{details, what};
use crate::page::{ListedProduct, Page, PageKind, PageRole};
use crate::promotion::{self, Promotion};
use crate::units::money::Money;

/// The page for people. What comes from the page is stripped of control characters, which could otherwise
/// repaint the reader's terminal.
#[must_use]
pub fn text(page: &Page, promotions: &[Promotion]) -> String {
    let mut out = format!("{} ({} sure)\n\n", headline(page), page.confidence);
    let mut facts = Facts::default();
    facts.add("address", Some(address(page)));
    facts.add("title", page.title.clone());
    facts.add("shop", page.is_shop_page().then(|| page.platform_name().unwrap_or("Unknown").to_owned()));
    facts.add("language", page.language.clone());
    product_facts(page, &mut facts);
    facts.add("category", page.category_id.map(|id| format!("id {id}")));
    let tiles = page.listing.len();
    facts.add("products", (tiles > 0 && page.product.is_none()).then(|| listed(page)));
    facts.add("flags", (!page.offers.flags.is_empty()).then(|| flags(page)));
    facts.add("offer ends", offer_ends(page));
    facts.add("voucher", page.has_voucher_field.then(|| "a code can be entered here".to_owned()));
    facts.write(&mut out);
    write_promotions(&mut out, page, promotions);
    write_evidence(&mut out, page);
    out
}

fn flags(page: &Page) -> String {
    let shown = page.offers.flags.iter().map(|flag| format!("{} ({})", flag.text, flag.kind));
    shown.collect::<Vec<_>>().join(", ")
}

fn offer_ends(page: &Page) -> Option<String> {
    let validity = page.offers.validity.as_ref()?;
    Some(format!("{}   {}", validity.until.as_ref()?, validity.seen))
}

/// The address without the credentials it may carry.
fn address(page: &Page) -> String {
    let mut url = page.url.clone();
    // Both only fail on addresses that cannot have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

fn headline(page: &Page) -> String {
    match page.kind {
        _ if page.not_found => "\"not found\" page".to_owned(),
        _ if page.maintenance => "maintenance page".to_owned(),
        _ if page.role.is_some() => {
            let what = page.role.map_or("", PageRole::what);
            what.split_once(' ').map_or(what, |(_, name)| name).to_owned()
        }
        PageKind::Other if !page.is_shop_page() => "not a shop page".to_owned(),
        PageKind::Other => "shop page of another kind".to_owned(),
        PageKind::Cms => "text page".to_owned(),
        PageKind::Search => "search results".to_owned(),
        PageKind::Catalog => "product list".to_owned(),
        kind => format!("{kind} page"),
    }
}

/// How many products the page lists, and how many of them have several prices.
fn listed(page: &Page) -> String {
    let ranges = page.listing.iter().filter(|tile| tile.range.is_some()).count();
    let several = if ranges > 0 { format!(", {ranges} with several prices") } else { String::new() };
    format!("{} on this page{several}", page.listing.len())
}

fn product_facts(page: &Page, facts: &mut Facts) {
    let Some(product) = &page.product else { return };
    let id = product.id.map(|id| format!("  (id {id})")).unwrap_or_default();
    facts.add("product", Some(format!("{}{id}", product.name.as_deref().unwrap_or("without a name"))));
    let Some(price) = &product.price else {
        let range = product.range.map(|range| range.to_string());
        facts.add("price", range.or_else(|| Some("none that reads without doubt".to_owned())));
        return;
    };
    let before = price.regular.map(|regular| format!(", was {regular}")).unwrap_or_default();
    facts.add("price", Some(format!("{}{before}   {}", price.current, price.source)));
    let sold =
        page.add_to_cart.as_ref().map(|form| if form.enabled { "yes" } else { "no, the button is off" });
    facts.add("can be bought", sold.map(str::to_owned));
}

fn write_promotions(out: &mut String, page: &Page, promotions: &[Promotion]) {
    if promotions.is_empty() && page.blind.is_empty() {
        out.push_str("\nno promotion found\n");
        return;
    }
    let others = if promotions.is_empty() { "promotions" } else { "other promotions" };
    for reason in &page.blind {
        let _ = writeln!(out, "\n{others} could not be looked for: {}", clean(reason));
    }
    if promotions.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\npromotions ({} complexity; server impact {}, an estimate from what was found, not a measurement)",
        promotion::complexity(promotions),
        promotion::server_impact(promotions)
    );
    let lines: Vec<_> =
        promotions.iter().map(|promotion| (clean(&describe(promotion)), clean(&promotion.seen))).collect();
    let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0).min(70);
    for (line, seen) in lines {
        let _ = writeln!(out, "  {line:width$}   {seen}");
    }
}

/// One promotion in a line: `manual code BF2025   -10 %, from 50.00 EUR on`.
fn describe(promotion: &Promotion) -> String {
    format!("{:<14} {}", what(promotion.kind), details(promotion)).trim_end().to_owned()
}

fn write_evidence(out: &mut String, page: &Page) {
    out.push_str("\nwhy we think so\n");
    if page.evidence.is_empty() {
        out.push_str("  nothing on the page tells what it is\n");
    }
    let width = page.evidence.iter().map(|evidence| evidence.signal.chars().count()).max().unwrap_or(0);
    for evidence in &page.evidence {
        let (signal, says, value) = (&evidence.signal, &evidence.says, clean(&evidence.value));
        let _ = writeln!(out, "  {signal:width$}   {says:<10}   {value}");
    }
    for note in &page.notes {
        let _ = writeln!(out, "  note: {}", clean(note));
    }
}

/// Labelled lines, aligned.
#[derive(Default)]
struct Facts(Vec<(&'static str, String)>);

impl Facts {
    fn add(&mut self, label: &'static str, value: Option<String>) {
        self.0.extend(value.map(|value| (label, clean(&value))));
    }

    fn write(&self, out: &mut String) {
        let width = self.0.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
        for (label, value) in &self.0 {
            let _ = writeln!(out, "  {label:width$}   {value}");
        }
    }
}

/// Without control characters and without the invisible marks that reverse the writing direction.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// The page for programs. Amounts are decimal strings (`"11.42"`), confidence is a number from 0 to 1,
/// unknown values are `null`.
#[must_use]
pub fn json(page: &Page, promotions: &[Promotion]) -> Value {
    json!({
        "url": address(page),
        "title": page.title,
        "platform": page.platform_name().map_or_else(|| "unknown".to_owned(), str::to_lowercase),
        "kind": page.kind,
        "role": page.role,
        "confidence": page.confidence,
        "evidence": page.evidence,
        "language": page.language,
        "currency": page.currency,
        "category_id": page.category_id,
        "product": product(page),
        "listed_products": page.listing.len(),
        "listing": page.listing.iter().map(tile).collect::<Vec<_>>(),
        "encoding": page.encoding.name(),
        "has_voucher_field": page.has_voucher_field,
        "promotions": promotions.iter().map(promotion_json).collect::<Vec<_>>(),
        "complexity": promotion::complexity(promotions),
        // An estimate from what was found, not a measurement: 0.05 for struck-through prices, 0.15 for each automatic
        // rule, 0.25 for codes, at most 1.
        "estimated_server_impact": promotion::server_impact(promotions).to_string(),
        "flags": page.offers.flags,
        "offer_validity": page.offers.validity,
        "notes": page.notes,
        "blind": page.blind,
    })
}

fn tile(tile: &ListedProduct) -> Value {
    json!({
        "id": tile.id,
        "name": tile.name,
        "url": tile.url.as_ref().map(Url::as_str),
        "price": tile.price.as_ref().map(|price| price.current.plain()),
        "regular_price": tile.price.as_ref().and_then(|price| price.regular).map(|regular| regular.plain()),
        "price_from": tile.range.map(|range| range.from.plain()),
        "price_to": tile.range.and_then(|range| range.to).map(|to| to.plain()),
    })
}

fn product(page: &Page) -> Value {
    let Some(product) = &page.product else { return Value::Null };
    let price = product.price.as_ref();
    let currency = price
        .map(|price| price.current)
        .or(product.range.map(|range| range.from))
        .and_then(|money| money.currency)
        .or(page.currency);
    json!({
        "id": product.id,
        "attribute_id": product.attribute_id,
        "name": product.name,
        "price": price.map(|price| price.current.plain()),
        "regular_price": price.and_then(|price| price.regular).map(|regular| regular.plain()),
        "price_from": product.range.map(|range| range.from.plain()),
        "price_to": product.range.and_then(|range| range.to).map(|to| to.plain()),
        "currency": currency,
        "price_source": price.map(|price| price.source.as_str()),
        "orderable": page.add_to_cart.as_ref().map(|form| form.enabled),
    })
}

/// Like the promotion's file form, but with amounts and currency apart.
fn promotion_json(promotion: &Promotion) -> Value {
    let plain = |money: Option<Money>| money.map(|money| Value::from(money.plain()));
    let currency = [promotion.current, promotion.regular, promotion.amount, promotion.minimum]
        .into_iter()
        .flatten()
        .find_map(|money| money.currency);
    let fields = [
        ("type", Some(Value::from(promotion.kind.as_str()))),
        ("name", promotion.name.clone().map(Value::from)),
        ("rule_id", promotion.rule_id.map(Value::from)),
        ("code", promotion.code.clone().map(Value::from)),
        ("product_id", promotion.product_id.map(Value::from)),
        ("percent", promotion.percent.map(|percent| Value::from(percent.to_string()))),
        ("amount", plain(promotion.amount)),
        ("regular", plain(promotion.regular)),
        ("current", plain(promotion.current)),
        ("minimum", plain(promotion.minimum)),
        ("currency", currency.map(|currency| Value::from(currency.code()))),
        ("from_quantity", promotion.from_quantity.map(Value::from)),
        ("valid_from", promotion.valid_from.clone().map(Value::from)),
        ("remaining", promotion.remaining.map(Value::from)),
        ("per_customer", promotion.per_customer.map(Value::from)),
        ("priority", promotion.priority.map(Value::from)),
        ("combinable", promotion.combinable.map(Value::from)),
        ("free_shipping", promotion.free_shipping.then(|| Value::from(true))),
        ("conditions", (!promotion.conditions.is_empty()).then(|| Value::from(promotion.conditions.clone()))),
        ("state", promotion.state.map(|state| json!(state))),
        ("valid_until", promotion.valid_until.clone().map(Value::from)),
        ("seen", Some(Value::from(promotion.seen.as_str()))),
    ];
    let present = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shops::Shops;

    fn inspected(html: &str) -> (String, Value) {
        let page = Shops::known().parse(html, &Url::parse("https://shop.example/en/6-mug.html").unwrap());
        let promotions = promotion::detect(&page);
        (text(&page, &promotions), json(&page, &promotions))
    }

    const MUG: &str = r#"<html lang="en"><title>Mug</title><body id="product"><h1>Mug &#27;[31m</h1>
        <form id="add-to-cart-or-refresh" action="/en/cart"><input name="id_product" value="6">
        <button type="submit" data-button-action="add-to-cart">Add</button></form>
        <span class="regular-price">€14.28</span><span class="current-price-value" content="11.42">€11.42</span>
        <li class="product-flag discount">-20%</li>"#;

    #[test]
    fn people_read_lines() {
        let (text, _) = inspected(MUG);
        assert!(text.starts_with("product page ("), "{text}");
        assert!(text.contains("Mug  [31m  (id 6)"), "{text}");
        assert!(text.contains("-20 %, 14.28 → 11.42"), "{text}");
        assert!(!text.contains('\u{1b}'));
        let (text, _) = inspected("hello");
        assert!(text.starts_with("not a shop page (10 % sure)"), "{text}");
        assert!(text.contains("promotions could not be looked for: there is no HTML in it"), "{text}");
        let (text, _) = inspected("<h1>hello</h1>");
        assert!(text.contains("no promotion found"), "{text}");
    }

    #[test]
    fn credentials_stay_out() {
        let page = Shops::known().parse("", &Url::parse("https://user:secret@shop.example/").unwrap());
        assert!(!text(&page, &[]).contains("secret"));
        assert_eq!(json(&page, &[])["url"], "https://shop.example/");
    }

    #[test]
    fn programs_read_strings_for_amounts() {
        let (_, json) = inspected(MUG);
        assert_eq!(json["kind"], "product");
        assert!(json["confidence"].as_f64().unwrap() > 0.8);
        assert_eq!(json["product"]["price"], "11.42");
        assert_eq!(json["product"]["regular_price"], "14.28");
        assert_eq!(json["promotions"][0]["type"], "strike-through");
        assert_eq!(json["promotions"][0]["regular"], "14.28");
        assert_eq!(json["complexity"], "low");
        let (_, json) = inspected("");
        assert_eq!((&json["kind"], &json["product"]), (&Value::from("other"), &Value::Null));
    }
}
