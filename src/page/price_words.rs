//! The words that shops say beside a price, by language: "Our price", "now only", "inkl. MwSt.", "instead of".

use super::patterns::{self, sums};
use crate::units::money::Currency;
use crate::units::price as price_text;

/// Whether the last words of a text, behind its last punctuation and number, may lead to the price of what has this name.
pub(super) fn leads_to_a_price(text: &str, name: &str) -> bool {
    // "Ord. pris" and "Norm." are abbreviations, not sentences.
    let mut long = words_of(text).filter(|word| word.chars().nth(1).is_some());
    let is_label = long.nth(2).is_none() && !text.contains(char::is_numeric);
    let ends_words = |c: char| {
        c.is_numeric()
            || (c.is_ascii_punctuation() && !":'&-".contains(c) && !(is_label && c == '.'))
            || "¡!¿…•·|".contains(c)
    };
    // The dot of "Was Rs." ends a sign, not a sentence.
    let words = price_text::without_sign_at_end(text.trim_end());
    let last = words.trim_end_matches([':', ' ', '-', '–']).rsplit(ends_words).next().unwrap_or_default();
    let is_tax = |word: String| is_one_of(TAXES, &word);
    let mut named = words_of(last).peekable();
    if named.peek().is_some() && named.all(is_tax) {
        return false;
    }
    words_of(last).all(|word| is_said(&word) || is_of_before(&word) || is_in_name(&word, name))
}

fn is_in_name(word: &str, name: &str) -> bool {
    words_of(name).any(|own| own == word)
}

/// Whether a text says no more than that a price, or one before, or a saving follows.
pub(super) fn says_no_more(text: &str) -> bool {
    const SAVING: &[&str] =
        &["sie sparen spart vous économisez ahorra ahorras risparmi bespaar je u spar oszczędzasz ušetříte"];
    words_of(text).all(|word| is_said(&word) || is_of_before(&word) || is_one_of(SAVING, &word))
}

/// Whether words lead to a price that the shop asked before, or that the maker recommends. A name is the product's.
pub(super) fn leads_to_a_price_before(text: &str, name: &str) -> bool {
    let last = text.rsplit(char::is_numeric).next().unwrap_or_default();
    words_of(last).any(|word| is_of_before(&word) && !is_in_name(&word, name))
}

/// Whether a word in lower case says that the price is not the one that the shop asks now.
pub(super) fn is_of_before(word: &str) -> bool {
    is_one_of(OF_BEFORE, word) || BEFORE_JOINED.iter().any(|part| word.contains(part))
}

/// Whether a text right behind an amount leaves it a price: most do, but for a measure, a rate, what it is for, what costs it.
pub(super) fn is_said_behind_a_price(text: &str) -> bool {
    let text = text.trim_start();
    if let Some(unit) = text.strip_prefix('/') {
        return words_of(unit).next().is_none_or(|unit| is_one_of(PIECES, &unit) || is_said(&unit));
    }
    let text = behind_note(text);
    if !text.starts_with(char::is_alphabetic) {
        // "£89+" is the least of several prices.
        return text.trim() != "+";
    }
    let first_sentence = text.split(|c: char| ".,;!?()|•·".contains(c)).next().unwrap_or_default();
    let mut words = words_of(first_sentence);
    let (Some(first), second) = (words.next(), words.next().unwrap_or_default()) else { return true };
    if is_one_of(PER, &first) {
        // "pr. stk." has a dot that ends no sentence.
        return words_of(text).nth(1).is_some_and(|unit| is_one_of(PIECES, &unit));
    }
    if is_one_of(WITH_ARTICLE, &first) && is_one_of(MEASURES, &second) || first == "and" && second == "up" {
        return false;
    }
    if is_one_of(WITH, &first) {
        let mut behind = words_of(first_sentence).skip(1).take(3);
        return behind.any(|word| is_one_of(FREE, &word) || is_one_of(TAXES, &word))
            || is_said(&second) && !names_another(first_sentence);
    }
    !is_one_of(OF_OTHERS, &first) && !is_one_of(MEASURES, &first) && !names_another(first_sentence)
}

/// A text behind an amount without what it says first of taxes and single pieces: "incl. 19 % VAT", "each".
fn behind_note(text: &str) -> &str {
    let mut rest = text;
    loop {
        let (mut word, mut behind) = first_word(rest);
        if is_one_of(WITH_TAX, &word) && !NET_OR_GROSS.contains(&word.as_str()) {
            // "Excl." may lead to something else than a tax: "excl. delivery".
            (word, behind) = first_word(behind);
            if !is_one_of(TAXES, &word) {
                return rest;
            }
        } else if !(is_one_of(WITH_TAX, &word) || is_one_of(TAXES, &word) || EACH.contains(&word.as_str())) {
            return rest;
        }
        rest = behind;
    }
}

/// The first word of a text in lower case, and what stands behind it and a rate.
fn first_word(text: &str) -> (String, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let is_between = |c: char| c.is_numeric() || c.is_whitespace() || ".%".contains(c);
    (text[..end].to_lowercase(), text[end..].trim_start_matches(is_between))
}

/// Whether a sentence behind an amount soon names what the amount is of, and no word says that it is free or comes on top. What has
/// an amount of its own is another thing beside the price: "Delivery £4.95".
fn names_another(sentence: &str) -> bool {
    let is_named = |word: &String| {
        is_one_of(OTHERS, word) || ENDS_OF_OTHERS.iter().any(|end| word.ends_with(end) && word != end)
    };
    let words: Vec<_> = words_of(sentence).take(MOST_WORDS).collect();
    let Some(place) = words.iter().position(is_named) else { return false };
    let is_free = words[..place].iter().any(|word| is_one_of(FREE, word) || is_one_of(BESIDE, word))
        || words.get(place + 1).is_some_and(|next| is_one_of(FREE, next));
    let lower = sentence.to_lowercase();
    let behind = lower.split_once(words[place].as_str()).map_or("", |(_, behind)| behind);
    let has_number = behind.trim_start_matches([' ', ':', '-', '–']).starts_with(char::is_numeric)
        || sums().is_some_and(|sums| sums.find_iter(behind).any(|sum| patterns::is_signed(sum.as_str())));
    !is_free && !has_number
}

/// So many words behind an amount may name what it is of.
const MOST_WORDS: usize = 5;

/// Whether a word stands in one of some lists, whose words are parted by spaces.
fn is_one_of(lists: &[&str], word: &str) -> bool {
    lists.iter().any(|list| list.split(' ').any(|listed| listed == word))
}

/// The words of a text in lower case.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphabetic() && c != '\u{301}').filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// Whether a word in lower case says no more of an amount than that it is the price.
pub(super) fn is_said(word: &str) -> bool {
    let is_joined = |word: &str| JOINED.iter().any(|part| word.contains(part));
    is_one_of(SAID, word)
        || is_one_of(PIECES, word)
        || is_beside_a_price(word)
        || is_beside_a_price(&word.to_uppercase())
        || is_joined(word)
}

/// Parts of words in scripts that put no space between them.
const JOINED: &[&str] = &["価格", "価", "价", "價", "售", "特価", "税込", "가격", "판매가", "할인가", "ราคา"];

/// What a price may be for, behind "per": one piece, or a metre of what is sold by it; and at once, not in rates.
const PIECES: &[&str] = &[
    "each ea item unit piece pc pcs pair set stück stk st stuk paar pièce pièces unité paire lot pezzo",
    "pz unidad unidade ud uds pieza par szt sztuka sztukę ks kus kpl kappale db darab buc styck styk",
    "adet шт kom metre meter pack packung box karton boîte paquet caja scatola confezione paket opakowanie balení doos pakke",
];

/// Words for "per".
const PER: &[&str] = &["per pro par por je pr ogni každý"];

/// Words that may be those for "per" in front of a measure.
const WITH_ARTICLE: &[&str] = &["a al alla la le l à za i om na"];

/// Measures and times, behind "per", or alone: "12,42 € mtl.".
const MEASURES: &[&str] = &[
    "month months mo md mdr mån mnd monat monats mtl monatlich monthly mois mensuel mensuels mes mensual mensuales mese mensile mensili",
    "maand maandelijks miesiąc miesięcznie mies měsíc měsíčně week weekly wk woche wöchentlich semaine semana settimana day daily tag",
    "jour día giorno dag night nacht nuit year yearly jahr jährlich année año anno hour stunde heure kg g gr kilo litre liter ml cl m sqm",
    "person personne persona",
];

/// Words behind which an amount is another thing's, unless it is free or only says more of the price.
const WITH: &[&str] = &["with mit avec con com met med z s με"];

/// What comes at no cost, or not yet.
const FREE: &[&str] = &[
    "free gratis gratuita gratuite gratuit offerte offert offerts included incluse inclusa incluida inbegriffen kostenlos kostenloser",
    "kostenlose kostenfrei kostenfreie darmowa darmowy zdarma ingyenes gratuită bedava ücretsiz ilmainen fri bis until by from lagernd",
];

/// Words behind which a thing comes on top of the price, or with it.
const BESIDE: &[&str] = &[
    "plus zzgl zuzüglich excl exkl excluding exclusive hors incl inkl including inclusive inclus inclusief compris with mit avec con com met",
    "med und and et och og ja before after without ohne sans sin senza sem zonder utan uten uden bez auf nach après sous",
];

/// Things that cost, or are taken off: delivery, a saving, a deposit, a service.
const OTHERS: &[&str] = &[
    "delivery shipping postage versand lieferung livraison expédition relais spedizione consegna envío frete entrega verzending bezorging",
    "dostawy dostawa wysyłki wysyłka doprava dopravné frakt fragt levering toimitus kargo szállítás livrare αποστολή μεταφορικά доставка",
    "huis saving savings cheaper sparen günstiger ersparnis desconto descuento dto sconto remise réduction korting rabat rabatt rabatu sleva",
    "slevy zľava alennus indirim kedvezmény reducere έκπτωση отстъпка знижка cashback cagnottés deposit kaution consigne kaucja acompte",
    "refurbished reconditionné refurbed generalüberholt assembly montaje montage montaggio montaż montáž asennus kurulum entsorgung",
    "extra gift card",
];

/// The ends of words for what costs extra.
const ENDS_OF_OTHERS: &[&str] = &[
    "zuschlag",
    "service",
    "gebühr",
    "kosten",
    "gebyr",
    "avgift",
    "kostnad",
    "omkostninger",
    "maksu",
    "送料",
    "送料がかかります",
];

/// Words that lead to a tax, or say that it is in the price.
const WITH_TAX: &[&str] = &[
    "incl inkl inc including inclusive inclus incluse inclusa incluido incluida inclusief ink exkl excl ex excluding sis ttc ht brutto",
    "netto bruttó nettó",
];

/// Those of [`WITH_TAX`] that say so alone.
const NET_OR_GROSS: &[&str] = &["ttc", "ht", "brutto", "netto", "bruttó", "nettó"];

/// Words for a single piece behind its price.
const EACH: &[&str] = &["each", "ea"];

/// Words for what the shop asked before and for what the maker recommends, by language. What shops call the regular price may be
/// the one that they ask.
const OF_BEFORE: &[&str] = &[
    "was before instead previously formerly originally list old rrp msrp srp uvp statt anstatt vorher bisher bisheriger vorheriger früher",
    "listenpreis avant lieu ancien barré conseillé prima anziché invece precedente vecchio consigliato antes anterior pvpr recomendado",
    "oude voorheen adviesprijs tidigare før førpris ord ordinarie vejl vejledende veil veiledende rek ovh norm było była zamiast poprzednia",
    "pierwotna katalogowa sugerowana původně původní místo doporučená pôvodne pôvodná namiesto odporúčaná eredeti régi helyett vechi prp",
    "recomandat αρχική παλιά eski yerine",
];

/// The same in scripts that put no space between words.
const BEFORE_JOINED: &[&str] = &["希望小売", "参考価格", "定価", "原价", "原價"];

/// Words right behind an amount of something else.
const OF_OTHERS: &[&str] = &[
    "more extra store credit credits points pts punkte towards toward bonus gutschein voucher worth minimum deposit fee charge refund",
    "cashback at for für pour per toeslag aufpreis surcharge supplément supplemento monthly weekly trade used gebraucht",
];

/// Taxes: the amount behind nothing else is one.
const TAXES: &[&str] = &["vat tax taxes gst mwst ust tva iva btw moms mva dph kdv alv pdv ddv φπα φ пдв ддс"];

/// Words that lead to a price, by language.
const SAID: &[&str] = &[
    // English
    "prices just today s special offer deal new online web internet retail selling final buy for it at",
    "is the per each normal standard current currently clearance outlet promo promotional promotion",
    "promotions starting from as low ex excl excluding including inclusive gst and black friday cyber",
    "monday week pay get flash great best discounted reduced to on available in stock item product cost",
    "costs usual usually",
    "hot limited time exclusive typical suggested recommended manufacturer compare compared down from to save",
    // German
    "preise unser ihr dein aktueller aktuell angebot angebotspreis sonderpreis sonderangebot",
    "aktionspreis aktion verkaufspreis onlinepreis neu heute für je pro stück stückpreis einzelpreis",
    "kaufpreis gesamtpreis endpreis bruttopreis produktpreis ust kaufen um der ab artikel tagespreis",
    "vk bisheriger bisher einmalig originalpreis normalpreis ladenpreis katalogpreis regulärer anstatt",
    // French
    "bon plan notre votre seulement promotionnel spécial soldé soldes vente le la à partir ttc ht tva unitaire",
    "initial habituel barré origine conseillé actuel pour net en aujourd hui offre remisé réduit dès l d unité",
    // Italian, Spanish, Portuguese
    "adesso solo nostro tuo speciale offerta scontato attuale vendita iva inclusa a per al oggi in sólo",
    "nuestro tu especial oferta actual rebajado rebajas venta incluido hoy el desde agora só apenas",
    "nosso atual venda vista hoje no valor preço preco da partire preços prezzi",
    "intero pieno originale precedente original normal recomendado",
    // Dutch
    "slechts onze uw jouw aanbieding actieprijs actie verkoopprijs huidige speciale vanaf btw stuk",
    "vandaag deze week normale oude adviesprijs winkelprijs",
    // Swedish, Norwegian, Danish, Finnish
    "nå kun bara endast vår ditt din kampanjpris kampanje kampanj tilbud tilbudspris rea reapris",
    "ordinarie nuvarande moms ink salgspris nettpris spesialpris dagens fra från priset prisen hinta nyt",
    "vain sis alv tarjous tarjoushinta alkaen webbpris normalpris normaalihinta førpris vejledende veiledende",
    // Polish, Czech, Slovak, Hungarian, Romanian, Croatian, Slovene, Turkish
    "teraz tylko nasza promocyjna aktualna brutto netto z s od sprzedaży dziś specjalna promocja nyní",
    "teď jen pouze naše akční dph bez za ks vč včetně iba cijena sada samo ár ára most csak bruttó nettó",
    "akciós preț pret prețul acum doar nou redus tva fiyat fiyatı satış peşin şimdi sadece kdv dahil indirimli cene",
    "cenu już regularna pierwotna poprzednia katalogowa sugerowana běžná původní doporučená",
    // Greek, Russian, Ukrainian, Bulgarian
    "τιμή τώρα μόνο από цена ціна сейчас только от за лише зараз сега само руб",
];

/// Whether a word says no more of two amounts than that one is the price and the other was it.
pub(super) fn is_of_a_pair(word: &str) -> bool {
    const PRICES: &[&str] = &["ár ára fiyat fiyatı τιμή"];
    let lower = word.to_lowercase();
    is_beside_a_price(word)
        || is_of_before(&lower)
        || is_one_of(PRICES, &lower)
        || JOINED.iter().any(|part| lower.contains(part))
}

/// Whether a word says no more of an amount than that it is a price, or was one.
pub(super) fn is_beside_a_price(word: &str) -> bool {
    is_fitting(word) || SIGNS_OF_LETTERS.contains(&word)
}

/// Whether a word may stand beside a crossed-out price in an element that is not called a price.
pub(super) fn is_fitting(word: &str) -> bool {
    is_one_of(FITTING, &word.to_lowercase()) || word.parse::<Currency>().is_ok()
}

/// Signs that are words.
const SIGNS_OF_LETTERS: &[&str] =
    &["R", "Rs", "Kč", "Ft", "TL", "RM", "Rp", "KSh", "Fr", "SFr", "грн", "руб", "лв", "円"];

/// What [`is_fitting`] knows.
const FITTING: &[&str] = &[
    "was now auf por för conseillé public catalogue listenpreis before regular regularly original",
    "originally old price list rrp msrp uvp reg instead of sale our your save you off only statt bisher",
    "vorher jetzt nur preis alter neuer avant au lieu de prix ancien maintenant prima ora prezzo antes",
    "ahora precio van voor nu prijs inc incl inkl vat mwst ttc tax lei kr zł discount pvp recomendado",
    "habitual anterior formerly previously ursprünglich anziché invece di listino consigliato",
    "adviesprijs voorheen cena regularna było původně původní běžná ord rek pris tidigare før",
];
