//! The words that shops say beside a price, by language: "Our price", "now only", "inkl. MwSt.", "instead of".

use crate::units::money::Currency;
use crate::units::price as price_text;

/// Whether the last words of a text, behind its last punctuation and number, may lead to the price of what has this name.
pub(super) fn leads_to_a_price(text: &str, name: &str) -> bool {
    let ends_words = |c: char| {
        c.is_numeric() || (c.is_ascii_punctuation() && !":'&-".contains(c)) || "¡!¿…•·|".contains(c)
    };
    // The dot of "Was Rs." ends a sign, not a sentence.
    let words = price_text::without_sign_at_end(text.trim_end());
    let last = words.trim_end_matches([':', ' ', '-', '–']).rsplit(ends_words).next().unwrap_or_default();
    let name = name.to_lowercase();
    let is_tax = |word: String| is_one_of(TAXES, &word);
    let mut named = words_of(last).peekable();
    if named.peek().is_some() && named.all(is_tax) {
        return false;
    }
    let is_of_name = |word: &str| name.split(|c: char| !c.is_alphanumeric()).any(|own| own == word);
    words_of(last).all(|word| is_said(&word) || is_of_name(&word))
}

/// Whether a text right behind an amount leaves it a price: most do, but for a measure, a rate, what it is for, what costs it.
pub(super) fn is_said_behind_a_price(text: &str) -> bool {
    let text = text.trim_start();
    if let Some(unit) = text.strip_prefix('/') {
        return words_of(unit).next().is_none_or(|unit| is_one_of(PIECES, &unit) || is_said(&unit));
    }
    if !text.starts_with(char::is_alphabetic) {
        return true;
    }
    let first_sentence = text.split(|c: char| ".,;!?()|•·".contains(c)).next().unwrap_or_default();
    let mut words = words_of(first_sentence);
    let (Some(first), second) = (words.next(), words.next().unwrap_or_default()) else { return true };
    if is_one_of(PER, &first) {
        // "pr. stk." has a dot that ends no sentence.
        return words_of(text).nth(1).is_some_and(|unit| is_one_of(PIECES, &unit));
    }
    if is_one_of(WITH_ARTICLE, &first) {
        return !is_one_of(MEASURES, &second);
    }
    if is_one_of(ONLY_WITH, &first) {
        return is_one_of(FREE, &second) || is_said(&second);
    }
    !is_one_of(OF_OTHERS, &first) && !is_one_of(MEASURES, &first)
}

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
const ONLY_WITH: &[&str] = &[
    "with mit avec con com met med z s delivery shipping postage versand versandkosten lieferung frais frakt fragt verzendkosten",
    "verzending spedizione envío frete dostawa wysyłka doprava porto",
];

/// What [`ONLY_WITH`] may be followed by.
const FREE: &[&str] = &[
    "free gratis gratuita gratuite gratuit offerte offert offerts included incluse inclusa incluida inbegriffen kostenlos kostenloser",
    "bis until by from lagernd moms mva dph vat tva",
];

/// Words right behind an amount of something else.
const OF_OTHERS: &[&str] = &[
    "more extra store credit credits points pts punkte towards toward bonus gutschein voucher worth minimum deposit fee charge refund",
    "cashback at for für pour per toeslag aufpreis surcharge supplément supplemento monthly weekly trade used gebraucht",
];

/// Taxes: the amount behind nothing else is one.
const TAXES: &[&str] = &["vat tax taxes gst mwst ust tva iva btw moms dph kdv alv"];

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
