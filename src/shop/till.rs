//! Everything a customer does to the cart, and the three forms of the answer: JSON, page, fragments.

use hyper::StatusCode;
use minijinja::{Value as Shown, context};
use serde_json::{Map, Value, json};

use super::ShopError;
use super::answer::{Effort, ShopAnswer, dynamic, script};
use super::body::AnswerBody;
use super::cart::{BasketRow, Bill, Cart};
use super::catalogue::{self, CatalogueText, StockProduct};
use super::config::Language;
use super::content::{self, ContentKind};
use super::desk::{Desk, DeskVisit};
use super::json::{self, JsonView};
use super::misbehaviour::{Quirk, Rendering};
use super::routes::Route;
use super::rules::Refusal;
use super::stats::ServedAs;
use super::wording::{items, money, word};

/// PrestaShop sends the cart's JSON under this name.
const CART_JSON: &str = "text/html; charset=utf-8";

/// What came of a change.
enum TillChange {
    Done(ServedAs),
    /// Said to the customer with status 200.
    Refused(Vec<String>),
    /// No such combination: PrestaShop breaks.
    Impossible,
}

/// Answers whatever is sent to the cart's address.
pub(super) fn cart(desk: &Desk, visit: &mut DeskVisit<'_>, route: Route) -> Result<ShopAnswer, ShopError> {
    let refused = refusal(visit, route).map(|words| TillChange::Refused(vec![words]));
    let change = refused.unwrap_or_else(|| change(desk, visit, route));
    if matches!(change, TillChange::Impossible) {
        return Ok(desk.server_error(visit, ServedAs::Impossible));
    }
    if !visit.ask.ajax {
        return page(desk, visit, change);
    }
    match visit.ask.param("action") {
        None => {
            let outcome = match change {
                TillChange::Done(ServedAs::Ok) => ServedAs::NoAction,
                TillChange::Done(outcome) => outcome,
                _ => ServedAs::Refused,
            };
            let response = dynamic(StatusCode::OK, CART_JSON, AnswerBody::chunked(Vec::new()));
            Ok(ShopAnswer { response, outcome, effort: Effort::default() })
        }
        Some("refresh") => fragments(desk, visit),
        Some(_) => Ok(report(desk, visit, change)),
    }
}

/// Does to the cart what was asked.
fn change(desk: &Desk, visit: &mut DeskVisit<'_>, route: Route) -> TillChange {
    match route {
        Route::CartAdd | Route::CartUpdate => change_quantity(desk, visit, route),
        Route::CartDelete => {
            let (product, attribute) = named(visit);
            on_cart(desk, visit, |cart| cart.set(product, attribute, 0));
            TillChange::Done(ServedAs::Removed)
        }
        Route::VoucherAdd => add_voucher(desk, visit),
        Route::VoucherRemove => {
            let rule = visit.ask.number("deleteDiscount");
            on_cart(desk, visit, |cart| cart.remove_voucher(rule));
            TillChange::Done(ServedAs::Removed)
        }
        _ => TillChange::Done(ServedAs::Ok),
    }
}

/// The words of a shop that refuses on purpose.
fn refusal(visit: &DeskVisit<'_>, route: Route) -> Option<String> {
    let words = match (visit.quirk, route) {
        (Some(Quirk::Refuse), Route::CartAdd | Route::CartUpdate) => {
            let product = catalogue::product(visit.ask.number("id_product"))?;
            sentence(&SOLD_OUT, visit.language, product.name.get(visit.language))
        }
        (Some(Quirk::Refuse), Route::VoucherAdd) => Refusal::message(Refusal::Disabled, visit.language),
        _ => return None,
    };
    visit.is_hurt.set(true);
    Some(words)
}

/// The product and combination that a link of the cart names.
fn named(visit: &DeskVisit<'_>) -> (u32, u32) {
    (visit.ask.number("id_product"), visit.ask.number("id_product_attribute"))
}

/// Changes the visitor's cart, if there is one.
fn on_cart<T>(desk: &Desk, visit: &DeskVisit<'_>, change: impl FnOnce(&mut Cart) -> T) -> Option<T> {
    desk.ledger().carts.get_mut(visit.visitor.cart).map(change)
}

fn change_quantity(desk: &Desk, visit: &mut DeskVisit<'_>, route: Route) -> TillChange {
    let language = visit.language;
    let Some(product) = catalogue::product(visit.ask.number("id_product")) else {
        return TillChange::Refused(vec![sentence(&NO_PRODUCT, language, "")]);
    };
    let Some(attribute) = combination(product, visit) else { return TillChange::Impossible };
    let pieces = if visit.ask.has("qty") { visit.ask.number("qty") } else { 1 };
    if pieces == 0 {
        let name = product.name.get(language);
        return TillChange::Refused(vec![
            sentence(&NULL_QUANTITY, language, ""),
            sentence(&MINIMUM, language, name),
        ]);
    }
    if visit.ask.robot {
        return TillChange::Done(ServedAs::IgnoredBot);
    }
    let down = visit.ask.param("op") == Some("down");
    let mut ledger = desk.ledger();
    if ledger.carts.get(visit.visitor.cart).is_none() {
        visit.visitor.cart = ledger.carts.new_cart(visit.phase);
    }
    let Some(cart) = ledger.carts.get_mut(visit.visitor.cart) else { return TillChange::Impossible };
    if down {
        cart.take(product.id, attribute, pieces);
    } else if cart.add(product.id, attribute, pieces).is_err() {
        return TillChange::Refused(vec![sentence(&OUT_OF_STOCK, language, product.name.get(language))]);
    }
    TillChange::Done(if route == Route::CartAdd { ServedAs::Added } else { ServedAs::Updated })
}

/// By its id when a link names it, otherwise by the values chosen in the form.
fn combination(product: &StockProduct, visit: &DeskVisit<'_>) -> Option<u32> {
    match visit.ask.number("id_product_attribute") {
        0 => product.combination(&visit.ask.groups()),
        id => product.attributes().find(|known| *known == id),
    }
}

fn add_voucher(desk: &Desk, visit: &DeskVisit<'_>) -> TillChange {
    let code = visit.ask.param("discount_name").unwrap_or_default();
    let applied =
        on_cart(desk, visit, |cart| cart.apply(code)).unwrap_or_else(|| Cart::default().apply(code));
    match applied {
        Ok(()) => TillChange::Done(ServedAs::Applied),
        Err(refusal) => TillChange::Refused(vec![Refusal::message(refusal, visit.language)]),
    }
}

const NO_PRODUCT: CatalogueText = CatalogueText {
    en: "This product ({}) is no longer available.",
    fr: "Ce produit ({}) n'est plus disponible.",
};
const NULL_QUANTITY: CatalogueText = CatalogueText { en: "Null quantity.", fr: "Quantité nulle." };
const MINIMUM: CatalogueText = CatalogueText {
    en: "The minimum purchase order quantity for the product {} is 1.",
    fr: "La quantité minimale d'achat pour le produit {} est de 1.",
};
const OUT_OF_STOCK: CatalogueText = CatalogueText {
    en: "You can only buy 300 \"{}\". Please adjust the quantity in your cart to continue.",
    fr: "Vous ne pouvez acheter que 300 \"{}\". Veuillez ajuster la quantité dans votre panier pour continuer.",
};

const SOLD_OUT: CatalogueText = CatalogueText {
    en: "You can only buy 0 \"{}\". Please adjust the quantity in your cart to continue.",
    fr: "Vous ne pouvez acheter que 0 \"{}\". Veuillez ajuster la quantité dans votre panier pour continuer.",
};

fn sentence(text: &CatalogueText, language: Language, name: &str) -> String {
    text.get(language).replace("{}", name)
}

/// The JSON that a browser's script reads.
fn report(desk: &Desk, visit: &DeskVisit<'_>, change: TillChange) -> ShopAnswer {
    let outcome = match change {
        TillChange::Refused(errors) => {
            let value = json!({ "hasError": true, "errors": errors, "quantity": 0 });
            return script(CART_JSON, &value, ServedAs::Refused);
        }
        TillChange::Done(outcome) => outcome,
        TillChange::Impossible => ServedAs::Impossible,
    };
    let id = visit.ask.number("id_product");
    let attribute = catalogue::product(id).and_then(|product| combination(product, visit)).unwrap_or(0);
    let quantity = on_cart(desk, visit, |cart| cart.quantity(id, attribute)).unwrap_or(0);
    let bill = desk.bill(visit);
    let value = json!({
        "success": true,
        "id_product": id,
        "id_product_attribute": attribute,
        "id_customization": 0,
        "quantity": quantity,
        "cart": json::cart(desk.view(visit), &bill, visit.visitor.cart != 0),
        "errors": "",
    });
    script(CART_JSON, &value, outcome)
}

/// The whole cart page, with what went wrong above it.
fn page(desk: &Desk, visit: &DeskVisit<'_>, change: TillChange) -> Result<ShopAnswer, ShopError> {
    let bill = desk.bill(visit);
    let (errors, outcome) = match change {
        TillChange::Refused(errors) => (errors, ServedAs::Refused),
        TillChange::Done(outcome) => (Vec::new(), outcome),
        TillChange::Impossible => (Vec::new(), ServedAs::Impossible),
    };
    let address = format!("{}?action=show", visit.pages.site.cart(visit.language));
    let kind = ContentKind::named("cart", address, word("cart", visit.language));
    let kind = if bill.rows.is_empty() { kind.classed("cart-empty".to_owned()) } else { kind };
    let inside = context! { bill => shown(desk.view(visit), &bill), errors };
    let rendered = desk.render(visit, "cart.html", &kind, inside)?;
    Ok(desk.page(visit, StatusCode::OK, &rendered, outcome))
}

/// The parts of the cart page that a script replaces.
fn fragments(desk: &Desk, visit: &DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
    let bill = desk.bill(visit);
    let inside = context! { bill => shown(desk.view(visit), &bill) };
    let html = visit.pages.fragments(visit.language, "cart_parts.html", &inside)?;
    let parts = html.into_iter().map(|(name, html)| (name, Value::from(html))).collect::<Map<_, _>>();
    Ok(script("application/json", &Value::Object(parts), ServedAs::Ok))
}

/// A bill for the templates.
pub(super) fn shown(view: JsonView<'_>, bill: &Bill) -> Shown {
    let language = view.language;
    let vouchers = bill.applied.iter().map(|applied| {
        context! {
            name => applied.rule.name.get(language),
            off => format!("-{}", money(applied.off, language)),
            // The automatic rule cannot be taken off.
            remove => (!applied.rule.code.is_empty())
                .then(|| view.action(&format!("deleteDiscount={}", applied.rule.id))),
        }
    });
    let offers = super::rules::RULES
        .iter()
        .filter(|rule| rule.highlighted && !bill.applied.iter().any(|applied| applied.rule.id == rule.id));
    context! {
        rows => bill.rows.iter().map(|row| shown_row(view, row)).collect::<Vec<_>>(),
        vouchers => vouchers.collect::<Vec<_>>(),
        offers => offers
            .map(|rule| context! { code => rule.code, name => rule.name.get(language) })
            .collect::<Vec<_>>(),
        count => items(bill.pieces, language),
        pieces => bill.pieces,
        products => money(bill.products, language),
        discounts => (!bill.discounts.is_zero()).then(|| format!("-{}", money(bill.discounts, language))),
        total => money(bill.total, language),
    }
}

/// One line of a bill for the templates.
pub(super) fn shown_row(view: JsonView<'_>, row: &BasketRow) -> Shown {
    let BasketRow { product, attribute, quantity, unit, total } = *row;
    let ids = format!("id_product={}&id_product_attribute={attribute}", product.id);
    let update = view.action(&format!("update=1&{ids}"));
    context! {
        product => content::product(view.site, view.language, product, attribute, Rendering::Right),
        quantity,
        unit => money(unit, view.language),
        total => money(total, view.language),
        reduced => unit < product.price,
        remove => view.action(&format!("delete=1&{ids}")),
        up => format!("{update}&op=up"),
        down => format!("{update}&op=down"),
        update,
    }
}
