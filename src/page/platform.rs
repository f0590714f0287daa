//! The seam between any page and what only one software's pages say.
//!
//! A page is read with all the platforms that are known. Each looks for its own marks and data; where several find something,
//! the one that made the page comes first, then the order in which they are known. Here is only what a page asks them; the answers are in `shops`, in a folder for each.

use std::fmt::Debug;

use rust_decimal::Decimal;
use scraper::ElementRef;
use serde_json::Value;
use url::Url;

use super::Page;
use super::base::{Named, NamedFor};
use super::cart::CartState;
use super::declared::Declared;
use super::dom::{self, Dom, selector};
use super::form::{AddToCartForm, FormVariant};
use super::kind::{Mark, PageKind, PageRole, Signal};
use super::offers::Validity;
use super::price::QuantityDiscount;
use crate::units::money::Currency;

/// The software behind a shop, as far as its pages give it away.
///
/// Only the name and the marks are asked of every platform. What the other methods look for is looked for in every page, whether
/// its platform was recognised or not: themes leave marks out.
pub trait Platform: Debug + Sync {
    /// What its makers call it.
    fn name(&self) -> &'static str;

    /// The mark by which a page is one of its own, in a few words; `None`: it is not. `own` is what
    /// [`Platform::own_data`] found.
    fn recognise(&self, look: Look<'_>, own: &Own) -> Option<&'static str>;

    /// What one of its own pages says of its kind, the strongest signal first.
    fn signals(&self, _look: Look<'_>, _own: &Own) -> Vec<Signal> {
        Vec::new()
    }

    /// What the address of one of its own pages says, with its weight in percent; `root` is the shop's.
    fn address(&self, _url: &Url, _root: &Url) -> Option<(Mark, i32)> {
        None
    }

    /// What an address says on any shop, whatever its software. `root` is the shop's, where it is known.
    fn guess(&self, _url: &Url, _root: Option<&Url>) -> Option<(PageKind, Option<PageRole>)> {
        None
    }

    /// The id of the product or category that an address carries. Only to be trusted together with the kind.
    fn id_in(&self, _url: &Url) -> Option<u64> {
        None
    }

    /// The names in a query that say which page it is, where friendly addresses are off.
    fn naming_queries(&self) -> &'static [&'static str] {
        &[]
    }

    /// What a page's source carries in data of the platform's own.
    fn own_data(&self, _source: &str) -> Own {
        Own::Absent
    }

    /// Reads [`OwnData::cart`].
    fn cart_of(&self, _data: &Value, _known: CartCurrency) -> Option<CartState> {
        None
    }

    /// Where a page's mark-up leads to the cart.
    fn cart_marks<'a>(&self, _dom: &'a Dom) -> CartMarks<'a> {
        CartMarks::default()
    }

    /// Whether a field of its form chooses between the product's variants.
    fn is_choice(&self, _field: &str) -> bool {
        false
    }

    /// What the button of its form adds to the fields.
    fn button_fields(&self, _form: ElementRef<'_>) -> Vec<(String, String)> {
        Vec::new()
    }

    /// The variants that its form can put into a cart, where the form lists them.
    fn variants(&self, _form: ElementRef<'_>) -> Option<Vec<FormVariant>> {
        None
    }

    /// The token that its form carries.
    fn token<'f>(&self, _form: &'f AddToCartForm) -> Option<&'f str> {
        None
    }

    /// The token of its forms, where neither the page's own data nor its form has it.
    fn token_of(&self, _look: Look<'_>) -> Option<String> {
        None
    }

    /// What a page says of its own product in data of the platform's own.
    fn product(
        &self,
        _dom: &Dom,
        _form: Option<&AddToCartForm>,
        _currency: Option<Currency>,
    ) -> Option<OwnProduct> {
        None
    }

    /// A product that the page declares for scripts, with the name of that place for reports.
    fn declares(&self, _dom: &Dom) -> Option<(&'static str, Declared)> {
        None
    }

    /// The currency in which the page shows its prices, where its scripts are told.
    fn shown_currency(&self, _dom: &Dom) -> Option<Currency> {
        None
    }

    /// The category's id by the page's mark-up.
    fn category_id(&self, _dom: &Dom) -> Option<u64> {
        None
    }

    /// The product tiles of its themes, in document order.
    fn tiles<'a>(&self, _dom: &'a Dom) -> Vec<OwnTile<'a>> {
        Vec::new()
    }

    /// The products that buttons of a list put into the cart by themselves, by their ids.
    fn one_click(&self, _dom: &Dom) -> Vec<u64> {
        Vec::new()
    }

    /// The attribute of a tile's element that has the product's id.
    fn tile_attribute(&self) -> Option<&'static str> {
        None
    }

    /// What the scripts of its pages ask the shop besides the page: reads that are known for what they are. `page` is the page as it
    /// was read. Addresses of other origins, and those that order a change, are left out by the reader.
    fn background(&self, _look: Look<'_>, _page: &Page) -> Vec<BackgroundFound> {
        Vec::new()
    }

    /// Whether this is its maintenance page.
    fn is_maintenance(&self, _dom: &Dom) -> bool {
        false
    }

    /// Whether the page's product only groups others, so that the prices which it declares are theirs.
    fn is_group(&self, _dom: &Dom) -> bool {
        false
    }

    /// Whether this stands in place of the shop's pages until it opens. It may come with status 200 at any address.
    fn is_coming_soon(&self, _dom: &Dom) -> bool {
        false
    }

    /// Whether each of its themes closes the document, so that a page without an end is cut off.
    fn closes_its_pages(&self) -> bool {
        false
    }

    /// Whether guests can do without the token that its forms carry.
    fn guests_need_no_token(&self) -> bool {
        false
    }
}

/// What a platform looks at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The page's source.
    pub source: &'a str,
    /// The document.
    pub dom: &'a Dom,
}

impl<'a> Look<'a> {
    /// The document's title.
    #[must_use]
    pub fn title(self) -> Option<String> {
        title_of(self.dom)
    }

    /// The id of `<body>`.
    #[must_use]
    pub fn body_id(self) -> Option<&'a str> {
        self.dom.first(selector!("body[id]"))?.value().id()
    }

    /// Whether a class of `<body>` begins like this.
    #[must_use]
    pub fn has_body_class(self, beginning: &str) -> bool {
        let body = self.dom.first(selector!("body"));
        body.is_some_and(|body| body.value().classes().any(|class| class.starts_with(beginning)))
    }

    /// Whether the page says that it was made by a software with this name.
    #[must_use]
    pub fn is_made_by(self, name: &str) -> bool {
        let mut makers = self.dom.all(selector!("meta[name=generator]"));
        makers.any(|meta| dom::attribute(meta, "content").is_some_and(|content| content.contains(name)))
    }
}

pub(super) fn title_of(dom: &Dom) -> Option<String> {
    dom.first(selector!("title")).map(dom::text).filter(|title| !title.is_empty())
}

/// What became of the search for a platform's own data.
#[derive(Debug)]
pub enum Own {
    /// It was read.
    Read(Box<OwnData>),
    /// It begins and is cut off or damaged; the page's name for it.
    Broken(&'static str),
    /// The page has none.
    Absent,
}

impl Own {
    /// The data, where it was read.
    #[must_use]
    pub fn read(&self) -> Option<&OwnData> {
        match self {
            Self::Read(data) => Some(data),
            Self::Broken(_) | Self::Absent => None,
        }
    }
}

/// What a page says of itself and its shop in data of its platform's own.
#[derive(Debug, Default)]
pub struct OwnData {
    /// The platform's name for the page.
    pub page_name: Option<String>,
    /// The token that forms carry.
    pub token: Option<String>,
    /// The currency of the page's prices.
    pub currency: Option<Currency>,
    /// The platform's id of that currency, which the amounts of cart rules refer to.
    pub currency_id: Option<u64>,
    /// The page's language as a code.
    pub language: Option<String>,
    /// The platform's id of it.
    pub language_id: Option<u64>,
    /// The page's own address.
    pub current_url: Option<Url>,
    /// The shop's root, with its folder where it lives in one.
    pub base_url: Option<Url>,
    /// The shop's well-known addresses, as they are written.
    pub addresses: OwnAddresses,
    /// The visitor's cart, which [`Platform::cart_of`] reads.
    pub cart: Option<Value>,
}

/// The shop's well-known addresses, as its own data writes them.
#[derive(Debug, Default)]
pub struct OwnAddresses {
    /// The cart.
    pub cart: Option<String>,
    /// The order funnel.
    pub order: Option<String>,
    /// The front page, in the page's language.
    pub index: Option<String>,
    /// Search.
    pub search: Option<String>,
    /// What answers with the price of another combination.
    pub product: Option<String>,
    /// The products with reduced prices.
    pub prices_drop: Option<String>,
    /// Where the shop's scripts send what they ask.
    pub scripts: Option<String>,
    /// Where the platform's public interface begins.
    pub interface: Option<String>,
}

/// The currency a cart's amounts are in, as far as its surroundings tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct CartCurrency {
    /// The currency.
    pub currency: Option<Currency>,
    /// The platform's id of it, which only the page's own data tells.
    pub id: Option<u64>,
}

/// Where a page's mark-up leads to the cart.
#[derive(Debug, Default)]
pub struct CartMarks<'a> {
    /// The form that puts the page's own product into the cart, not one of a tile.
    pub form: Option<ElementRef<'a>>,
    /// All addresses that lead to the cart, as they are written, with what they are named for; the most certain first.
    pub named: Vec<(&'a str, NamedFor)>,
    /// The pop-up after an add.
    pub popup: Option<&'a str>,
    /// Whether a voucher code can be entered.
    pub takes_codes: bool,
}

/// A product in data of the platform's own. Where prices stand is named for reports.
#[derive(Debug, Default, PartialEq)]
pub struct OwnProduct {
    /// Its id.
    pub id: Option<u64>,
    /// The id of the combination that is shown.
    pub attribute_id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Pieces in stock.
    pub stock: Option<u64>,
    /// What it costs.
    pub price: Option<(&'static str, Decimal)>,
    /// What it would cost without the reduction, in the same taxes.
    pub before: Option<(&'static str, Decimal)>,
    /// From when until when the reduction holds.
    pub validity: Option<Validity>,
    /// Discounts from a number of pieces on.
    pub quantity_discounts: Vec<QuantityDiscount>,
}

/// A product tile of a platform's theme.
#[derive(Debug, Clone, Copy)]
pub struct OwnTile<'a> {
    /// Its element.
    pub element: ElementRef<'a>,
    /// The product's id.
    pub id: Option<u64>,
    /// The id of the combination that it shows.
    pub attribute_id: Option<u64>,
}

/// When a visitor's browser sends a background request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackgroundMoment {
    /// With each view of the page.
    EveryPage,
    /// With the first page of a visit.
    FirstPage,
    /// With a page that follows a change of the cart.
    AfterChange,
}

/// A request as a platform finds it in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackgroundFound {
    /// What is asked for, in a word or two; the end of a step's name.
    pub name: String,
    /// The address as it is written.
    pub address: String,
    /// The headers that the script sets.
    pub headers: &'static [(&'static str, &'static str)],
    /// The fields of a form that is posted, as templates; empty for a `GET`.
    pub form: &'static [(&'static str, &'static str)],
    /// When it is sent.
    pub moment: BackgroundMoment,
}

/// The platforms that a page is read with, asked one after the other.
#[derive(Clone, Copy)]
pub(super) struct Platforms<'p>(pub(super) &'p [&'static dyn Platform]);

impl Platforms<'_> {
    /// The first answer of any, and whose it is.
    pub(super) fn first<T>(
        self,
        ask: impl Fn(&'static dyn Platform) -> Option<T>,
    ) -> Option<(&'static dyn Platform, T)> {
        self.0.iter().find_map(|&platform| Some((platform, ask(platform)?)))
    }

    /// The kind of page that stands behind an address.
    pub(super) fn kind_of(self, url: &Url, root: &Url) -> Option<PageKind> {
        self.first(|platform| platform.guess(url, Some(root))).map(|(_, (kind, _))| kind)
    }
}

/// The addresses that a page's own data and mark-up have for the shop.
pub(super) fn named(marks: &[(&'static dyn Platform, CartMarks<'_>)], own: Option<&OwnData>) -> Vec<Named> {
    let marked = marks.iter().flat_map(|(_, marks)| &marks.named);
    let mut named: Vec<Named> = marked.map(|&(url, named)| (url.to_owned(), named)).collect();
    if let Some(own) = own {
        named.extend(own.base_url.iter().map(|url| (url.to_string(), NamedFor::Base)));
        named.extend(own.addresses.cart.iter().map(|url| (url.clone(), NamedFor::Cart)));
        named.extend(own.addresses.order.iter().map(|url| (url.clone(), NamedFor::Order)));
    }
    named
}
