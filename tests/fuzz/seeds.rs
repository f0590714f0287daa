//! What the mutations start from: the hand-written fixtures, and short texts of each kind.

use serde_json::Value;

const PAGES: [&str; 5] = [
    include_str!("../fixtures/pages/classic-product.html"),
    include_str!("../fixtures/pages/hummingbird-product.html"),
    include_str!("../fixtures/pages/hummingbird-2-product.html"),
    include_str!("../fixtures/pages/hummingbird-listing.html"),
    include_str!("../fixtures/pages/landing.html"),
];

/// Pages of other platforms, which say what they sell in metas, microdata and JSON.
const OTHER_PAGES: [&str; 4] = [
    r#"<!DOCTYPE html><html lang=en><head><title>Hat</title><meta property="og:type" content="product">
<meta property="product:price:amount" content="15.00"><meta property="product:original_price:amount" content="20.00">
<meta property="product:price:currency" content="EUR"><meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="$20.00">
</head><body class="single-product woocommerce"><div class="summary"><p class="price"><del>20,00 €</del> <ins>15,00 €</ins></p></div>
<ul class="products"><li class="product"><a href="/p/cap"><h2 class="woocommerce-loop-product__title">Cap</h2></a>
<span class="price"><del>9,90 €</del> <ins>7,50 €</ins></span></li></ul></body></html>"#,
    r#"<html><body><div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Hat</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR">
<span itemprop="price" content="19.90">19,90 €</span></div></div>
<p>Le 2e article à -50 %. Use code SPRING25 for 25% off until 2026-12-24.</p></body></html>"#,
    r#"<html><head><script type="application/json" data-product-json>{"product":{"title":"Hat","price":1990,"compare_at_price":2490}}</script>
<script>Shopify.theme = {"id":1};</script></head><body><form action="/cart/add" method="post"><input name="id" value="7"></form></body></html>"#,
    r#"<html><body id="product"><div class="current-price-value" content="10">10,00 €</div><span class="product-flag discount">-20%</span>
<table class="product-discounts"><tr data-discount-type="percentage" data-discount="10" data-discount-quantity="3"><td>3</td></tr>
<tr data-discount-type="amount" data-discount="2.5" data-discount-quantity="5"><td>5</td></tr></table></body></html>"#,
];

pub(crate) fn pages() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = PAGES.into_iter().chain(OTHER_PAGES).map(Vec::from).collect();
    // The same in the encodings of old shops.
    seeds.push(PAGES[0].encode_utf16().flat_map(|unit| unit.to_le_bytes()).collect());
    seeds.push(PAGES[0].chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect());
    seeds
}

pub(crate) fn prices() -> Vec<Vec<u8>> {
    texts(&[
        "1 234,56 €",
        "€1,234.56",
        "CHF 1’234.50",
        "99,- €",
        "45.– CHF",
        "1.234 €",
        "$1,234",
        "¥1,000",
        "1,000円から",
        "19,99 € – 29,99 €",
        "From 9.90 € to 19.90 €",
        "à partir de 12,50 €",
        "Prix : 12,50",
        "1 234,5 kr",
        "\u{20B9}1,23,456.00",
        "١٢٫٥٠ ر.س",
        "-20%",
        "−5,00 €",
        "0.5 KWD",
        "12 345 678,90 zł",
        "TOP 5 EUR",
    ])
}

pub(crate) fn inline_json() -> Vec<Vec<u8>> {
    let mut seeds = texts(&[
        r#"{"@context":"https://schema.org","@type":"Product","name":"Hat","offers":{"@type":"Offer","price":"19.90","priceCurrency":"EUR","priceSpecification":[{"priceType":"https://schema.org/ListPrice","price":25}]}}"#,
        r#"{"@graph":[{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"Product","name":"Hat","url":"/p/1","offers":{"@type":"AggregateOffer","lowPrice":5,"highPrice":"9.5","priceCurrency":"USD"}}}]}]}"#,
        r#"{"id_product":"21","id_product_attribute":"3","name":"Hat","price_amount":19.9,"price_without_reduction":25,"quantity":300,"quantity_discounts":[{"reduction_type":"percentage","from_quantity":"3","reduction":"0.100000"},{"reduction_type":"amount","from_quantity":5,"reduction":"2.5"}],"specific_prices":{"to":"2026-12-24 00:00:00"}}"#,
        r#"{"product":{"title":"Hat","price":1990,"compare_at_price":2490,"price_varies":true,"price_min":990,"price_max":1990}}"#,
    ]);
    // The object of the fixtures' pages.
    for page in PAGES {
        let object = page.split_once("var prestashop = ").map(|(_, rest)| rest);
        seeds.extend(object.and_then(|rest| rest.split_once(";</script>")).map(|(object, _)| object.into()));
    }
    seeds
}

pub(crate) fn cookies() -> Vec<Vec<u8>> {
    texts(&[
        "PrestaShop-a1b2=def50200; expires=Tue, 17-Nov-2026 10:00:00 GMT; Max-Age=1728000; path=/; domain=boutique.example; HttpOnly; SameSite=Lax",
        "PHPSESSID=abc; path=/fr\nPHPSESSID=def; path=/",
        "a=1; domain=other.example\nb=2; Secure\nc=3; Max-Age=0\nd=\"quoted; value\"; path=/fr/",
        "e=5; expires=Thu, 01 Jan 1970 00:00:00 GMT\nno equals sign\n=nameless\n__Host-x=1; Secure; path=/",
        "long=%20%C3%A9; domain=.boutique.example; Max-Age=-1",
    ])
}

pub(crate) fn cart_answers() -> Vec<Vec<u8>> {
    texts(&[
        r#"{"success":true,"id_product":"6","id_product_attribute":0,"quantity":2,"errors":"","cart":{"products_count":2,"products":[{"id_product":"6","name":"Mug","quantity":"2","price_amount":11.9,"is_gift":"0"}],"totals":{"total":{"amount":23.8,"value":"€23.80"}},"subtotals":{"products":{"amount":23.8},"discounts":{"amount":4.28}},"vouchers":{"added":{"3":{"id_cart_rule":"3","name":"Autumn","code":"","reduction_percent":"20.00","reduction_amount":"0.00","reduction_formatted":"-€4.28","free_shipping":"0"}}},"discounts":[{"id_cart_rule":"4","name":"Five","code":"FIVE","reduction_amount":"5.00","reduction_currency":"1","minimum_amount":"40","date_to":"2026-12-24 00:00:00","quantity":"10"}]}}"#,
        r#"{"hasError":true,"errors":["This voucher has already been used"],"quantity":0}"#,
        r#"{"success":true,"errors":{"0":"No."},"cart":{"totals":{"total":{"amount":5,"value":"$5.00"}}}}"#,
        "<!DOCTYPE html><title>500 Server Error</title>",
        "\u{FEFF} []",
    ])
}

/// The first byte chooses the status.
pub(crate) fn webservice() -> Vec<Vec<u8>> {
    texts(&[
        "\0{\"cart_rules\":[{\"id\":7,\"name\":[{\"id\":\"1\",\"value\":\"Autumn\"}],\"code\":\"AUTUMN\",\"active\":\"1\",\"date_from\":\"2026-01-01 00:00:00\",\"date_to\":\"2027-01-01 00:00:00\",\"quantity\":\"10\",\"quantity_per_user\":\"1\",\"priority\":\"1\",\"minimum_amount\":\"40.00\",\"minimum_amount_currency\":\"1\",\"reduction_percent\":\"20.00\",\"reduction_product\":\"-1\",\"gift_product\":\"0\",\"free_shipping\":\"0\"}]}",
        "\0{\"cart_rule\":{\"id\":8,\"name\":\"Five\",\"active\":true,\"reduction_amount\":\"5.00\",\"reduction_currency\":\"1\",\"quantity\":0,\"country_restriction\":\"1\"}}",
        "\0[]",
        "\u{1}{\"errors\":[{\"code\":26,\"message\":\"Resource of type cart_rules is not allowed\"}]}",
        "\u{7}<?xml version=\"1.0\"?><prestashop><errors><error><code><![CDATA[25]]></code><message><![CDATA[No.]]></message></error></errors></prestashop>",
    ])
}

/// The log of a run of the demo shop, whole and in parts.
pub(crate) fn interval_logs() -> Vec<Vec<u8>> {
    let whole = include_str!("../fixtures/intervals.log");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    vec![whole.into(), lines[..2].concat().into(), [lines[0], lines[lines.len() - 1]].concat().into()]
}

/// The fixture's first entries, some alone, so that one input stays small.
pub(crate) fn recordings() -> Vec<Vec<u8>> {
    let whole: Value = serde_json::from_str(include_str!("../fixtures/har/purchase.har")).expect("JSON");
    let entries = whole["log"]["entries"].as_array().expect("entries");
    let with = |entries: &[Value]| {
        let mut cut = whole.clone();
        cut["log"]["entries"] = entries.into();
        cut.to_string().into_bytes()
    };
    let posts: Vec<Value> =
        entries.iter().filter(|entry| entry["request"]["method"] == "POST").cloned().collect();
    vec![with(&entries[..1]), with(&entries[..3]), with(&posts), with(entries)]
}

/// The journeys for the demo shop, and one with all that a scenario can hold, but for its data files.
pub(crate) fn scenarios() -> Vec<Vec<u8>> {
    let every = include_str!("../fixtures/k6/every-feature.toml")
        .replace("file = \"terms.csv\"", "rows = [{ term = \"mug\" }]")
        .replace("file = \"accounts.jsonl\"", "rows = [{ email = \"a@shop.example\", password = \"x\" }]");
    let mut seeds = texts(&[
        "schema = 1\nname = \"j\"\nbase_url = \"http://127.0.0.1:8080/\"\n[load]\nexecutor = \"constant-vus\"\nvus = 2\nduration = \"1m30s\"\n[[journey]]\nname = \"j\"\n[[journey.step]]\nname = \"home\"\npath = \"/en/?q=${vu.id}\"\nthink_time = \"1s..3s\"\n",
        "schema = 1\nname = \"j\"\nbase_url = \"http://127.0.0.1/\"\nmode = \"full\"\n[thresholds]\n\"http_req_failed\" = [\"rate<0.05\"]\n[[journey]]\nname = \"j\"\n[[journey.step]]\nname = \"add\"\npath = \"/cart\"\nform = { id = 6, token = \"${t}\" }\n",
    ]);
    seeds.push(every.into_bytes());
    seeds
}

pub(crate) fn configurations() -> Vec<Vec<u8>> {
    texts(&[
        "schema = 1\n[defaults]\nlang = \"fr\"\nout = \"runs\"\nvus = 20\nduration = \"2m\"\nthink_time = \"1s..3s\"\nmax_rps = 9\n",
        "schema = 1\n[host.\"www.shop.example\"]\nenvironment = \"prod\"\ntime_zone = \"Europe/Paris\"\nhours = [\"23:00-02:00\", \"03:00-06:00\"]\ncdn_allowlisted = true\nallow_full = true\nmax_requests_per_second = 80\nmax_vus = 200\nconfirmed_by = \"Ada Lovelace\"\nconfirmed_on = 2026-11-20\n",
        "schema = 1\n[host.\"*.staging.shop.example\"]\nenvironment = \"preprod\"\nwebservice_key = \"0123456789ABCDEFGHIJKLMNOPQRSTUV\"\n[host.\"127.0.0.1\".headers]\nAuthorization = \"Basic c2hvcDpob3A=\"\n",
    ])
}

pub(crate) fn thresholds() -> Vec<Vec<u8>> {
    texts(&[
        "http_req_duration:p(95)<2000",
        "http_req_duration{name:product_page}:p(99.9)<=1.5",
        "http_req_failed:rate<0.05",
        "http_req_failed{name:a,expected_response:true}:rate<0.01",
        "checks{check:voucher is accepted}:rate>0.8",
        "http_reqs:count>100",
        "vus_max:value>=10",
        "response_time:avg<300",
        "iteration_duration:med!=0",
        "http_req_duration{name:a}:p(95) over 1m30s<2000",
    ])
}

/// Records made of the interval log, and of a whole one with what a search and a comparison of the promotion add.
pub(crate) fn run_records() -> Vec<Vec<u8>> {
    let log = promo_load::record::log::read(include_bytes!("../fixtures/intervals.log")).expect("a log");
    let record = log.record().expect("histograms that were read can be written");
    let mut whole = serde_json::to_value(&record).expect("JSON");
    let mut seeds = vec![whole.to_string().into_bytes()];
    for (member, text) in [
        ("capacity", include_str!("../fixtures/report/capacity.json")),
        ("promo_costs", include_str!("../fixtures/report/promo_cost.json")),
    ] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        whole[member] = if member == "promo_costs" { Value::Array(vec![value]) } else { value };
    }
    seeds.push(whole.to_string().into_bytes());
    seeds
}

/// The first byte chooses the kind.
pub(crate) fn data_files() -> Vec<Vec<u8>> {
    texts(&[
        "\0email,password\na@shop.example,one\nb@shop.example,\"t,w\"\"o\"\n",
        "\0\u{FEFF}term;price\r\nmug;1,50\r\n\r\nhat;2,00\r\n",
        "\u{1}a;b\n1;2\n",
        "\u{2}a\tb\n1\t2\n",
        "\u{3}{\"a\":\"x\",\"b\":1.50,\"c\":true}\n\n{\"c\":false,\"b\":2e3,\"a\":\"\\u00e9\"}\n",
    ])
}

pub(crate) fn durations() -> Vec<Vec<u8>> {
    texts(&[
        "300ms",
        "1m30s",
        "2h",
        "0",
        " 1.5s ",
        "1h 30m",
        "2 days",
        "-1s",
        "9223372036854775807s",
        "1us",
        "00:30:00",
    ])
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
