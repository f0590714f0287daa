//! What must hold for any bytes, one function per fuzz target. The targets in `fuzz/fuzz_targets` and the tests beside this
//! file call the same functions; a property that does not hold panics.

use std::path::Path;

use jiff::Zoned;
use promo_load::compile::{self, CompileOptions, Observed};
use promo_load::config::Config;
use promo_load::http::{AddressClass, Answer, HeaderMap, HeaderName, HeaderValue, Jar, Site};
use promo_load::k6;
use promo_load::metric::Ending;
use promo_load::page::{Assets, CartState, Page, PageKind, PageSource, Reading, Reduction};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::promotion::{self, BackOffice, Promotion};
use promo_load::record::{RunRecord, log};
use promo_load::report;
use promo_load::report::compare::{self, Comparison};
use promo_load::scenario::{self, DataSource, FilePurpose, HarOptions, Mode, Pick, Scenario, Table};
use promo_load::shops::prestashop::PrestaShop;
use promo_load::shops::prestashop::cart_rules_of;
use promo_load::shops::woocommerce::WooCommerce;
use promo_load::shops::{CartProtocol, Shops, Stop};
use promo_load::threshold::Threshold;
use promo_load::units::duration;
use promo_load::units::line;
use promo_load::units::money::{Currency, Money};
use promo_load::units::price;
use promo_load::units::secret::Vault;
use promo_load::words::Lang;
use rust_decimal::Decimal;
use url::Url;

const PRODUCT_URL: &str = "https://boutique.example/fr/accessoires/21-echarpe.html";

fn address(text: &str) -> Url {
    Url::parse(text).expect("the addresses of this file are valid")
}

/// A page as an answer or a file brings it.
pub(crate) fn page(data: &[u8]) {
    let own = PageSource::decode(data, None);
    let labelled = PageSource::decode(data, Some("text/html; charset=utf-8"));
    // The label counts for more than what the page says of itself.
    if let Ok(source) = &labelled {
        assert!(source.encoding.is_utf8() || data.starts_with(b"\xFF\xFE") || data.starts_with(b"\xFE\xFF"));
    }
    for source in own.iter().chain(labelled.iter().filter(|_| own.is_err())) {
        read_page(source);
    }
}

/// What a page says in its scripts and data attributes: PrestaShop's object, JSON-LD, the product's JSON.
pub(crate) fn inline_json(data: &[u8]) {
    let json = String::from_utf8_lossy(data);
    let attribute = json.replace('&', "&amp;").replace('"', "&quot;");
    let html = format!(
        "<!DOCTYPE html><html><head><script type=\"application/ld+json\">{json}</script>\
         <script>var prestashop = {json};</script></head><body id=\"product\">\
         <script type=\"application/json\" data-product-json>{json}</script>\
         <div id=\"product-details\" data-product=\"{attribute}\"></div></body></html>"
    );
    let source = PageSource::decode(html.as_bytes(), Some("text/html")).expect("the frame is a page's");
    read_page(&source);
}

fn read_page(source: &PageSource) {
    let url = address(PRODUCT_URL);
    let page = Shops::known().parse_source(source, &url, Reading::default());
    page_holds(&page, source);
    let assets = Assets::of_page(&source.text, &url);
    assert!(assets.own.iter().all(|asset| asset.url.origin() == url.origin()), "a file of another origin");
    compiles(page.clone(), source);
    // Whoever names the kind has the prices read on any page.
    if page.kind != PageKind::Product {
        let page = Shops::known().parse_source(
            source,
            &url,
            Reading { kind: Some(PageKind::Product), at_home: true },
        );
        page_holds(&page, source);
        compiles(page, source);
    }
}

fn page_holds(page: &Page, source: &PageSource) {
    assert!(page.confidence.percent() <= 99 && (0.0..1.0).contains(&page.confidence.ratio()));
    if let Some(literal) = &page.price_literal {
        assert!(source.text.contains(literal), "the page does not have {literal:?}");
        assert!(source.encoding.keeps(literal), "{literal:?} does not stand in the page's bytes");
    }
    if let (Some(token), Some((before, after))) = (&page.static_token, &page.token_literals) {
        let found = source.text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
        assert_eq!(found.map(|(found, _)| found), Some(token.as_str()), "the first scan misses the token");
    }
    let prices = page.product.iter().filter_map(|product| product.price.as_ref());
    for price in prices.chain(page.listing.iter().filter_map(|tile| tile.price.as_ref())) {
        not_negative(price.current);
        if let Some(regular) = price.regular {
            assert!(regular.amount > price.current.amount, "{regular} is no reduction to {}", price.current);
        }
        for discount in &price.quantity_discounts {
            assert!(discount.from_quantity >= 2);
            match discount.value {
                Reduction::Percent(percent) => is_percent(percent),
                Reduction::Amount(amount) => not_negative(amount),
            }
        }
    }
    page.cart.iter().for_each(cart_holds);
    promotions_hold(&promotion::detect(page));
}

fn promotions_hold(promotions: &[Promotion]) {
    for promotion in promotions {
        promotion.percent.into_iter().for_each(is_percent);
        let amounts = [promotion.amount, promotion.regular, promotion.current, promotion.minimum];
        amounts.into_iter().flatten().for_each(not_negative);
    }
    let impact = promotion::server_impact(promotions);
    assert!((Decimal::ZERO..=Decimal::ONE).contains(&impact), "{impact}");
    let _named = promotion::complexity(promotions);
}

fn is_percent(percent: Decimal) {
    assert!(percent >= Decimal::ZERO && percent <= Decimal::ONE_HUNDRED, "{percent} %");
}

fn not_negative(money: Money) {
    assert!(money.amount >= Decimal::ZERO, "{money} is below zero");
    let written: Money = money.to_string().parse().unwrap_or_else(|error| panic!("{money}: {error}"));
    assert_eq!(written, money, "it does not write back to itself");
}

fn cart_holds(cart: &CartState) {
    for line in &cart.lines {
        assert!(cart.quantity_of(line.product_id) >= line.quantity);
    }
    promotions_hold(&promotion::from_cart(cart));
}

/// The scenario of a page alone, in both modes.
fn compiles(page: Page, source: &PageSource) {
    let promotions = promotion::detect(&page);
    let stop = Stop { asked: page.url.clone(), page, source: source.text.clone(), again: None };
    for mode in [Mode::ReadOnly, Mode::Full] {
        let _next = compile::next_stop(Shops::known(), &stop, &[], &[], mode);
        let observed = Observed {
            shops: Shops::known(),
            landing: &stop,
            around: &[],
            promotions: &promotions,
            tried: None,
        };
        let options = CompileOptions {
            mode,
            thresholds: limits(&stop.asked).default_thresholds(),
            ..CompileOptions::default()
        };
        if let Ok(compiled) = compile::compile(&observed, &options) {
            writes_back(&compiled);
            is_judged(compiled);
        }
    }
}

/// A file that `compile` writes is one that `bench` reads.
fn writes_back(scenario: &Scenario) {
    let text = scenario.to_toml().unwrap_or_else(|error| panic!("{error}: {scenario:?}"));
    match Scenario::parse(&text, Path::new("again.toml")) {
        Ok(again) => {
            assert_eq!(again.to_toml().ok().as_ref(), Some(&text));
            assert_eq!(
                (&again.journeys, &again.data, &again.promotions),
                (&scenario.journeys, &scenario.data, &scenario.promotions)
            );
            assert_eq!(
                (&again.page, &again.name, &again.base_url),
                (&scenario.page, &scenario.name, &scenario.base_url)
            );
        }
        Err(error) => panic!("{error}\n{text}"),
    }
}

fn is_judged(scenario: Scenario) {
    let limits = limits(&scenario.base_url);
    if let Err(refused) = Plan::new(scenario, Overrides::default(), limits) {
        assert!(!refused.problems.is_empty(), "refused without a reason");
    }
}

fn site(shop: &Url) -> Site {
    // A scenario may name no host; then its plan is refused.
    let fallback = address("https://shop.example/");
    Site::of(shop, AddressClass::Public)
        .or_else(|_| Site::of(&fallback, AddressClass::Public))
        .expect("a host")
}

fn limits(shop: &Url) -> Limits {
    let now: Zoned = "2026-11-27T04:00:00[UTC]".parse().expect("a valid time");
    Limits::new(site(shop), Environment::Preprod, now, None, false)
}

/// A text that may be a price, or several.
pub(crate) fn price(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let euro: Option<Currency> = "EUR".parse().ok();
    let yen: Option<Currency> = "JPY".parse().ok();
    for currency in [None, euro, yen] {
        if let Ok(money) = price::read_in(&text, currency) {
            price_holds(money);
            assert!(currency.is_none() || money.currency.is_some(), "the page's currency is lost");
        }
        if let Ok(range) = price::read_range_in(&text, currency) {
            price_holds(range.from);
            if let Some(to) = range.to {
                price_holds(to);
                assert!(to.amount >= range.from.amount, "{range}");
            }
        }
    }
}

/// A price has no sign, and what a report writes is read as the same price.
fn price_holds(money: Money) {
    assert!(!money.amount.is_sign_negative(), "{money}");
    let written = money.to_string();
    assert_eq!(written.parse(), Ok(money), "{written}");
}

/// Lines of `Set-Cookie`, all of one answer.
pub(crate) fn set_cookie(data: &[u8]) {
    let url = address("http://boutique.example/fr/panier");
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(HeaderName::from_static("set-cookie"), value);
        }
    }
    let mut jar = Jar::default();
    jar.store(&headers, &url);
    for elsewhere in ["http://other.test/fr/panier", "http://boutique.example.org/"] {
        assert_eq!(jar.header(&address(elsewhere)), None, "a cookie goes to {elsewhere}");
    }
    if let Some(header) = jar.header(&url) {
        // Each pair was one of the lines; one without a `=` has a separator more than was set.
        assert!(header.len() <= data.len() * 2, "more is sent than was set");
        let text = String::from_utf8_lossy(header.as_bytes());
        let first = text.split(';').next().unwrap_or_default();
        // `=a=b` has no name, and is sent as `a=b`.
        let has_nameless =
            data.split(|byte| *byte == b'\n').any(|line| line.trim_ascii_start().starts_with(b"="));
        if let (Some((name, _)), false) = (first.split_once('='), has_nameless || first.contains('\u{fffd}'))
        {
            assert!(jar.value(&url, name).is_some(), "{name:?} is sent, but not known");
        }
    }
    jar.clear();
    assert_eq!(jar.header(&url), None);
}

/// The body of an answer of the cart.
pub(crate) fn cart_answer(data: &[u8]) {
    let body = String::from_utf8_lossy(data);
    let protocols: [&dyn CartProtocol; 2] = [&PrestaShop, &WooCommerce];
    for (protocol, currency) in protocols.into_iter().flat_map(|one| [(one, None), (one, "EUR".parse().ok())])
    {
        match protocol.read(200, &body, currency) {
            Ok(answer) => {
                assert!(!answer.success || answer.errors.is_empty(), "a success with errors");
                let _ = (protocol.explain_add(&answer), protocol.explain_code(&answer, currency));
                answer.cart.iter().for_each(cart_holds);
            }
            Err(error) => is_one_line(&error.to_string()),
        }
    }
}

/// An answer of the webservice: its first byte chooses the status, the rest is the body.
pub(crate) fn webservice(data: &[u8]) {
    const STATUSES: [u16; 9] = [200, 401, 403, 404, 405, 418, 429, 500, 503];
    let (status, body) = data
        .split_first()
        .map_or((200, data), |(first, body)| (STATUSES[usize::from(*first) % STATUSES.len()], body));
    let answer = Answer { status, headers: HeaderMap::new(), body: body.to_vec().into() };
    let rules = match cart_rules_of(&answer) {
        Ok(rules) => rules,
        Err(error) => return is_one_line(&error.to_string()),
    };
    for rule in &rules {
        rule.percent.into_iter().for_each(is_percent);
        let amounts = [rule.amount, rule.minimum].into_iter().flatten();
        amounts.for_each(|amount| not_negative(Money::new(amount.amount, None)));
    }
    let html = "<html><head><script>var prestashop = {\"language\":{\"id\":1},\"currency\":{\"id\":1,\"iso_code\":\"EUR\"}};\
                </script></head></html>";
    let page = Shops::known().parse(html, &address(PRODUCT_URL));
    let now = jiff::Timestamp::UNIX_EPOCH;
    let told = BackOffice { rules, unknown_codes: Vec::new(), is_complete: true, now };
    for cart_filled in [false, true] {
        let enriched = promotion::enrich(&page, Vec::new(), cart_filled, &told);
        promotions_hold(&enriched.promotions);
        let mut scenario =
            Scenario::new("rules".to_owned(), address("https://boutique.example/"), Mode::Full);
        scenario.promotions = enriched.promotions;
        writes_back(&scenario);
    }
}

/// A browser's recording.
pub(crate) fn har(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for base_url in [None, Some(address("http://127.0.0.1:8080/"))] {
        let options = HarOptions { name: "recorded".to_owned(), base_url };
        match scenario::import(&text, &options, &Shops::known()) {
            Ok(imported) => {
                assert!(imported.scenario.journeys.iter().all(|journey| !journey.steps.is_empty()));
                imported.notes.iter().for_each(|note| is_one_line(&note.to_string()));
                writes_back(&imported.scenario);
                let mut scenario = imported.scenario;
                // As `compile` does: the user has still to write the data file.
                for source in &mut scenario.data {
                    let row = imported.account_fields.iter().map(|field| (field.as_str(), "x")).collect();
                    *source = DataSource::of_rows(&source.name, Pick::default(), vec![row]);
                }
                is_judged(scenario);
            }
            Err(error) => is_one_line(&error.to_string()),
        }
    }
}

/// An interval log as it is, and with a checksum that is right for each of its lines: what is in them must not be trusted
/// either.
pub(crate) fn interval_log(data: &[u8]) {
    rebuilds(data);
    let mut framed = Vec::new();
    for line in data.split(|byte| *byte == b'\n') {
        let json = line.get(9..).unwrap_or(line);
        framed.extend(format!("{:08x} ", crc32fast::hash(json)).into_bytes());
        framed.extend(json);
        framed.push(b'\n');
    }
    rebuilds(&framed);
}

fn rebuilds(data: &[u8]) {
    match log::read(data) {
        Ok(rebuilt) => {
            let lines = data.split(|byte| *byte == b'\n').count();
            let seconds = rebuilt.summary.timeline.len();
            assert!(seconds + rebuilt.parts.len() < lines, "{seconds} seconds of {lines} lines");
            let ended = rebuilt.ending != Ending::Killed;
            let record = rebuilt.record().expect("histograms that were read can be written");
            assert!(ended || record.ending == Ending::Killed);
            let text = promo_load::record::json::render(&record).expect("numbers have a JSON form");
            assert!(RunRecord::from_json(&text).is_ok(), "it does not read back: {text}");
            let _page = report::terminal::render(&record, "report.md", 80, false, true, Lang::Fr);
            report::markdown::render(&record, Lang::En).expect("any record has a report");
            report::timeline::svg(&record.timeline, Lang::Fr).expect("any record has a picture");
        }
        Err(error) => is_one_line(&error.to_string()),
    }
}

/// The record of a run, which may come from somebody else.
pub(crate) fn run_json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let record = match RunRecord::from_json(&text) {
        Ok(record) => record,
        Err(error) => return is_one_line(&error.to_string()),
    };
    let written = promo_load::record::json::render(&record).expect("what was read can be written");
    let again = RunRecord::from_json(&written).expect("what was written can be read");
    assert_eq!(promo_load::record::json::render(&again).ok(), Some(written));
    for lang in [Lang::En, Lang::Fr] {
        let page = report::terminal::render(&record, "report.html", 80, false, true, lang);
        assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{page:?}");
        let html = report::html::render(&record, lang).expect("any record has a page");
        assert!(!html.to_ascii_lowercase().contains("<script"), "{html}");
        report::markdown::render(&record, lang).expect("any record has a report");
        report::timeline::svg(&record.timeline, lang).expect("any record has a picture");
    }
    report::junit::render(&record).expect("any record has a list of tests");
    match Comparison::of(&record, &record, &[], true) {
        Ok(comparison) => {
            assert!(!comparison.regression, "a run is worse than itself");
            let page = compare::terminal::render(&comparison, false, Lang::En);
            assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{page:?}");
            let _table = compare::markdown::render(&comparison, Lang::Fr);
            compare::json(&comparison).expect("numbers have a JSON form");
        }
        Err(error) => error.to_string().lines().for_each(is_one_line),
    }
}

/// A scenario file from elsewhere, in the form of its author.
pub(crate) fn scenario(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let scenario = match Scenario::parse(&text, Path::new("theirs.toml")) {
        Ok(scenario) => scenario,
        Err(error) => return is_said(&error.to_string()),
    };
    // What was read can be written, and what was written says the same.
    let first = scenario.to_toml().unwrap_or_else(|error| panic!("{error}: {scenario:?}"));
    let again =
        Scenario::parse(&first, Path::new("again.toml")).unwrap_or_else(|error| panic!("{error}\n{first}"));
    assert_eq!(again.to_toml().ok(), Some(first));
    let mut vault = Vault::default();
    scenario.secrets().for_each(|(name, secret)| vault.know(&name, [secret]));
    if let Ok(written) = scenario.clone().written(&vault, FilePurpose::Scenario) {
        written.scenario.to_toml().expect("with placeholders, too");
    }
    let limits = limits(&scenario.base_url);
    match Plan::new(scenario, Overrides::default(), limits) {
        Ok(plan) => exports(&plan),
        Err(refused) => {
            assert!(!refused.problems.is_empty(), "refused without a reason");
            refused.problems.iter().for_each(|problem| is_said(&problem.to_string()));
        }
    }
}

/// A configuration file. Whatever it says, it never allows more than the table of the limits does.
pub(crate) fn configuration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let config = match Config::parse(&text, Path::new("promo-load.toml")) {
        Ok(config) => config,
        Err(error) => return is_said(&error.to_string()),
    };
    let night: Zoned = "2026-11-27T04:00:00[UTC]".parse().expect("a valid time");
    for shop in ["https://www.shop.example/", "https://a.staging.shop.example/", "http://127.0.0.1:8080/"] {
        let Some(host) = config.host(&address(shop)) else { continue };
        let of = |environment| {
            Limits::new(site(&address(shop)), environment, night.clone(), None, false)
                .with_rules(host.rules.clone())
        };
        let (prod, preprod) = (of(Environment::Prod), of(Environment::Preprod));
        let most = if host.rules.cdn_allowlisted { 500 } else { 50 };
        assert!(prod.max_vus().is_some_and(|vus| vus <= most), "{text}");
        assert!(preprod.max_vus().is_some_and(|vus| vus <= 500), "{text}");
        assert!(prod.max_requests_per_second().is_some() && prod.hours().is_some(), "{text}");
    }
}

/// A plan that may be run can be handed to k6, or there is a reason why not.
fn exports(plan: &Plan) {
    let settings = k6::Settings {
        reach: k6::ScriptNetwork::default(),
        file_name: "theirs.js".to_owned(),
        source: "theirs.toml".to_owned(),
        helpers: None,
        files_allowed: false,
    };
    match k6::export(plan, &settings) {
        Ok(script) => script.notes.iter().for_each(|note| is_said(&note.to_string())),
        Err(error) => is_said(&error.to_string()),
    }
}

/// A threshold as a flag gives it.
pub(crate) fn threshold(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Threshold::parse_flag(&text) {
        Ok(threshold) => {
            let (key, expression) = (threshold.key(), threshold.expression.to_string());
            assert_eq!(Threshold::parse(&key, &expression).as_ref(), Ok(&threshold), "{key}: {expression}");
        }
        Err(error) => is_said(&error.to_string()),
    }
}

/// A data file: the first byte chooses its kind.
pub(crate) fn data_file(data: &[u8]) {
    let (kind, bytes) = data.split_first().map_or((0, data), |(first, rest)| (*first, rest));
    let (name, delimiter) = match kind % 4 {
        0 => ("rows.csv", None),
        1 => ("rows.csv", Some(b';')),
        2 => ("rows.csv", Some(b'\t')),
        _ => ("rows.jsonl", None),
    };
    match Table::parse(Path::new(name), bytes.to_vec(), delimiter) {
        Ok(table) => {
            assert!(table.rows() > 0 && !table.fields().is_empty());
            for (column, field) in table.fields().iter().enumerate() {
                assert_eq!(table.column(field), Some(column));
                assert!((0..table.rows()).all(|row| table.cell(row, column).is_some()));
                assert_eq!(table.cell(table.rows(), column), None);
            }
        }
        Err(error) => is_said(&error.to_string()),
    }
}

/// A duration as people write it.
pub(crate) fn duration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match duration::parse(&text) {
        Ok(read) => {
            assert_eq!(duration::parse(&duration::format(read)), Ok(read), "{text:?}");
            is_one_line(&duration::display(read));
        }
        Err(error) => is_said(&error.to_string()),
    }
}

/// What goes to the terminal as one problem.
fn is_one_line(message: &str) {
    assert!(!message.is_empty() && !message.contains(['\n', '\r', '\u{1b}']), "{message:?}");
}

/// A problem of a text that the user gives: it may repeat that text, and whoever prints it leaves control characters out.
fn is_said(message: &str) {
    is_one_line(&line::plain(message));
}
