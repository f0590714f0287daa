//! Carts and products as the Store API writes them. Amounts are strings of cents.

use serde_json::{Map, Value, json};

use super::address::WooSite;
use super::basket::WooLeft;
use super::bill::{FLAT_RATE, WooBill, WooRow, WooShipping};
use super::content::WooEye;
use super::goods::{WooItem, WooKind, WooProduct};
use super::refusal::MOST;
use super::session::WooSession;
use super::words::word;
use crate::shop::config::Language;

/// Everything that a cart is written from.
pub(super) struct WooCart<'a> {
    pub(super) site: &'a WooSite,
    pub(super) session: &'a WooSession,
    pub(super) bill: &'a WooBill,
    pub(super) left: WooLeft<'a>,
}

/// An amount.
fn cents(amount: i64) -> Value {
    Value::from(amount.to_string())
}

/// An object with the currency behind its own fields.
fn priced(own: Value, language: Language) -> Value {
    let (decimal, thousand, prefix, suffix) = match language {
        Language::En => (".", ",", "€", ""),
        Language::Fr => (",", "\u{a0}", "", " €"),
    };
    let currency = json!({
        "currency_code": "EUR",
        "currency_symbol": "€",
        "currency_minor_unit": 2,
        "currency_decimal_separator": decimal,
        "currency_thousand_separator": thousand,
        "currency_prefix": prefix,
        "currency_suffix": suffix,
    });
    match (own, currency) {
        (Value::Object(mut own), Value::Object(currency)) => {
            own.extend(currency);
            Value::Object(own)
        }
        (own, _) => own,
    }
}

impl WooCart<'_> {
    /// The whole cart; `errors` are told once.
    pub(super) fn json(&self, errors: &[String]) -> Value {
        let WooCart { session, bill, .. } = self;
        let error =
            |message: &String| json!({ "code": "woocommerce_rest_cart_coupon_error", "message": message });
        let has_items = !bill.rows.is_empty();
        json!({
            "items": self.items(),
            "coupons": self.coupons(),
            "fees": [],
            "totals": self.totals(),
            "shipping_address": address(session, false),
            "billing_address": address(session, true),
            "needs_payment": has_items && bill.total > 0,
            "needs_shipping": bill.shipping.is_some(),
            "payment_requirements": ["products"],
            "has_calculated_shipping": bill.shipping.is_some(),
            "shipping_rates": bill.shipping.map_or_else(Vec::new, |shipping| vec![self.package(shipping)]),
            "items_count": bill.pieces,
            "items_weight": 0,
            "cross_sells": [],
            "errors": errors.iter().map(error).collect::<Vec<_>>(),
            "payment_methods": ["bacs", "cod"],
            "extensions": {},
        })
    }

    /// The lines alone.
    pub(super) fn items(&self) -> Vec<Value> {
        self.bill.rows.iter().map(|row| self.item(row)).collect()
    }

    /// The coupons alone.
    pub(super) fn coupons(&self) -> Vec<Value> {
        let coupon = |(coupon, off): &(&'static super::coupons::WooCoupon, i64)| {
            let totals = json!({ "total_discount": cents(*off), "total_discount_tax": "0" });
            json!({
                "code": coupon.code,
                "discount_type": coupon.type_name(),
                "totals": priced(totals, self.site.language),
            })
        };
        self.bill.coupons.iter().map(coupon).collect()
    }

    fn item(&self, row: &WooRow) -> Value {
        let item = row.item();
        let product = item.product;
        let most = if product.is_single { 1 } else { (self.left)(item).unwrap_or(MOST) };
        let chosen: Vec<_> = row
            .line
            .chosen
            .iter()
            .filter_map(|(field, slug)| {
                let attribute = product.attributes().iter().find(|one| one.field == *field)?;
                let value = attribute.name_of(slug);
                Some(json!({ "raw_attribute": field, "attribute": attribute.label, "value": value }))
            })
            .collect();
        let (price, regular) = (item.price(), item.regular());
        let raw = |amount: i64| Value::from(format!("{amount}0000"));
        let prices = json!({
            "price": cents(price),
            "regular_price": cents(regular),
            "sale_price": cents(price),
            "price_range": null,
        });
        let mut prices = priced(prices, self.site.language);
        if let Some(prices) = prices.as_object_mut() {
            let raw = json!({
                "precision": 6, "price": raw(price), "regular_price": raw(regular), "sale_price": raw(price)
            });
            prices.insert("raw_prices".to_owned(), raw);
        }
        let totals = json!({
            "line_subtotal": cents(row.subtotal),
            "line_subtotal_tax": "0",
            "line_total": cents(row.total),
            "line_total_tax": "0",
        });
        json!({
            "key": row.key,
            "id": item.id(),
            "type": if item.variation.is_some() { "variation" } else { product.type_name() },
            "quantity": row.line.quantity,
            "quantity_limits": {
                "minimum": 1, "maximum": most, "multiple_of": 1, "editable": !product.is_single
            },
            "name": product.name,
            "short_description": "",
            "description": "",
            "sku": product.sku,
            "low_stock_remaining": null,
            "backorders_allowed": false,
            "show_backorder_badge": false,
            "sold_individually": product.is_single,
            "permalink": self.site.product(product),
            "images": images(self.site, product),
            "variation": chosen,
            "item_data": [],
            "prices": prices,
            "totals": priced(totals, self.site.language),
            "catalog_visibility": "visible",
            "extensions": {},
        })
    }

    fn totals(&self) -> Value {
        let bill = self.bill;
        let shipping = bill.shipping.map(|shipping| cents(shipping.cost()));
        let totals = json!({
            "total_items": cents(bill.subtotal),
            "total_items_tax": "0",
            "total_fees": "0",
            "total_fees_tax": "0",
            "total_discount": cents(bill.discount),
            "total_discount_tax": "0",
            "total_shipping_tax": bill.shipping.map(|_| "0"),
            "total_shipping": shipping,
            "total_price": cents(bill.total),
            "total_tax": "0",
            "tax_lines": [],
        });
        priced(totals, self.site.language)
    }

    fn package(&self, shipping: WooShipping) -> Value {
        let session = self.session;
        let rate = |id: &str, name: &'static str, price: i64, is_selected: bool| {
            let (method, instance) = id.split_once(':').unwrap_or((id, "0"));
            let rate = json!({
                "rate_id": id,
                "name": word(name, self.site.language),
                "description": "",
                "delivery_time": "",
                "price": cents(price),
                "taxes": "0",
                "instance_id": instance.parse::<u32>().unwrap_or(0),
                "method_id": method,
                "meta_data": [],
                "selected": is_selected,
            });
            priced(rate, self.site.language)
        };
        let flat = if session.country == "FR" { "flat_rate:1" } else { "flat_rate:3" };
        let mut rates = vec![rate(flat, "flat_rate", FLAT_RATE, !shipping.is_free)];
        if shipping.may_be_free {
            rates.push(rate("free_shipping:2", "free_shipping", 0, shipping.is_free));
        }
        let items: Vec<_> = self
            .bill
            .rows
            .iter()
            .map(|row| json!({ "key": row.key, "name": row.item().product.name, "quantity": row.line.quantity }))
            .collect();
        json!({
            "package_id": 0,
            "name": "Shipment 1",
            "destination": {
                "address_1": "",
                "address_2": "",
                "city": session.city,
                "state": "",
                "postcode": session.postcode,
                "country": session.country,
            },
            "items": items,
            "shipping_rates": rates,
        })
    }
}

/// An address of the visitor.
pub(super) fn address(session: &WooSession, is_billing: bool) -> Value {
    let mut address = Map::new();
    for field in ["first_name", "last_name", "company", "address_1", "address_2"] {
        address.insert(field.to_owned(), "".into());
    }
    address.insert("city".to_owned(), session.city.as_str().into());
    address.insert("state".to_owned(), "".into());
    address.insert("postcode".to_owned(), session.postcode.as_str().into());
    address.insert("country".to_owned(), session.country.as_str().into());
    if is_billing {
        address.insert("email".to_owned(), session.email.as_str().into());
    }
    address.insert("phone".to_owned(), "".into());
    Value::Object(address)
}

fn images(site: &WooSite, product: &WooProduct) -> Value {
    let image = site.image(product);
    json!([{
        "id": product.id - 1,
        "src": image,
        "thumbnail": image,
        "srcset": "",
        "sizes": "",
        "name": product.slug,
        "alt": "",
    }])
}

/// A product.
pub(super) fn product(eye: &WooEye<'_>, product: &'static WooProduct) -> Value {
    let site = eye.site;
    let prices = product.prices();
    let lowest = prices.iter().map(|(_, now)| *now).min();
    let highest = prices.iter().map(|(_, now)| *now).max();
    let regular = prices.iter().min_by_key(|(_, now)| *now).map(|(regular, _)| *regular);
    let text = |amount: Option<i64>| amount.map_or_else(|| "".into(), cents);
    let range = match (lowest, highest) {
        (Some(lowest), Some(highest)) if prices.len() > 1 && lowest < highest => {
            json!({ "min_amount": cents(lowest), "max_amount": cents(highest) })
        }
        _ => Value::Null,
    };
    let prices = json!({
        "price": text(lowest), "regular_price": text(regular), "sale_price": text(lowest), "price_range": range
    });
    let attributes: Vec<_> = product
        .attributes()
        .iter()
        .zip(1..)
        .map(|(attribute, id)| {
            let term = |(slug, name): &(&str, &str)| json!({ "id": 0, "name": name, "slug": slug });
            let terms: Vec<_> = attribute.choices.iter().map(term).collect();
            json!({
                "id": id,
                "name": attribute.label,
                "taxonomy": attribute.taxonomy(),
                "has_variations": true,
                "terms": terms,
            })
        })
        .collect();
    let variations: Vec<_> = product
        .variations()
        .iter()
        .map(|variation| {
            let fixed = WooItem { product, variation: Some(variation) }.fixed();
            let attributes: Vec<_> =
                fixed.map(|(attribute, slug)| json!({ "name": attribute.label, "value": slug })).collect();
            json!({ "id": variation.id, "attributes": attributes })
        })
        .collect();
    let in_stock = eye.is_in_stock(product);
    let children: &[u32] = if let WooKind::Grouped(ids) = product.kind { ids } else { &[] };
    let left = (eye.left)(WooItem { product, variation: None });
    json!({
        "id": product.id,
        "name": product.name,
        "slug": product.slug,
        "parent": 0,
        "type": product.type_name(),
        "variation": "",
        "permalink": site.product(product),
        "sku": product.sku,
        "short_description": "",
        "description": "",
        "on_sale": product.is_on_sale(),
        "prices": priced(prices, site.language),
        "price_html": eye.price_html(product),
        "average_rating": "0",
        "review_count": 0,
        "images": images(site, product),
        "categories": [{
            "id": product.shelf.id,
            "name": product.shelf.name,
            "slug": product.shelf.slug,
            "link": site.shelf(product.shelf),
        }],
        "tags": [],
        "brands": [],
        "attributes": attributes,
        "variations": variations,
        "grouped_products": children,
        "has_options": !product.variations().is_empty(),
        "is_purchasable": product.is_purchasable(),
        "is_in_stock": in_stock,
        "is_on_backorder": false,
        "low_stock_remaining": null,
        "stock_availability": {
            "text": if in_stock { "" } else { word("out_of_stock", site.language) },
            "class": if in_stock { "in-stock" } else { "out-of-stock" },
        },
        "sold_individually": product.is_single,
        "add_to_cart": {
            "text": word("add_to_cart", site.language),
            "description": "",
            "url": format!("{}?add-to-cart={}", site.product(product), product.id),
            "single_text": word("add_to_cart", site.language),
            "minimum": 1,
            "maximum": left.unwrap_or(MOST),
            "multiple_of": 1,
        },
        "extensions": {},
    })
}
