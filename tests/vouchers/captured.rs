//! Answers of a real PrestaShop 8.2, each understood as what it is. The captures are not part of this project: their
//! folder is named by `PROMO_LOAD_CAPTURES`, and without it the tests that need it say so and pass.

use std::io::Write as _;
use std::path::PathBuf;

use promo_load::page::{AddRefusal, CartState, VoucherRefusal};
use promo_load::promotion::{self, PromotionType};
use promo_load::shops::prestashop::PrestaShop;
use promo_load::shops::{CartAnswer, CartAnswerError, CartProtocol as _};

fn captures() -> Option<PathBuf> {
    let folder = std::env::var_os("PROMO_LOAD_CAPTURES").map(PathBuf::from);
    if folder.is_none() {
        // Past the test harness, which swallows what passing tests print.
        let _ = writeln!(std::io::stderr(), "skipped: PROMO_LOAD_CAPTURES names no folder of captured pages");
    }
    folder
}

/// Status and body of a recorded answer.
fn recorded(number: &str) -> Option<(u16, String)> {
    let folder = captures()?.join("transcripts");
    let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let named =
        |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(&format!("{number}-"));
    let file = entries.into_iter().find(named).unwrap_or_else(|| panic!("no transcript {number}"));
    let transcript = String::from_utf8_lossy(&std::fs::read(file).unwrap()).replace("\r\n", "\n");
    let (_, response) = transcript.split_once("<<<<<<<< RESPONSE\n").unwrap();
    let (head, body) = response.split_once("\n\n").unwrap_or((response, ""));
    let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
    Some((status, body.to_owned()))
}

fn answer(number: &str) -> Option<Result<CartAnswer, CartAnswerError>> {
    recorded(number).map(|(_, body)| PrestaShop.read(200, &body, None))
}

/// The cart of an answer that went well.
fn cart(number: &str) -> Option<CartState> {
    let answer = answer(number)?.unwrap_or_else(|error| panic!("{number}: {error}"));
    assert!(answer.success, "{number}: {:?}", answer.errors);
    answer.cart
}

#[test]
fn adds_that_went_well() {
    for (number, product, inside, pieces) in [
        ("05", 1, 1, 1),
        ("07", 6, 2, 3),
        ("28", 2, 1, 4),
        ("40", 1, 1, 1),
        ("41", 1, 1, 1),
        ("52", 6, 1, 1),
        ("53", 6, 1, 1),
        ("54", 6, 1, 1),
        ("135", 6, 1, 1),
    ] {
        let Some(cart) = cart(number) else { return };
        assert_eq!(cart.quantity_of(product), inside, "{number}");
        assert!(cart.products_count >= pieces.min(inside), "{number}");
        assert!(cart.products.unwrap().amount >= cart.total.unwrap().amount, "{number}: rules only take off");
        let automatic = promotion::from_cart(&cart).into_iter().any(|found| found.rule_id == Some(1));
        assert!(automatic, "{number}");
    }
}

#[test]
fn adds_that_did_nothing() {
    // A robot's, and those of a visitor who is logged in and has no token or a guest's: all say `success`.
    for number in ["49", "133", "134"] {
        let Some(cart) = cart(number) else { return };
        assert_eq!((cart.products_count, cart.lines.len(), cart.vouchers_added.len()), (0, 0, 0), "{number}");
    }
    assert_eq!(recorded("136").unwrap().0, 302);
    assert_eq!(recorded("48").unwrap().0, 500);
    for number in ["42", "43", "48"] {
        assert!(matches!(answer(number).unwrap(), Err(CartAnswerError::Html { .. })), "{number}");
    }
    for number in ["44", "56"] {
        assert!(matches!(answer(number).unwrap(), Err(CartAnswerError::Empty(_))), "{number}");
    }
    // Fragments and the module's pop-up are no cart answers.
    for number in ["06", "09", "13", "55"] {
        assert!(matches!(answer(number).unwrap(), Err(CartAnswerError::NotACart { .. })), "{number}");
    }
}

#[test]
fn adds_that_were_refused() {
    for (number, expected) in [
        ("45", AddRefusal::Unavailable),
        ("46", AddRefusal::OutOfStock(Some(300))),
        ("47", AddRefusal::MinimumQuantity(Some(1))),
        ("50", AddRefusal::NeedsCustomization),
    ] {
        let Some(answer) = answer(number) else { return };
        let answer = answer.unwrap();
        assert!(answer.has_error() && answer.cart.is_none(), "{number}");
        assert_eq!(PrestaShop.explain_add(&answer), expected, "{number}");
        // The pieces that are in the cart all the same.
        assert_eq!(answer.quantity, u32::from(number == "50"), "{number}");
    }
}

#[test]
fn vouchers_that_were_refused() {
    use VoucherRefusal as R;
    for (number, expected) in [
        ("15", R::AlreadyInCart),
        ("16", R::Unknown),
        ("17", R::NoCode),
        ("18", R::Expired),
        ("19", R::UsedUp),
        ("20", R::Disabled),
        ("21", R::BelowMinimum("50.00 EUR".parse().ok())),
        ("22", R::NotCombinable(Some("Welcome 3 EUR off".to_owned()))),
        ("51", R::CartIsEmpty),
    ] {
        let Some(answer) = answer(number) else { return };
        let answer = answer.unwrap();
        assert!(answer.has_error() && answer.cart.is_none(), "{number}");
        assert_eq!(PrestaShop.explain_code(&answer, None), expected, "{number}");
    }
}

#[test]
fn vouchers_that_joined_and_left() {
    let codes = |number: &str| -> Option<Vec<String>> {
        let mut codes: Vec<_> =
            cart(number)?.vouchers_added.into_iter().filter_map(|voucher| voucher.code).collect();
        codes.sort();
        Some(codes)
    };
    let Some(first) = codes("12") else { return };
    assert_eq!(first, ["BF2025"]);
    assert!(codes("23").unwrap().contains(&"FREESHIP".to_owned()), "in lower case, too");
    assert!(codes("24").unwrap().contains(&"GIFTMUG".to_owned()));
    assert!(!codes("27").unwrap().contains(&"BF2025".to_owned()));
    assert!(codes("29").unwrap().contains(&"MIN50".to_owned()));
    assert!(!codes("30").unwrap().contains(&"MIN50".to_owned()), "silently, below its minimum");
    let gift = cart("24").unwrap();
    assert!(gift.lines.iter().any(|line| line.product_id == 6));
    let kinds: Vec<_> = promotion::from_cart(&gift).iter().map(|found| found.kind).collect();
    assert!(
        kinds.contains(&PromotionType::Gift) && kinds.contains(&PromotionType::FreeShipping),
        "{kinds:?}"
    );
    // Both answers in HTML: the cart page, for people.
    for number in ["25", "26"] {
        assert!(matches!(answer(number).unwrap(), Err(CartAnswerError::Html { .. })), "{number}");
    }
}
