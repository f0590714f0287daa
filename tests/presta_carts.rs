//! Carts of a small shop that answers as PrestaShop does where real shops differ from the demo shop, tried and then filled by a
//! load.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Run, RunSettings};
use promo_load::scenario::{Executor, Load, Scenario, StepRole, ThinkTime};
use promo_load::scrape::{Hindrance, TrialNote};
use serde_json::{Value, json};
use url::Url;

use crate::support::answering::{Answering, Asked, answer, page};
use crate::support::carts::{compiled, site, tried};

/// What is odd about the shop.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Built {
    Plain,
    /// Its product wants a text: an add without it is complained of, and done.
    Complaining,
    /// The same complaint, and nothing is added.
    Refusing,
    /// A theme with forms of its own and a module that puts the whole order on one page: the token stands in a link only, the
    /// code is sent elsewhere, and the order page leads to the module's.
    OnePage,
    /// Friendly addresses are off: each page is the front controller's, told by the query.
    Unfriendly,
}

impl Built {
    /// The address of a page, by its name.
    fn address(self, name: &str) -> &'static str {
        match (self, name) {
            (Self::Unfriendly, "cart") => "/index.php?controller=cart",
            (Self::Unfriendly, "order") => "/index.php?controller=order",
            (Self::Unfriendly, _) => "/index.php?id_product=19&controller=product",
            (_, "cart") => "/cart",
            (_, "order") => "/order",
            _ => "/19-mug.html",
        }
    }
}

/// A visitor's cart: pieces, and whether the code is in it.
type Carts = Arc<Mutex<HashMap<String, (u32, bool)>>>;

const COOKIE: &str = "PrestaShop-ab";
const TOKEN: &str = "0f3b9a77c1d24e5f8899aabbccddeeff";
const COMPLAINT: &str = "Please fill in all of the required fields, and then save your customizations.";

fn session(asked: &Asked) -> Option<String> {
    let cookies = asked.header("cookie")?.split("; ");
    cookies.into_iter().find_map(|cookie| cookie.strip_prefix(&format!("{COOKIE}="))).map(str::to_owned)
}

/// The cart as PrestaShop's JSON has it: mugs for 10 €, and a tenth off with the code.
fn cart_json((pieces, code): (u32, bool)) -> Value {
    let off = if code { pieces } else { 0 };
    let money =
        |amount: u32| json!({"type": "x", "label": "", "amount": amount, "value": format!("€{amount}.00")});
    let line = json!({"id_product": 19, "id_product_attribute": 0, "name": "Mug with a text", "quantity": pieces,
        "price_amount": 10, "is_gift": false});
    let added = json!({"2": {"id_cart_rule": "2", "name": "A tenth", "code": "BF", "reduction_percent": "10.00",
        "reduction_amount": "0", "free_shipping": false, "reduction_formatted": format!("-€{off}.00")}});
    json!({
        "products": if pieces > 0 { vec![line] } else { Vec::new() },
        "totals": {"total": money(10 * pieces - off)},
        "subtotals": {"products": money(10 * pieces), "discounts": if off > 0 { money(off) } else { Value::Null }},
        "products_count": pieces,
        "vouchers": {"allowed": 1, "added": if code { added } else { json!([]) }},
        "discounts": [],
    })
}

/// A page of the shop with its own data.
fn themed(built: Built, name: &str, cart: (u32, bool), content: &str) -> String {
    let token = if built == Built::OnePage { Value::Null } else { json!(TOKEN) };
    let data = json!({"cart": cart_json(cart), "currency": {"id": 1, "iso_code": "EUR"}, "page": {"page_name": name},
        "urls": {"pages": {"cart": built.address("cart"), "order": built.address("order")}}, "static_token": token});
    format!(
        "<!doctype html><html lang=en><head><title>{name}</title></head><body id=\"{name}\">{content}\
         <script>var prestashop = {data};</script></body></html>"
    )
}

/// The page of the product in a theme of its own.
fn themed_product_page(built: Built, cart: (u32, bool)) -> String {
    let form = format!(
        "<header><a href=\"/cart?add=1&amp;id_product=7&amp;token={TOKEN}&amp;qty=1\">Also</a></header><h1>Mug with a text</h1>\
         <div class=\"product-price\"><span class=\"current-price-value\" content=\"10\">€10.00</span></div>\
         <section class=\"related-products\"><form action=\"/cart\"><input name=\"id_product\" value=\"7\">\
         <button class=\"add-to-cart\">Add</button></form></section>\
         <form action=\"/module/wishes/add\"><input name=\"id_product\" value=\"19\"><button>Wish</button></form>\
         <form action=\"/cart\" method=\"post\" class=\"buy\"><input type=\"hidden\" name=\"id_product\" value=\"19\">\
         <input type=\"number\" name=\"qty\" value=\"1\" min=\"1\"><a class=\"btn js-add-to-cart\" href=\"#\">Add</a></form>"
    );
    themed(built, "product", cart, &form)
}

/// The page of the product as PrestaShop's own themes have it.
fn product_page(built: Built, cart: (u32, bool)) -> String {
    if built == Built::OnePage {
        return themed_product_page(built, cart);
    }
    let form = format!(
        "<h1>Mug with a text</h1><div class=\"current-price\"><span class=\"current-price-value\" content=\"10\">€10.00</span></div>\
         <form action=\"{}\" method=\"post\" id=\"add-to-cart-or-refresh\"><input type=\"hidden\" name=\"token\" value=\"{TOKEN}\">\
         <input type=\"hidden\" name=\"id_product\" value=\"19\"><input type=\"hidden\" name=\"id_customization\" value=\"0\">\
         <input type=\"number\" name=\"qty\" value=\"1\" min=\"1\">\
         <button data-button-action=\"add-to-cart\" type=\"submit\">Add to cart</button></form>",
        built.address("cart")
    );
    themed(built, "product", cart, &form)
}

fn shop(built: Built) -> Answering {
    let carts = Carts::default();
    let visitors = Arc::new(Mutex::new(0));
    Answering::by(move |asked: &Asked| {
        let known = session(asked);
        let name = known.clone().unwrap_or_else(|| {
            let mut visitors = visitors.lock().unwrap();
            *visitors += 1;
            visitors.to_string()
        });
        let cookie = format!("set-cookie: {COOKIE}={name}; path=/\r\n");
        let mut carts = carts.lock().unwrap();
        let cart = carts.entry(name).or_default();
        let told = |body: Value| {
            let head = format!("content-type: text/html\r\n{cookie}");
            answer("200 OK", &head, body.to_string().as_bytes())
        };
        let shown =
            |html: &str| answer("200 OK", &format!("content-type: text/html\r\n{cookie}"), html.as_bytes());
        let refused = |sentence: &str, quantity: u32| {
            told(json!({"hasError": true, "errors": [sentence], "quantity": quantity}))
        };
        let (path, query) = asked.path().split_once('?').unwrap_or((asked.path(), ""));
        let controller = query.split('&').find_map(|pair| pair.strip_prefix("controller="));
        match controller.filter(|_| path == "/index.php").unwrap_or(path).trim_start_matches('/') {
            "cart" if asked.head.starts_with("POST") => {
                let has = |field: &str| asked.body.split('&').any(|pair| pair == field);
                if has("add=1") {
                    cart.0 += u32::from(built != Built::Refusing);
                    if matches!(built, Built::Complaining | Built::Refusing) {
                        return refused(COMPLAINT, cart.0);
                    }
                }
                if has("addDiscount=1") {
                    if !has("discount_name=BF") {
                        return refused("This voucher does not exist.", 0);
                    }
                    cart.1 = true;
                }
                if query.contains("delete=1") {
                    cart.0 = 0;
                }
                if query.contains("deleteDiscount=2") {
                    cart.1 = false;
                }
                told(json!({"success": true, "id_product": 19, "id_product_attribute": 0, "quantity": cart.0,
                    "cart": cart_json(*cart), "errors": ""}))
            }
            "module/codes/enter" if asked.head.starts_with("POST") => {
                let asks = asked.body.split('&').any(|pair| pair == "place=cart");
                cart.1 = asks && asked.body.contains("discount_name=BF") && asked.body.contains(TOKEN);
                told(json!({"success": cart.1, "cart": cart_json(*cart), "errors": ""}))
            }
            "cart" if built == Built::OnePage => {
                let form = "<form action=\"/module/codes/enter\" method=\"post\"><input type=\"hidden\" name=\"place\" value=\"cart\">\
                            <input name=\"discount_name\"></form>";
                shown(&themed(built, "cart", *cart, form))
            }
            "order" if built == Built::OnePage => {
                answer("302 Found", "location: /module/supercheckout/supercheckout\r\n", b"")
            }
            "module/supercheckout/supercheckout" => shown(&themed(
                built,
                "module-supercheckout-supercheckout",
                *cart,
                "<form id=\"velsof\"></form>",
            )),
            "cart" => shown(&themed(built, "cart", *cart, "<input name=\"discount_name\">")),
            "order" => shown(&themed(built, "checkout", *cart, "")),
            "19-mug.html" | "product" => shown(&product_page(built, *cart)),
            _ => page("<title>404</title>"),
        }
    })
}

fn names(scenario: &Scenario) -> Vec<&str> {
    scenario.journeys[0].steps.iter().map(|step| step.name.as_str()).collect()
}

/// Walks the journeys; the checks that failed.
fn failing(mut scenario: Scenario, server: &Answering) -> Vec<String> {
    for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
        step.think_time = ThinkTime::default();
    }
    let load = Load { vus: Some(2), iterations: Some(6), ..Load::new(Executor::SharedIterations) };
    let limits = Limits::new(site(server), Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides { loads: vec![load], ..Overrides::default() }, limits).unwrap();
    let layout = plan.layout().clone();
    let finished = Run::new(Arc::new(plan), RunSettings::default()).go(&mut []).unwrap();
    let tallies = finished.summary.total.checks();
    assert!(tallies.iter().any(|tally| tally.passes > 0));
    let failed = layout.checks.iter().zip(tallies).filter(|(_, tally)| tally.fails > 0);
    failed.map(|((_, name), _)| name.clone()).collect()
}

const WHOLE: [&str; 5] = ["product_page", "add_to_cart", "cart_page", "voucher", "order_page"];

#[test]
fn carts_are_filled_and_walked() {
    for built in [Built::Plain, Built::Unfriendly, Built::OnePage] {
        let server = shop(built);
        let (landing, trial) = tried(&server, built.address("product"), "BF");
        assert_eq!((&trial.notes, &trial.left), (&Vec::new(), &None), "{built:?}");
        let scenario = compiled(&landing, trial);
        assert_eq!(names(&scenario), WHOLE, "{built:?}");
        assert_eq!(failing(scenario, &server), [""; 0], "{built:?}");
    }
}

#[test]
fn a_checkout_of_one_page_is_looked_at_and_never_sent() {
    let server = shop(Built::OnePage);
    let (landing, trial) = tried(&server, "/19-mug.html", "BF");
    let scenario = compiled(&landing, trial);
    let steps = &scenario.journeys[0].steps;
    let paths: Vec<_> = steps.iter().map(|step| step.path.as_str()).collect();
    assert_eq!(paths, ["/19-mug.html", "/cart", "/cart?action=show", "/module/codes/enter", "/order"]);
    assert!(steps[4].form.0.is_empty() && steps[4].role == Some(StepRole::ShowsOrder));
    let named = "\"page_name\":\"module-supercheckout-supercheckout\"";
    assert_eq!(steps[4].checks[0].body_contains.as_deref(), Some(named));
    // The token is taken from each page, and sent with the product and the code.
    for step in [&steps[1], &steps[3]] {
        assert!(step.form.0.contains(&("token".to_owned(), "${token}".to_owned())), "{step:?}");
    }
    assert!(steps[1].form.0.contains(&("id_product".to_owned(), "19".to_owned())));
    assert_eq!(failing(scenario, &server), [""; 0]);
    let posted: BTreeSet<_> = server
        .asked()
        .iter()
        .filter(|asked| asked.head.starts_with("POST"))
        .map(|asked| asked.path().split('?').next().unwrap().to_owned())
        .collect();
    assert_eq!(posted, BTreeSet::from(["/cart".to_owned(), "/module/codes/enter".to_owned()]));
}

#[test]
fn a_product_that_is_added_with_a_complaint_is_in_the_cart() {
    let server = shop(Built::Complaining);
    let (landing, trial) = tried(&server, Built::Complaining.address("product"), "BF");
    let complained = TrialNote::AddedAllTheSame { words: COMPLAINT.to_owned() };
    assert_eq!((trial.notes.as_slice(), &trial.hindrance, &trial.left), (&[complained][..], &None, &None));
    // No rule put it there, and the code is the only one.
    assert_eq!(trial.promotions.iter().map(|rule| rule.code.as_deref()).collect::<Vec<_>>(), [Some("BF")]);
    let scenario = compiled(&landing, trial);
    assert_eq!(names(&scenario), WHOLE);
    let add = &scenario.journeys[0].steps[1];
    let checks: Vec<_> =
        add.checks.iter().map(|check| (check.name.as_str(), check.json.as_deref())).collect();
    assert_eq!(checks, [("product is in the cart", Some("/quantity"))]);
    assert_eq!(failing(scenario.clone(), &server), [""; 0]);
    // A shop that has begun to refuse it is found out.
    let refusing = shop(Built::Refusing);
    let scenario = Scenario { base_url: Url::parse(&refusing.base).unwrap(), ..scenario };
    assert!(failing(scenario, &refusing).contains(&"product is in the cart".to_owned()));
}

#[test]
fn a_complaint_without_the_product_is_a_refusal() {
    let server = shop(Built::Refusing);
    let (_, trial) = tried(&server, Built::Refusing.address("product"), "BF");
    assert!(trial.filled.is_none());
    assert!(
        matches!(&trial.hindrance, Some(Hindrance::Refused { words, .. }) if words == COMPLAINT),
        "{:?}",
        trial.hindrance
    );
}
