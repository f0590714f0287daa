//! A page as heavy as a real shop's, shared by the benchmarks that read one.

use std::net::{Ipv4Addr, SocketAddr};

use promo_load::http::{
    AddressClass, ClientSettings, HeaderValue, HttpVersion, Network, NetworkOptions, Site, Timeouts,
};
use promo_load::scrape::Scraper;
use promo_load::shop::{DemoShop, ShopConfig};
use promo_load::shops::Shops;
use url::Url;

/// What a product page of a shop with real content weighs.
const WEIGHT: usize = 100_000;

/// The demo shop's promotion page with a category's products below it, until it weighs as much as a real one.
pub(crate) fn heavy_product_page() -> (String, Url) {
    let shop = DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), ShopConfig::default()).unwrap();
    let base = Url::parse(&shop.base_url()).unwrap();
    let url = base.join(shop.promotion_path()).unwrap();
    let site = Site::of(&base, AddressClass::Private).unwrap();
    let mut scraper = Scraper::new(
        Shops::known(),
        ClientSettings {
            user_agent: HeaderValue::from_static("promo-load-bench"),
            headers: Vec::new(),
            timeouts: Timeouts::default(),
            max_body: 1_000_000,
            network: Network::new(site, &NetworkOptions::default(), HttpVersion::Auto),
        },
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Connections are tasks of the thread that made them.
    let tasks = tokio::task::LocalSet::new();
    let mut fetch = |url: &Url| tasks.block_on(&runtime, scraper.fetch(url, None)).unwrap().source;
    let mut page = fetch(&url);
    let category = fetch(&base.join("/en/2-home").unwrap());

    let (first, last) = (category.find("<article").unwrap(), category.rfind("</article>").unwrap());
    let products = &category[first..last + "</article>".len()];
    let end = page.rfind("</body>").unwrap();
    page.insert_str(end, &products.repeat((WEIGHT - page.len()).div_ceil(products.len())));
    (page, url)
}
