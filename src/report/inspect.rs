//! What `inspect` shows of a page: its kind, product and promotions, and why we think so.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value, json};
use url::{Position, Url};

use super::promotion::{details, place, what};
use crate::grade::{Finding, FindingKind};
use crate::page::{BackgroundMoment, BackgroundRequest, ListedProduct, Page, PageKind, PageRole};
use crate::promotion::{self, Promotion};
use crate::shops::Shops;
use crate::units::money::Money;
use crate::units::price::PriceRange;
use crate::words::{Lang, Message, Value as Words};

/// The page for people. What comes from the page is stripped of control characters, which could otherwise
/// repaint the reader's terminal.
#[must_use]
pub fn text(page: &Page, promotions: &[Promotion], notes: &[Message], lang: Lang) -> String {
    let headline = headline(page);
    let mut out = format!("{}\n\n", headline.say(lang));
    let mut facts = Facts { lines: Vec::new(), lang };
    facts.add(&Message::new("inspect-label-address"), Some(Message::plain(address(page))));
    facts.add(&Message::new("inspect-label-title"), page.title.as_deref().map(Message::plain));
    let platform = page
        .is_shop_page()
        .then(|| page.platform_name().map_or_else(|| Message::new("inspect-shop-unknown"), Message::plain));
    facts.add(&Message::new("inspect-label-shop"), platform);
    facts.add(&Message::new("inspect-label-language"), page.language.as_deref().map(Message::plain));
    product_facts(page, &mut facts);
    let category = page.category_id.map(|id| Message::new("inspect-id").with("id", id.to_string()));
    facts.add(&Message::new("inspect-label-category"), category);
    let lists = !page.listing.is_empty() && page.product.is_none();
    facts.add(&Message::new("inspect-label-products"), lists.then(|| listed(page)));
    let flagged = !page.offers.flags.is_empty();
    facts.add(&Message::new("inspect-label-flags"), flagged.then(|| Message::plain(flags(page))));
    facts.add(&Message::new("inspect-label-offer-ends"), offer_ends(page).map(Message::plain));
    let voucher = page.has_voucher_field.then(|| Message::new("inspect-code-can-be-entered"));
    facts.add(&Message::new("inspect-label-voucher"), voucher);
    facts.write(&mut out);
    write_promotions(&mut out, page, promotions, lang);
    write_background(&mut out, page, lang);
    write_evidence(&mut out, page, lang);
    for note in notes {
        let note = Message::new("a-note").with("text", note.clone());
        let _ = writeln!(out, "  {}", clean(&note.say(lang)));
    }
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

fn headline(page: &Page) -> Message {
    if page.kind == PageKind::Other && page.role.is_none() && !page.not_found && !page.is_shop_page() {
        return Message::new("inspect-unknown");
    }
    let what = match page.kind {
        _ if page.not_found => "not-found",
        _ if page.coming_soon => "coming-soon",
        _ if page.maintenance => "maintenance",
        kind => page.role.map_or(kind.as_str(), PageRole::as_str),
    };
    Message::new("inspect-headline")
        .with("page", Message::new("inspect-page").with("page", what))
        .with("percent", page.confidence.percent().to_string())
}

/// How many products the page lists, and how many of them have several prices.
fn listed(page: &Page) -> Message {
    let ranges = page.listing.iter().filter(|tile| tile.range.is_some()).count() as u64;
    let listed = match ranges {
        0 => Message::new("inspect-listed"),
        _ => Message::new("inspect-listed-ranges").with("ranges", ranges),
    };
    listed.with("products", page.listing.len() as u64)
}

fn product_facts(page: &Page, facts: &mut Facts) {
    let Some(product) = &page.product else { return };
    let name = product.name.as_deref();
    let name = name.map_or_else(|| Message::new("inspect-without-name"), Message::plain);
    let named = match product.id {
        Some(id) => Message::new("inspect-product").with("name", name).with("id", id.to_string()),
        None => name,
    };
    facts.add(&Message::new("inspect-label-product"), Some(named));
    let Some(price) = &product.price else {
        let none = || Message::new("inspect-no-price");
        facts.add(&Message::new("inspect-label-price"), Some(product.range.map_or_else(none, range)));
        return;
    };
    let text = match price.regular {
        Some(regular) => {
            Message::new("inspect-price-was").with("price", price.current).with("regular", regular)
        }
        None => Message::value(price.current.into()),
    };
    facts.add(&Message::new("inspect-label-price"), Some(seen_at(text, &price.source)));
    let sold = page.add_to_cart.as_ref().map(|form| match unbuyable(page) {
        _ if !form.enabled => Message::new("inspect-button-off"),
        Some(why) => Message::new("inspect-no-because").with("why", why),
        None => Message::new("inspect-yes"),
    });
    facts.add(&Message::new("inspect-label-can-be-bought"), sold);
}

/// Why a page with a form sells nothing all the same: its button leads to another shop, or no variant is left.
fn unbuyable(page: &Page) -> Option<Message> {
    let shops = Shops::known();
    shops.cart_of(page)?.explain_unbuyable(page).filter(|_| !shops.can_buy(page))
}

fn range(range: PriceRange) -> Message {
    match range.to {
        Some(to) => {
            Message::new("inspect-price-range").with("from", Words::Amount(range.from)).with("to", to)
        }
        None => Message::new("inspect-price-from").with("from", range.from),
    }
}

fn seen_at(text: Message, place: &str) -> Message {
    Message::new("inspect-seen").with("text", text).with("place", place)
}

fn write_promotions(out: &mut String, page: &Page, promotions: &[Promotion], lang: Lang) {
    let mut line = |message: &Message| {
        let _ = writeln!(out, "\n{}", clean(&message.say(lang)));
    };
    if promotions.is_empty() && page.blind.is_empty() {
        line(&Message::new("inspect-no-promotion"));
        return;
    }
    for reason in &page.blind {
        let sentence = if promotions.is_empty() {
            Message::new("inspect-blind")
        } else {
            Message::new("inspect-blind-others")
        };
        line(&sentence.with("reason", Message::from(reason)));
    }
    if promotions.is_empty() {
        return;
    }
    line(
        &Message::new("inspect-promotions")
            .with("complexity", promotion::complexity(promotions).to_string())
            .with("impact", Words::Amount(Money::new(promotion::server_impact(promotions), None))),
    );
    let line = |promotion| (clean(&describe(promotion, lang)), clean(&place(&promotion.seen).say(lang)));
    let lines: Vec<_> = promotions.iter().map(line).collect();
    let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0).min(70);
    for (line, seen) in lines {
        let _ = writeln!(out, "  {line:width$}   {seen}");
    }
}

/// One promotion in a line: `manual code BF2025   -10 %, from 50.00 EUR on`.
fn describe(promotion: &Promotion, lang: Lang) -> String {
    format!("{:<14} {}", what(promotion.kind).say(lang), details(promotion).say(lang)).trim_end().to_owned()
}

/// What the page's scripts ask besides, each in a line: `wishlists   GET /en/module/…   with every view`.
fn write_background(out: &mut String, page: &Page, lang: Lang) {
    if page.background.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", Message::new("inspect-background").say(lang));
    let names: Vec<String> =
        page.background.iter().map(|request| Message::plain(request.name.as_str()).say(lang)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (request, name) in page.background.iter().zip(names) {
        let path = &request.url[Position::BeforePath..];
        let moment = Message::new("inspect-background-moment").with("moment", moment(request)).say(lang);
        let _ = writeln!(out, "  {name:width$}   {} {}   {moment}", request.method(), clean(path));
    }
}

/// When a background request is sent, as the files have it.
const fn moment(request: &BackgroundRequest) -> &'static str {
    match request.moment {
        BackgroundMoment::EveryPage => "every",
        BackgroundMoment::FirstPage => "first",
        BackgroundMoment::AfterChange => "change",
    }
}

fn background_json(request: &BackgroundRequest) -> Value {
    json!({
        "name": request.name,
        "method": request.method(),
        "url": request.url.as_str(),
        "moment": moment(request),
    })
}

fn write_evidence(out: &mut String, page: &Page, lang: Lang) {
    let _ = writeln!(out, "\n{}", Message::new("inspect-why").say(lang));
    if page.evidence.is_empty() {
        let _ = writeln!(out, "  {}", Message::new("inspect-nothing-tells").say(lang));
    }
    let signals: Vec<String> =
        page.evidence.iter().map(|evidence| clean(&signal(&evidence.signal).say(lang))).collect();
    let width = signals.iter().map(|signal| signal.chars().count()).max().unwrap_or(0);
    for (evidence, signal) in page.evidence.iter().zip(signals) {
        let value = if evidence.is_given() {
            Message::new("inspect-user-said-so").say(lang)
        } else {
            clean(&evidence.value)
        };
        let says = says(&evidence.says).say(lang);
        let _ = writeln!(out, "  {signal:width$}   {says:<10}   {value}");
    }
}

/// A signal by its name: `og:type` and its like are called so in every language.
fn signal(name: &str) -> Message {
    let known = match name {
        "add-to-cart form" => "form",
        "form that adds to a cart" => "form-elsewhere",
        "button that adds to a cart" => "button",
        "list of products" => "list",
        "cart" => "cart",
        "platform" => "platform",
        "title" => "title",
        "element" => "element",
        "URL" => "address",
        "maintenance page" => "maintenance",
        "coming-soon page" => "coming-soon",
        "promotion with a call to action" => "landing",
        _ => return Message::plain(name),
    };
    Message::new("inspect-signal").with("signal", known)
}

/// What a signal says: a kind of page, a role, or a platform.
fn says(text: &str) -> Message {
    let role = PageRole::ALL.into_iter().find(|role| role.what() == text);
    Message::new("inspect-says").with("page", role.map_or(text, |role| role.as_str()))
}

/// Labelled lines, aligned.
struct Facts {
    lines: Vec<(String, String)>,
    lang: Lang,
}

impl Facts {
    fn add(&mut self, label: &Message, value: Option<Message>) {
        let lang = self.lang;
        self.lines.extend(value.map(|value| (label.say(lang), clean(&value.say(lang)))));
    }

    fn write(&self, out: &mut String) {
        let width = self.lines.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        for (label, value) in &self.lines {
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
pub fn json(page: &Page, promotions: &[Promotion], notes: &[Message]) -> Value {
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
        "notes": notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "blind": page.blind,
        "background": page.background.iter().map(background_json).collect::<Vec<_>>(),
    })
}

/// A cost that is known before any load, in words.
#[derive(Debug, Serialize)]
pub struct KnownCostLine {
    /// The rule of the finding.
    kind: FindingKind,
    /// The cost.
    what: String,
    /// What shows it, how sure that is, and what it leaves open.
    evidence: String,
    /// The advice on what to do about it.
    remedy: String,
}

/// What the shop's rules are known to cost.
#[must_use]
pub fn known_costs(findings: &[Finding], lang: Lang) -> Vec<KnownCostLine> {
    let line = |finding: &Finding| KnownCostLine {
        kind: finding.kind,
        what: finding.what.say(lang),
        evidence: finding.told_evidence().say(lang),
        remedy: finding.remedy.say(lang),
    };
    findings.iter().map(line).collect()
}

/// The same for people; empty without any.
#[must_use]
pub fn known_costs_text(findings: &[Finding], lang: Lang) -> String {
    let mut out = String::new();
    if !findings.is_empty() {
        let _ = writeln!(out, "\n{}", Message::new("inspect-known-costs").say(lang));
    }
    for KnownCostLine { what, evidence, remedy, .. } in known_costs(findings, lang) {
        let advice = Message::new("inspect-known-cost-remedy").with("remedy", remedy).say(lang);
        let _ = writeln!(out, "  {}\n    {}\n    {}", clean(&what), clean(&evidence), clean(&advice));
    }
    out
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
        "orderable": page.add_to_cart.as_ref().map(|form| form.enabled && unbuyable(page).is_none()),
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
        ("conditions", (!promotion.conditions.is_empty()).then(|| json!(promotion.conditions))),
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
        (text(&page, &promotions, &[], Lang::En), json(&page, &promotions, &[]))
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
        assert!(text.starts_with("cannot tell what this page is"), "{text}");
        assert!(text.contains("promotions could not be looked for: there is no HTML in it"), "{text}");
        let (text, _) = inspected("<h1>hello</h1>");
        assert!(text.contains("could not be looked for: nothing on the page tells what it is"), "{text}");
    }

    #[test]
    fn a_closed_shop_is_told_by_its_words() {
        let (text, _) =
            inspected("<title>Shop</title><h1>We'll be back soon</h1><p>20% off when we are back</p>");
        assert!(text.starts_with("maintenance page (70 % sure)"), "{text}");
        assert!(text.contains("maintenance page   other        We'll be back soon"), "{text}");
        assert!(!text.contains("nothing on the page tells"), "{text}");
    }

    #[test]
    fn signals_have_names_in_french() {
        let page = Shops::known().parse(MUG, &Url::parse("https://shop.example/fr/6-mug.html").unwrap());
        let text = text(&page, &[], &[], Lang::Fr);
        assert!(text.contains("formulaire d’ajout au panier   produit"), "{text}");
        assert!(!text.contains("add-to-cart form"), "{text}");
    }

    #[test]
    fn credentials_stay_out() {
        let page = Shops::known().parse("", &Url::parse("https://user:secret@shop.example/").unwrap());
        assert!(!text(&page, &[], &[], Lang::En).contains("secret"));
        assert_eq!(json(&page, &[], &[])["url"], "https://shop.example/");
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
