//! Scenario files that a URL does not give: many steps, a rare journey, a login in front.

use std::fmt::Write as _;

use super::row::MUG;

/// A landing page with the function that writes its scenario for a base URL.
pub(super) type Scenario = (&'static str, fn(&str) -> String);

/// 25 steps, of which one is a search.
pub(super) const MANY_STEPS: Scenario = (MUG, many_steps);
/// 19 of 20 visits look at a page, one goes to the order page.
pub(super) const RARE_BUYERS: Scenario = (MUG, rare_buyers);
/// A login page in front of a product.
pub(super) const LOGIN_FIRST: Scenario = ("/en/login", login_first);
/// One page, with a short patience.
pub(super) const IMPATIENT: Scenario = (MUG, impatient);

fn head(base: &str, mode: &str, timeout: &str) -> String {
    format!(
        "schema = 1\nname = 'verdict'\nbase_url = '{base}'\nmode = '{mode}'\n\n\
         [http]\ncookies = 'per-iteration'\ntimeout = '{timeout}'\n"
    )
}

fn journey(name: &str, weight: u32) -> String {
    format!("\n[[journey]]\nname = '{name}'\nweight = {weight}\n")
}

fn step(name: &str, path: &str, think_time: &str) -> String {
    format!("\n[[journey.step]]\nname = '{name}'\npath = '{path}'\nthink_time = '{think_time}'\n")
}

fn many_steps(base: &str) -> String {
    let mut text = head(base, "read-only", "30s") + &journey("look", 1);
    for number in 1..=24 {
        let path = if number == 1 { MUG } else { "/en/6-accessories" };
        text += &step(&format!("page_{number}"), path, "10ms..20ms");
    }
    text + &step("search", "/en/search?s=mug", "10ms..20ms")
}

fn rare_buyers(base: &str) -> String {
    let mut text = head(base, "full", "30s") + &journey("look", 19);
    text += &step("product_page", MUG, "100ms..300ms");
    text += &journey("buyers", 1);
    text += &step("product_page", MUG, "100ms..300ms");
    text += "\n[[journey.step.extract]]\nname = 'token'\nbetween = ['\"static_token\":\"', '\"']\n";
    text += &step("add_to_cart", "/en/cart", "100ms..300ms");
    text += "headers = { Accept = 'application/json' }\n\
             form = { token = '${token}', id_product = '6', id_customization = '0', qty = '1', add = '1', action = 'update' }\n";
    text + &step("order_page", "/en/order", "100ms..300ms")
}

fn login_first(base: &str) -> String {
    let mut text = head(base, "read-only", "30s") + &journey("account", 1);
    text += &step("login", "/en/login", "100ms..300ms");
    text + &step("product_page", MUG, "100ms..300ms")
}

fn impatient(base: &str) -> String {
    let mut text = head(base, "read-only", "3s") + &journey("look", 1);
    for name in ["product_page", "again"] {
        let _ = write!(text, "{}", step(name, MUG, "50ms..150ms"));
    }
    text
}
