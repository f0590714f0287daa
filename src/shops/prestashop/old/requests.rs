//! What the scripts of 1.6's cart block send, and the form of its order page: one description for the trial and the load.

use url::Url;

use crate::page::{CartState, Page};
use crate::scenario::{Fields, Step, StepRole, Template};
use crate::shops::draft::{look, pause};
use crate::shops::prestashop::requests::{VOUCHER, ajax_headers, submitted};
use crate::shops::{CartSight, Purchase};

/// The field for the number of pieces.
pub(super) const QUANTITY: &str = "qty";
const TOKEN: &str = "token";
const PRODUCT: &str = "id_product";
/// What the scripts call the combination, which the form has under another name.
const COMBINATION: &str = "ipa";
const FORMS_COMBINATION: &str = "id_product_attribute";
const CODE: &str = "submitAddDiscount";
const CODE_TEXT: &str = "discount_name";

/// A listing's first products may be sold out.
const MOST_TRIES: usize = 3;

/// The form's product in the combination that the shop chooses by itself, or the first products of a list.
pub(super) fn purchases(page: &Page) -> Vec<Purchase> {
    let form = page.add_to_cart.as_ref();
    let own = form.and_then(|form| {
        let product = form.field(PRODUCT)?.parse().ok()?;
        let combination = form.field(FORMS_COMBINATION).filter(|id| !id.is_empty() && *id != "0");
        let quantity = form.field(QUANTITY).and_then(|pieces| pieces.parse().ok()).unwrap_or(1);
        Some(purchase(page, form.action.as_ref()?, product, combination, quantity))
    });
    if form.is_some() {
        return own.into_iter().collect();
    }
    let Some(action) = &page.urls.cart else { return Vec::new() };
    let listed = page.listing.iter().filter_map(|tile| tile.id).take(MOST_TRIES);
    listed.map(|product| purchase(page, action, product, None, 1)).collect()
}

fn purchase(page: &Page, action: &Url, product: u64, combination: Option<&str>, quantity: u32) -> Purchase {
    let (id, pieces) = (product.to_string(), quantity.to_string());
    let token = page.static_token.as_deref().map(|token| (TOKEN, token));
    let fields = [(QUANTITY, pieces.as_str()), (PRODUCT, &id)].into_iter().chain(token);
    let fields = fields.chain(combination.map(|combination| (COMBINATION, combination)));
    Purchase {
        action: action.clone(),
        fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        product: Some(product),
        quantity,
    }
}

pub(super) fn add(page: &Page, purchase: &Purchase) -> Step {
    let own = [("add", "1"), ("ajax", "true")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Step {
        role: Some(StepRole::Adds),
        headers: ajax_headers(),
        form: Fields(own.into_iter().chain(submitted(page, purchase)).collect()),
        think_time: pause(1, 2),
        ..look("add_to_cart", &purchase.action)
    }
}

/// Where the cart is shown: the first step of the order, as the page links to it.
pub(super) fn summary(page: &Page, action: &Url) -> Url {
    page.urls.order.clone().unwrap_or_else(|| {
        let mut url = page.root.clone();
        url.set_path(&format!("{}index.php", page.root.path()));
        url.set_query(Some("controller=order"));
        if url.origin() == action.origin() { url } else { action.clone() }
    })
}

/// Posts the code as the form on the order page does.
pub(super) fn apply_code(page: &Page, purchase: &Purchase, cart: Option<CartSight<'_>>, code: &str) -> Step {
    let shown = cart.and_then(|cart| cart.page.form_with(cart.source, CODE_TEXT));
    let url = shown.as_ref().and_then(|form| form.action.clone());
    let further = shown.iter().flat_map(|form| &form.fields);
    let further = further.filter(|(name, _)| name != CODE_TEXT && name != CODE);
    let further = further.map(|(name, value)| (name.clone(), Template::escape(value)));
    let entered = [(CODE_TEXT, code), (CODE, "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Step {
        role: Some(StepRole::AppliesCode),
        promotion: true,
        form: Fields(further.chain(entered).collect()),
        think_time: pause(1, 2),
        ..look(VOUCHER, &url.unwrap_or_else(|| summary(page, &purchase.action)))
    }
}

pub(super) fn remove_codes(page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
    let codes = cart.vouchers_added.iter().filter(|voucher| voucher.code.is_some());
    codes
        .filter_map(|voucher| voucher.id)
        .map(|id| {
            let mut url = summary(page, &purchase.action);
            url.query_pairs_mut().append_pair("deleteDiscount", &id.to_string());
            look("remove_code", &url)
        })
        .collect()
}

pub(super) fn remove_products(page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
    let lines = cart.lines.iter().filter(|line| !line.is_gift);
    lines
        .map(|line| {
            let (product, combination) =
                (line.product_id.to_string(), line.attribute_id.unwrap_or(0).to_string());
            let what = [
                ("delete", "1"),
                (PRODUCT, product.as_str()),
                (COMBINATION, combination.as_str()),
                ("id_address_delivery", "0"),
            ];
            changing(page, purchase, "remove_product", &what)
        })
        .collect()
}

/// A request of the scripts to the cart; without anything to change it only asks.
pub(super) fn changing(page: &Page, purchase: &Purchase, name: &str, what: &[(&str, &str)]) -> Step {
    let token = page.token_literals.is_some().then_some((TOKEN, "${token}"));
    Step {
        headers: ajax_headers(),
        form: what.iter().copied().chain(token).chain([("ajax", "true")]).collect(),
        ..look(name, &purchase.action)
    }
}

pub(super) fn entered_code(step: &Step) -> Option<&str> {
    let field = |wanted: &str| step.form.0.iter().find(|(name, _)| name == wanted);
    field(CODE)?;
    field(CODE_TEXT).map(|(_, text)| text.as_str())
}

/// By the fields of its form, which are not those of later versions.
pub(super) fn role(step: &Step) -> Option<StepRole> {
    let has = |wanted: &str| step.form.0.iter().any(|(name, _)| name == wanted);
    let is_script = step.form.0.iter().any(|(name, value)| name == "ajax" && value == "true");
    if has(CODE) {
        return Some(StepRole::AppliesCode);
    }
    (is_script && has(PRODUCT) && has("add")).then_some(StepRole::Adds)
}
