//! What a shop's page is and what it says: its kind with the reasons, product, prices, listing, forms, cart,
//! links, the files that come with it. A pure function of the HTML and its address.
//!
//! Not here: fetching anything (`scrape`), and deciding what counts as a promotion (`promotion`).

mod address;
mod assets;
mod base;
mod blind;
mod bound;
mod cart;
mod cart_answer;
mod cart_refusal;
mod cart_rules;
mod condition;
mod declared;
mod dom;
mod form;
mod json;
mod kind;
mod links;
mod listing;
mod literal;
mod mentions;
mod note;
mod offers;
mod places;
mod platform;
mod price;
mod product;
mod shop_object;
mod shown;
mod signals;
mod source;
mod style;

use serde::Serialize;
use url::Url;

pub use self::address::{id_of, kind_of, same_page};
pub use self::assets::{Asset, Assets};
use self::base::Base;
pub use self::base::{NamedFor, OtherOrigin};
pub use self::blind::Place;
pub use self::cart::{AdvertisedVoucher, CartLine, CartState, CartVoucher};
pub use self::cart_answer::{CartAnswer, CartAnswerError};
pub use self::cart_refusal::{AddRefusal, VoucherRefusal};
pub use self::cart_rules::{CartRule, CartRulesError, Reduces, Restriction, RuleAmount};
pub use self::condition::Condition;
use self::declared::Metadata;
pub use self::dom::shallow;
use self::dom::{Dom, selector};
pub use self::form::{AddToCartForm, FormChoice};
pub use self::kind::{Evidence, KindConfidence, PageKind, PageKindError, PageRole};
pub use self::links::{Link, ShopUrls};
pub use self::listing::ListedProduct;
pub use self::mentions::{CodeMention, SecondPiece};
pub use self::note::{Blind, PageNote};
pub use self::offers::{Flag, Offers, Validity};
pub use self::price::{Price, QuantityDiscount, Reduction};
pub use self::product::Product;
use self::shop_object::ShopObject;
pub use self::shown::{ShownPrice, ShownTile};
pub use self::source::{Charset, PageEncoding, PageSource, SourceError};
use crate::units::money::Currency;

/// The software behind a shop, as far as the page gives it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// PrestaShop 1.7 or later.
    PrestaShop,
    /// Shopify.
    Shopify,
    /// WooCommerce.
    WooCommerce,
    /// Magento.
    Magento,
    /// Shopware 5 or 6.
    Shopware,
    /// Nothing gave it away.
    Unknown,
}

impl Platform {
    /// What its makers call it; `None` of an unknown one.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::PrestaShop => "PrestaShop",
            Self::Shopify => "Shopify",
            Self::WooCommerce => "WooCommerce",
            Self::Magento => "Magento",
            Self::Shopware => "Shopware",
            Self::Unknown => return None,
        })
    }
}

/// How a page is read, as the user says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    /// The kind of page that it is; absent: what the page says.
    pub kind: Option<PageKind>,
    /// Whether the base URL that the page declares stands for the origin that it was reached at.
    pub at_home: bool,
}

/// A page, read.
#[derive(Debug, Clone)]
pub struct Page {
    /// The page's address. All other addresses here are of its origin.
    pub url: Url,
    /// Where its relative addresses begin.
    base: Base,
    /// The other origins that it names for its shop or links to. Nothing is sent there.
    pub other_origins: Vec<OtherOrigin>,
    /// The shop's root, which ends with a slash: its origin, with its folder where it lives in one.
    pub root: Url,
    /// How its bytes were read.
    pub encoding: PageEncoding,
    /// `<title>`.
    pub title: Option<String>,
    /// The software behind the shop.
    pub platform: Platform,
    /// What the page is for.
    pub kind: PageKind,
    /// Whether the user named the kind.
    pub kind_given: bool,
    /// What the page is for, where it is one of the shop's own service pages.
    pub role: Option<PageRole>,
    /// How sure `kind` is.
    pub confidence: KindConfidence,
    /// Why: every signal that was found, the decisive one first.
    pub evidence: Vec<Evidence>,
    /// `lang` of the document (`en-US`), or PrestaShop's language code (`en`).
    pub language: Option<String>,
    /// PrestaShop's id of its language, by which the webservice names things.
    pub language_id: Option<u64>,
    /// The currency of the page's prices.
    pub currency: Option<Currency>,
    /// PrestaShop's id of that currency.
    pub currency_id: Option<u64>,
    /// The product, on product pages.
    pub product: Option<Product>,
    /// The category's id, on category pages.
    pub category_id: Option<u64>,
    /// Product tiles. On product and cart pages these are recommendations.
    pub listing: Vec<ListedProduct>,
    /// The next page of the listing.
    pub next_page: Option<Url>,
    /// The content's links to the same origin.
    pub links: Vec<Link>,
    /// The page's own add-to-cart form.
    pub add_to_cart: Option<AddToCartForm>,
    /// Whether a voucher code can be entered here. In PrestaShop: on the cart and order pages.
    pub has_voucher_field: bool,
    /// What the page says of its promotions beside prices: flags, an end, codes in its text.
    pub offers: Offers,
    /// The visitor's cart as the page tells it.
    pub cart: Option<CartState>,
    /// The token that forms carry. The same for every guest.
    pub static_token: Option<String>,
    /// The literals around the token, so that a scan finds the token without a parser.
    pub token_literals: Option<(String, String)>,
    /// A literal of the source that proves the product's current price.
    pub price_literal: Option<String>,
    /// The shop's well-known addresses.
    pub urls: ShopUrls,
    /// The shop's "not found" page.
    pub not_found: bool,
    /// The shop's maintenance page.
    pub maintenance: bool,
    /// Oddities of the page for people to read, such as contradicting prices.
    pub notes: Vec<PageNote>,
    /// Why the page could not be looked at as a whole: it is cut off, broken, made by scripts. Where this is not empty,
    /// what was not found may be there.
    pub blind: Vec<Blind>,
}

impl Page {
    /// Reads a page that is known to be UTF-8. Never fails: what is not there is `None`, and a page of no shop is of
    /// kind `other`.
    #[must_use]
    pub fn parse(html: &str, url: &Url) -> Self {
        Self::read(html, PageEncoding::default(), url, Reading::default())
    }

    /// Reads a decoded page as the user says.
    #[must_use]
    pub fn parse_source(source: &PageSource, url: &Url, reading: Reading) -> Self {
        Self::read(&source.text, source.encoding, url, reading)
    }

    fn read(html: &str, encoding: PageEncoding, url: &Url, reading: Reading) -> Self {
        let kind = reading.kind;
        let dom = Dom::new(html);
        let object = ShopObject::find(html);
        let base = Base::of_page(&dom, object.read(), url, reading.at_home);
        let metadata = Metadata::read(&dom);
        let mut page = Self::skeleton(&dom, base, object.read(), &metadata);
        page.encoding = encoding;
        page.judge(&dom, &object, &metadata);
        if let Some(kind) = kind {
            page.believe(kind);
        }
        if page.kind == PageKind::Product {
            let currency = page.currency;
            let product =
                Product::read(&dom, &metadata, page.add_to_cart.as_ref(), currency, &mut page.notes);
            page.price_literal =
                product.price.as_ref().and_then(|price| literal::of_price(html, price, encoding));
            page.product = Some(product);
        }
        if page.kind == PageKind::Category {
            page.category_id = product::body_class_id(&dom, "category-id-").or_else(|| id_of(url));
        }
        page.token_literals = page
            .static_token
            .as_deref()
            .and_then(|token| literal::of_token(html, token))
            .filter(|(before, after)| encoding.keeps(before) && encoding.keeps(after));
        let has_products = page.product.is_some() || !page.listing.is_empty();
        page.blind = blind::reasons(html, &dom, &object, has_products);
        if page.platform == Platform::PrestaShop && page.blind.is_empty() && !blind::has_end(html) {
            page.blind.push(Blind::NoEnd);
        }
        if page.product.as_ref().is_some_and(|product| product.price.is_none()) {
            page.blind.push(Blind::NoPrice);
        }
        if page.maintenance {
            page.blind.push(Blind::Maintenance);
        }
        page.note_oddities(&metadata);
        page
    }

    /// Takes the user's word for the kind.
    fn believe(&mut self, kind: PageKind) {
        self.kind = kind;
        self.kind_given = true;
        self.role = None;
        self.confidence = KindConfidence::from_percent(99);
        self.evidence.insert(0, Evidence::given(kind));
    }

    fn note_oddities(&mut self, metadata: &Metadata) {
        if self.platform == Platform::PrestaShop && self.add_to_cart.is_some() && self.static_token.is_none()
        {
            self.notes.push(PageNote::NoToken);
        }
        if metadata.broken_scripts > 0 {
            self.notes.push(PageNote::BrokenScripts(metadata.broken_scripts));
        }
        if self.encoding.damaged {
            self.notes.push(PageNote::Damaged { encoding: self.encoding.name() });
        }
    }

    /// Everything that does not depend on the kind.
    fn skeleton(dom: &Dom, base: Base, object: Option<&ShopObject>, metadata: &Metadata) -> Self {
        let add_to_cart = AddToCartForm::find(dom, &base);
        let currency = currency(object, metadata);
        let root = links::root(dom, object, &base);
        let known = cart::CartCurrency { currency, id: object.and_then(|object| object.currency_id) };
        let form_token =
            || add_to_cart.as_ref()?.field("token").filter(|token| !token.is_empty()).map(str::to_owned);
        Self {
            url: base.page().clone(),
            other_origins: base::other_origins(dom, object, &base),
            encoding: PageEncoding::default(),
            title: dom.first(selector!("title")).map(dom::text).filter(|title| !title.is_empty()),
            platform: Platform::Unknown,
            kind: PageKind::Other,
            kind_given: false,
            role: None,
            confidence: KindConfidence::from_percent(0),
            evidence: Vec::new(),
            language: dom
                .first(selector!("html[lang]"))
                .and_then(|html| dom::attribute(html, "lang"))
                .map(str::to_owned)
                .or_else(|| object.and_then(|object| object.language.clone())),
            language_id: object.and_then(|object| object.language_id),
            currency,
            currency_id: object.and_then(|object| object.currency_id),
            product: None,
            category_id: None,
            listing: listing::read(dom, &metadata.tiles, &base, currency),
            next_page: listing::next_page(dom, &base),
            links: links::content_links(dom, &base, &root),
            has_voucher_field: dom
                .first(selector!("input[name=discount_name], input#discount_name"))
                .is_some(),
            cart: object
                .and_then(|object| object.cart.as_ref())
                .map(|cart| CartState::from_json(cart, known)),
            offers: Offers::read(dom),
            static_token: object.and_then(|object| object.static_token.clone()).or_else(form_token),
            token_literals: None,
            price_literal: None,
            urls: ShopUrls::read(dom, object, add_to_cart.as_ref(), &base, &root),
            root,
            base,
            add_to_cart,
            not_found: false,
            maintenance: dom.first(selector!(".page-maintenance")).is_some(),
            notes: Vec::new(),
            blind: Vec::new(),
        }
    }

    /// Weighs the signals.
    fn judge(&mut self, dom: &Dom, object: &shop_object::Found, metadata: &Metadata) {
        let found = signals::collect(self, dom, object, metadata);
        let (kind, confidence) = kind::judge(&found.signals);
        self.platform = found.platform;
        self.not_found = found.not_found;
        self.kind = kind;
        self.role = found.signals.first().and_then(|decisive| decisive.role);
        self.confidence = confidence;
        self.evidence = found.signals.iter().map(kind::Signal::evidence).chain(found.remarks).collect();
    }

    /// A literal of its source that proves that the old price of one of its products is shown.
    #[must_use]
    pub fn old_price_literal(&self, source: &str, price: &Price) -> Option<String> {
        literal::of_old_price(source, price, self.encoding)
    }

    /// Whether a shop stands behind the page: a known platform, or product data.
    #[must_use]
    pub fn is_shop_page(&self) -> bool {
        self.platform != Platform::Unknown
            || self.kind_given
            || self.maintenance
            || self.product.is_some()
            || self.add_to_cart.is_some()
            || !self.listing.is_empty()
    }

    /// The address that a saved page gives as its own: `<link rel=canonical>`, PrestaShop's `current_url`, or
    /// `og:url`.
    #[must_use]
    pub fn base_url_from(html: &str) -> Option<Url> {
        let dom = Dom::new(html);
        let absolute = |selector, name| {
            dom.first(selector).and_then(|element| Url::parse(dom::attribute(element, name)?).ok())
        };
        ShopObject::find(html)
            .read()
            .and_then(|object| object.current_url.clone())
            .or_else(|| absolute(selector!("link[rel=canonical][href]"), "href"))
            .or_else(|| absolute(selector!("meta[property='og:url'][content]"), "content"))
            .filter(|url| url.has_host())
    }
}

fn currency(object: Option<&ShopObject>, metadata: &Metadata) -> Option<Currency> {
    object
        .and_then(|object| object.currency)
        .or_else(|| metadata.meta_price.and_then(|price| price.currency))
        .or_else(|| metadata.products().find_map(|(_, product)| product.currency))
}
