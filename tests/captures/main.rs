//! The readers against pages and answers of a real PrestaShop 8.2. The captures are not part of this project:
//! their folder is named by `PROMO_LOAD_CAPTURES`, and without it these tests say so and pass.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers are tests")]

mod background;
mod cart;
mod pages;
mod shown;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Once;

use promo_load::page::Page;
use promo_load::shops::Shops;
use url::Url;

fn captures() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let folder = std::env::var_os("PROMO_LOAD_CAPTURES").map(PathBuf::from);
    if folder.is_none() {
        // Past the test harness, which swallows what passing tests print.
        SAID.call_once(|| {
            let _ =
                writeln!(std::io::stderr(), "skipped: PROMO_LOAD_CAPTURES names no folder of captured pages");
        });
    }
    folder
}

fn source(name: &str) -> Option<String> {
    let path = captures()?.join("pages").join(format!("{name}.html"));
    Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// The page as `inspect` reads a saved file: at the address it gives as its own.
fn page(name: &str) -> Option<Page> {
    let html = source(name)?;
    let placeholder = Url::parse("http://127.0.0.1:8081/").unwrap();
    Some(Shops::known().parse(&html, &Shops::known().base_url_from(&html).unwrap_or(placeholder)))
}
