//! The captured cart page, and the recorded answers of the cart.

use promo_load::page::PageKind;
use promo_load::promotion::{self, Complexity, PromotionType};
use promo_load::shops::prestashop::PrestaShop;
use promo_load::shops::{CartAnswer, CartAnswerError, CartProtocol};

use super::{captures, page};

/// The body of a recorded answer.
fn answer(number: &str) -> Option<Result<CartAnswer, CartAnswerError>> {
    let folder = captures()?.join("transcripts");
    let file = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(&format!("{number}-")))
        .unwrap_or_else(|| panic!("no transcript {number} in {}", folder.display()));
    let transcript = String::from_utf8_lossy(&std::fs::read(file).unwrap()).replace("\r\n", "\n");
    let (_, response) = transcript.split_once("<<<<<<<< RESPONSE\n").unwrap();
    let (_, body) = response.split_once("\n\n").unwrap();
    Some(PrestaShop.read(200, body, None))
}

#[test]
fn the_cart_page_with_a_voucher() {
    let Some(page) = page("cart-with-voucher") else { return };
    assert_eq!(page.kind, PageKind::Cart);
    assert!(page.has_voucher_field);
    let cart = page.cart.as_ref().unwrap();
    assert_eq!((cart.products_count, cart.quantity_of(6)), (3, 2));
    assert_eq!(cart.total.unwrap().to_string(), "38.51 EUR");
    assert_eq!(cart.discount.unwrap().to_string(), "7.28 EUR");
    let found = promotion::detect(&page);
    let seen: Vec<_> = found.iter().map(|one| (one.kind, one.rule_id, one.code.as_deref())).collect();
    assert_eq!(
        seen,
        [(PromotionType::AutoCartRule, Some(1), None), (PromotionType::ManualCode, Some(2), Some("BF2025"))]
    );
    assert_eq!(found[0].amount.unwrap().to_string(), "3.00 EUR");
    assert_eq!(promotion::complexity(&found), Complexity::High);
}

#[test]
fn cart_answers() {
    let Some(add) = answer("05") else { return };
    let add = add.unwrap();
    assert!(add.success && !add.has_error());
    assert_eq!((add.product_id, add.attribute_id, add.quantity), (Some(1), Some(1), 1));
    let cart = add.cart.unwrap();
    assert_eq!((cart.products_count, cart.total.unwrap().to_string()), (1, "19.94 EUR".into()));
    let found = promotion::from_cart(&cart);
    let seen: Vec<_> = found.iter().map(|one| (one.kind, one.rule_id, one.name.as_deref())).collect();
    assert_eq!(
        seen,
        [
            (PromotionType::AutoCartRule, Some(1), Some("Welcome 3 EUR off")),
            (PromotionType::ManualCode, Some(2), Some("Black Friday 10%")),
        ]
    );
    assert_eq!(found[0].amount.unwrap().to_string(), "3.00 EUR");

    let voucher = answer("12").unwrap().unwrap();
    assert_eq!(voucher.cart.unwrap().vouchers_added.len(), 2);

    let gift = answer("24").unwrap().unwrap().cart.unwrap();
    let kinds: Vec<_> = promotion::from_cart(&gift).into_iter().map(|one| (one.kind, one.code)).collect();
    assert_eq!(kinds[0], (PromotionType::Gift, Some("GIFTMUG".into())));
    assert_eq!(kinds[3], (PromotionType::FreeShipping, Some("FREESHIP".into())));
}

#[test]
fn cart_refusals() {
    for (number, message) in [
        ("16", "This voucher does not exist."),
        ("21", "The minimum amount to benefit from this promo code is €50.00."),
        (
            "22",
            "This voucher is not combinable with an other voucher already in your cart: Welcome 3 EUR off",
        ),
        ("45", "This product () is no longer available."),
    ] {
        let Some(answer) = answer(number) else { return };
        let answer = answer.unwrap();
        assert!(answer.has_error() && answer.cart.is_none(), "{number}");
        assert_eq!(answer.errors, [message], "{number}");
    }
    assert!(matches!(answer("44").unwrap(), Err(CartAnswerError::Empty(_))));
    assert_eq!(answer("48").unwrap(), Err(CartAnswerError::Html { title: Some("500 Server Error".into()) }));
    let bot = answer("49").unwrap().unwrap();
    assert!(bot.success, "the shop claims so");
    assert_eq!((bot.quantity, bot.cart.unwrap().products_count), (0, 0));
}

#[test]
fn the_page_and_the_cart_tell_of_the_same_voucher() {
    let Some(page) = page("product-6-simple-reduced-20pct") else { return };
    let cart = answer("12").unwrap().unwrap().cart.unwrap();
    let merged = promotion::merge(promotion::detect(&page), promotion::from_cart(&cart));
    let bf2025: Vec<_> = merged.iter().filter(|one| one.code.as_deref() == Some("BF2025")).collect();
    assert_eq!(bf2025.len(), 1);
    assert_eq!(bf2025[0].rule_id, Some(2));
    assert_eq!(bf2025[0].valid_until.as_deref(), Some("2029-11-20 02:52:54"));
    assert_eq!(merged.len(), 3);
}
