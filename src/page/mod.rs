//! What a shop's page is and what it says: its kind with the reasons, product, prices, listing, forms, cart,
//! links, the files that come with it. A pure function of the HTML and its address.
//!
//! Not here: what only one platform's pages say (`shops` has a folder for each, behind [`Platform`]), fetching anything
//! (`scrape`), and deciding what counts as a promotion (`promotion`).

mod assets;
mod base;
mod blind;
mod bound;
mod cart;
mod cart_refusal;
mod declared;
pub mod dom;
mod form;
pub mod json;
mod kind;
mod language;
mod links;
mod listing;
mod literal;
mod mentions;
mod offers;
mod places;
mod platform;
mod price;
mod product;
mod shown;
mod signals;
mod source;
mod style;

use url::Url;

pub use self::assets::{Asset, Assets};
use self::base::Base;
pub use self::base::{NamedFor, OtherOrigin};
pub use self::cart::{AdvertisedVoucher, CartLine, CartState, CartVoucher};
pub use self::cart_refusal::{AddRefusal, VoucherRefusal};
pub use self::declared::Declared;
use self::declared::Metadata;
use self::dom::selector;
pub use self::dom::{Dom, shallow};
pub use self::form::{AddToCartForm, FormChoice};
pub use self::kind::{Evidence, KindConfidence, Mark, PageKind, PageKindError, PageRole, Signal};
pub use self::language::is_language;
pub use self::links::{Link, ShopUrls, orders_a_change};
pub use self::listing::ListedProduct;
pub use self::mentions::{CodeMention, SecondPiece};
pub use self::offers::{Flag, Offers, Validity, is_date};
use self::platform::Platforms;
pub use self::platform::{
    CartCurrency, CartMarks, Look, Own, OwnAddresses, OwnData, OwnProduct, OwnTile, Platform,
};
pub use self::price::{Price, QuantityDiscount, Reduction};
pub use self::product::Product;
pub use self::shown::{ShownPrice, ShownTile};
pub use self::source::{Charset, PageEncoding, PageSource, SourceError};
use crate::units::money::Currency;

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
    /// The software behind the shop; `None` when nothing gave it away.
    pub platform: Option<&'static dyn Platform>,
    /// The software whose form the page's own add-to-cart form is, whether it gave itself away or not.
    pub form_of: Option<&'static dyn Platform>,
    /// The software whose tiles the listing has.
    tiles_of: Option<&'static dyn Platform>,
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
    /// `lang` of the document (`en-US`), or the language's code in the platform's own data (`en`).
    pub language: Option<String>,
    /// The platform's id of its language, by which the back office names things.
    pub language_id: Option<u64>,
    /// The currency of the page's prices.
    pub currency: Option<Currency>,
    /// The platform's id of that currency.
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
    /// Whether a voucher code can be entered here.
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
    pub notes: Vec<String>,
    /// Why the page could not be looked at as a whole: it is cut off, broken, made by scripts. Where this is not empty,
    /// what was not found may be there.
    pub blind: Vec<String>,
}

impl Page {
    /// Reads a page that is known to be UTF-8, with the platforms that are known. Never fails: what is not there is `None`, and
    /// a page of no shop is of kind `other`.
    #[must_use]
    pub fn parse(html: &str, url: &Url, platforms: &[&'static dyn Platform]) -> Self {
        Self::read(html, PageEncoding::default(), url, Reading::default(), platforms)
    }

    /// Reads a decoded page as the user says.
    #[must_use]
    pub fn parse_source(
        source: &PageSource,
        url: &Url,
        reading: Reading,
        platforms: &[&'static dyn Platform],
    ) -> Self {
        Self::read(&source.text, source.encoding, url, reading, platforms)
    }

    fn read(
        html: &str,
        encoding: PageEncoding,
        url: &Url,
        reading: Reading,
        platforms: &[&'static dyn Platform],
    ) -> Self {
        let dom = Dom::new(html);
        let look = Look { source: html, dom: &dom };
        let mut own: Vec<_> = platforms.iter().map(|platform| (*platform, platform.own_data(html))).collect();
        // The one that made the page knows it best.
        let known = own.iter().position(|(platform, own)| platform.recognise(look, own).is_some());
        own[..known.map_or(0, |at| at + 1)].rotate_right(usize::from(known.is_some()));
        let platforms: Vec<_> = own.iter().map(|(platform, _)| *platform).collect();
        let platforms = Platforms(&platforms);
        let (data_of, data) = own.iter().find_map(|(platform, own)| Some((*platform, own.read()?))).unzip();
        let marks: Vec<_> =
            platforms.0.iter().map(|platform| (*platform, platform.cart_marks(&dom))).collect();
        let named = platform::named(&marks, data);
        let base = Base::of_page(&dom, &named, url, reading.at_home);
        let declared = platforms.first(|platform| platform.declares(&dom)).map(|(_, declared)| declared);
        let metadata = Metadata::read(&dom, declared);
        let currency = currency(data, &metadata);
        let mut page = Self::skeleton(&dom, base, data, &metadata, &marks, platforms);
        page.encoding = encoding;
        page.other_origins = base::other_origins(&dom, &named, &page.base);
        page.cart = data.and_then(|data| {
            let known = CartCurrency { currency, id: data.currency_id };
            data_of?.cart_of(data.cart.as_ref()?, known)
        });
        let form = page.add_to_cart.as_ref();
        let product = platforms.first(|platform| platform.product(&dom, form, currency));
        let mut product = product.map(|(_, product)| product).unwrap_or_default();
        page.offers = Offers::read(&dom, product.validity.take());
        page.judge(look, &own, &metadata);
        if let Some(kind) = reading.kind {
            page.believe(kind);
        }
        if page.kind == PageKind::Product {
            let product = Product::read(&dom, &metadata, &product, currency, &mut page.notes);
            page.price_literal =
                product.price.as_ref().and_then(|price| literal::of_price(html, price, encoding));
            page.product = Some(product);
        }
        if page.kind == PageKind::Category {
            let by_mark = platforms.first(|platform| platform.category_id(&dom));
            let id = by_mark.or_else(|| platforms.first(|platform| platform.id_in(url)));
            page.category_id = id.map(|(_, id)| id);
        }
        page.token_literals = page
            .static_token
            .as_deref()
            .and_then(|token| literal::of_token(html, token))
            .filter(|(before, after)| encoding.keeps(before) && encoding.keeps(after));
        page.blind = page.reasons_of_blindness(look, &own);
        page.note_oddities(&metadata);
        page
    }

    /// Why it could not be looked at as a whole.
    fn reasons_of_blindness(&self, look: Look<'_>, own: &[(&'static dyn Platform, Own)]) -> Vec<String> {
        let broken = own.iter().find_map(|(_, own)| match own {
            Own::Broken(says) => Some(*says),
            Own::Read(_) | Own::Absent => None,
        });
        let has_products = self.product.is_some() || !self.listing.is_empty();
        let mut reasons = blind::reasons(look.source, look.dom, broken, has_products);
        if let Some(platform) = self.platform.filter(|platform| platform.closes_its_pages())
            && reasons.is_empty()
            && !blind::has_end(look.source)
        {
            reasons.push(format!(
                "the page has no end, as every page of {}'s has: part of it may be missing",
                platform.name()
            ));
        }
        if self.product.as_ref().is_some_and(|product| product.price.is_none()) {
            reasons.push(
                "no price of the product reads without doubt, so a reduced price could not be told from a usual one"
                    .to_owned(),
            );
        }
        if self.maintenance {
            reasons.push("the shop is under maintenance".to_owned());
        }
        reasons
    }

    /// Takes the user's word for the kind.
    fn believe(&mut self, kind: PageKind) {
        self.kind = kind;
        self.kind_given = true;
        self.role = None;
        self.confidence = KindConfidence::from_percent(99);
        self.evidence.insert(
            0,
            Evidence {
                signal: "--page-type".to_owned(),
                says: kind.to_string(),
                value: "the user said so".to_owned(),
            },
        );
    }

    fn note_oddities(&mut self, metadata: &Metadata) {
        if self.platform.is_some_and(Platform::guests_need_no_token)
            && self.add_to_cart.is_some()
            && self.static_token.is_none()
        {
            self.notes.push("the page carries no token; visitors who are not logged in need none".to_owned());
        }
        if metadata.broken_scripts > 0 {
            self.notes
                .push(format!("{} of the page's JSON-LD scripts could not be read", metadata.broken_scripts));
        }
        if self.encoding.damaged {
            let name = self.encoding.name();
            self.notes.push(format!("the page is not all {name}, as it should be; some letters were lost"));
        }
    }

    /// Everything that does not depend on the kind.
    fn skeleton(
        dom: &Dom,
        base: Base,
        own: Option<&OwnData>,
        metadata: &Metadata,
        marks: &[(&'static dyn Platform, CartMarks<'_>)],
        platforms: Platforms<'_>,
    ) -> Self {
        let form = marks.iter().find_map(|(platform, marks)| Some((*platform, marks.form?)));
        let read = |platform: &'static dyn Platform, form| {
            AddToCartForm::read(form, dom, &base, |field| platform.is_choice(field))
        };
        let (form_of, add_to_cart) = form.map(|(platform, form)| (platform, read(platform, form))).unzip();
        let popup = marks.iter().find_map(|(_, marks)| marks.popup);
        let currency = currency(own, metadata);
        let root = links::root(dom, own, &base);
        let form_token = || form_of?.token(add_to_cart.as_ref()?).map(str::to_owned);
        let tiles = platforms.first(|platform| Some(platform.tiles(dom)).filter(|tiles| !tiles.is_empty()));
        let (tiles_of, tiles) = tiles.unzip();
        let tiles = tiles.unwrap_or_default();
        Self {
            url: base.page().clone(),
            other_origins: Vec::new(),
            encoding: PageEncoding::default(),
            title: platform::title_of(dom),
            platform: None,
            form_of,
            tiles_of,
            kind: PageKind::Other,
            kind_given: false,
            role: None,
            confidence: KindConfidence::from_percent(0),
            evidence: Vec::new(),
            language: dom
                .first(selector!("html[lang]"))
                .and_then(|html| dom::attribute(html, "lang"))
                .map(str::to_owned)
                .or_else(|| own.and_then(|own| own.language.clone())),
            language_id: own.and_then(|own| own.language_id),
            currency,
            currency_id: own.and_then(|own| own.currency_id),
            product: None,
            category_id: None,
            listing: listing::read(dom, &tiles, &metadata.tiles, &base, currency),
            next_page: listing::next_page(dom, &base),
            links: links::content_links(dom, platforms, &base, &root),
            has_voucher_field: marks.iter().any(|(_, marks)| marks.takes_codes),
            cart: None,
            offers: Offers::default(),
            static_token: own.and_then(|own| own.token.clone()).or_else(form_token),
            token_literals: None,
            price_literal: None,
            urls: ShopUrls::read(dom, own, add_to_cart.as_ref(), popup, platforms, &base, &root),
            root,
            base,
            add_to_cart,
            not_found: false,
            maintenance: platforms.0.iter().any(|platform| platform.is_maintenance(dom)),
            notes: Vec::new(),
            blind: Vec::new(),
        }
    }

    /// Weighs the signals.
    fn judge(&mut self, look: Look<'_>, own: &[(&'static dyn Platform, Own)], metadata: &Metadata) {
        let found = signals::collect(self, look, own, metadata);
        let (kind, confidence) = kind::judge(&found.signals);
        self.platform = found.platform;
        self.not_found = found.not_found;
        self.kind = kind;
        self.role = found.signals.first().and_then(kind::Signal::role);
        self.confidence = confidence;
        self.evidence = found.signals.iter().map(kind::Signal::evidence).chain(found.remarks).collect();
    }

    /// A literal of its source that proves that the old price of one of its products is shown.
    #[must_use]
    pub fn old_price_literal(&self, source: &str, price: &Price) -> Option<String> {
        literal::of_old_price(source, price, self.encoding)
    }

    /// What the makers of its platform call it; `None` when nothing gave it away.
    #[must_use]
    pub fn platform_name(&self) -> Option<&'static str> {
        self.platform.map(Platform::name)
    }

    /// The attribute of its tiles' elements that has the product's id, on platforms that have one.
    #[must_use]
    pub fn tile_attribute(&self) -> Option<&'static str> {
        self.tiles_of.or(self.platform)?.tile_attribute()
    }

    /// Whether a shop stands behind the page: a known platform, or product data.
    #[must_use]
    pub fn is_shop_page(&self) -> bool {
        self.platform.is_some()
            || self.kind_given
            || self.maintenance
            || self.product.is_some()
            || self.add_to_cart.is_some()
            || !self.listing.is_empty()
    }

    /// The address that a saved page gives as its own: in its platform's own data, by `<link rel=canonical>`, or by `og:url`.
    #[must_use]
    pub fn base_url_from(html: &str, platforms: &[&'static dyn Platform]) -> Option<Url> {
        let dom = Dom::new(html);
        let absolute = |selector, name| {
            dom.first(selector).and_then(|element| Url::parse(dom::attribute(element, name)?).ok())
        };
        let own = platforms.iter().map(|platform| platform.own_data(html));
        let own = own.into_iter().find_map(|own| own.read().map(|own| own.current_url.clone()));
        own.flatten()
            .or_else(|| absolute(selector!("link[rel=canonical][href]"), "href"))
            .or_else(|| absolute(selector!("meta[property='og:url'][content]"), "content"))
            .filter(|url| url.has_host())
    }
}

/// The title of a document that need not be a shop's page.
#[must_use]
pub fn title_of(html: &str) -> Option<String> {
    platform::title_of(&Dom::new(html))
}

fn currency(own: Option<&OwnData>, metadata: &Metadata) -> Option<Currency> {
    own.and_then(|own| own.currency)
        .or_else(|| metadata.meta_price.and_then(|price| price.currency))
        .or_else(|| metadata.products().find_map(|(_, product)| product.currency))
}
