//! What a shop's page is and what it says: its kind with the reasons, product, prices, listing, forms, cart,
//! links, the files that come with it. A pure function of the HTML and its address.
//!
//! Not here: what only one platform's pages say (`shops` has a folder for each, behind [`Platform`]), fetching anything
//! (`scrape`), and deciding what counts as a promotion (`promotion`).

mod agreeing;
mod announced;
mod assets;
mod background;
mod base;
mod before;
mod beside;
mod blind;
mod bound;
mod buy_button;
mod cart;
mod cart_refusal;
mod changing;
mod class_words;
mod closed;
mod condition;
mod css;
mod current;
mod declared;
pub mod dom;
mod form;
mod index;
pub mod json;
mod kind;
mod language;
mod links;
mod list_page;
mod listing;
mod literal;
mod lowest;
mod mentions;
mod naming;
mod neighbours;
mod note;
mod offers;
mod other_amounts;
mod others;
mod own_line;
mod pairs;
mod patterns;
mod places;
mod platform;
mod price;
mod price_words;
mod product;
mod reading;
mod sets;
mod shown;
mod signals;
mod source;
mod style;
mod tile_before;
mod tiles;
mod told_pair;
mod visible_price;
mod visible_sale;

use scraper::ElementRef;
use url::Url;

pub use self::announced::{Announced, Announcement, LeastValue};
pub use self::assets::{Asset, Assets};
pub use self::background::BackgroundRequest;
use self::base::Base;
pub use self::base::{NamedFor, OtherOrigin};
pub use self::cart::{AdvertisedVoucher, CartLine, CartState, CartVoucher};
pub use self::cart_refusal::{AddRefusal, VoucherRefusal};
pub use self::changing::{changing_part, may_change, orders_a_change, says_what_is_done};
pub use self::condition::Condition;
pub use self::css::Css;
pub use self::declared::Declared;
use self::dom::selector;
pub use self::dom::{Dom, shallow};
pub use self::form::{AddToCartForm, FormChoice, FormVariant};
pub use self::kind::{Evidence, KindConfidence, Mark, PageKind, PageKindError, PageRole, Signal};
pub use self::language::is_language;
pub use self::links::{PageLink, ShopUrls};
pub use self::listing::ListedProduct;
pub use self::mentions::{CodeMention, DaysMean, DaysOfYear, Promise, PromisedDay, SecondPiece, TimeInWords};
pub use self::naming::PageNaming;
pub use self::note::{Blind, CutPlace, LeftOutPart, PageNote};
pub use self::offers::{Flag, Offers, Validity, is_date};
pub use self::platform::{
    BackgroundFound, BackgroundMoment, CartCurrency, CartMarks, Look, Own, OwnAddresses, OwnData, OwnProduct,
    OwnTile, Platform,
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
    /// The platforms that it was read with, its own first.
    platforms: Vec<&'static dyn Platform>,
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
    /// The products that buttons of the list put into the cart by themselves, by their ids.
    pub one_click: Vec<u64>,
    /// The next page of the listing.
    pub next_page: Option<Url>,
    /// The content's links to the same origin.
    pub links: Vec<PageLink>,
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
    /// What its scripts ask the shop besides it.
    pub background: Vec<BackgroundRequest>,
    /// The shop's "not found" page.
    pub not_found: bool,
    /// It stands in place of the shop's pages until the shop opens.
    pub coming_soon: bool,
    /// The shop's maintenance page.
    pub maintenance: bool,
    /// Oddities of the page for people to read, such as contradicting prices.
    pub notes: Vec<PageNote>,
    /// Why the page could not be looked at as a whole: it is cut off, broken, made by scripts. Where this is not empty,
    /// what was not found may be there.
    pub blind: Vec<Blind>,
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

    /// The first form of its source that has a control of this name.
    #[must_use]
    pub fn form_with(&self, source: &str, name: &str) -> Option<AddToCartForm> {
        let dom = Dom::new(source);
        let is_named = |control: &ElementRef<'_>| control.attr("name") == Some(name);
        let control = dom.all(selector!("input[name], select[name], textarea[name]")).find(is_named)?;
        let form =
            control.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == "form")?;
        Some(AddToCartForm::read(form, &dom, &self.base, |_| false, Vec::new(), None))
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

    /// The texts by which its source may write what tells a page of the shop from the others.
    #[must_use]
    pub fn telling_texts(&self, url: &Url) -> Vec<String> {
        self.base.naming().telling_texts(url)
    }

    /// Whether a shop stands behind the page: a known platform, or product data.
    #[must_use]
    pub fn is_shop_page(&self) -> bool {
        self.platform.is_some()
            || self.kind_given
            || self.maintenance
            || self.coming_soon
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
