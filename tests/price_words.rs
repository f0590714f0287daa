//! What is said beside an amount: words of a price, or what makes it another thing's.

use promo_load::page::PageNote;

use crate::amounts::{page, price};
use crate::themes::read;

/// A script writes the product's own price; what else is called one on the page is not it.
#[test]
fn other_words_make_it_another_amount() {
    for (language, amount) in [
        ("da", "<p class=price>Fragt 49 kr.</p>"),
        ("da", "<p>Fragt <span class=price>49 kr.</span></p>"),
        ("de", "<p class=price>zzgl. Versand 4,95 €</p>"),
        ("de", "<p>zzgl. Versand <span class=price>4,95 €</span></p>"),
        ("pt", "<p>Frete <span class=price>R$ 19,90</span></p>"),
        ("pt", "<p class=price>Frete R$ 19,90</p>"),
        ("da", "<p class=price>124 kr/md.</p>"),
        ("de", "<p class=price>12,42 € mtl.</p>"),
        ("de", "<p>ab <span class=price>12,42 €</span> mtl.</p>"),
        ("en", "<p>Pay a deposit of <span class=price>£20.00</span></p>"),
        ("en", "<div class=mini-cart><span class=price>£45.00</span></div>"),
        ("en", "<div>Basket: <span class=price>£45.00</span></div>"),
        ("en", "<p class=unit-price>£3.50 per 100g</p>"),
        ("en", "<p><span class=price>£3.50</span> / 100g</p>"),
        ("en", "<p>Trade in your old sofa for <span class=price>£50.00</span></p>"),
        ("en", "<p>Order a sample for <span class=price>£2.00</span></p>"),
        ("en", "<p>Sample: <span class=price>£2.00</span></p>"),
        ("en", "<p>VAT: <span class=price>£12.00</span></p>"),
        ("en", "<p>Minimum order <span class=price>£25.00</span></p>"),
        ("de", "<p>Mindestbestellwert <span class=price>25,00 €</span></p>"),
        ("en", "<p>Free over <span class=price>£9.00</span></p>"),
        ("en", "<p class=price>Free over £9.00</p>"),
        ("en", "<p>Matching chair <span class=price>£99.00</span></p>"),
        ("en", "<p data-type=delivery><span class=price>£4.99</span></p>"),
        ("en", "<p>Current bid <span class=price>£80.00</span></p>"),
        ("en", "<div class='price member'>£129.00</div>"),
        ("en", "<div class='trade-price'>£129.00</div>"),
        ("en", "<label><input type=radio name=size> Large <span class=price>£129.00</span></label>"),
        ("en", "<select><option>Large <span class=price>£129.00</span></option></select>"),
        ("en", "<p>More sofas under <span class=price>£500.00</span></p>"),
        ("en", "<p>You have <span class=price>£10.00</span> store credit</p>"),
        ("en", "<p class=price-per-month>£12.00</p>"),
        ("en", "<div class=shop-row><span>Shipping fee</span><span class=price>£4.99</span></div>"),
        ("en", "<dl><dt>Postage &amp; packing</dt><dd class=price>£4.99</dd></dl>"),
        ("en", "<tr><td>Assembly</td><td class=price>£40.00</td></tr>"),
        ("en", "<table><tr><td>Assembly</td><td class=price>£40.00</td></tr></table>"),
        ("fr", "<p>Frais de livraison : <span class=price>4,90 €</span></p>"),
        ("fr", "<p>soit <span class=price>12,90 €</span> par mois</p>"),
        ("fr", "<p class=price>3 x 33,00 €</p>"),
        ("en", "<p class=price>4 payments of £12.25</p>"),
        ("en", "<p>or 4 interest-free payments of <span class=price>£12.25</span></p>"),
        ("it", "<p>Spese di spedizione <span class=price>6,90 €</span></p>"),
        ("es", "<p>Gastos de envío: <span class=price>3,99 €</span></p>"),
        ("nl", "<p>Verzendkosten <span class=price>€ 4,95</span></p>"),
        ("pl", "<p>Dostawa od <span class=price>9,99 zł</span></p>"),
        ("sv", "<p>Frakt <span class=price>49 kr</span></p>"),
        ("sv", "<p>Delbetala från <span class=price>99 kr/mån</span></p>"),
        ("nb", "<p>Delbetaling fra <span class=price>99 kr/mnd</span></p>"),
        ("en", "<p>Earn <span class=price>£5.00</span> in points</p>"),
        ("en", "<p>Gift card from <span class=price>£10.00</span></p>"),
        ("en", "<p>Only <span class=price>£12.00</span> more for free delivery</p>"),
        ("en", "<p>Spare part: <span class=price>£8.00</span></p>"),
        ("en", "<p>With fabric protection <span class=price>£79.00</span></p>"),
        ("en", "<p>Our price match: <span class=price>£79.00</span> at Rival</p>"),
        ("en", "<p class=price>Used from £80.00</p>"),
        ("en", "<p>Used: <span class=price>£80.00</span></p>"),
        ("en", "<p>Refurbished <span class=price>£80.00</span></p>"),
        ("de", "<p>Jetzt <span class=price>20,00 €</span> sparen</p>"),
        ("pt", "<p>Agora <span class=price>R$ 20,00</span> de desconto</p>"),
        ("pt", "<p class=price>Por apenas R$ 19,90 de frete</p>"),
        ("tr", "<p>Sadece <span class=price>49,90 TL</span> kargo</p>"),
        ("fr", "<p>Seulement <span class=price>4,90 €</span> en point relais</p>"),
        ("de", "<p><span class=price>19,90 €</span> Speditionszuschlag</p>"),
        ("en", "<p>Now only <span class=price>£4.95</span> <b>next-day delivery</b></p>"),
        ("en", "<p class=price>£4.95 incl. VAT <span>delivery</span></p>"),
        ("en", "<p class=price>£1.50 each for extra hooks</p>"),
        ("fr", "<p class=price>32,25 € TTC <span>par mois</span></p>"),
        ("en", "<p class=price>£89.00+</p>"),
        ("en", "<p class=price>£89.00 <span>and up</span></p>"),
        // Prices before, without the one that holds.
        ("es", "<p><span>Precio anterior:</span> <span class=price>159,00 €</span></p>"),
        ("nl", "<p class=price>Oude prijs € 159,00</p>"),
        ("sv", "<p class=price>Ord. pris 1 590 kr</p>"),
        ("fi", "<p class=price>Norm. 159,00 €</p>"),
        ("el", "<p class=price>Π.Λ.Τ. 159,00 €</p>"),
        ("ja", "<p class=price>メーカー希望小売価格 15,900円</p>"),
        ("ro", "<p class=price>PRP 159,99 lei</p>"),
        ("en", "<p>RRP <span class=price>£159.00</span></p>"),
    ] {
        assert_eq!(price(&page(language, amount)), "-", "{amount}");
    }
}

/// What shops say of the price that holds, in the words of their language.
#[test]
fn words_of_a_price_leave_it_one() {
    for (language, amount) in [
        ("en", "<p class=price>£149.00</p>"),
        ("en", "<p>Price: <span class=price>£149.00</span></p>"),
        ("en", "<p>Our price <span class=price>£149.00</span></p>"),
        ("en", "<p>Now only <span class=price>£149.00</span></p>"),
        ("en", "<p class=price>Now £149.00 inc. VAT</p>"),
        ("de", "<p class=price>149,00 € inkl. MwSt. zzgl. Versand</p>"),
        ("de", "<p class=price>149,00 €* <small>inkl. 19 % MwSt.</small></p>"),
        ("de", "<p>Preis: <span class=price>149,00 €</span> inkl. MwSt.</p>"),
        ("de", "<p>Unser Preis <span class=price>149,00 €</span></p>"),
        ("de", "<p>Stückpreis <span class=price>149,00 €</span></p>"),
        ("fr", "<p>Prix TTC : <span class=price>149,00 €</span></p>"),
        ("fr", "<p class=price>149,00 € TTC</p>"),
        ("it", "<p>Prezzo: <span class=price>149,00 €</span></p>"),
        ("es", "<p>Precio final <span class=price>149,00 €</span> IVA incluido</p>"),
        ("nl", "<p>Prijs <span class=price>€ 149,00</span> incl. btw</p>"),
        ("pl", "<p>Cena brutto: <span class=price>149,00 zł</span></p>"),
        ("sv", "<p class=price>Pris 149 kr</p>"),
        ("da", "<p class=price>Pris: 149,00 kr.</p>"),
        ("cs", "<p>Cena s DPH <span class=price>149 Kč</span></p>"),
        ("pt", "<p>por <span class=price>R$ 149,00</span> à vista</p>"),
        ("en", "<p class=price>$149.00 USD</p>"),
        ("en", "<p class=price>Sale price $149.00</p>"),
        ("en", "<p class=price>£149.00 each</p>"),
        ("en", "<p class=price>AUD $149.00</p>"),
        ("en", "<div>Today: <span class=price>£149.00</span></div>"),
        ("en", "<div>Special offer! <span class=price>£149.00</span></div>"),
        ("en", "<div>Black Friday price <span class=price>£149.00</span></div>"),
        ("en", "<p class=price>£149.00 In stock</p>"),
        ("en", "<p class=price>£149.00 | Free delivery</p>"),
        ("en", "<p>SKU 123 <span class=price>£149.00</span></p>"),
        ("de", "<p>Artikel-Nr. 123 <span class=price>149,00 €</span></p>"),
        ("en", "<p class=price>£149.00 (£124.17 ex VAT)</p>"),
        ("en", "<p class=price>Buy now for £149.00</p>"),
        ("hu", "<p class=price>Ár: 14 900 Ft</p>"),
        ("ro", "<p class=price>Preț: 149,00 lei</p>"),
        ("fi", "<p class=price>Hinta 149,00 €</p>"),
        ("tr", "<p class=price>Fiyat: 149,00 TL</p>"),
    ] {
        let read = price(&page(language, amount));
        assert!(read.starts_with("14"), "{amount}: {read}");
    }
}

/// What stands beside a price, in its line or in its element, says more of it or begins another sentence.
#[test]
fn notes_beside_a_price_leave_it_one() {
    for (language, amount) in [
        ("en", "<div class=price>Price: £149.00 each</div>"),
        ("en", "<div class=price>Our Price £149.00 (inc. VAT)</div>"),
        ("en", "<p class=price>Today's price £149</p>"),
        ("en", "<p class=price>£149.00 <span>incl. tax</span></p>"),
        ("en", "<div class=product-price>MRP <s>£199</s> £149.00</div>"),
        ("en", "<p>Sale <span class=price>£149.00</span></p>"),
        ("en", "<p>In stock – <span class=price>£149.00</span></p>"),
        ("en", "<div><span class=brand>Acme</span> <span class=price>£149.00</span></div>"),
        ("en", "<div><a href='#reviews'>Reviews</a> <span class=price>£149.00</span></div>"),
        ("en", "<div><span class=rating>★★★★☆</span> <span class=price>£149.00</span></div>"),
        ("en", "<div><span class=label>Price</span><span class=price>£149.00</span></div>"),
        ("en", "<div><label>Price:</label> <span class=price>£149.00</span></div>"),
        ("en", "<table><tr><th>Price</th><td class=price>£149.00</td></tr></table>"),
        ("en", "<table><tr><td>Unit price</td><td class=price>£149.00</td></tr></table>"),
        ("en", "<table><tr><td>You pay</td><td class=price>£149.00</td></tr></table>"),
        ("en", "<dl><dt>Price</dt><dd class=price>£149.00</dd></dl>"),
        ("en", "<p class=price>£149.00 per unit</p>"),
        ("en", "<p class=price>£149.00 per pack</p>"),
        ("en", "<p class=price>£149.00 / pack</p>"),
        ("en", "<p class=price>Only £149.00!</p>"),
        ("en", "<p class=price>Now just £149.00</p>"),
        ("en", "<p class=price>Hot deal £149.00</p>"),
        ("en", "<p class=price>Cyber Week price: £149.00</p>"),
        ("en", "<p class=price>Limited time £149.00</p>"),
        ("en", "<p class=price>Final price £149.00</p>"),
        ("en", "<p class=price>Web exclusive £149.00</p>"),
        ("en", "<p class=price>Clearance £149.00</p>"),
        ("en", "<p class=price>£149.00 Limited stock</p>"),
        ("en", "<p class=price>£149.00 Add to basket</p>"),
        ("en", "<p class=price>£149.00 UK delivery included</p>"),
        ("en", "<p class=price>£149.00 Earn 149 points</p>"),
        ("en", "<p class=price>£149.00 Selected colour: red</p>"),
        ("en", "<p class=price>£149.00 Best seller</p>"),
        ("en", "<p class=price>£149.00 New</p>"),
        ("en", "<p class=price>£149.00 Price match</p>"),
        ("en", "<p><span class=price>£149.00</span> Sold out</p>"),
        ("en", "<p><span class=price>£149.00</span> Last one!</p>"),
        ("en", "<p><span class=price>£149.00</span> Quantity: 1</p>"),
        ("en", "<p><span class=price>£149.00</span> Choose size</p>"),
        ("en", "<p><span class=price>£149.00</span> Size guide</p>"),
        ("en", "<p class=price>A$149.00</p>"),
        ("en", "<p class=price>NOK 1,499.00</p>"),
        ("de", "<p class=price>149,00 € * inkl. MwSt., zzgl. Versandkosten</p>"),
        ("de", "<p>Preis inkl. MwSt. <span class=price>149,00 €</span></p>"),
        ("de", "<p class=price>149,00 € / Stück</p>"),
        ("de", "<p class=price>149,00 € pro Stück</p>"),
        ("de", "<p class=price>149,00 € Sofort lieferbar</p>"),
        ("de", "<p class=price>149,00 € Auf Lager</p>"),
        ("de", "<p class=price>149,00 € Grundpreis: 14,90 €/kg</p>"),
        ("de", "<p class=price>Nur 149,00 €</p>"),
        ("de", "<p class=price>Jetzt nur 149,00 € statt 199,00 €</p>"),
        ("de", "<p class=price>VK: 149,00 €</p>"),
        ("de", "<p class=price>Brutto: 149,00 €</p>"),
        ("de", "<p class=price>Black-Week-Preis 149,00 €</p>"),
        ("de", "<p class=price>Unser bisheriger Preis 199,00 € <b>149,00 €</b></p>"),
        ("de", "<p class=price>149,00 € UVP 199,00 €</p>"),
        ("de", "<p class=price>149,00 € Sie sparen 25 %</p>"),
        ("de", "<p class=price>149,00 € versandkostenfrei</p>"),
        ("de", "<p class=price>149,00 € Lieferung bis Freitag</p>"),
        ("de", "<p class=price>149,00 € Verfügbar</p>"),
        ("de", "<p class=price>149,00 € Alle Preise inkl. MwSt.</p>"),
        ("fr", "<p class=price>149,00 € TTC dont 1,20 € d'éco-participation</p>"),
        ("fr", "<p class=price>149,00 € l'unité</p>"),
        ("fr", "<p>Notre prix : <span class=price>149,00 €</span></p>"),
        ("fr", "<p class=price>149,00 € En stock</p>"),
        ("fr", "<p class=price>149,00 € Livraison offerte</p>"),
        ("fr", "<p class=price>149,00 € Ajouter au panier</p>"),
        ("fr", "<p class=price>149 €00</p>"),
        ("fr", "<p>Prix de vente conseillé <s>199 €</s> <span class=price>149,00 €</span></p>"),
        ("fr", "<p class=price>Bon plan 149,00 €</p>"),
        ("fr", "<p class=price>Prix internet 149,00 €</p>"),
        ("it", "<p class=price>Prezzo al pezzo 149,00 €</p>"),
        ("it", "<p class=price>149,00 € IVA inclusa</p>"),
        ("it", "<p class=price>149,00 € Disponibile</p>"),
        ("it", "<p class=price>149,00 € spedizione gratuita</p>"),
        ("it", "<p class=price>Promo 149,00 €</p>"),
        ("es", "<p class=price>149,00 € IVA incl.</p>"),
        ("es", "<p class=price>149,00 € Envío gratis</p>"),
        ("es", "<p class=price>PVP: 149,00 €</p>"),
        ("es", "<p class=price>149,00 € En stock</p>"),
        ("es", "<p class=price>Ahora por 149,00 €</p>"),
        ("nl", "<p class=price>€ 149,00 incl. btw</p>"),
        ("nl", "<p class=price>€ 149,00 per stuk</p>"),
        ("nl", "<p class=price>€ 149,00 Op voorraad</p>"),
        ("nl", "<p>Adviesprijs <s>€ 199</s> Onze prijs <span class=price>€ 149,00</span></p>"),
        ("nl", "<p class=price>€ 149,00 gratis verzending</p>"),
        ("pl", "<p class=price>149,00 zł / szt.</p>"),
        ("pl", "<p class=price>149,00 zł brutto</p>"),
        ("pl", "<p class=price>149,00 zł z VAT</p>"),
        ("pl", "<p class=price>149,00 zł Dodaj do koszyka</p>"),
        ("pl", "<p>Nasza cena: <span class=price>149,00 zł</span></p>"),
        ("cs", "<p class=price>149 Kč s DPH</p>"),
        ("cs", "<p class=price>149 Kč / ks</p>"),
        ("cs", "<p>Naše cena <span class=price>149 Kč</span></p>"),
        ("cs", "<p class=price>149 Kč Skladem</p>"),
        ("cs", "<p class=price>149 Kč včetně DPH</p>"),
        ("sv", "<p class=price>149 kr inkl. moms</p>"),
        ("sv", "<p class=price>149 kr /st</p>"),
        ("sv", "<p class=price>149 kr I lager</p>"),
        ("sv", "<p class=price>Ditt pris 149 kr</p>"),
        ("da", "<p class=price>149,00 kr. inkl. moms</p>"),
        ("da", "<p class=price>149,00 DKK pr. stk.</p>"),
        ("da", "<p class=price>149,00 kr. På lager</p>"),
        ("nb", "<p class=price>149 kr Legg i handlekurv</p>"),
        ("fi", "<p class=price>149,00 € sis. alv</p>"),
        ("fi", "<p class=price>149,00 € / kpl</p>"),
        ("hu", "<p class=price>14 900 Ft / db</p>"),
        ("hu", "<p class=price>Bruttó ár: 14 900 Ft</p>"),
        ("ro", "<p class=price>149,00 lei TVA inclus</p>"),
        ("ro", "<p class=price>Pret 149,00 Lei</p>"),
        ("pt", "<p class=price>R$ 149,00 à vista</p>"),
        ("pt", "<p class=price>R$ 149,00 ou 10x de R$ 14,90</p>"),
        ("pt", "<p class=price>149,00 € IVA incluído</p>"),
        ("tr", "<p class=price>149,00 TL KDV dahil</p>"),
        ("tr", "<p class=price>Satış fiyatı: 149,00 TL</p>"),
        ("ja", "<p class=price>税込 14,900円</p>"),
        ("ja", "<p class=price>14,900円（税込）</p>"),
        ("ja", "<p class=price>販売価格：14,900円</p>"),
        ("el", "<p class=price>149,00 € με ΦΠΑ</p>"),
        ("ru", "<p class=price>Цена: 149 ₽</p>"),
        ("ru", "<p class=price>149 ₽ / шт.</p>"),
        ("uk", "<p class=price>Ціна 149 грн</p>"),
        ("bg", "<p class=price>Цена: 149,00 лв.</p>"),
        ("hr", "<p class=price>Cijena: 149,00 €</p>"),
        ("sl", "<p class=price>Cena: 149,00 €</p>"),
        ("sk", "<p class=price>149,00 € s DPH</p>"),
        ("hr", "<p class=price>149,00 € <small>s PDV-om</small></p>"),
        ("el", "<p class=price>149,00 € <span>με Φ.Π.Α.</span></p>"),
        ("en", "<p class=price>£149.00 <span>excl. delivery</span></p>"),
        ("de", "<p class=price>€ 149,00 <span>inkl. 20% MwSt. exkl. Versand</span></p>"),
        ("en", "<p><span class=price>£149.00</span> <b>free next-day delivery</b></p>"),
        ("en", "<p><span class=price>£149.00</span> <span>Delivery in 2 days</span></p>"),
        ("en", "<p class=price>Nordhome · Art. 400123 <b>£149.00</b></p>"),
        ("de", "<p class=price>Art.-Nr. 10023 <b>EUR 149,00</b> pro Stück</p>"),
        ("sv", "<p class=pris>149 kr <small>inkl. moms</small></p>"),
        ("tr", "<p class=fiyat>149,00 TL</p>"),
    ] {
        let read = price(&page(language, amount));
        assert!(read.starts_with("14"), "{amount}: {read}");
    }
}

/// Both stand in one element that is called a price.
#[test]
fn a_price_before_in_words_stands_beside_the_price() {
    for (language, amounts) in [
        ("es", "PVPR 159,00 € <b>149,00 €</b>"),
        ("hu", "Eredeti ár 15 900 Ft <b>14 900 Ft</b>"),
        ("tr", "Eski fiyat 159,00 TL <b>149,00 TL</b>"),
        ("ro", "PRP: 159,00 lei <b>149,00 lei</b>"),
        ("pl", "<span>Cena regularna: 159,00 zł</span> <b>149,00 zł</b>"),
        ("sv", "<span>Ord. pris 159 kr</span> <b>149 kr</b>"),
        ("ja", "定価15,900円 特価14,900円"),
        ("en", "Was £159.00, now £149.00 – save £10.00"),
    ] {
        let read = price(&page(language, &format!("<p class=price>{amounts}</p>")));
        assert!(read.starts_with("149") || read.starts_with("14900"), "{amounts}: {read}");
        assert!(read.contains(" was 159"), "{amounts}: {read}");
    }
}

/// What another thing cost in a paragraph of its own.
#[test]
fn a_paragraph_that_says_more_than_a_price_before_is_about_another_thing() {
    for (language, now, words) in [
        ("en", "£129.00", "Assembly included, RRP £150.00"),
        ("en", "£129.00", "Comes with a lamp, RRP £150.00, free of charge"),
        ("en", "£129.00", "Free lamp. Was £150.00."),
        ("en", "£129.00", "Our table Bo, was £349.00, is now £299.00"),
        ("de", "129,00 €", "Montage kostenlos, statt 150,00 €"),
        ("fr", "129,00 €", "La table assortie, au lieu de 349,00 €, est à 299,00 €"),
        ("it", "129,00 €", "Montaggio incluso, prezzo di listino 150,00 €"),
        ("ja", "12,900円", "組立込み、通常価格15,000円"),
    ] {
        let read = price(&page(language, &format!("<p class=price>{now}</p><p>{words}</p>")));
        assert!(read.starts_with("129") && !read.contains("was"), "{words}: {read}");
    }
}

/// A price that no data of the shop states is shown with the words around it: the reader sees what the amount is of.
#[test]
fn a_price_of_the_text_alone_is_told_with_its_words() {
    let note = |amount: &str| {
        let page = read(&page("en", amount));
        let is_of_text = |note: &&PageNote| matches!(note, PageNote::PriceOfUnknownTheme { .. });
        page.notes.iter().find(is_of_text).map(ToString::to_string)
    };
    let told = note("<div><p>Care kit</p><p class=price>£12.00 each</p></div>").unwrap();
    assert!(told.contains("12.00 GBP") && told.contains("“Care kit / £12.00 each”"), "{told}");
    let declared = "<script type='application/ld+json'>{\"@context\": \"https://schema.org\", \"@type\": \"Product\", \"name\": \"Lamp\", \
                    \"offers\": {\"@type\": \"Offer\", \"price\": \"12.00\", \"priceCurrency\": \"GBP\"}}</script><p class=price>£12.00</p>";
    assert_eq!(note(declared), None);
}
