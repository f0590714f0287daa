//! How a page is read: what does not depend on its kind, then its kind, then what only such a page has.

use url::Url;

use super::base::{self, Base};
use super::before::StruckPrices;
use super::declared::Metadata;
use super::dom::{self, Dom, selector};
use super::links::Anchors;
use super::listing::ListPlace;
use super::patterns::pattern;
use super::platform::{self, CartMarks, Look, Own, OwnData, Platform, Platforms};
use super::{
    AddToCartForm, BackgroundRequest, Blind, CartCurrency, Evidence, KindConfidence, LeftOutPart,
    ListedProduct, Offers, Page, PageEncoding, PageKind, PageNaming, PageNote, Product, Reading, ShopUrls,
    before, blind, closed, form, kind, language, links, listing, literal, pairs, signals,
};
use crate::units::money::Currency;

/// So many elements with digits are looked at for the sign of a currency.
const MOST_AMOUNTS: usize = 1_000;

impl Page {
    pub(super) fn read(
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
        let base = Base::of_page(
            &dom,
            &named,
            url,
            PageNaming::new(platforms.0.iter().flat_map(|platform| platform.naming_queries()).copied()),
            reading.at_home,
        );
        let declared = platforms.first(|platform| platform.declares(&dom)).map(|(_, declared)| declared);
        let shown_currency = platforms.first(|platform| platform.shown_currency(&dom));
        let metadata = Metadata::read(&dom, declared, shown_currency.map(|(_, currency)| currency));
        // What no page says, its language's country tells of a sign that several currencies share.
        let currency = currency(data, &metadata).or_else(|| spoken_currency(&dom, data));
        let mut page = Self::skeleton(&dom, base, data, &metadata, &marks, platforms, currency);
        page.encoding = encoding;
        page.other_origins = base::other_origins(&dom, &named, &page.base);
        page.cart = data.and_then(|data| {
            let known = CartCurrency { currency, id: data.currency_id };
            data_of?.cart_of(data.cart.as_ref()?, known)
        });
        let form = page.add_to_cart.as_ref();
        let product = platforms.first(|platform| platform.product(&dom, form, currency));
        let mut product = product.map(|(_, product)| product).unwrap_or_default();
        let (offers, texts) =
            Offers::read(&dom, product.validity.take().or(metadata.sale_dates.clone()), currency);
        page.offers = offers;
        page.notes.extend((texts > 0).then_some(PageNote::LeftOut(LeftOutPart::Texts, texts)));
        page.judge(look, &own, &metadata);
        if page.static_token.is_none() {
            let software = page.platform.or(page.form_of);
            page.static_token = software.and_then(|platform| platform.token_of(look));
        }
        if let Some(kind) = reading.kind {
            page.believe(kind);
        }
        if page.kind == PageKind::Product && !page.coming_soon {
            let mut product = Product::read(&dom, &page.base, &metadata, &product, currency, &mut page.notes);
            if platforms.0.iter().any(|platform| platform.is_group(&dom)) {
                // What it declares is its cheapest part's.
                (product.price, product.range) = (None, None);
            }
            page.price_literal =
                product.price.as_ref().and_then(|price| literal::of_price(html, price, encoding));
            page.currency = page.currency.or(product.price.as_ref().and_then(|price| price.current.currency));
            page.product = Some(product);
        }
        page.currency = page.currency.or_else(|| listing::currency(&page.listing));
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
        let asked = platforms.0.iter().flat_map(|platform| platform.background(look, &page));
        page.background = BackgroundRequest::read(asked, &page.base);
        page.blind = page.reasons_of_blindness(look, &own);
        page.note_oddities(&metadata);
        page
    }

    /// Why it could not be looked at as a whole.
    fn reasons_of_blindness(&self, look: Look<'_>, own: &[(&'static dyn Platform, Own)]) -> Vec<Blind> {
        let broken = own.iter().find_map(|(_, own)| match own {
            Own::Broken(object) => Some(*object),
            Own::Read(_) | Own::Absent => None,
        });
        let has_products = self.product.is_some() || !self.listing.is_empty();
        let mut reasons = blind::reasons(look.source, look.dom, broken, has_products);
        if let Some(platform) = self.platform.filter(|platform| platform.closes_its_pages())
            && reasons.is_empty()
            && !blind::has_end(look.source)
        {
            reasons.push(Blind::NoEnd(platform.name().to_owned()));
        }
        if self.product.as_ref().is_some_and(|product| product.price.is_none()) {
            reasons.push(Blind::NoPrice);
        }
        // Products alone do not tell whose they are: the page's own price may stand beside its recommendations.
        let has_untold_reduction =
            || !has_products && !StruckPrices::read(look.dom, &self.base, self.currency).all().is_empty();
        let is_untold = !self.is_shop_page()
            || self.evidence.is_empty() && !self.listing.is_empty()
            || has_untold_reduction();
        if self.kind == PageKind::Other && is_untold && self.role.is_none() && reasons.is_empty() {
            reasons.push(Blind::NothingTells);
        }
        let is_list = matches!(self.kind, PageKind::Category | PageKind::Catalog | PageKind::Search);
        if is_list && self.listing.is_empty() && reasons.is_empty() && !self.maintenance {
            reasons.push(Blind::NoProducts);
        }
        let is_about_list = !matches!(self.kind, PageKind::Product | PageKind::Cart | PageKind::Checkout);
        let shows_no_price = |tile: &ListedProduct| tile.price.is_none() && tile.range.is_none();
        if is_about_list && !self.listing.is_empty() && self.listing.iter().all(shows_no_price) {
            reasons.push(Blind::NoTilePrices);
        } else if is_about_list
            && self.listing.iter().any(shows_no_price)
            && self.listing.iter().all(|tile| tile.price.as_ref().is_none_or(|price| price.regular.is_none()))
        {
            reasons.push(Blind::SomeTilePrices);
        }
        let reduced_range = || if is_about_list { self.reduced_range(look.dom) } else { None };
        reasons.extend(self.flag_alone(look.dom).or_else(reduced_range).map(Blind::FlagAlone));
        if self.coming_soon {
            reasons.push(Blind::ComingSoon);
        }
        if self.maintenance {
            reasons.push(Blind::Maintenance);
        }
        reasons
    }

    /// The words of a reduction beside which no price before was read.
    fn flag_alone(&self, dom: &Dom) -> Option<String> {
        let of_product = self.product.as_ref().map(|product| product.price.as_ref());
        let prices = match of_product {
            Some(own) => own
                .into_iter()
                .filter(|price| price.percent.is_some() || price.amount_off.is_some())
                .collect(),
            // A tile's label always speaks of a reduction.
            None => self.listing.iter().filter_map(|tile| tile.price.as_ref()).collect::<Vec<_>>(),
        };
        let labelled =
            prices.into_iter().filter(|price| price.regular.is_none()).find_map(|price| price.label.clone());
        let own = of_product.flatten().filter(|price| price.regular.is_none());
        labelled.or_else(|| {
            let own = own?;
            let unread = || pairs::unread(dom, &self.base, own.current, own.current.currency);
            let foreign = || before::in_another_currency(dom, &self.base, own.current);
            let saved = || blind::saved_with_price(dom, own.current);
            blind::sale_badge(dom).or_else(saved).or_else(unread).or_else(foreign)
        })
    }

    /// The crossed-out range of prices of a listed product that has several: which of them was which price's is not told.
    fn reduced_range(&self, dom: &Dom) -> Option<String> {
        let has_ranges = self.listing.iter().any(|tile| tile.price.is_none() && tile.range.is_some());
        has_ranges.then(|| before::range(dom, self.currency)).flatten()
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
        if self.platform.is_some_and(Platform::guests_need_no_token)
            && self.add_to_cart.is_some()
            && self.static_token.is_none()
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

    /// Everything that does not depend on the kind. `currency` is that of signs that several share, which the page need not declare.
    fn skeleton(
        dom: &Dom,
        base: Base,
        own: Option<&OwnData>,
        metadata: &Metadata,
        marks: &[(&'static dyn Platform, CartMarks<'_>)],
        platforms: Platforms<'_>,
        currency: Option<Currency>,
    ) -> Self {
        let form = marks.iter().find_map(|(platform, marks)| Some((*platform, marks.form?)));
        let read = |platform: &'static dyn Platform, form| {
            let (button, variants) = (platform.button_fields(form), platform.variants(form));
            AddToCartForm::read(form, dom, &base, |field| platform.is_choice(field), button, variants)
        };
        let (form_of, add_to_cart) = form.map(|(platform, form)| (platform, read(platform, form))).unzip();
        let popup = marks.iter().find_map(|(_, marks)| marks.popup);
        let root = links::root(dom, own, &base);
        let form_token = || form_of?.token(add_to_cart.as_ref()?).map(str::to_owned);
        let tiles = platforms.first(|platform| Some(platform.tiles(dom)).filter(|tiles| !tiles.is_empty()));
        let (tiles_of, tiles) = tiles.unzip();
        let tiles = tiles.unwrap_or_default();
        let anchors = Anchors::read(dom, platforms, &base, &root);
        let place = ListPlace { base: &base, root: &root, platforms };
        let (listing, left_out) = listing::read(dom, &tiles, &metadata.tiles, &place, currency);
        let left_out = [(LeftOutPart::Tiles, left_out), (LeftOutPart::Links, anchors.left_out)];
        let left_out = left_out.into_iter().filter(|(_, count)| *count > 0);
        let is_unopened = platforms.0.iter().any(|platform| platform.is_coming_soon(dom));
        let sells_nothing =
            listing.is_empty() && add_to_cart.is_none() && metadata.products().next().is_none();
        Self {
            url: base.page().clone(),
            other_origins: Vec::new(),
            encoding: PageEncoding::default(),
            title: platform::title_of(dom),
            platform: None,
            form_of,
            tiles_of,
            platforms: platforms.0.to_vec(),
            kind: PageKind::Other,
            kind_given: false,
            role: None,
            confidence: KindConfidence::from_percent(0),
            evidence: Vec::new(),
            language: language_of(dom, own),
            language_id: own.and_then(|own| own.language_id),
            currency: self::currency(own, metadata),
            currency_id: own.and_then(|own| own.currency_id),
            product: None,
            category_id: None,
            listing,
            one_click: platforms.0.iter().flat_map(|platform| platform.one_click(dom)).collect(),
            next_page: listing::next_page(dom, &base),
            links: anchors.of_content(),
            has_voucher_field: marks.iter().any(|(_, marks)| marks.takes_codes) || form::takes_codes(dom),
            cart: None,
            offers: Offers::default(),
            static_token: own.and_then(|own| own.token.clone()).or_else(form_token),
            token_literals: None,
            price_literal: None,
            urls: ShopUrls::read(own, add_to_cart.as_ref(), popup, &anchors, &base),
            root,
            base,
            add_to_cart,
            background: Vec::new(),
            not_found: false,
            coming_soon: is_unopened || sells_nothing && closed::is_until_it_opens(dom),
            maintenance: platforms.0.iter().any(|platform| platform.is_maintenance(dom))
                || !is_unopened && sells_nothing && closed::is_for_now(dom),
            notes: left_out.map(|(what, count)| PageNote::LeftOut(what, count)).collect(),
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
}

fn language_of(dom: &Dom, own: Option<&OwnData>) -> Option<String> {
    let of_document = dom.first(selector!("html[lang]")).and_then(|html| dom::attribute(html, "lang"));
    of_document.map(str::to_owned).or_else(|| own.and_then(|own| own.language.clone()))
}

/// The currency of a sign that several share, by the page's language.
fn spoken_currency(dom: &Dom, own: Option<&OwnData>) -> Option<Currency> {
    let language = language_of(dom, own)?;
    let in_crowns = |element| {
        let crowns = pattern!(r"[0-9] ?(?:kr\b|[:,]-)|\bkr\.? ?[0-9]");
        crowns.is_some_and(|crowns| crowns.is_match(&dom::own_text(element)))
    };
    let shows_crowns = || dom.with_digits().take(MOST_AMOUNTS).any(in_crowns);
    language::currency_of(&language).or_else(|| language::crowns_of(&language).filter(|_| shows_crowns()))
}

fn currency(own: Option<&OwnData>, metadata: &Metadata) -> Option<Currency> {
    own.and_then(|own| own.currency)
        .or(metadata.shown_currency)
        .or_else(|| metadata.meta_price.and_then(|price| price.currency))
        .or_else(|| metadata.products().find_map(|(_, product)| product.currency))
}
