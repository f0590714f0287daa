//! Trial carts in small shops that answer as a platform does, and the journeys that are made of them.

use std::future::pending;

use promo_load::compile::{CompileOptions, Observed, compile};
use promo_load::http::{
    AddressClass, ClientSettings, HeaderValue, HttpVersion, Network, NetworkOptions, Site, Timeouts,
};
use promo_load::scenario::{Mode, Scenario, Voucher};
use promo_load::scrape::{CartTrial, Fetched, Scraper};
use promo_load::shops::{Shops, Stop, Tried};
use url::Url;

use super::answering::Answering;

pub(crate) fn site(server: &Answering) -> Site {
    Site::of(&Url::parse(&server.base).unwrap(), AddressClass::Private).unwrap()
}

fn stop(fetched: Fetched) -> Stop {
    Stop { asked: fetched.page.url.clone(), page: fetched.page, source: fetched.source, again: None }
}

/// Looks at the product's page, and fills a trial cart from there.
pub(crate) fn tried(server: &Answering, path: &str, code: &str) -> (Stop, CartTrial) {
    let settings = ClientSettings {
        user_agent: HeaderValue::from_static("test"),
        headers: Vec::new(),
        timeouts: Timeouts::default(),
        max_body: 100_000,
        network: Network::new(site(server), &NetworkOptions::default(), HttpVersion::Auto),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime, async {
        let mut scraper = Scraper::new(Shops::known(), settings);
        let asked = Url::parse(&server.url(path)).unwrap();
        let landing = stop(scraper.fetch(&asked, None).await.unwrap());
        let protocol = Shops::known().cart_of(&landing.page).unwrap();
        let pages = protocol.pages(&landing.page);
        let mut visitor = scraper.newcomer();
        let trial = visitor.try_cart(protocol, &landing.page, Some(code), &pages, pending()).await;
        (landing, trial)
    })
}

/// The journeys of buyers with the code `BF`.
pub(crate) fn compiled(landing: &Stop, trial: CartTrial) -> Scenario {
    let filled = trial.filled.unwrap();
    let tried = Tried {
        protocol: Shops::known().cart_of(&landing.page).unwrap(),
        purchase: filled.purchase,
        added: filled.added,
        complaint: filled.complaint,
        with_voucher: filled.with_voucher,
        cart_page: filled.cart_page.map(stop),
        code_page: filled.code_page.map(stop),
        order_page: filled.order_page.map(stop),
        add_answer: filled.add_answer,
        review_answer: filled.review_answer,
    };
    let promotions = trial.promotions;
    let (shops, tried) = (Shops::known(), Some(&tried));
    let observed = Observed { shops, landing, around: &[], promotions: &promotions, tried };
    let voucher = Some(Voucher::public("BF"));
    let options = CompileOptions { mode: Mode::Full, voucher, ..CompileOptions::default() };
    compile(&observed, &options).unwrap()
}
