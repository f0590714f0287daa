//! What the modules of a default PrestaShop answer their pages' scripts: wish lists and grades. Nothing is kept: its visitors are
//! guests, and no product has a comment.

use serde_json::{Value, json};

use super::answer::{Effort, ShopAnswer, script};
use super::request::Ask;
use super::stats::ServedAs;

/// What the answers cost beside [`CostModel::page`](super::CostModel::page), for which a product page counts 121 queries: on a real
/// shop the page took 310 ms, the wish lists 89 ms and the grades 156 ms.
const QUERIES_OF_WISH_LISTS: u32 = 35;
const QUERIES_OF_GRADES: u32 = 61;

/// Guests have no lists.
pub(super) fn wish_lists() -> ShopAnswer {
    answer(&json!({ "success": false, "message": "You aren't logged in" }), QUERIES_OF_WISH_LISTS)
}

/// The grade of each product that was asked for; without one, nothing.
pub(super) fn grades(ask: &Ask) -> ShopAnswer {
    let ids = ask.query.iter().filter(|(name, _)| name.starts_with("id_products["));
    let ids = ids.filter_map(|(_, id)| id.parse::<u32>().ok());
    let grade = |id| json!({ "id_product": id, "comments_nb": 0, "average_grade": 0 });
    let products: Vec<Value> = ids.map(grade).collect();
    let body = if products.is_empty() { Value::Null } else { json!({ "products": products }) };
    answer(&body, QUERIES_OF_GRADES)
}

fn answer(body: &Value, queries: u32) -> ShopAnswer {
    let answer = script("application/json", body, ServedAs::Ok);
    ShopAnswer { effort: Effort { queries: Some(queries), ..Effort::default() }, ..answer }
}
