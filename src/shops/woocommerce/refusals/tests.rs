use super::*;
use VoucherRefusal as R;

fn answer(reason: Option<&str>, errors: &[&str]) -> CartAnswer {
    CartAnswer {
        success: false,
        errors: errors.iter().map(|&error| error.to_owned()).collect(),
        reason: reason.map(str::to_owned),
        product_id: None,
        attribute_id: None,
        quantity: 0,
        cart: None,
    }
}

#[test]
fn coupons_in_both_languages_and_in_the_words_of_several_versions() {
    let other = |code: &str| R::NotCombinable(Some(code.to_owned()));
    for (sentence, expected) in [
        ("Please enter a coupon code.", R::NoCode),
        ("Coupon code \"\" has already been applied.", R::NoCode),
        ("Coupon \"abc\" does not exist!", R::Unknown),
        ("Coupon \"abc\" cannot be applied because it does not exist.", R::Unknown),
        ("Le code promo « abc » n’existe pas !", R::Unknown),
        ("This coupon has expired.", R::Expired),
        ("Coupon \"old\" has expired.", R::Expired),
        ("Ce code promo est expiré.", R::Expired),
        ("Ce code promo a expiré.", R::Expired),
        ("Coupon usage limit has been reached.", R::UsedUp),
        ("Usage limit for coupon \"abc\" has been reached. Please try again later.", R::UsedUp),
        ("La limite d’utilisation du code promo a été atteinte.", R::UsedUp),
        ("Coupon code already applied!", R::AlreadyInCart),
        ("Coupon code \"abc\" has already been applied.", R::AlreadyInCart),
        ("Le code promo « abc » a déjà été appliqué.", R::AlreadyInCart),
        ("Code promo déjà appliqué !", R::AlreadyInCart),
        (
            "Sorry, coupon \"solo\" has already been applied and cannot be used in conjunction with other coupons.",
            other("solo"),
        ),
        (
            "« solo » a déjà été appliqué et ne peut pas être utilisé avec d’autres codes promo.",
            other("solo"),
        ),
        ("Sorry, this coupon is not valid for sale items.", R::NotOnSale),
        ("Désolé, ce code promo n’est pas valable pour les articles en promotion.", R::NotOnSale),
        ("Sorry, this coupon is not applicable to selected products.", R::NotForProductsOrOnSale),
        ("Désolé, ce code promo n’est pas applicable aux produits sélectionnés.", R::NotForProductsOrOnSale),
        ("Sorry, this coupon is not applicable to your cart contents.", R::NotForProducts),
        ("Désolé, ce code promo n’est pas applicable au contenu de votre panier.", R::NotForProducts),
        ("Please enter a valid email at checkout to use coupon code \"vip\".", R::EmailNeeded),
        ("Veuillez saisir une adresse e-mail valide pour utiliser le code promo « vip ».", R::EmailNeeded),
        ("Der Gutschein ist abgelaufen.", R::Other),
    ] {
        assert_eq!(of_code(&answer(None, &[sentence]), None), expected, "{sentence}");
    }
    let off = answer(Some("woocommerce_rest_cart_coupon_disabled"), &["Gutscheine sind deaktiviert."]);
    assert_eq!(of_code(&off, None), R::CodesOff);
}

#[test]
fn the_bounds_are_amounts() {
    for (sentence, expected) in [
        ("The minimum spend for this coupon is €50.00.", "50.00 EUR"),
        ("The minimum spend for coupon \"min20\" is $1,050.00.", "1050.00 USD"),
        ("The maximum spend for coupon \"max9\" is 20,00\u{a0}€.", "20.00 EUR"),
        ("Le montant minimum pour le code promo « min5 » est de 50,00\u{a0}€.", "50.00 EUR"),
        ("La dépense maximale pour ce code promo est de 1\u{202f}250,50\u{a0}€.", "1250.50 EUR"),
    ] {
        let read = match of_code(&answer(None, &[sentence]), None) {
            R::BelowMinimum(read) | R::AboveMaximum(read) => read,
            other => panic!("{sentence}: {other:?}"),
        };
        assert_eq!(read.map(|money| money.to_string()).as_deref(), Some(expected), "{sentence}");
    }
}

#[test]
fn every_reason_says_something() {
    for (_, refusal) in COUPON_SENTENCES {
        assert!(refusal.said().is_some_and(|said| said.is_whole()), "{refusal:?}");
    }
    let adds = ADD_REASONS
        .iter()
        .map(|(_, refusal)| refusal)
        .chain(ADD_SENTENCES.iter().map(|(_, refusal)| refusal));
    for refusal in adds {
        assert!(refusal.said().is_some_and(|said| said.is_whole()), "{refusal:?}");
    }
}

#[test]
fn adds_by_code_and_in_both_languages() {
    use AddRefusal as A;
    for (reason, sentence, expected) in [
        (Some("woocommerce_rest_product_out_of_stock"), "Ausverkauft.", A::OutOfStock(Some(0))),
        (
            Some("woocommerce_rest_product_partially_out_of_stock"),
            "You cannot add that amount of \"Lamp 2\" because there is not enough stock (3 remaining).",
            A::OutOfStock(Some(3)),
        ),
        (
            Some("invalid_quantity"),
            "The maximum quantity of \"Lamp 2\" allowed in the cart is 9",
            A::OutOfStock(Some(9)),
        ),
        (Some("woocommerce_rest_product_not_purchasable"), "x", A::NotForSale),
        (Some("woocommerce_rest_cart_invalid_product"), "x", A::Unavailable),
        (Some("woocommerce_rest_missing_variation_data"), "x", A::NeedsChoice),
        (Some("readonly_quantity"), "x", A::SoldSingly),
        (Some("woocommerce_rest_product_invalid_quantity"), "x", A::InvalidQuantity),
        (Some(NO_PRODUCT), "", A::Unavailable),
        (Some(NO_VARIATION), "", A::NeedsChoice),
        (
            None,
            "You cannot add \"Lamp\" to the cart because the product is out of stock.",
            A::OutOfStock(Some(0)),
        ),
        (
            None,
            "Vous ne pouvez ajouter \"Lampe\" au panier car nous n’en avons plus en stock.",
            A::OutOfStock(Some(0)),
        ),
        (
            None,
            "Vous ne pouvez pas ajouter cette quantité car il n’y a pas assez de stock (reste 3).",
            A::OutOfStock(Some(3)),
        ),
        (None, "Please choose product options by visiting Lamp.", A::NeedsChoice),
        (None, "Veuillez choisir les options de produit en navigant sur Lampe.", A::NeedsChoice),
        (None, "Paper is a required field", A::NeedsChoice),
        (None, "Invalid value posted for Size", A::NeedsChoice),
        (None, "You cannot add another \"Lamp\" to your cart.", A::SoldSingly),
        (None, "Sorry, this product cannot be purchased.", A::NotForSale),
        (None, "« Lampe » n’est pas disponible à l’achat.", A::NotForSale),
        (None, "Please choose the quantity of items you wish to add to your cart…", A::InvalidQuantity),
        (Some("error"), "", A::Other),
        (None, "Nein.", A::Other),
    ] {
        let errors: Vec<&str> = Some(sentence).filter(|text| !text.is_empty()).into_iter().collect();
        assert_eq!(of_add(&answer(reason, &errors)), expected, "{reason:?} {sentence}");
    }
}
