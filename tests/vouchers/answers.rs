//! Carts that do not work, played by a server that answers as it is told: what `inspect` says of each, and that it
//! tries to leave nothing behind.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::support::Place;
use crate::vouchers::{inspect, notes};

const PAGE: &str = r#"<html><body id="product"><form id="add-to-cart-or-refresh" action="/cart">
    <input name="token" value="0123456789abcdef0123456789abcdef"><input name="id_product" value="6">
    <input type="number" name="qty" value="1" min="1"><button data-button-action="add-to-cart">Add</button></form>
    <script>var prestashop = {"static_token":"0123456789abcdef0123456789abcdef","page":{"page_name":"product"},
    "currency":{"id":1,"iso_code":"EUR"}};</script>"#;
const HELD: &str = r#"{"success":true,"quantity":1,"errors":"","cart":{"products_count":1,"products":[{"id_product":"6",
    "id_product_attribute":"0","name":"Mug","quantity":1}],"vouchers":{"added":[]}}}"#;
const EMPTY: &str = r#"{"success":true,"quantity":0,"errors":"","cart":{"products_count":0,"products":[],
    "vouchers":{"added":[]}}}"#;

/// A page whose cart gives these answers, status line and body, one after the other, the last one again and again.
/// Returns its address and the forms and queries that were posted.
fn cart_that_answers(page: &str, answers: &[(&str, &str)]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let posted = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&posted);
    let page = page.to_owned();
    let mut answers: Vec<(String, String)> =
        answers.iter().map(|(status, body)| ((*status).to_owned(), (*body).to_owned())).collect();
    answers.reverse();
    thread::spawn(move || {
        for visitor in listener.incoming() {
            let Ok(visitor) = visitor else { continue };
            let Some(asked) = read(&visitor) else { continue };
            let (status, body) = if asked.starts_with("POST") {
                seen.lock().unwrap().push(asked);
                if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() }
            } else {
                ("200 OK".to_owned(), page.clone())
            };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // Visitors that hang up early are none of the test's business.
            let _gone = (&visitor).write_all((head + &body).as_bytes());
        }
    });
    (format!("http://{address}/6-mug.html"), posted)
}

/// Request line and body.
fn read(visitor: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(visitor);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(format!("{}\n{}", first.trim(), String::from_utf8_lossy(&body)))
}

fn tried(answers: &[(&str, &str)], flags: &[&str]) -> (Value, Vec<String>) {
    let (target, posted) = cart_that_answers(PAGE, answers);
    let page = inspect(&target, flags);
    let posted = posted.lock().unwrap().clone();
    (page, posted)
}

#[test]
fn what_is_wrong_is_said_and_never_no_promotion() {
    let redirect = "302 Found\r\nlocation: /en/";
    let away = "302 Found\r\nlocation: http://127.0.0.1:9/en/";
    for (status, body, part) in [
        (
            "500 Internal Server Error",
            "<html><title>500 Server Error</title>",
            "the chosen combination does not exist",
        ),
        (redirect, "", "is logged in and has a wrong token"),
        (away, "", "redirects to another host, http://127.0.0.1:9/en/; nothing was sent there"),
        ("200 OK", "", "an empty body"),
        ("200 OK", "<html><title>Cart</title>", "a page instead of JSON: \"Cart\""),
        ("200 OK", "oops", "no JSON"),
        ("503 Service Unavailable", "", "under maintenance"),
        (
            "200 OK",
            r#"{"hasError":true,"errors":["Please fill in all of the required fields, and then save your customizations."],"quantity":1}"#,
            "must be customized",
        ),
        (
            "200 OK",
            r#"{"hasError":true,"errors":["You can only buy 0 \"Mug\". Please adjust the quantity in your cart to continue."],"quantity":0}"#,
            "the product is out of stock",
        ),
        ("200 OK", r#"{"hasError":true,"errors":["Ist ausverkauft."],"quantity":0}"#, "Ist ausverkauft."),
        ("200 OK", EMPTY, "the cart stayed empty: a shop does so for user agents"),
    ] {
        let (page, _) = tried(&[(status, body), ("200 OK", EMPTY)], &[]);
        assert!(notes(&page).contains(part), "{status} {body}: {}", notes(&page));
        assert!(
            notes(&page).contains("whether codes work could not be seen"),
            "{status} {body}: {}",
            notes(&page)
        );
        assert!(!notes(&page).contains("could not be emptied"), "{status} {body}: {}", notes(&page));
    }
}

#[test]
fn after_trouble_in_the_middle_the_cart_is_emptied_all_the_same() {
    let broken = ("500 Internal Server Error", "<html>");
    let (page, posted) =
        tried(&[("200 OK", HELD), broken, ("200 OK", HELD), ("200 OK", EMPTY)], &["--voucher", "X"]);
    assert!(notes(&page).contains("the voucher X could not be tried"), "{}", notes(&page));
    assert!(!notes(&page).contains("could not be emptied"), "{}", notes(&page));
    assert_eq!(posted.len(), 4, "add, voucher, a look, delete: {posted:#?}");
    assert!(posted[3].contains("delete=1&id_product=6"), "{posted:#?}");
}

#[test]
fn a_cart_that_does_not_empty_is_told() {
    let (page, _) = tried(&[("200 OK", HELD)], &[]);
    assert!(
        notes(&page).contains("could not be emptied again (the shop still counts 1 piece in it)"),
        "{}",
        notes(&page)
    );
    let (page, _) = tried(&[("200 OK", HELD), ("500 Internal Server Error", "")], &[]);
    assert!(notes(&page).contains("could not be emptied again"), "{}", notes(&page));
}

#[test]
fn more_pieces_are_taken_where_the_shop_asks_for_them() {
    let more = r#"{"hasError":true,"errors":["The minimum purchase order quantity for the product Mug is 3."],"quantity":0}"#;
    let held = HELD
        .replace("\"quantity\":1", "\"quantity\":3")
        .replace("\"products_count\":1", "\"products_count\":3");
    let (page, posted) = tried(&[("200 OK", more), ("200 OK", &held), ("200 OK", EMPTY)], &[]);
    assert!(notes(&page).contains("sells no fewer than 3"), "{}", notes(&page));
    assert!(posted[1].contains("qty=3"), "{posted:#?}");
    let (target, posted) = cart_that_answers(&PAGE.replace("min=\"1\"", "min=\"4\""), &[("200 OK", EMPTY)]);
    inspect(&target, &[]);
    assert!(posted.lock().unwrap()[0].contains("qty=4"), "the form's own least");
}

#[test]
fn a_button_that_is_off_is_not_pressed() {
    let (target, posted) =
        cart_that_answers(&PAGE.replace("<button", "<button disabled"), &[("200 OK", HELD)]);
    let page = inspect(&target, &[]);
    assert!(
        notes(&page).contains("the page's button is off: the product is out of stock"),
        "{}",
        notes(&page)
    );
    assert_eq!(*posted.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn a_voucher_in_words_that_nobody_knows_is_refused_in_those_words() {
    let no = r#"{"hasError":true,"errors":["Dieser Gutschein ist abgelaufen"],"quantity":0}"#;
    let (target, _) = cart_that_answers(PAGE, &[("200 OK", HELD), ("200 OK", no), ("200 OK", EMPTY)]);
    let ended = Place::new().run(&["bench", &target, "--mode", "full", "--voucher", "ALT"]);
    assert_eq!(
        ended.assert_code(100).problem(),
        "the shop refuses the voucher ALT: Dieser Gutschein ist abgelaufen"
    );
}
