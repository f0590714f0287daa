//! What the templates are told: the layout around every page, products, shelves, texts.

use minijinja::{Value, context};
use serde_json::json;

use super::catalogue::{self, CATEGORIES, Category, StockProduct, StockReduction};
use super::config::{Language, Theme};
use super::json;
use super::misbehaviour::{Prices, Rendering};
use super::pages::{ACTIVITY, CART, COUNT, image};
use super::routes::{Listing, RoutePage};
use super::site::{CAMPAIGN, CMS, GRADES, ShopSite, WISH_LISTS};
use super::wording::{money, word, words};

/// What distinguishes one kind of page from the others.
#[derive(Debug)]
pub(super) struct ContentKind {
    /// The body's `id` and `page.page_name`.
    name: &'static str,
    /// Where it lives in each language; `None` when that is only known for one.
    page: Option<RoutePage>,
    address: String,
    title: String,
    description: String,
    classes: String,
    crumbs: Vec<(String, String)>,
}

impl ContentKind {
    /// A page with an address in each language.
    pub(super) fn page(name: &'static str, page: RoutePage, title: &str) -> ContentKind {
        ContentKind { page: Some(page), ..ContentKind::named(name, String::new(), title) }
    }

    /// A page that lives at `address`.
    pub(super) fn named(name: &'static str, address: String, title: &str) -> ContentKind {
        let (description, classes) = (String::new(), String::new());
        ContentKind {
            name,
            page: None,
            address,
            title: title.to_owned(),
            description,
            classes,
            crumbs: Vec::new(),
        }
    }

    pub(super) fn described(self, description: &str) -> ContentKind {
        ContentKind { description: description.to_owned(), ..self }
    }

    pub(super) fn classed(self, classes: String) -> ContentKind {
        ContentKind { classes, ..self }
    }

    pub(super) fn crumbs(self, crumbs: Vec<(String, String)>) -> ContentKind {
        ContentKind { crumbs, ..self }
    }

    fn canonical(&self, site: &ShopSite, language: Language) -> String {
        self.page.map_or_else(|| self.address.clone(), |page| site.page(language, page))
    }

    fn alternates(&self, site: &ShopSite) -> Vec<(String, String)> {
        let Some(page) = self.page else { return Vec::new() };
        let languages = site.languages.iter();
        languages.map(|language| (language.to_string(), site.page(*language, page))).collect()
    }
}

/// What even a fragment needs.
pub(super) fn bare(site: &ShopSite, theme: Theme, language: Language, token: &str) -> Value {
    let cms = CMS.iter().zip(1..).map(|((title, _), id)| {
        context! { title => word(title, language), url => site.page(language, RoutePage::Cms(id)) }
    });
    context! {
        base => site.base.clone(),
        // Without the scheme, as PrestaShop writes it for scripts.
        bare_base => site.base.trim_start_matches("http:"),
        root => site.url(language, ""),
        lang => language.to_string(),
        locale => locale(language),
        theme => theme.to_string(),
        token,
        t => words(language),
        urls => context! {
            cart => site.cart(language),
            order => site.order(language),
            search => site.search(language),
            module => site.module(language),
            wish_lists => site.url(language, WISH_LISTS),
            grades => site.url(language, GRADES),
            login => site.login(language),
            all => catalogue::category(2).map(|all| site.category(language, all)),
            prices_drop => site.page(language, RoutePage::Listing(Listing::PricesDrop)),
            new_products => site.page(language, RoutePage::Listing(Listing::NewProducts)),
            best_sales => site.page(language, RoutePage::Listing(Listing::BestSales)),
        },
        cms => cms.collect::<Vec<_>>(),
        count => COUNT.to_string(),
        activity => ACTIVITY.to_string(),
    }
}

/// Everything around a page.
pub(super) fn layout(
    site: &ShopSite,
    theme: Theme,
    language: Language,
    token: &str,
    kind: &ContentKind,
) -> Value {
    let around = context! {
        page_name => kind.name,
        title => kind.title.clone(),
        description => kind.description.clone(),
        classes => kind.classes.clone(),
        canonical => kind.canonical(site, language),
        alternates => kind.alternates(site),
        crumbs => kind.crumbs.clone(),
        menu => menu(site, language, 2),
        prestashop => Value::from_safe_string(prestashop(site, theme, language, token, kind)),
    };
    context! { ..around, ..bare(site, theme, language, token) }
}

fn locale(language: Language) -> &'static str {
    match language {
        Language::En => "en-US",
        Language::Fr => "fr-FR",
    }
}

fn menu(site: &ShopSite, language: Language, parent: u32) -> Vec<Value> {
    CATEGORIES
        .iter()
        .filter(|category| category.parent == parent)
        .map(|category| {
            context! {
                id => category.id,
                name => category.name.get(language),
                url => site.category(language, category),
                below => menu(site, language, category.id),
            }
        })
        .collect()
}

/// The object that the shop's scripts read, on one line, with [`CART`] where the cart goes.
fn prestashop(site: &ShopSite, theme: Theme, language: Language, token: &str, kind: &ContentKind) -> String {
    let assets = format!("{}/themes/{theme}/assets/", site.base);
    let mut rest = json!({
        "currency": { "id": 1, "name": "Euro", "iso_code": "EUR", "iso_code_num": "978", "sign": "€" },
        "customer": {
            "lastname": null, "firstname": null, "email": null, "birthday": null, "newsletter": null,
            "optin": null, "website": null, "company": null, "is_logged": false,
            "gender": { "type": null, "name": null }, "addresses": [],
        },
        "country": { "id_zone": "1", "iso_code": "FR", "active": "1", "name": "France", "id": 8 },
        "language": {
            "name": match language { Language::En => "English (English)", Language::Fr => "Français (French)" },
            "iso_code": language.to_string(),
            "locale": locale(language),
            "active": "1",
            "is_rtl": "0",
            "id": language.id(),
        },
        "page": {
            "title": "",
            "canonical": kind.canonical(site, language),
            "meta": {
                "title": kind.title, "description": kind.description, "keywords": "", "robots": "index",
            },
            "page_name": kind.name,
            "body_classes": { format!("lang-{language}"): true, format!("page-{}", kind.name): true },
            "admin_notifications": [],
        },
        "shop": { "name": "Demo shop", "logo": format!("{}/img/logo.svg", site.base) },
        "core_js_public_path": "/themes/",
        "urls": urls(site, language, kind, &assets),
        "configuration": {
            "display_taxes_label": true, "display_prices_tax_incl": true, "is_catalog": false,
            "show_prices": true, "opt_in": { "partner": true }, "quantity_discount": { "type": "discount" },
            "voucher_enabled": 1, "return_enabled": 0,
        },
        "field_required": [],
        "breadcrumb": {
            "links": kind.crumbs.iter().map(|(title, url)| json!({ "title": title, "url": url })).collect::<Vec<_>>(),
            "count": kind.crumbs.len(),
        },
        "link": { "protocol_link": "http://", "protocol_content": "http://" },
        "time": 1_764_547_200,
        "static_token": token,
        "token": super::mix::hex32(token.len() as u64),
        "debug": false,
    });
    if token.is_empty()
        && let Some(fields) = rest.as_object_mut()
    {
        fields.remove("static_token");
        fields.remove("token");
    }
    let rest = json::encode(&rest);
    format!("{{\"cart\":{CART},{}", rest.trim_start_matches('{'))
}

fn urls(site: &ShopSite, language: Language, kind: &ContentKind, assets: &str) -> serde_json::Value {
    let controller = |name: &str| site.url(language, &format!("index.php?controller={name}"));
    json!({
        "base_url": format!("{}/", site.base),
        "current_url": kind.canonical(site, language),
        "shop_domain_url": site.base,
        "img_ps_url": format!("{}/img/", site.base),
        "img_prod_url": format!("{}/img/p/", site.base),
        "css_url": format!("{assets}css/"),
        "js_url": format!("{assets}js/"),
        "theme_assets": assets,
        "pages": {
            "authentication": site.login(language),
            "cart": site.cart(language),
            "category": controller("category"),
            "cms": controller("cms"),
            "index": site.page(language, RoutePage::Home),
            "order": site.order(language),
            "pagenotfound": site.page(language, RoutePage::NotFound),
            "prices_drop": site.page(language, RoutePage::Listing(Listing::PricesDrop)),
            "product": controller("product"),
            "search": site.search(language),
            "new_products": site.page(language, RoutePage::Listing(Listing::NewProducts)),
            "best_sales": site.page(language, RoutePage::Listing(Listing::BestSales)),
            "order_login": format!("{}?login=1", site.order(language)),
        },
        "alternative_langs": kind.alternates(site).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "actions": { "logout": site.url(language, "?mylogout=") },
    })
}

/// How many shelves a shelf stands below the invisible root.
pub(super) fn depth(category: &Category) -> usize {
    std::iter::successors(Some(category), |here| catalogue::category(here.parent)).count()
}

/// The way from the home page to a shelf, without the shelf.
pub(super) fn shelves_above(
    site: &ShopSite,
    language: Language,
    category: &Category,
) -> Vec<(String, String)> {
    let mut way = shelves_to(site, language, category);
    way.pop();
    way
}

/// The way from the home page to a shelf, the shelf included.
pub(super) fn shelves_to(site: &ShopSite, language: Language, category: &Category) -> Vec<(String, String)> {
    let mut way: Vec<_> = std::iter::successors(Some(category), |here| catalogue::category(here.parent))
        .filter(|category| category.parent != 0)
        .map(|category| (category.name.get(language).to_owned(), site.category(language, category)))
        .collect();
    way.push((word("home", language).to_owned(), site.page(language, RoutePage::Home)));
    way.reverse();
    way
}

/// A product as pages and miniatures show it.
pub(super) fn product(
    site: &ShopSite,
    language: Language,
    product: &StockProduct,
    attribute: u32,
    look: Rendering,
) -> Value {
    let prices = look.prices(product);
    let Prices { visible, plain, is_reduced, reduction } = prices;
    let off = product.price - visible;
    let label = match reduction {
        StockReduction::Percent(percent) => Some(("percentage", format!("{percent}%"))),
        StockReduction::Amount(_) => Some(("amount", money(off, language))),
        StockReduction::None | StockReduction::FromPieces { .. } => None,
    };
    let volume = match product.reduction {
        StockReduction::FromPieces { pieces, percent } => {
            let saved = (product.price - product.unit_price(pieces)) * rust_decimal::Decimal::from(pieces);
            Some(context! { pieces, percent, saved => money(saved, language) })
        }
        _ => None,
    };
    let images = json::IMAGE_SIZES.map(|(size, pixels)| {
        context! { size, pixels, url => image(site, product, size, language) }
    });
    context! {
        id => product.id,
        attribute,
        name => product.name.get(language),
        reference => product.reference,
        summary => product.summary.get(language),
        details => product.details.get(language),
        category => catalogue::category(product.category).map(|category| category.name.get(language)),
        category_id => product.category,
        url => site.product(language, product, attribute),
        canonical => site.product(language, product, 0),
        price => money(visible, language),
        price_plain => super::cart::round(plain).to_string(),
        pretax_plain => super::cart::round(plain / rust_decimal::Decimal::new(12, 1)).to_string(),
        regular => money(product.price, language),
        reduced => is_reduced,
        label,
        volume,
        stock => catalogue::STOCK,
        images => images.to_vec(),
        groups => groups(product, attribute, language),
        data => json::encode(&data(product, attribute, language, &prices)),
    }
}

fn groups(product: &StockProduct, attribute: u32, language: Language) -> Vec<Value> {
    let chosen = product.choices(attribute).unwrap_or_default();
    let group = |(group, selected): &(&catalogue::Group, &catalogue::ProductChoice)| {
        let choices = group.choices.iter().map(|choice| {
            context! {
                id => choice.id,
                name => choice.name.get(language),
                colour => choice.colour,
                selected => choice.id == selected.id,
            }
        });
        context! {
            id => group.id,
            name => group.name.get(language),
            selected => selected.name.get(language),
            colours => selected.colour.is_some(),
            choices => choices.collect::<Vec<_>>(),
        }
    };
    chosen.iter().map(group).collect()
}

/// The `data-product` of the details tab.
fn data(product: &StockProduct, attribute: u32, language: Language, prices: &Prices) -> serde_json::Value {
    json!({
        "id": product.id,
        "id_product": product.id,
        "id_product_attribute": attribute,
        "name": product.name.get(language),
        "reference": product.reference,
        "description_short": format!("<p>{}</p>", product.summary.get(language)),
        "description": format!("<p>{}</p>", product.details.get(language)),
        "id_category_default": product.category.to_string(),
        "link_rewrite": product.slug.get(language),
        "minimal_quantity": "1",
        "quantity": catalogue::STOCK,
        "price": money(prices.plain, language),
        "price_amount": json::number(prices.plain),
        "price_without_reduction": json::number(product.price),
        "regular_price": money(product.price, language),
        "regular_price_amount": json::number(product.price),
        "has_discount": prices.is_reduced,
        "discount_type": match prices.reduction {
            StockReduction::Percent(_) => Some("percentage"),
            StockReduction::Amount(_) => Some("amount"),
            _ => None,
        },
        "rate": 20,
        "tax_name": "TVA FR 20%",
        "availability": "available",
        "available_for_order": "1",
        "condition": "new",
        "new": "1",
    })
}

/// A content page: title, paragraphs, and what its button to the reduced products says, if it has one.
pub(super) fn cms(id: usize, language: Language) -> (&'static str, Vec<&'static str>, Option<&'static str>) {
    let key = CMS.get(id.wrapping_sub(1)).map_or("delivery", |(key, _)| key);
    if key == CAMPAIGN {
        let paragraphs = match language {
            Language::En => {
                vec!["Black Friday is here: -20% on clothes and mugs, and another -10% with the code BF2025."]
            }
            Language::Fr => vec![
                "C'est le Black Friday : -20 % sur les vêtements et les mugs, et encore -10 % avec le code BF2025.",
            ],
        };
        return (word(key, language), paragraphs, Some(word("campaign_call", language)));
    }
    let paragraphs = match language {
        Language::En => [
            "This shop exists to be tested: nothing is ever sent, and nobody is ever charged.",
            "Parcels would leave within two working days and arrive with a tracking number.",
            "Whoever changes their mind has thirty days to send a parcel back, unopened or not.",
            "Prices include the value added tax. The shop keeps no personal data, because it has no memory: \
             everything is gone when it stops.",
        ],
        Language::Fr => [
            "Cette boutique existe pour être éprouvée : rien n'est jamais envoyé, personne n'est jamais débité.",
            "Les colis partiraient sous deux jours ouvrés et arriveraient avec un numéro de suivi.",
            "Qui change d'avis a trente jours pour renvoyer un colis, ouvert ou non.",
            "Les prix comprennent la taxe sur la valeur ajoutée. La boutique ne garde aucune donnée personnelle, \
             car elle n'a pas de mémoire : tout disparaît quand elle s'arrête.",
        ],
    };
    (word(key, language), paragraphs.to_vec(), None)
}
