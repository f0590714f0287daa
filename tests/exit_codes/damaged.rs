//! `inspect` of pages that are damaged, wrongly labelled, in old encodings, too large, or nothing at all: through the
//! binary, from files and from servers.

use crate::exit_codes::run_in_vain;
use crate::exit_codes::servers::{answering, http};
use crate::support::Place;

/// What `inspect` prints of a saved page with these bytes.
fn saved(bytes: &[u8], flags: &[&str]) -> String {
    let place = Place::new();
    std::fs::write(place.path("page.html"), bytes).unwrap();
    let ended = place.run(&[&["inspect", "page.html"], flags].concat());
    ended.assert_code(0).stdout.clone()
}

fn refused(bytes: &[u8], parts: &[&str]) {
    let place = Place::new();
    std::fs::write(place.path("page.html"), bytes).unwrap();
    let ended = place.run(&["inspect", "page.html"]);
    let problem = ended.assert_code(2).problem().to_owned();
    for part in parts {
        assert!(problem.contains(part), "`{part}` is not in: {problem}");
    }
}

#[test]
fn what_could_not_be_looked_at_is_not_called_nothing() {
    let product = "<body id=\"product\" class=\"lang-en page-product\">";
    for (page, part) in [
        ("", "the page is empty"),
        ("just text", "there is no HTML in it"),
        (&format!("{product}<h1>Mug</h1><span class=\"current-pr"), "cut off: it ends inside a tag"),
        (&format!("{product}<script>var prestashop = {{\"cart\":"), "cut off: it ends inside a script"),
        (
            &format!("{product}<script>var prestashop = {{\"cart\":]}};</script></body>"),
            "`prestashop` object is broken",
        ),
        ("<body><div id=app></div><script src=/app.js></script></body>", "made by JavaScript"),
        ("<body class=\"page-maintenance\"><h1>Back soon</h1></body>", "under maintenance"),
        ("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "a CDN or firewall"),
    ] {
        let text = saved(page.as_bytes(), &[]);
        assert!(
            text.contains("promotions could not be looked for: ") && text.contains(part),
            "{page}: {text}"
        );
        assert!(!text.contains("no promotion found"), "{page}: {text}");
    }
    let text_page = "<script>var prestashop = {\"page\":{\"page_name\":\"cms\"}};</script><body id=cms><h1>Weather</h1></body>";
    assert!(saved(text_page.as_bytes(), &[]).contains("no promotion found"));
    // Of other pages without a promotion it is not known whether a shop stands behind them.
    assert!(saved(b"<h1>Weather</h1>", &[]).contains("nothing on the page tells what it is"));
}

#[test]
fn files_that_are_no_pages() {
    refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &["page.html is a PNG picture", "give a saved page"]);
    refused(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", &["a PDF document"]);
    refused(b"\x1f\x8b\x08\0\0\0\0\0", &["packed data (gzip)"]);
    refused(b"\x7fELF\x02\x01\x01\0\0", &["binary data"]);
    refused(&vec![b' '; 16_000_001], &["larger than 16 MB"]);
}

#[test]
fn old_encodings_are_read() {
    let page = "<body id=product class=lang-fr><h1>Été</h1><p class=current-price>22,94 €</p>";
    let old = page.replace("<h1>", "<meta charset=iso-8859-15><h1>");
    let latin: Vec<u8> =
        old.chars().map(|c| if c == '€' { 0xA4 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    let wide: Vec<u8> = format!("\u{FEFF}{page}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [latin, wide, page.as_bytes().to_vec()] {
        let text = saved(&bytes, &["--page-type", "product"]);
        assert!(text.contains("Été") && text.contains("22.94 EUR"), "{text}");
    }
}

#[test]
fn a_label_is_believed_only_as_far_as_the_bytes_allow() {
    let page =
        "<!DOCTYPE html><body id=\"category\" class=\"lang-en page-category\"><h1>Mugs</h1></body></html>";
    for label in ["text/plain", "image/png", "application/octet-stream"] {
        let target = answering(|_| http("200 OK", &format!("content-type: {label}\r\n"), page));
        let ended = Place::new().run(&["inspect", &target]);
        assert!(ended.assert_code(0).stdout.starts_with("category page"), "{label}");
    }
    let target = answering(|_| http("200 OK", "content-type: text/html\r\n", "%PDF-1.7\n"));
    let problem = run_in_vain(&["inspect", &target]).assert_code(100).problem().to_owned();
    assert!(problem.contains("is a PDF document, not an HTML page"), "{problem}");
}

#[test]
fn a_bomb_is_too_large() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&vec![b' '; 50_000_000]).unwrap();
    let packed = packer.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        packed.len()
    );
    let target = answering(|_| [head.into_bytes(), packed].concat());
    let problem = run_in_vain(&["inspect", &target]).assert_code(100).problem().to_owned();
    assert!(
        problem.contains("unpacks to more than 16 MB") && problem.contains("check the address"),
        "{problem}"
    );
}

#[test]
fn the_kind_can_be_given() {
    let page = "<!DOCTYPE html><h1>Mug</h1><p class=current-price>22,94 €</p></html>";
    let target = answering(|_| http("200 OK", "content-type: text/html\r\n", page));
    let text = Place::new().run(&["inspect", &target, "--page-type", "product"]);
    let text = &text.assert_code(0).stdout;
    assert!(text.starts_with("product page (99 % sure)") && text.contains("--page-type"), "{text}");
    let compiled = Place::new().run(&["compile", &target, "--page-type", "product"]);
    assert!(compiled.assert_code(0).stdout.contains("product_page"));
    let problem = run_in_vain(&["compile", &target]).assert_code(100).problem().to_owned();
    assert!(problem.contains("no sign of a shop page") && problem.contains("--page-type"), "{problem}");
}
