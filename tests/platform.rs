//! A platform that no one runs, written without touching any other file: its carts are tried, compiled, walked and exported.

use std::future::pending;
use std::sync::Arc;

use hyper::header::HeaderValue;
use promo_load::compile::{CompileOptions, Observed, compile, product_to_buy};
use promo_load::http::{AddressClass, ClientSettings, HttpVersion, Network, NetworkOptions, Site, Timeouts};
use promo_load::page::{
    AddRefusal, Blind, CartLine, CartState, Look, Mark, Own, OwnAddresses, OwnData, Page, PageKind, Platform,
    Signal, VoucherRefusal,
};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::promotion::Promotion;
use promo_load::report;
use promo_load::run::{Run, RunSettings};
use promo_load::scenario::{
    Check, Executor, Fields, Load, Mode, Scenario, Step, StepRole, ThinkTime, Voucher,
};
use promo_load::scrape::{CartTrial, Scraper, TrialNote};
use promo_load::shops::draft::{IN_CART, look};
use promo_load::shops::prestashop::PrestaShop;
use promo_load::shops::{
    CartAnswer, CartAnswerError, CartPages, CartProtocol, CartSight, Purchase, Sale, Shop, Shops, Stop, Tried,
};
use promo_load::units::money::Currency;
use promo_load::words::Message;
use serde_json::{Value, json};
use url::Url;

use crate::support::answering::{Answering, Asked, answer, page};

/// The platform: its titles begin with its name, its baskets speak JSON.
#[derive(Debug)]
struct Kiosk;

const KIOSKS: Shops = Shops::new(&[&Kiosk]);

impl Platform for Kiosk {
    fn name(&self) -> &'static str {
        "Kiosk"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        look.title().is_some_and(|title| title.starts_with("Kiosk")).then_some("a title that says so")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let sold = look.has_body_class("ware-").then_some((PageKind::Product, "ware"));
        let shelf = look.has_body_class("shelf-").then_some((PageKind::Category, "shelf"));
        let marks = sold.into_iter().chain(shelf);
        marks.map(|(kind, class)| Signal::new("body class", Mark::Kind(kind), class, 88)).collect()
    }

    /// `{"money": "CHF", "pass": "…", "basket": "…"}` in a comment.
    fn own_data(&self, source: &str) -> Own {
        let Some((_, rest)) = source.split_once("<!--kiosk ") else { return Own::Absent };
        let data = rest.split_once("-->").and_then(|(data, _)| serde_json::from_str::<Value>(data).ok());
        let Some(data) = data else { return Own::Broken("kiosk") };
        let text = |name: &str| data[name].as_str().map(str::to_owned);
        Own::Read(Box::new(OwnData {
            token: text("pass"),
            currency: text("money").and_then(|code| code.parse().ok()),
            addresses: OwnAddresses { cart: text("basket"), ..OwnAddresses::default() },
            ..OwnData::default()
        }))
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        url.path().starts_with("/shelves/").then_some((Mark::Kind(PageKind::Category), 60))
    }
}

impl Shop for Kiosk {
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        Some(&Kiosk)
    }
}

fn request(page: &Page, role: Option<StepRole>, name: &str, path: &str, form: &[(&str, &str)]) -> Step {
    let url = page.url.join(path).unwrap();
    Step { role, form: form.iter().copied().collect(), ..look(name, &url) }
}

fn check(name: &str, pointer: &str, promotion: bool) -> Check {
    let json = Some(pointer.to_owned());
    Check { name: name.to_owned(), promotion, json, at_least: Some(1.0), ..Check::default() }
}

impl CartProtocol for Kiosk {
    fn purchases(&self, page: &Page, _: &[Promotion]) -> Vec<Purchase> {
        let action = page.url.join("/basket/add").unwrap();
        let fields = vec![("sku".to_owned(), "7".to_owned()), ("pieces".to_owned(), "1".to_owned())];
        vec![Purchase { action, fields, product: Some(7), quantity: 1 }]
    }

    fn with_quantity(&self, purchase: &Purchase, quantity: u32) -> Purchase {
        Purchase { quantity, ..purchase.clone() }.with("pieces", &quantity.to_string())
    }

    fn add(&self, page: &Page, purchase: &Purchase) -> Step {
        let step = request(page, Some(StepRole::Adds), "basket_add", "/basket/add", &[]);
        Step { form: Fields(purchase.fields.clone()), ..step }
    }

    fn apply_code(&self, page: &Page, _: &Purchase, _: Option<CartSight<'_>>, code: &str) -> Step {
        request(page, Some(StepRole::AppliesCode), "basket_code", "/basket/code", &[("code", code)])
    }

    fn ask(&self, page: &Page, _: &Purchase) -> Step {
        request(page, None, "basket", "/basket", &[])
    }

    /// Codes go with the products.
    fn remove_codes(&self, _: &Page, _: &Purchase, _: &CartState) -> Vec<Step> {
        Vec::new()
    }

    fn remove_products(&self, page: &Page, _: &Purchase, cart: &CartState) -> Vec<Step> {
        let lines = cart.lines.iter().map(|line| line.product_id.to_string());
        lines
            .map(|sku| request(page, None, "basket_remove", "/basket/remove", &[("sku", sku.as_str())]))
            .collect()
    }

    fn pages(&self, _: &Page) -> CartPages {
        CartPages::default()
    }

    fn fill_cart(&self, sale: &Sale<'_>) -> Vec<Step> {
        let (page, purchase) = (sale.product, &sale.tried.purchase);
        let mut add = self.add(page, purchase);
        add.checks.push(check(IN_CART, "/pieces", false));
        let code = sale.voucher.map(|voucher| {
            let mut step = self.apply_code(page, purchase, None, &voucher.template());
            step.checks.push(check("the code is in the basket", "/off", true));
            step
        });
        [add].into_iter().chain(code).collect()
    }

    fn order(&self, _: &Sale<'_>) -> Vec<Step> {
        Vec::new()
    }

    fn read(&self, _: u16, body: &str, currency: Option<Currency>) -> Result<CartAnswer, CartAnswerError> {
        let unreadable = |_| CartAnswerError::NotJson { start: body.chars().take(20).collect() };
        let basket: Value = serde_json::from_str(body).map_err(unreadable)?;
        let pieces = basket["pieces"].as_u64().and_then(|pieces| u32::try_from(pieces).ok()).unwrap_or(0);
        let line = CartLine {
            product_id: 7,
            attribute_id: None,
            name: "Lamp".to_owned(),
            quantity: pieces,
            price: None,
            is_gift: false,
        };
        let lines = if pieces > 0 { vec![line] } else { Vec::new() };
        let errors: Vec<String> = basket["no"].as_str().map(str::to_owned).into_iter().collect();
        let _ = currency;
        Ok(CartAnswer {
            success: errors.is_empty(),
            errors,
            reason: None,
            product_id: Some(7),
            attribute_id: None,
            quantity: pieces,
            cart: Some(CartState { products_count: pieces, lines, ..CartState::default() }),
        })
    }

    fn explain_add(&self, _: &CartAnswer) -> AddRefusal {
        AddRefusal::Other
    }

    fn explain_code(&self, answer: &CartAnswer, _: Option<Currency>) -> VoucherRefusal {
        if answer.errors == ["over"] { VoucherRefusal::Expired } else { VoucherRefusal::Other }
    }

    fn explain_status(&self, status: u16) -> Option<Message> {
        (status == 418).then(|| Message::plain("the kiosk is closed"))
    }

    fn explain_empty(&self, _: &str) -> Message {
        Message::plain("no one knows")
    }

    fn refuses_visitor(&self, _: &str) -> Option<Message> {
        None
    }

    fn role(&self, step: &Step) -> Option<StepRole> {
        match step.path.as_str() {
            "/basket/add" => Some(StepRole::Adds),
            "/basket/code" => Some(StepRole::AppliesCode),
            _ => None,
        }
    }

    fn entered_code<'s>(&self, step: &'s Step) -> Option<&'s str> {
        step.form.0.iter().find(|(name, _)| name == "code").map(|(_, text)| text.as_str())
    }

    fn proves(&self, _: &Step, _: &Check, _: &Promotion) -> bool {
        false
    }
}

const LAMP: &str = r#"<html><head><title>Kiosk: Lamp</title><script type="application/ld+json">{"@type":"Product","name":"Lamp",
    "offers":{"@type":"Offer","price":9.5,"priceCurrency":"EUR"}}</script></head><body><h1>Lamp</h1></body></html>"#;

/// A shop of the platform. Its one code is `BF`.
fn kiosk() -> Answering {
    Answering::by(|asked: &Asked| {
        let basket = |basket: Value| {
            answer("200 OK", "content-type: application/json\r\n", basket.to_string().as_bytes())
        };
        match asked.path() {
            "/basket/add" => basket(json!({"pieces": 1})),
            "/basket/code" if asked.body == "code=BF" => basket(json!({"pieces": 1, "off": 2})),
            "/basket/code" => basket(json!({"pieces": 1, "no": "over"})),
            path if path.starts_with("/basket") => basket(json!({"pieces": 0})),
            _ => page(LAMP),
        }
    })
}

fn site(server: &Answering) -> Site {
    Site::of(&Url::parse(&server.base).unwrap(), AddressClass::Private).unwrap()
}

fn landing(server: &Answering) -> Stop {
    let asked = Url::parse(&server.url("/lamp")).unwrap();
    Stop { page: KIOSKS.parse(LAMP, &asked), asked, source: LAMP.to_owned(), again: None }
}

fn trial(server: &Answering, landing: &Stop, code: &str) -> CartTrial {
    let settings = ClientSettings {
        user_agent: HeaderValue::from_static("test"),
        headers: Vec::new(),
        timeouts: Timeouts::default(),
        max_body: 100_000,
        network: Network::new(site(server), &NetworkOptions::default(), HttpVersion::Auto),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut scraper = Scraper::new(KIOSKS, settings);
        let nowhere = CartPages::default();
        scraper.try_cart(&Kiosk, &landing.page, Some(code), &nowhere, pending()).await
    })
}

fn compiled(landing: &Stop, trial: CartTrial) -> Scenario {
    let filled = trial.filled.unwrap();
    let tried = Tried {
        protocol: &Kiosk,
        purchase: filled.purchase,
        added: filled.added,
        complaint: filled.complaint,
        with_voucher: filled.with_voucher,
        cart_page: None,
        code_page: None,
        order_page: None,
        add_answer: String::new(),
        review_answer: None,
    };
    let observed = Observed { shops: KIOSKS, landing, around: &[], promotions: &[], tried: Some(&tried) };
    let voucher = Some(Voucher::public("BF"));
    let options = CompileOptions { mode: Mode::Full, voucher, ..CompileOptions::default() };
    compile(&observed, &options).unwrap()
}

/// What was posted, without the pages.
fn posted(server: &Answering) -> Vec<String> {
    let asked = server.asked();
    let posts = asked.iter().filter(|asked| asked.head.starts_with("POST"));
    posts.map(|asked| format!("{} {}", asked.path(), asked.body)).collect()
}

#[test]
fn its_pages_are_known_by_its_own_marks() {
    const BOTH: Shops = Shops::new(&[&PrestaShop, &Kiosk]);
    let noted = r#"<!--kiosk {"money": "CHF", "pass": "s3cret-pass", "basket": "/basket"}-->"#;
    for (title, class, path, kind) in [
        ("Kiosk: Lamp", "ware-7", "/7", PageKind::Product),
        ("Kiosk", "shelf-1", "/1", PageKind::Category),
        ("Kiosk", "", "/shelves/lamps", PageKind::Category),
        ("Kiosk", "", "/about", PageKind::Other),
    ] {
        let url = Url::parse("https://kiosk.example").unwrap().join(path).unwrap();
        let html =
            format!("{noted}<title>{title}</title><body class=\"{class}\"><h1>Lamp</h1></body></html>");
        let page = BOTH.parse(&html, &url);
        assert_eq!((page.platform_name(), page.kind), (Some("Kiosk"), kind), "{path}");
        assert_eq!(BOTH.of_page(&page).map(Platform::name), Some("Kiosk"));
        assert_eq!(page.static_token.as_deref(), Some("s3cret-pass"));
        assert_eq!(page.currency.as_ref().map(Currency::code), Some("CHF"));
        assert_eq!(page.urls.cart.as_ref().map(Url::path), Some("/basket"));
        assert_eq!(report::inspect::json(&page, &[], &[])["platform"], "kiosk");
        let why = page.evidence.last().unwrap();
        assert_eq!(
            (why.signal.as_str(), why.says.as_str(), why.value.as_str()),
            ("platform", "Kiosk", "a title that says so")
        );
        // Without its folder nothing of it is known.
        let unknown = Shops::known().parse(&html, &url);
        assert_eq!((unknown.platform_name(), unknown.static_token, unknown.currency), (None, None, None));
    }
    let torn =
        BOTH.parse("<title>Kiosk</title><!--kiosk {-->", &Url::parse("https://kiosk.example/1").unwrap());
    assert_eq!(torn.blind, [Blind::BrokenObject("kiosk".to_owned())]);
}

#[test]
fn a_new_platform_is_a_new_folder() {
    let server = kiosk();
    let landing = landing(&server);
    assert_eq!(KIOSKS.of_page(&landing.page).map(Platform::name), Some("Kiosk"));
    assert!(product_to_buy(KIOSKS, &landing, &[]).is_some());

    let trial = trial(&server, &landing, "BF");
    assert_eq!(
        (trial.notes.as_slice(), &trial.left),
        (&[TrialNote::CodeNotListed("BF".to_owned())][..], &None)
    );
    let tried = posted(&server);
    assert_eq!(tried, ["/basket/add sku=7&pieces=1", "/basket/code code=BF", "/basket/remove sku=7"]);

    let mut scenario = compiled(&landing, trial);
    let names: Vec<_> = scenario.journeys[0].steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["product_page", "basket_add", "basket_code"]);
    assert_eq!(scenario.journeys[0].steps.iter().find_map(|step| KIOSKS.entered_code(step)), Some("BF"));
    let variant = scenario.without_promotion().unwrap();
    assert_eq!(variant.left_out, ["basket_code"]);
    let text = scenario.to_toml().unwrap();
    assert!(text.contains("role = \"adds\"") && text.contains("role = \"applies-code\""), "{text}");

    for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
        step.think_time = ThinkTime::default();
    }
    let load = Load { vus: Some(1), iterations: Some(5), ..Load::new(Executor::SharedIterations) };
    let limits = Limits::new(site(&server), Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides { loads: vec![load], ..Overrides::default() }, limits).unwrap();
    let finished = Run::new(Arc::new(plan), RunSettings::default()).go(&mut []).unwrap();
    let all = posted(&server);
    // The load sends the very requests that the trial sent.
    assert_eq!(all[3..], [&tried[..2]; 5].concat());
    assert_eq!(finished.summary.total.checks().iter().map(|tally| tally.fails).sum::<u64>(), 0);
}

#[test]
fn a_refused_code_has_the_platform_s_reason() {
    let server = kiosk();
    let trial = trial(&server, &landing(&server), "OLD");
    assert_eq!(trial.refused.unwrap().refusal, VoucherRefusal::Expired);
    assert_eq!(posted(&server).last().unwrap(), "/basket/remove sku=7");
}

#[test]
fn without_its_folder_its_carts_are_not_known_and_that_is_said() {
    let server = kiosk();
    let landing =
        Stop { page: Shops::known().parse(LAMP, &server.base.parse().unwrap()), ..landing(&server) };
    assert!(Shops::known().cart_of(&landing.page).is_none());
    let why = Shops::known().unsupported(&landing.page).unwrap();
    assert!(why.to_string().contains("which software its shop runs on"), "{why}");
    assert!(product_to_buy(Shops::known(), &landing, &[]).is_none());
}
