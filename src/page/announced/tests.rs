//! What a shop's sentences promise, and which of them promise nothing.

mod nothing;

use super::*;
use crate::page::mentions::{blocks, promising};

pub(super) fn found(text: &str, currency: &str) -> Vec<String> {
    let least = |least| match least {
        LeastValue::None => String::new(),
        LeastValue::Of(minimum) => format!(" over {minimum}"),
        LeastValue::Untold => " over ?".to_owned(),
    };
    let said = |announcement: Announcement| match announcement.what {
        Announced::FreeShipping(minimum) => format!("free{}", least(minimum)),
        Announced::Gift(minimum) => format!("gift{}", least(minimum)),
        Announced::Pieces(count, None) => format!("{count} pieces"),
        Announced::Pieces(count, Some(percent)) => format!("{count} pieces {percent} %"),
        Announced::Cart(off, minimum) => {
            let off = match off {
                Reduction::Percent(percent) => format!("{percent} %"),
                Reduction::Amount(amount) => amount.to_string(),
            };
            format!("{off} off{}", minimum.map(|minimum| format!(" {minimum}")).unwrap_or_default())
        }
        Announced::Products(None) => "up to ? off some".to_owned(),
        Announced::Products(Some(Reduction::Percent(percent))) => format!("{percent} % off some"),
        Announced::Products(Some(Reduction::Amount(amount))) => format!("{amount} off some"),
        Announced::MembersPrice(price) => format!("{price} for members"),
        Announced::PaidAtOnce(price) => format!("{price} at once"),
        Announced::Pack(parts) => format!("parts cost {parts}"),
    };
    read(&Dom::new(""), &[text.to_owned()], currency.parse().ok()).into_iter().map(said).collect()
}

#[test]
fn promises() {
    let mut wrong = Vec::new();
    for (text, currency, expected) in [
        ("EVERYTHING SHIPS FREE", "USD", "free"),
        ("FREE SHIPPING on orders over $45", "USD", "free over 45.00 USD"),
        ("Free standard delivery on all orders over £1,250!", "GBP", "free over 1250.00 GBP"),
        ("Orders over $50 ship free", "USD", "free over 50.00 USD"),
        ("Livraison offerte dès 49 € d'achat", "EUR", "free over 49.00 EUR"),
        ("Dès 60 € : livraison gratuite", "EUR", "free over 60.00 EUR"),
        ("Versandkostenfrei ab 75 €", "EUR", "free over 75.00 EUR"),
        ("Kostenloser Versand ab einem Bestellwert von 29,90 €", "EUR", "free over 29.90 EUR"),
        ("Transport gratuit peste 500 RON", "RON", "free over 500.00 RON"),
        ("Darmowa dostawa od 199 zł", "PLN", "free over 199.00 PLN"),
        ("Spedizione gratuita oltre 39 €", "EUR", "free over 39.00 EUR"),
        ("Envío gratis a partir de 40 €", "EUR", "free over 40.00 EUR"),
        ("Free gift with every order", "USD", "gift"),
        ("Un cadeau offert dès 3 produits", "EUR", "gift over ?"),
        ("2 for 1 on all mugs", "GBP", "2 pieces"),
        ("Lampes : 3 pour 2 !", "EUR", "3 pieces"),
        ("Buy one get one free", "GBP", "2 pieces"),
        ("2 achetés = 1 offert", "EUR", "3 pieces"),
        ("From 3 pieces -10 %", "EUR", "3 pieces 10 %"),
        ("Ab 5 Stück 15 % Rabatt", "EUR", "5 pieces 15 %"),
        ("Buy 3 save 10 %", "USD", "3 pieces 10 %"),
        ("Buy 2 or more and get 15% off", "USD", "2 pieces 15 %"),
        ("1+1 gratis", "EUR", "2 pieces"),
        ("3 + 1 offert sur les mugs", "EUR", "4 pieces"),
        ("Ab 50 € gratis Versand", "EUR", "free over 50.00 EUR"),
        ("Spend $100, get $20 off", "USD", "20.00 USD off 100.00 USD"),
        ("spend 100 get 20 off", "AUD", "20.00 AUD off 100.00 AUD"),
        ("Livraison gratuite à partir de 50 €", "EUR", "free over 50.00 EUR"),
        ("Livraison offerte dès 50 €", "EUR", "free over 50.00 EUR"),
        ("Kostenloser Versand ab 50 €", "EUR", "free over 50.00 EUR"),
        ("Spedizione gratuita da 50 €", "EUR", "free over 50.00 EUR"),
        ("Envío gratis desde 50 €", "EUR", "free over 50.00 EUR"),
        ("Gratis verzending vanaf 50 €", "EUR", "free over 50.00 EUR"),
        ("Buy 3 for £50", "GBP", "3 pieces"),
        ("Any 2 mugs for £30", "GBP", "2 pieces"),
        ("Free shipping on orders $45+", "USD", "free over 45.00 USD"),
        ("Free delivery for £60 and over", "GBP", "free over 60.00 GBP"),
        ("Free shipping when you spend £60", "GBP", "free over 60.00 GBP"),
        ("Free shipping: $45 minimum", "USD", "free over 45.00 USD"),
        ("Spedizione gratuita sopra i 39€", "EUR", "free over 39.00 EUR"),
        ("Spedizione gratuita per ordini superiori a 39€", "EUR", "free over 39.00 EUR"),
        ("Ingyenes szállítás 20 000 Ft felett", "HUF", "free over 20000.00 HUF"),
        ("Frete grátis acima de R$ 250", "BRL", "free over 250.00 BRL"),
        ("Fri fragt over 399 kr.", "DKK", "free over 399.00 DKK"),
        ("4,000円以上で送料無料", "JPY", "free over 4000 JPY"),
        ("You are £12 away from free shipping", "GBP", "free over ?"),
        ("Add $12 more to get free shipping", "USD", "free over ?"),
        ("Plus que 12 € pour la livraison gratuite", "EUR", "free over ?"),
        ("Noch 12,00 € bis zum kostenlosen Versand: versandkostenfrei", "EUR", "free over ?"),
        ("Te faltan 12 € para el envío gratis", "EUR", "free over ?"),
        ("Brakuje 12 zł do darmowej dostawy", "PLN", "free over ?"),
        ("Livraison offerte dès 2 articles", "EUR", "free over ?"),
        ("Free delivery £40", "GBP", "free over ?"),
        ("Delivery £3.95, free over £50", "GBP", "free over 50.00 GBP"),
        ("Standard delivery £4.99. Free when you spend £75 or more.", "GBP", "free over 75.00 GBP"),
        ("Versandkosten: 4,95 € (kostenlos ab 75 €)", "EUR", "free over 75.00 EUR"),
        ("Spese di spedizione 5 €, gratuite oltre i 70 €", "EUR", "free over 70.00 EUR"),
        ("Dostawa 14,99 zł, darmowa od 150 zł", "PLN", "free over 150.00 PLN"),
        ("Toimituskulut 4,90 €, ilmainen yli 100 € tilauksiin", "EUR", "free over 100.00 EUR"),
        ("Livraison offerte (valeur 5,90 €) dès 60 €", "EUR", "free over 60.00 EUR"),
        ("Free shipping minimum lowered from £60 to £40", "GBP", "free over 40.00 GBP"),
        ("£3.99 delivery under £50, free delivery above", "GBP", "free over ?"),
        ("Free delivery on sofas", "GBP", "free over ?"),
        ("Free delivery on all orders", "GBP", "free"),
        ("Free delivery (usually £4)", "GBP", "free"),
        ("Free delivery from 2 days", "GBP", "free"),
        ("Free gift with orders over £60", "GBP", "gift over 60.00 GBP"),
        ("Un cadeau offert dès 70 € d'achat", "EUR", "gift over 70.00 EUR"),
        ("Nimm 4, zahl 3", "EUR", "4 pieces"),
        ("Bei uns: 3 kaufen, 2 bezahlen", "EUR", "3 pieces"),
        ("3 halen 2 betalen", "EUR", "3 pieces"),
        ("Prendi 4 paghi 3", "EUR", "4 pieces"),
        ("3x2 su tutte le lampade", "EUR", "3 pieces"),
        ("¡3x2 en toda la tienda!", "EUR", "3 pieces"),
        ("3x2 en camisetas", "EUR", "3 pieces"),
        ("2×1 em canecas", "BRL", "2 pieces"),
        ("3 por 2", "EUR", "3 pieces"),
        ("3 pour 2", "EUR", "3 pieces"),
        ("3 for 2", "GBP", "3 pieces"),
        ("BOGOF on all vitamins", "GBP", "2 pieces"),
        ("BOGO free on all socks", "USD", "2 pieces"),
        ("Get the third one free", "GBP", "3 pieces"),
        ("Buy 2 tees, get the 3rd free", "USD", "3 pieces"),
        ("Jeder dritte Artikel gratis", "EUR", "3 pieces"),
        ("Kaufe 2, erhalte 1 gratis", "EUR", "3 pieces"),
        ("Compra 2 y llévate 1 gratis", "EUR", "3 pieces"),
        ("Köp en få en gratis", "SEK", "2 pieces"),
        ("Compre 1 leve 2", "BRL", "2 pieces"),
        ("4 zum Preis von 3", "EUR", "4 pieces"),
        ("3x2 sui giocattoli", "EUR", "3 pieces"),
        ("Mix & match: any 5 bottles for £45", "GBP", "5 pieces"),
        ("Save 10% when you buy 2 or more", "USD", "2 pieces 10 %"),
        ("Everything half price", "GBP", "50 % off"),
        ("Alles zum halben Preis", "EUR", "50 % off"),
        ("Tout à moitié prix", "EUR", "50 % off"),
        ("Todo a mitad de precio", "EUR", "50 % off"),
        ("Tutto a metà prezzo", "EUR", "50 % off"),
        ("Alles voor de helft van de prijs", "EUR", "50 % off"),
        ("Take 20% off your purchase", "USD", "20 % off"),
        ("You don't need a code: 20% off everything", "GBP", "20 % off"),
        ("Discount automatically applied at checkout: 20% off", "GBP", "20 % off"),
        ("Remise de 20 % appliquée automatiquement dans le panier", "EUR", "20 % off"),
        ("Zusätzlich 10 % im Warenkorb", "EUR", "10 % off"),
        ("Jetzt 10 € sparen ab 50 € Bestellwert", "EUR", "10.00 EUR off 50.00 EUR"),
        ("20% di sconto su tutto con una spesa minima di 60 €", "EUR", "20 % off 60.00 EUR"),
        ("Free tote bag when you spend £35", "GBP", "gift over 35.00 GBP"),
        ("A free pillow with every mattress", "GBP", "gift over ?"),
        ("Get a $10 gift card when you spend $50", "USD", "gift over 50.00 USD"),
        ("Brinde nas compras acima de R$ 150", "BRL", "gift over 150.00 BRL"),
        ("Gåva på köpet vid köp över 500 kr", "SEK", "gift over 500.00 SEK"),
        ("Prezent do zamówień powyżej 200 zł", "PLN", "gift over 200.00 PLN"),
        ("Regalo con tu compra a partir de 40 €", "EUR", "gift over 40.00 EUR"),
        ("We'll deliver for free when you spend £25", "GBP", "free over 25.00 GBP"),
        ("£4.99 delivery, free over £50", "GBP", "free over 50.00 GBP"),
        ("Delivery is on us this week", "GBP", "free"),
        ("Wir schenken dir den Versand", "EUR", "free"),
        ("Free delivery over £50 – not available in the Channel Islands", "GBP", "free over 50.00 GBP"),
        ("3 al prezzo di 2", "EUR", "3 pieces"),
        ("Llévate 4 y paga 3", "EUR", "4 pieces"),
        ("Leve 3 pague 2", "BRL", "3 pieces"),
        ("Kup 3, zapłać za 2", "PLN", "3 pieces"),
        ("3 za cenu 2", "CZK", "3 pieces"),
        ("Köp 4 betala för 3", "SEK", "4 pieces"),
        ("3点以上購入で15%OFF", "JPY", "3 pieces 15 %"),
        ("25% off everything, taken off at checkout", "GBP", "25 % off"),
        ("-25 % sur toute la boutique", "EUR", "25 % off"),
        ("15 % auf alles!", "EUR", "15 % off"),
        ("15 % Rabatt auf das gesamte Sortiment", "EUR", "15 % off"),
        ("15% de descuento en toda la tienda", "EUR", "15 % off"),
        ("Sconto del 15% su tutto", "EUR", "15 % off"),
        ("15% korting op alles", "EUR", "15 % off"),
        ("-15% na wszystko", "PLN", "15 % off"),
        ("Sleva 15 % na vše", "CZK", "15 % off"),
        ("15% på allt", "SEK", "15 % off"),
        ("Free shipping within 24 hours on orders over £60", "GBP", "free over 60.00 GBP"),
        ("Free delivery until 31 May 2031 on orders over £60", "GBP", "free over 60.00 GBP"),
        ("Free shipping with £35 minimum purchase", "GBP", "free over 35.00 GBP"),
        ("Only 3 left - free shipping", "GBP", "free"),
        ("£20.00 + free delivery", "GBP", "free"),
        ("£20+ free delivery", "GBP", "free over 20.00 GBP"),
        ("Free gift worth £20 when you spend £60", "GBP", "gift over 60.00 GBP"),
        ("Free gift when you buy 2 mugs", "GBP", "gift over ?"),
        ("Buy two, get the third free", "GBP", "3 pieces"),
        ("Save £12 on orders over £90", "GBP", "12.00 GBP off 90.00 GBP"),
        ("£12 off £90", "GBP", "12.00 GBP off 90.00 GBP"),
        ("Save 25% sitewide", "GBP", "25 % off"),
        ("Club price: £3.50", "GBP", "3.50 GBP for members"),
        ("R$ 2.754,05 no Pix", "BRL", "2754.05 BRL at once"),
        ("R$ 90,00 à vista com desconto", "BRL", "90.00 BRL at once"),
        ("No boleto por R$ 90,00", "BRL", "90.00 BRL at once"),
        ("Livraison gratuite sous 48h dès 60 € d'achat", "EUR", "free over 60.00 EUR"),
        ("12 € offerts dès 90 €", "EUR", "12.00 EUR off 90.00 EUR"),
        ("15 % de remise immédiate dès 90 € d’achat", "EUR", "15 % off 90.00 EUR"),
        ("Everything 25% off", "GBP", "25 % off"),
        ("Tout le site à -25 %", "EUR", "25 % off"),
        ("Alles 25 % reduziert", "EUR", "25 % off"),
        ("全品15%OFF", "JPY", "15 % off"),
        ("-15€ dès 120€ d’achat", "EUR", "15.00 EUR off 120.00 EUR"),
        ("15 € Rabatt ab 120 € Einkaufswert", "EUR", "15.00 EUR off 120.00 EUR"),
        ("Dès 120 € d'achat : -15 €", "EUR", "15.00 EUR off 120.00 EUR"),
        ("£15 off orders over £120", "GBP", "15.00 GBP off 120.00 GBP"),
        ("15% off all orders over £120", "GBP", "15 % off 120.00 GBP"),
        ("15 € de descuento en pedidos superiores a 120 €", "EUR", "15.00 EUR off 120.00 EUR"),
        // A number alone is an amount where nothing else is counted.
        ("Versandkostenfrei ab 6 Flaschen", "EUR", "free over ?"),
        ("Ab 12 Flaschen versandkostenfrei", "EUR", "free over ?"),
        ("Livraison offerte dès 12 bouteilles", "EUR", "free over ?"),
        ("Kostenloser Versand ab 3 Paar Socken", "EUR", "free over ?"),
        ("Kostenlose Lieferung ab 500 Liter", "EUR", "free over ?"),
        ("Kostenloser Versand ab 30 kg", "EUR", "free over ?"),
        ("Free delivery over 30kg", "GBP", "free over ?"),
        ("Free delivery for over 60s", "GBP", "free over ?"),
        ("Free delivery on 12 bottles or more", "GBP", "free over ?"),
        ("Free delivery when you buy 3 or more items", "GBP", "free over ?"),
        ("Free delivery when you spend over 40.", "GBP", "free over 40.00 GBP"),
        ("Free delivery when you spend 40 or more!", "GBP", "free over 40.00 GBP"),
        ("Livraison offerte dès 50 d'achat", "EUR", "free over 50.00 EUR"),
        ("Kostenloser Versand ab 50 Euro Bestellwert", "EUR", "free over 50.00 EUR"),
        ("Ab 50 Euro liefern wir versandkostenfrei", "EUR", "free over 50.00 EUR"),
        ("Ab 50 versandkostenfrei", "EUR", "free over 50.00 EUR"),
        // A day, an hour, a time.
        ("Kostenloser Versand, lieferbar ab 3. Dezember", "EUR", "free"),
        ("Free delivery from 1 December", "GBP", "free"),
        ("Free delivery from Monday 7 December", "GBP", "free"),
        ("Free shipping! Pre-orders dispatched from 10 December 2026.", "GBP", "free"),
        ("Versandkostenfrei. Lieferbar ab 5.12.", "EUR", "free"),
        ("Darmowa dostawa, wysyłka od 10 grudnia", "PLN", "free"),
        ("Free delivery from 8am to 8pm", "GBP", "free"),
        ("Kostenlose Lieferung ab 8 Uhr", "EUR", "free"),
        ("Free delivery from 3 to 5 days", "GBP", "free"),
        ("Free delivery from 1 December on orders over £40", "GBP", "free over 40.00 GBP"),
        ("Franco de port à partir de 150 €", "EUR", "free over 150.00 EUR"),
        ("Livraison 48h offerte dès 49 €", "EUR", "free over 49.00 EUR"),
        ("Free 2-day shipping on orders over $35", "USD", "free over 35.00 USD"),
        ("Free 3-5 day shipping on orders $50+", "USD", "free over 50.00 USD"),
        ("Free next-day delivery over £40", "GBP", "free over 40.00 GBP"),
        ("Complimentary shipping on orders over $100", "USD", "free over 100.00 USD"),
        ("Lieferung kostenlos ab 49 €", "EUR", "free over 49.00 EUR"),
        ("Versand 4,95 €, ab 49 € kostenlos", "EUR", "free over 49.00 EUR"),
        ("Livraison à partir de 3,90 €, gratuite dès 49 € d'achat", "EUR", "free over 49.00 EUR"),
        ("Fraktfritt över 499 kr", "SEK", "free over 499.00 SEK"),
        ("Dostawa gratis od 200 zł", "PLN", "free over 200.00 PLN"),
        ("Geen verzendkosten vanaf € 50", "EUR", "free over 50.00 EUR"),
        ("Un coussin offert dès 60 € d'achat", "EUR", "gift over 60.00 EUR"),
        ("Pour l'achat de ce plaid, un coussin offert", "EUR", "gift over ?"),
        ("Buy 3 for $44.00 each and save 10%", "USD", "3 pieces"),
        ("2 for £30 on all throws", "GBP", "2 pieces"),
        ("2 Stück für nur 30 €", "EUR", "2 pieces"),
        ("2 for 1.50 €", "EUR", "2 pieces"),
        ("Extra 10% off at checkout. No code needed.", "GBP", "10 % off"),
        ("10% off applied in basket", "GBP", "10 % off"),
        ("Price reduced by 20% at checkout", "GBP", "20 % off"),
        ("10 % de remise au panier", "EUR", "10 % off"),
        ("10 % Rabatt im Warenkorb", "EUR", "10 % off"),
        ("20% off when you buy 2 lamps", "GBP", "2 pieces 20 %"),
        ("£3.50 Clubcard Price", "GBP", "3.50 GBP for members"),
        ("Members pay £3.50", "GBP", "3.50 GBP for members"),
        ("Mit Kundenkarte 3,50 €", "EUR", "3.50 EUR for members"),
        ("Avec la carte fidélité : 3,50 €", "EUR", "3.50 EUR for members"),
    ] {
        let said = found(text, currency);
        if said != [expected] {
            wrong.push((text, said));
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn each_promise_has_its_own_value() {
    for (text, currency, expected) in [
        ("20% OFF SITEWIDE + FREE SHIPPING OVER $50", "USD", &["free over 50.00 USD", "20 % off"][..]),
        ("Free delivery over £40 and 20% off everything", "GBP", &["free over 40.00 GBP", "20 % off"]),
        ("Free gift over £60 and 10% off everything", "GBP", &["gift over 60.00 GBP", "10 % off"]),
        ("Fri frakt över 499 kr. 20% rabatt på allt", "SEK", &["free over 499.00 SEK", "20 % off"]),
        (
            "Free delivery over £40 and 20% off orders over £60",
            "GBP",
            &["free over 40.00 GBP", "20 % off 60.00 GBP"],
        ),
        (
            "Get £10 off and free delivery when you spend £50",
            "GBP",
            &["free over 50.00 GBP", "10.00 GBP off 50.00 GBP"],
        ),
        (
            "Spend £100 save £20, spend £200 save £50",
            "GBP",
            &["20.00 GBP off 100.00 GBP", "50.00 GBP off 200.00 GBP"],
        ),
        (
            "-10 € dès 50 €, -25 € dès 100 € d'achat",
            "EUR",
            &["10.00 EUR off 50.00 EUR", "25.00 EUR off 100.00 EUR"],
        ),
        ("5 % dès 100 €, 10 % dès 200 €", "EUR", &["5 % off 100.00 EUR", "10 % off 200.00 EUR"]),
        (
            "Ab 100 € Einkaufswert 5 % Rabatt, ab 200 € 10 % Rabatt",
            "EUR",
            &["5 % off 100.00 EUR", "10 % off 200.00 EUR"],
        ),
        ("5 % ab 100 €, 10 % ab 200 € Bestellwert", "EUR", &["5 % off 100.00 EUR", "10 % off 200.00 EUR"]),
        ("10 % dès 200 €, 5 % dès 300 €", "EUR", &[]),
        // What a code brings is told with the code.
        (
            "TAKE 30% OFF SITEWIDE | USE CODE CYBER30 | FREE SHIPPING OVER $50",
            "USD",
            &["free over 50.00 USD"],
        ),
        ("30% de descuento en todo · Código: CYBER30", "EUR", &[]),
        ("Code: CYBER30 | 30% auf alles", "EUR", &[]),
        ("10% off your first order with code HELLO10 | 20% off everything", "GBP", &["20 % off"]),
    ] {
        assert_eq!(found(text, currency), expected, "{text}");
    }
    let dom =
        Dom::new("<div><p>30% off everything</p><p>Use code CYBER30</p></div><p>20% off everything</p>");
    let (texts, _) = promising(blocks(&dom));
    let found: Vec<_> = read(&dom, &texts, None).into_iter().map(|found| found.promise.quote).collect();
    assert_eq!(found, ["20% off everything"]);
}

#[test]
fn a_pack_and_its_parts() {
    let parts = |html: &str| {
        let found = read(&Dom::new(html), &[], "EUR".parse().ok());
        found.into_iter().map(|found| (found.what, found.promise.quote)).next()
    };
    let found = parts("<h1>Set</h1><p class=product-pack-price><span>Au lieu de 31,50 €</span></p>");
    let expected = Announced::Pack("31.50 EUR".parse().unwrap());
    assert_eq!(found, Some((expected, "Au lieu de 31,50 €".to_owned())));
    for html in [
        "<h1>Set</h1><div class=pack-product-price><b>11,90 €</b></div>",
        "<h1>Set</h1><p class=product-pack-price>Au lieu de 2 x 3,00 €</p>",
        "<h1>Set</h1><article class=product-miniature><p class=product-pack-price>Au lieu de 31,50 €</p></article>",
    ] {
        assert_eq!(parts(html), None, "{html}");
    }
}

#[test]
fn a_promise_has_its_end() {
    let text = "15% off everything at our shop in town and on this site. Offer ends 31 October 2025";
    let found = read(&Dom::new(""), &[text.to_owned()], None);
    assert_eq!(found[0].promise.ends.unwrap().day.to_string(), "2025-10-31");
    assert_eq!(found[0].promise.quote, text);
}

#[test]
fn what_customers_say_is_no_offer() {
    for (html, is_offer) in [
        ("<p>3 for 2 on all mugs</p>", true),
        ("<p>“3 for 2 on all mugs, what a deal!” – Anna</p>", false),
        ("<p>★★★★★ 3 for 2 on all mugs</p>", false),
        ("<p>I got 3 for 2 on all mugs</p>", false),
        ("<div class=testimonial><p>3 for 2 on all mugs</p></div>", false),
    ] {
        let dom = Dom::new(html);
        let (texts, _) = promising(blocks(&dom));
        assert_eq!(!read(&dom, &texts, None).is_empty(), is_offer, "{html}");
    }
}
