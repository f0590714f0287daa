//! Requests that are never sent: what they would do shows only in the values that rows and answers bring.

use serde_json::Value;

use crate::support::answering::{Answering, page};
use crate::support::{Ended, Place};

const LOAD: [&str; 6] = ["--vus", "2", "--iterations", "6", "--think-time", "0"];

/// A shop whose first page names the next address, field and parameter.
fn shop(next: &'static str) -> Answering {
    Answering::by(move |_| page(&format!("<title>Cart</title><i>next={next};</i>")))
}

/// Reads the next value from the shop's first page and takes this step.
fn scenario(shop: &Answering, mode: &str, step: &str) -> String {
    format!(
        "schema = 1\nname = 'x'\nbase_url = '{}/'\nmode = '{mode}'\n[[journey]]\nname = 'j'\n\
         [[journey.step]]\nname = 'first'\npath = '/'\n\
         [[journey.step.extract]]\nname = 'next'\nbetween = ['next=', ';']\n\
         [[journey.step]]\nname = 'second'\n{step}\n",
        shop.base
    )
}

fn bench(text: &str) -> (Place, Ended) {
    let place = Place::new();
    place.write("x.toml", text);
    let ended = place.run(&[&["bench", "x.toml"], &LOAD[..]].concat());
    (place, ended)
}

/// What the shop was asked for by the load, but for the first page.
fn asked(shop: &Answering) -> Vec<String> {
    let asked = shop.asked().into_iter().filter(|asked| asked.header("x-promo-load-phase").is_none());
    asked
        .filter(|asked| asked.path() != "/")
        .map(|asked| asked.head.lines().next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_value_of_an_answer_places_no_order() {
    for (next, step) in [
        ("/checkout/onepage/saveOrder", "path = '${next}'\nmethod = 'POST'"),
        ("checkout", "path = '/?wc-ajax=${next}'\nmethod = 'POST'"),
        ("/payment/capture/token", "path = '${next}'"),
        (
            "/wc/store/v1/checkout",
            "path = '/wp-json/wc/store/v1/batch'\nmethod = 'POST'\nform = { path = '${next}' }",
        ),
        (
            "/wc/store/v1/checkout",
            "path = '/wp-json/wc/store/v1/batch'\n[[journey.step.json.requests]]\npath = '${next}'",
        ),
    ] {
        let shop = shop(next);
        let (place, ended) = bench(&scenario(&shop, "full", step));
        ended.assert_code(120);
        assert_eq!(asked(&shop), Vec::<String>::new(), "{step}");
        let files = place.files();
        assert_eq!((files.outcomes("withheld"), files.count("/generator/withheld")), (6, 6), "{step}");
        assert_eq!(files.requests("first"), 6);
        assert!(ended.stdout.contains("inconclusive: 6 requests were not sent"), "{}", ended.stdout);
        assert_eq!(files.json["verdict"]["grade"], Value::Null, "{step}");
        assert!(files.text.contains("would place an order; the request was not sent"), "{step}");
    }
}

#[test]
fn what_only_looks_changes_no_cart_by_a_value_of_an_answer() {
    for (next, step, withheld) in [
        ("add-to-cart", "path = '/?${next}=7'", true),
        ("/cart.php?action=add&product_id=7", "path = '${next}'", true),
        ("BF2025", "path = '/discount/${next}'", true),
        ("shoes", "path = '/discount/${next}'", false),
        ("/7-lamp.html?page=2", "path = '${next}'", false),
    ] {
        let shop = shop(next);
        let (place, ended) = bench(&scenario(&shop, "read-only", step));
        ended.assert_code(if withheld { 120 } else { 0 });
        assert_eq!(asked(&shop).len(), if withheld { 0 } else { 6 }, "{step}");
        assert_eq!(place.files().outcomes("withheld"), if withheld { 6 } else { 0 }, "{step}");
        // In full mode a cart may be filled.
        let (_, ended) = bench(&scenario(&shop, "full", step));
        ended.assert_code(0);
    }
}

#[test]
fn a_row_that_places_an_order_is_named_before_the_load() {
    let first = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'pay'\n";
    for (step, rows) in [
        (
            "path = '${u.next}'\nmethod = 'POST'",
            "next,q\n/7-lamp.html,1\n\n\"/checkout/\nonepage\",2\n/checkout/onepage/saveOrder,3\n",
        ),
        (
            "path = '/wp-json/wc/store/v1/batch'\nbody = '{\"requests\":[{\"path\":\"${u.next}\"}]}'",
            "next,q\n/wc/store/v1/cart/add-item,1\n\n\n\n/wc/store/v1/checkout,2\n",
        ),
    ] {
        let shop = shop("x");
        let place = Place::new();
        place.write("u.csv", rows);
        let head = format!("schema = 1\nname = 'x'\nbase_url = '{}/'\nmode = 'full'\n", shop.base);
        place.write("x.toml", &format!("{head}[[data]]\nname = 'u'\nfile = 'u.csv'\n{first}{step}\n"));
        for command in ["bench", "export-k6"] {
            let ended = place.run(&[command, "x.toml"]);
            ended.assert_code(104);
            let line = ended.stderr.lines().find(|line| line.contains("places an order")).unwrap();
            assert!(line.contains("u.csv:6: step `pay` of journey `j` places an order"), "{line}");
        }
        assert_eq!(shop.asked().len(), 0);
    }
}
