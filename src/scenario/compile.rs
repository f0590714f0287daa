//! The compiler: from a page and its promotions to the journey that they call for.

use std::time::Duration;

use url::{Position, Url};

use super::{Check, Extract, Fields, Journey, Mode, PageFacts, Scenario, Step, Template, ThinkTime};
use crate::page::{Link, Page, PageKind};
use crate::promotion::Promotion;
use crate::threshold::{Threshold, ThresholdTable};

/// What the compiler is asked for.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// Whether the journey may change carts.
    pub mode: Mode,
    /// A voucher code to apply in every cart (`full` only).
    pub voucher: Option<String>,
    /// What must hold.
    pub thresholds: Vec<Threshold>,
}

/// A page that no journey can be made for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// It is not a page that shoppers are sent to.
    #[error("{url} is {what}; give the address of the promotion page itself")]
    Unsuitable {
        /// The page.
        url: Url,
        /// What it is.
        what: &'static str,
    },
    /// It shows no sign of a shop.
    #[error("{0} shows no sign of a shop page; check the address, or name its kind with --page-type")]
    NotAShop(Url),
    /// A voucher can only be tried in carts.
    #[error("--voucher needs --mode full: a code is only tried in a cart")]
    VoucherReadOnly,
}

/// Compiles the journey of a page. `source` is the page's HTML: a check is only written for a text that really
/// stands in it.
///
/// # Errors
///
/// [`CompileError`] when the page is not one that a campaign sends shoppers to.
pub fn compile(
    page: &Page,
    source: &str,
    promotions: &[Promotion],
    options: &CompileOptions,
) -> Result<Scenario, CompileError> {
    refuse(page)?;
    if options.voucher.is_some() && options.mode == Mode::ReadOnly {
        return Err(CompileError::VoucherReadOnly);
    }
    let compiler = Compiler { page, source, promotions, options };
    let product_name = page.product.as_ref().and_then(|product| product.name.clone());
    let name = product_name.or_else(|| page.title.clone()).unwrap_or_else(|| page.url.to_string());
    let mut base = page.url.clone();
    base.set_path("/");
    base.set_query(None);
    base.set_fragment(None);
    let journey = compiler.journey();
    let mut thresholds = options.thresholds.clone();
    thresholds.extend(promotion_thresholds(&journey));
    Ok(Scenario {
        page: Some(PageFacts {
            url: page.url.clone(),
            kind: page.kind,
            confidence: page.confidence.ratio(),
            title: page.title.clone(),
        }),
        thresholds: ThresholdTable::from(thresholds),
        promotions: promotions.to_vec(),
        journeys: vec![journey],
        ..Scenario::new(name, base, options.mode)
    })
}

/// A promotion is right nearly always or it is not right: 80 % of all checks, the general limit, would let a wrong
/// price pass in every third visit.
fn promotion_thresholds(journey: &Journey) -> Vec<Threshold> {
    let checks = journey.steps.iter().flat_map(|step| &step.checks).filter(|check| check.promotion);
    checks
        // A name with the key's own punctuation cannot be referred to; its check still counts among all checks.
        .filter_map(|check| Threshold::parse(&format!("checks{{check:{}}}", check.name), "rate>0.99").ok())
        .collect()
}

fn refuse(page: &Page) -> Result<(), CompileError> {
    let unsuitable = |what| Err(CompileError::Unsuitable { url: page.url.clone(), what });
    if page.maintenance {
        unsuitable("under maintenance")
    } else if page.not_found {
        unsuitable("a page-not-found page")
    } else if let Some(role) = page.role {
        unsuitable(role.what())
    } else {
        match page.kind {
            PageKind::Cart => unsuitable("a cart page"),
            PageKind::Checkout => unsuitable("an order page"),
            _ if !page.is_shop_page() => Err(CompileError::NotAShop(page.url.clone())),
            _ => Ok(()),
        }
    }
}

/// Path and query of a URL, as a template that stands for just that.
fn path_of(url: &Url) -> String {
    Template::escape(&url[Position::BeforePath..Position::AfterQuery])
}

fn pause(min: u64, max: u64) -> ThinkTime {
    ThinkTime::between(Duration::from_secs(min), Duration::from_secs(max))
}

struct Compiler<'a> {
    page: &'a Page,
    source: &'a str,
    promotions: &'a [Promotion],
    options: &'a CompileOptions,
}

impl Compiler<'_> {
    fn journey(&self) -> Journey {
        let mut steps = vec![self.landing_step()];
        steps.extend(self.browsing_steps());
        let buys = if self.options.mode == Mode::Full { self.add_step() } else { None };
        let name = match (&buys, self.page.kind) {
            (Some(_), _) => "buy",
            (None, PageKind::Product) => "look",
            (None, _) => "browse",
        };
        if let Some(add) = buys {
            steps.push(add);
            steps.extend(self.cart_page_step());
            steps.extend(self.voucher_step());
            steps.extend(self.order_step());
        }
        Journey { name: name.to_owned(), weight: 1, steps }
    }

    /// The page that the campaign leads to.
    fn landing_step(&self) -> Step {
        let mut checks = Vec::new();
        if let Some(marker) = self.marker(self.page.kind) {
            checks.push(Check {
                name: format!("is a {} page", self.page.kind),
                body_contains: Some(marker),
                ..Check::default()
            });
        }
        if let Some(check) = self.price_check() {
            checks.push(check);
        }
        let mut extracts = Vec::new();
        if self.options.mode == Mode::Full
            && let Some((before, after)) = &self.page.token_literals
        {
            extracts.push(Extract::between("token", before, after));
        }
        Step {
            name: format!("{}_page", self.page.kind),
            path: path_of(&self.page.url),
            think_time: pause(1, 3),
            checks,
            extracts,
            ..Step::default()
        }
    }

    /// The price that the campaign promises: what is checked is the current price as the page states it for
    /// machines.
    fn price_check(&self) -> Option<Check> {
        let literal = self.page.price_literal.clone()?;
        let price = self.page.product.as_ref()?.price.as_ref()?;
        Some(Check {
            name: match &price.regular {
                Some(_) => format!("reduced price is {}", price.current),
                None => format!("price is {}", price.current),
            },
            promotion: price.regular.is_some(),
            body_contains: Some(literal),
            ..Check::default()
        })
    }

    /// A text in the page that only a page of this kind has.
    fn marker(&self, kind: PageKind) -> Option<String> {
        let names: &[&str] = match kind {
            PageKind::Home => &["index"],
            PageKind::Product => &["product"],
            PageKind::Category => &["category"],
            PageKind::Catalog => &["prices-drop", "new-products", "best-sales", "manufacturer", "supplier"],
            PageKind::Search => &["search"],
            PageKind::Cms => &["cms"],
            PageKind::Cart | PageKind::Checkout | PageKind::Landing | PageKind::Other => &[],
        };
        names
            .iter()
            .flat_map(|name| [format!("<body id=\"{name}\""), format!("\"page_name\":\"{name}\"")])
            .find(|marker| self.page.encoding.keeps(marker) && self.source.contains(marker.as_str()))
    }

    /// Where a shopper goes from a page that is not a product's.
    fn browsing_steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        match self.page.kind {
            PageKind::Product => {
                steps.extend(self.shelf_step());
            }
            PageKind::Category | PageKind::Catalog | PageKind::Search => {
                if let Some(next) = &self.page.next_page {
                    steps.push(look("second_page", next));
                }
                steps.extend(self.listed_product_step());
            }
            PageKind::Home => {
                steps.extend(self.link_step("category_page", |kind| kind == PageKind::Category));
                steps.extend(self.listed_product_step());
            }
            _ => {
                match self.page.links.iter().find(|link| link.call_to_action) {
                    Some(link) => steps.push(look("call_to_action", &link.url)),
                    None => steps.extend(self.link_step("next_page", |kind| {
                        matches!(kind, PageKind::Product | PageKind::Category)
                    })),
                }
            }
        }
        // In full mode the product page leads straight to the cart.
        if self.options.mode == Mode::Full && self.page.kind == PageKind::Product {
            steps.clear();
        }
        steps
    }

    fn link_step(&self, name: &str, wanted: impl Fn(PageKind) -> bool) -> Option<Step> {
        let link = self
            .page
            .links
            .iter()
            .find(|link| link.kind.is_some_and(&wanted) && link.url.path() != self.page.url.path())?;
        Some(look(name, &link.url))
    }

    /// The shelf that the product stands on: the last category of the breadcrumb, which comes before all other links.
    fn shelf_step(&self) -> Option<Step> {
        let is_category = |link: &&Link| link.kind == Some(PageKind::Category);
        let links = self.page.links.iter().skip_while(|link| !is_category(link));
        Some(look("category_page", &links.take_while(is_category).last()?.url))
    }

    fn listed_product_step(&self) -> Option<Step> {
        let url = self.page.listing.iter().find_map(|product| product.url.as_ref())?;
        let mut url = url.clone();
        url.set_fragment(None);
        Some(look("product_page", &url))
    }

    fn add_step(&self) -> Option<Step> {
        let (action, fields) = match &self.page.add_to_cart {
            Some(form) => (form.action.clone(), form.fields.clone()),
            None => {
                let listed = self.page.listing.iter().find(|product| product.id.is_some())?;
                let mut fields = vec![("token".to_owned(), String::new())];
                fields.push(("id_product".to_owned(), listed.id?.to_string()));
                if let Some(attribute) = listed.attribute_id.filter(|attribute| *attribute > 0) {
                    fields.push(("id_product_attribute".to_owned(), attribute.to_string()));
                }
                fields.push(("qty".to_owned(), "1".to_owned()));
                (self.page.urls.cart.clone()?, fields)
            }
        };
        let mut form: Vec<(String, String)> = fields
            .into_iter()
            .filter(|(name, _)| name != "token" || self.page.token_literals.is_some())
            .map(|(name, value)| {
                let value = if name == "token" { "${token}".to_owned() } else { Template::escape(&value) };
                (name, value)
            })
            .collect();
        form.extend([("add", "1"), ("action", "update")].map(|(name, value)| (name.into(), value.into())));
        let mut checks = vec![
            // PrestaShop answers `success: true` even when it added nothing; only the count proves it.
            Check {
                name: "product is in the cart".into(),
                json: Some("/cart/products_count".into()),
                at_least: Some(1.0),
                ..Check::default()
            },
            Check {
                name: "no error message".into(),
                body_lacks: Some("\"hasError\":true".into()),
                ..Check::default()
            },
        ];
        checks.extend(self.promotions.iter().filter(|promotion| promotion.is_automatic_rule()).filter_map(
            |rule| {
                let id = rule.rule_id?;
                Some(voucher_check(&format!("rule {id} is applied"), id))
            },
        ));
        Some(Step {
            name: "add_to_cart".into(),
            path: path_of(&action),
            headers: ajax_headers(),
            form: Fields(form),
            think_time: pause(1, 2),
            checks,
            ..Step::default()
        })
    }

    fn cart_url(&self) -> Option<Url> {
        let form = self.page.add_to_cart.as_ref().map(|form| form.action.clone());
        self.page.urls.cart.clone().or(form)
    }

    fn cart_page_step(&self) -> Option<Step> {
        let mut url = self.cart_url()?;
        url.query_pairs_mut().append_pair("action", "show");
        let mut step = look("cart_page", &url);
        step.checks.push(marker_check("is the cart page", "cart"));
        Some(step)
    }

    fn voucher_step(&self) -> Option<Step> {
        let code = self.options.voucher.as_deref()?;
        let mut form = vec![("addDiscount", "1".to_owned()), ("discount_name", Template::escape(code))];
        if self.page.token_literals.is_some() {
            form.insert(0, ("token", "${token}".to_owned()));
        }
        form.extend([("ajax", "1".to_owned()), ("action", "update".to_owned())]);
        let known = self.promotions.iter().find(|promotion| {
            promotion.code.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(code))
        });
        let mut checks = vec![Check {
            name: "voucher is accepted".into(),
            promotion: true,
            body_lacks: Some("\"hasError\":true".into()),
            ..Check::default()
        }];
        if let Some(id) = known.and_then(|promotion| promotion.rule_id) {
            checks.push(voucher_check("voucher is in the cart", id));
        }
        Some(Step {
            name: "voucher".into(),
            path: path_of(&self.cart_url()?),
            headers: ajax_headers(),
            form: form.into_iter().collect(),
            think_time: pause(1, 2),
            checks,
            ..Step::default()
        })
    }

    /// As far as the cart goes: the order page is looked at, nothing is ever ordered.
    fn order_step(&self) -> Option<Step> {
        let mut step = look("order_page", self.page.urls.order.as_ref()?);
        step.checks.push(marker_check("is the order page", "checkout"));
        Some(step)
    }
}

fn look(name: &str, url: &Url) -> Step {
    Step { name: name.to_owned(), path: path_of(url), think_time: pause(1, 3), ..Step::default() }
}

fn marker_check(name: &str, page_name: &str) -> Check {
    Check {
        name: name.to_owned(),
        body_contains: Some(format!("\"page_name\":\"{page_name}\"")),
        ..Check::default()
    }
}

/// The cart answer lists the rule among those that are applied.
fn voucher_check(name: &str, rule: u64) -> Check {
    Check {
        name: name.to_owned(),
        promotion: true,
        json: Some(format!("/cart/vouchers/added/{rule}")),
        ..Check::default()
    }
}

/// What the theme's script sends: with `Accept: */*` the shop would answer the whole cart page.
fn ajax_headers() -> Fields {
    [("Accept", "application/json, text/javascript, */*; q=0.01"), ("X-Requested-With", "XMLHttpRequest")]
        .into_iter()
        .collect()
}
