//! Shops that deserve a bad letter, or none.

use std::time::Duration;

use promo_load::shop::{CostModel, Route};

use super::bands::Letter;
use super::row::{MUG, Right, Row};
use super::scenarios;

/// Read-only, by people in a hurry.
const LOOK: &[&str] = &["--vus", "20", "--duration", "12s", "--think-time", "100ms..300ms"];
const CATEGORY: &str = "/en/6-accessories";
/// What a report may not say when no page said anything about the promotion.
const INNOCENT: &[&str] = &["promotion is wrong", "another price than promised"];
const GOOD: &[&str] = &["excellent"];

/// Every row.
pub(super) fn rows() -> Vec<Row> {
    [broken_orders(), wrong_promotions(), slow_pages(), redirects(), unsent_load(), causes()].concat()
}

fn broken_orders() -> Vec<Row> {
    let capacity = ["--mode", "full", "--voucher", "BF2025", "--find-capacity", "--vus", "8"];
    let capacity = [&capacity[..], &["--duration", "3s", "--think-time", "50ms..100ms"]].concat();
    vec![
        Row::full("1 in 12 orders 500", &["order:500:1/12"])
            .journey(Route::Order)
            .says(&["order_page", r"[78](\.[0-9])? %"])
            .never_says(GOOD)
            .quick(),
        Row::full("1 in 12 orders empty", &["order:empty-cart:1/12"])
            .journey(Route::Order)
            .says(&["order_page", r"[78](\.[0-9])? %"])
            .never_says(GOOD),
        Row::full("1 in 3 orders 500", &["order:500:1/3"])
            .journey(Route::Order)
            .says(&["order_page", r"3[1-4](\.[0-9])? %"]),
        Row::page("1 in 3, capacity", MUG, &capacity, &["order:500:1/3"])
            .right(Right::Between(Letter::F, Letter::F))
            .says(&["order_page"])
            .never_says(&["held at [1-9]"]),
        Row::full("9 in 10 orders 500", &["order:500:9/10"])
            .journey(Route::Order)
            .says(&["order_page", r"(89|9[01])(\.[0-9])? %"])
            .never_says(&["acceptable", "all held"]),
        Row::page(
            "orders fail after the hold",
            MUG,
            &[
                "--mode",
                "full",
                "--voucher",
                "BF2025",
                "--vus",
                "20",
                "--duration",
                "4s",
                "--think-time",
                "1s",
            ],
            &["order:500:1/2"],
        )
        .journey(Route::Order)
        .says(&["order_page"]),
        Row::scenario(
            "rare buyers all fail",
            scenarios::RARE_BUYERS,
            &["--vus", "20", "--duration", "15s"],
            &["order:500"],
        )
        .journey(Route::Order)
        .says(&["buyers", "order_page", "100 %"]),
        Row::full("half get an error page", &["cart_page:error-page:1/2"])
            .journey(Route::CartPage)
            .says(&["cart_page"]),
    ]
}

fn wrong_promotions() -> Vec<Row> {
    vec![
        Row::full("order total 14.28", &["order:total=14.28"])
            .journey(Route::Order)
            .says(&["order_page", "promotion"])
            .quick(),
        Row::full("order without voucher", &["order:no-voucher"])
            .journey(Route::Order)
            .says(&["order_page", "promotion"]),
        Row::page("visible price wrong", MUG, LOOK, &["all:visible-price=+25%"]).says(&["price"]),
        Row::page("reduction changed", CATEGORY, LOOK, &["all:reduction=10%:from=5s"])
            .says(&["promotion"])
            .never_says(&["all held"]),
    ]
}

fn slow_pages() -> Vec<Row> {
    let many = ["--vus", "20", "--duration", "40s"];
    vec![
        Row::scenario("1 of 25 steps takes 7 s", scenarios::MANY_STEPS, &many, &["search:delay=7s"])
            .right(Right::Between(Letter::D, Letter::F))
            .says(&["search", r"\b7(\.[0-9]+)? s"])
            .never_says(GOOD),
        Row::page(
            "1 backend of 10 takes 7.5 s",
            MUG,
            &["--mode", "full", "--vus", "20", "--duration", "40s", "--think-time", "300ms..700ms"],
            &["all:delay=7500ms:backends=1"],
        )
        .backends(10)
        .says(&[r"\b7\.[5-9]"])
        .never_says(GOOD),
        Row::full("freeze of 7.5 s", &["all:pause:from=5s:until=12500ms"])
            .right(Right::Between(Letter::C, Letter::F))
            .never_says(GOOD),
        Row::page(
            "one page breaks for six seconds",
            MUG,
            &[LOOK, &["--duration", "40s"]].concat(),
            &["product:delay=9s:from=10s:until=16s"],
        )
        .right(Right::Between(Letter::F, Letter::F))
        .says(&["% of the time most", "shoppers wait 5"])
        .never_says(GOOD),
        Row::page("each shopper's last page takes 20 s", MUG, LOOK, &["product:delay=20s:from=11s"])
            .right(Right::Between(Letter::F, Letter::C))
            .never_says(GOOD)
            .quick(),
        Row::page(
            "few pages, some of 5 s",
            MUG,
            &["--vus", "4", "--duration", "4s"],
            &["product:delay=5s:from=3s"],
        )
        .right(Right::Between(Letter::F, Letter::C))
        .never_says(GOOD)
        .quick(),
        Row::page("slower every second", MUG, &[LOOK, &["--duration", "20s"]].concat(), &["all:rise=45ms"])
            .right(Right::Any)
            .says(&["steady"])
            .never_says(&["excellent"]),
    ]
}

fn redirects() -> Vec<Row> {
    let full = ["--mode", "full", "--vus", "20", "--duration", "12s", "--think-time", "100ms..300ms"];
    vec![
        Row::page("redirect loop", MUG, LOOK, &["all:loop"]).says(&["redirect", "100 %"]),
        Row::page("3 hops of 0.9 s", MUG, &full, &["product:hops=3x900ms"])
            .says(&[r"\b2\.[6-9]"])
            .never_says(GOOD),
        Row::scenario(
            "login, 302, 302, 500",
            scenarios::LOGIN_FIRST,
            &["--vus", "20", "--duration", "12s"],
            &["login:hops=2x0>500:1/4"],
        )
        .says(&["login", r"2[45](\.[0-9])? %"]),
    ]
}

fn unsent_load() -> Vec<Row> {
    let arrivals = ["--rate", "20/s", "--duration", "12s", "--think-time", "300ms..500ms", "--mode", "full"];
    let page = Duration::from_millis(100);
    vec![
        // A visit takes about 2 s, so forty shoppers would be needed.
        Row::page("too few VUs", MUG, &[&arrivals[..], &["--max-vus", "10"]].concat(), &[])
            .right(Right::NoneOrF)
            .exits(&[99, 104, 120])
            .says(&["VUs"])
            .never_says(GOOD),
        // One worker serves ten pages a second, and 120 are asked for.
        Row::page("arrivals beyond the shop", MUG, &[&arrivals[..], &["--max-vus", "80"]].concat(), &[])
            .cost(CostModel { workers: 1, page, cart: page, ..CostModel::default() })
            .right(Right::Between(Letter::F, Letter::F)),
        Row::page("our own cap", MUG, &[LOOK, &["--max-rps", "5"]].concat(), &[])
            .right(Right::Any)
            .exits(&[0, 99, 120])
            .says(&["held back [0-9]"])
            .never_says(&["holds at 20 shoppers"]),
        Row::page("our own cap, with files", MUG, &[LOOK, &["--max-rps", "50", "--assets"]].concat(), &[])
            .right(Right::Any)
            .exits(&[0, 99, 120])
            .says(&["held back [0-9]"])
            .never_says(&["holds at 20 shoppers"]),
    ]
}

fn causes() -> Vec<Row> {
    let rule = Duration::from_millis(200);
    let measured = ["--mode", "full", "--measure-promo", "--vus", "10", "--duration", "12s"];
    vec![
        Row::scenario(
            "3 never answered, capacity",
            scenarios::IMPATIENT,
            &["--find-capacity", "--vus", "16", "--duration", "3s"],
            &["all:hang:3x:from=#100"],
        )
        .right(Right::Any)
        .never_says(&["failures +0 %"]),
        Row::full("no token", &["product:no-token"])
            .says(&["token", "not found"])
            .never_says(&["no page for 10 s"])
            .quick(),
        Row::full("outage", &["all:503:from=4s"]).never_says(INNOCENT).says(&["503"]),
        Row::full("8 % of 500s", &["all:500:8%"]).never_says(INNOCENT).says(&["500"]),
        Row::full("limiter", &["all:limit=40/s"]).never_says(INNOCENT).says(&["503", "limit"]),
        Row::full("maintenance", &["all:maintenance:from=4s"])
            .never_says(INNOCENT)
            .says(&["503", "maintenance"]),
        Row::full("out of stock", &["cart_add:refuse:1/4"]).says(&["You can only buy 0"]),
        Row::full("voucher disabled", &["voucher_add:refuse:1/4"]).says(&["This voucher is disabled"]),
        Row::page(
            "automatic rule in both arms",
            MUG,
            &[&measured[..], &["--think-time", "50ms..150ms"]].concat(),
            &[],
        )
        .cost(CostModel { workers: 40, per_rule: rule, ..CostModel::default() })
        .says(&[r"\bboth\b"])
        .never_says(&["no difference seen"]),
    ]
}
