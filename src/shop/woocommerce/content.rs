//! What the templates are told about products, and what JSON-LD and the data of variations say.

use minijinja::{Value as Shown, context};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

use super::address::WooSite;
use super::basket::WooLeft;
use super::goods::{self, WooItem, WooKind, WooProduct, WooVariation};
use super::money;
use super::words::word;
use crate::shop::catalogue::StockReduction;
use crate::shop::json;
use crate::shop::misbehaviour::Rendering;

/// A page tells of so many variations; of more, a script asks.
const MOST_VARIATIONS: usize = 30;
/// The end of next year, which JSON-LD names for a price without an end.
const NO_END: &str = "2027-12-31";

/// How products are looked at.
pub(super) struct WooEye<'a> {
    pub(super) site: &'a WooSite,
    pub(super) look: Rendering,
    pub(super) left: WooLeft<'a>,
}

/// One price as a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WooPrice {
    /// What people read.
    visible: i64,
    /// What machines read.
    plain: i64,
    /// The same as `plain` without a visible reduction.
    regular: i64,
}

impl WooEye<'_> {
    fn price(&self, (regular, now): (i64, i64)) -> WooPrice {
        let prices = self.look.shown(Decimal::new(regular, 2), Decimal::new(now, 2), StockReduction::None);
        let cents = |amount: Decimal| (amount * Decimal::ONE_HUNDRED).round().to_i64().unwrap_or(0);
        let (visible, plain) = (cents(prices.visible), cents(prices.plain));
        WooPrice { visible, plain, regular: if prices.is_reduced { regular } else { plain } }
    }

    fn prices(&self, product: &WooProduct) -> Vec<WooPrice> {
        product.prices().into_iter().map(|price| self.price(price)).collect()
    }

    /// Whether the page says that something of the product is reduced.
    fn is_on_sale(&self, product: &WooProduct) -> bool {
        self.prices(product).iter().any(|price| price.plain < price.regular)
    }

    /// The prices as HTML; empty when there is none.
    pub(super) fn price_html(&self, product: &WooProduct) -> String {
        let language = self.site.language;
        let prices = self.prices(product);
        let visible = || prices.iter().map(|price| price.visible);
        let (Some(lowest), Some(highest)) = (visible().min(), visible().max()) else { return String::new() };
        match prices.as_slice() {
            [price] if price.plain < price.regular => money::reduced(price.regular, price.visible, language),
            _ if lowest < highest => money::range(lowest, highest, language),
            _ => money::amount(lowest, language),
        }
    }

    /// Whether a piece of it can be had.
    pub(super) fn is_in_stock(&self, product: &'static WooProduct) -> bool {
        let has = |variation| (self.left)(WooItem { product, variation }) != Some(0);
        match product.variations() {
            [] => has(None),
            variations => variations.iter().any(|variation| has(Some(variation))),
        }
    }

    /// The classes of the element that stands for a product.
    pub(super) fn classes(&self, product: &'static WooProduct) -> String {
        let mut classes = vec![
            "product type-product status-publish".to_owned(),
            if self.is_in_stock(product) { "instock" } else { "outofstock" }.to_owned(),
            format!("product_cat-{} has-post-thumbnail", product.shelf.slug),
        ];
        if self.is_on_sale(product) {
            classes.push("sale".to_owned());
        }
        let is_sent = !matches!(product.kind, WooKind::Virtual);
        classes.push(if is_sent { "shipping-taxable" } else { "virtual" }.to_owned());
        if product.is_purchasable() {
            classes.push("purchasable".to_owned());
        }
        classes.push(format!("product-type-{}", product.type_name()));
        classes.join(" ")
    }

    /// A product on a list.
    pub(super) fn card(&self, product: &'static WooProduct) -> Shown {
        let in_stock = self.is_in_stock(product);
        let is_quick = in_stock
            && product.is_purchasable()
            && matches!(product.kind, WooKind::Simple | WooKind::Virtual);
        let button = match product.kind {
            WooKind::Variable { .. } if in_stock => "select_options",
            WooKind::Grouped(_) => "view_products",
            WooKind::External => "elsewhere",
            _ if is_quick => "add_to_cart",
            _ => "read_more",
        };
        context! {
            id => product.id,
            url => self.site.product(product),
            name => product.name.as_str(),
            sku => product.sku.as_str(),
            image => self.site.image(product),
            classes => self.classes(product),
            type => product.type_name(),
            is_on_sale => self.is_on_sale(product),
            is_quick,
            is_purchasable => product.is_purchasable(),
            in_stock,
            button => word(button, self.site.language),
            price_html => Shown::from_safe_string(self.price_html(product)),
        }
    }

    /// A product on its own page.
    pub(super) fn product(&self, product: &'static WooProduct) -> Shown {
        let language = self.site.language;
        let left = (self.left)(WooItem { product, variation: None });
        let availability = match left {
            Some(0) => format!("<p class=\"stock out-of-stock\">{}</p>", word("out_of_stock", language)),
            Some(count) => format!("<p class=\"stock in-stock\">{count} {}</p>", word("in_stock", language)),
            None => String::new(),
        };
        let attributes: Vec<_> = product
            .attributes()
            .iter()
            .map(|attribute| {
                let choices: Vec<_> =
                    attribute.choices.iter().map(|&(slug, name)| context! { slug, name }).collect();
                context! {
                    field => attribute.field,
                    taxonomy => attribute.taxonomy(),
                    label => attribute.label,
                    choices,
                }
            })
            .collect();
        let children: Vec<_> = match product.kind {
            WooKind::Grouped(ids) => {
                ids.iter().filter_map(|id| goods::product(*id)).map(|one| self.card(one)).collect()
            }
            _ => Vec::new(),
        };
        context! {
            summary => format!("{}: made to be tried out in the demo shop.", product.name),
            details => [
                "It holds a price, a picture and a place on its shelf, as a shop's own goods do.",
                "Nothing of it is ever sent: orders of the demo shop are counted and forgotten.",
            ],
            shelf => context! { name => product.shelf.name, url => self.site.shelf(product.shelf) },
            availability => Shown::from_safe_string(availability),
            is_single => product.is_single,
            most => left,
            attributes,
            children,
            variations => self.variations(product),
            elsewhere => self.site.page(super::address::WooPage::Text(1)),
            ..self.card(product)
        }
    }

    /// The data of all variations as text, or `false` when there are too many.
    fn variations(&self, product: &'static WooProduct) -> String {
        let variations = product.variations();
        if variations.len() > MOST_VARIATIONS {
            return "false".to_owned();
        }
        json::encode(&variations.iter().map(|variation| self.variation(product, variation)).collect())
    }

    /// What a page tells of a variation.
    pub(super) fn variation(&self, product: &'static WooProduct, variation: &'static WooVariation) -> Value {
        let item = WooItem { product, variation: Some(variation) };
        let price = self.price((item.regular(), item.price()));
        let left = (self.left)(item);
        let attributes: serde_json::Map<_, _> =
            item.fixed().map(|(attribute, slug)| (attribute.field.to_owned(), Value::from(slug))).collect();
        let language = self.site.language;
        let inner = if price.plain < price.regular {
            money::reduced(price.regular, price.visible, language)
        } else {
            money::amount(price.visible, language)
        };
        let availability = match left {
            Some(0) => format!("<p class=\"stock out-of-stock\">{}</p>\n", word("out_of_stock", language)),
            _ => String::new(),
        };
        json!({
            "attributes": attributes,
            "availability_html": availability,
            "backorders_allowed": false,
            "dimensions": { "length": "", "width": "", "height": "" },
            "dimensions_html": "N/A",
            "display_price": number(price.plain),
            "display_regular_price": number(price.regular),
            "image": self.picture(product),
            "image_id": product.id - 1,
            "is_downloadable": false,
            "is_in_stock": left != Some(0),
            "is_purchasable": true,
            "is_sold_individually": "no",
            "is_virtual": false,
            "max_qty": left.map_or_else(|| Value::from(""), Value::from),
            "min_qty": 1,
            "price_html": format!("<span class=\"price\">{inner}</span>"),
            "sku": product.sku,
            "variation_description": "",
            "variation_id": variation.id,
            "variation_is_active": true,
            "variation_is_visible": true,
            "weight": "",
            "weight_html": "N/A",
        })
    }

    /// The picture of a variation, the same in all sizes.
    fn picture(&self, product: &WooProduct) -> Value {
        let image = self.site.image(product);
        json!({
            "title": product.slug,
            "caption": "",
            "url": image,
            "alt": product.slug,
            "src": image,
            "srcset": "",
            "sizes": "",
            "full_src": image,
            "full_src_w": 600,
            "full_src_h": 600,
            "gallery_thumbnail_src": image,
            "gallery_thumbnail_src_w": 100,
            "gallery_thumbnail_src_h": 100,
            "thumb_src": image,
            "thumb_src_w": 324,
            "thumb_src_h": 324,
            "src_w": 416,
            "src_h": 416,
        })
    }

    /// JSON-LD of a product's page: the way to it, and the offer.
    pub(super) fn linked(&self, product: &'static WooProduct) -> String {
        let (base, url) = (&self.site.base, self.site.product(product));
        let crumb = |position: u32, name: &str, id: &str| json!({ "@type": "ListItem", "position": position, "item": { "name": name, "@id": id } });
        let crumbs = json!({
            "@context": "https://schema.org/",
            "@type": "BreadcrumbList",
            "itemListElement": [
                crumb(1, word("home", self.site.language), base),
                crumb(2, product.shelf.name, &self.site.shelf(product.shelf)),
                crumb(3, &product.name, &url),
            ],
        });
        let mut graph = vec![crumbs];
        if let Some(offer) = self.offer(product, &url) {
            graph.push(json!({
                "@context": "https://schema.org/",
                "@type": "Product",
                "@id": format!("{url}#product"),
                "name": product.name,
                "url": url,
                "image": self.site.image(product),
                "sku": product.sku,
                "offers": [offer],
            }));
        }
        json::encode(&json!({ "@context": "https://schema.org/", "@graph": graph }))
    }

    /// `None` without a price. A group claims the prices of its cheapest product.
    fn offer(&self, product: &'static WooProduct, url: &str) -> Option<Value> {
        let prices = self.prices(product);
        let cheapest = *prices.iter().min_by_key(|price| price.plain)?;
        let highest = prices.iter().map(|price| price.plain).max()?;
        let end = product.until.unwrap_or(NO_END);
        let unit = |cents, end: &str, kind: Option<&str>| {
            let mut unit = json!({
                "@type": "UnitPriceSpecification",
                "price": money::plain(cents),
                "priceCurrency": "EUR",
                "valueAddedTaxIncluded": false,
                "validThrough": end,
            });
            if let (Some(kind), Some(unit)) = (kind, unit.as_object_mut()) {
                unit.insert("priceType".to_owned(), format!("https://schema.org/{kind}").into());
            }
            unit
        };
        let is_reduced = cheapest.plain < cheapest.regular;
        let mut offer = if let WooKind::Variable { variations, .. } = &product.kind {
            let sale = is_reduced.then(|| unit(cheapest.plain, end, Some("SalePrice")));
            json!({
                "@type": "AggregateOffer",
                "lowPrice": money::plain(cheapest.plain),
                "highPrice": money::plain(highest),
                "offerCount": variations.len(),
                "priceSpecification": sale.into_iter().collect::<Vec<_>>(),
                "priceCurrency": "EUR",
            })
        } else {
            let before = is_reduced.then(|| unit(cheapest.regular, NO_END, Some("ListPrice")));
            let units: Vec<_> = std::iter::once(unit(cheapest.plain, end, None)).chain(before).collect();
            json!({ "@type": "Offer", "priceSpecification": units })
        };
        let stock = if self.is_in_stock(product) { "InStock" } else { "OutOfStock" };
        if let Some(offer) = offer.as_object_mut() {
            offer.insert("priceValidUntil".to_owned(), end.into());
            offer.insert("availability".to_owned(), format!("https://schema.org/{stock}").into());
            offer.insert("url".to_owned(), url.into());
            let seller = json!({ "@type": "Organization", "name": "Demo Woo", "url": self.site.base });
            offer.insert("seller".to_owned(), seller);
        }
        Some(offer)
    }
}

/// Cents as the number that PHP writes: 29, 28.68.
fn number(cents: i64) -> Value {
    let text = money::plain(cents);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}
