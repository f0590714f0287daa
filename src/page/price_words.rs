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
    if !last.trim().is_empty() && words_of(last).all(is_tax) {
        return false;
    }
    let is_of_name = |word: &str| name.split(|c: char| !c.is_alphanumeric()).any(|own| own == word);
    words_of(last).all(|word| is_said(&word) || is_of_name(&word))
}

/// Whether a text right behind an amount leaves it a price: a tax, "each", a sentence of its own.
pub(super) fn is_said_behind_a_price(text: &str) -> bool {
    let text = text.trim_start();
    let unit = text.strip_prefix('/').map(|unit| words_of(unit).next());
    if let Some(unit) = unit {
        return unit.is_none_or(|unit| is_one_of(PIECES, &unit) || is_said(&unit));
    }
    if !text.starts_with(char::is_alphabetic) {
        return true;
    }
    let first_sentence = text.split(|c: char| ".,;!?()|•·".contains(c)).next().unwrap_or_default();
    let mut words = words_of(first_sentence);
    let Some(first) = words.next() else { return true };
    if is_one_of(PER, &first) {
        let unit = words.next();
        return unit.is_some_and(|unit| is_one_of(PIECES, &unit));
    }
    if is_one_of(WITH, &first) {
        return words.next().is_some_and(|second| is_one_of(BEHIND, &second));
    }
    is_said(&first) || is_one_of(PIECES, &first) || is_one_of(BEHIND, &first)
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
    "adet шт kom metre meter vista contado",
];

/// Words for "per".
const PER: &[&str] = &["per pro par por al a la le l je za à pr"];

/// Taxes: the amount behind nothing else is one.
const TAXES: &[&str] = &["vat tax taxes gst mwst ust tva iva btw moms dph kdv alv"];

/// Words for "with".
const WITH: &[&str] = &["with mit avec con com met med z s"];

/// What begins a sentence of its own right behind a price.
const BEHIND: &[&str] = &[
    "down plus zzgl zuzüglich excl exkl excluding excludes includes hors ht netto free gratis kostenlos",
    "kostenlose kostenloser versandkostenfrei livraison in out available add buy kaufen sofort auf",
    "lieferbar lieferzeit en disponible op på skladem dostępny save saved spare sparen ersparnis",
    "économisez ahorra reduced reduziert rabatt ex delivered or oder ou see view details quantity qty",
];

/// Words that lead to a price, by language.
const SAID: &[&str] = &[
    // English
    "prices just today s special offer deal new online web internet retail selling final buy for it at",
    "is the per each normal standard current currently clearance outlet promo promotional promotion",
    "promotions starting from as low ex excl excluding including inclusive gst and black friday cyber",
    "monday week pay get flash great best discounted reduced to on available in stock item product cost",
    "costs usual usually",
    "typical suggested recommended manufacturer compare compared down from to save",
    // German
    "preise unser ihr dein aktueller aktuell angebot angebotspreis sonderpreis sonderangebot",
    "aktionspreis aktion verkaufspreis onlinepreis neu heute für je pro stück stückpreis einzelpreis",
    "kaufpreis gesamtpreis endpreis bruttopreis produktpreis ust kaufen um der ab artikel tagespreis",
    "einmalig originalpreis normalpreis ladenpreis katalogpreis regulärer anstatt",
    // French
    "notre votre seulement promotionnel spécial soldé soldes vente le la à partir ttc ht tva unitaire",
    "initial habituel barré origine conseillé actuel pour net en aujourd hui offre remisé réduit dès l d unité",
    // Italian, Spanish, Portuguese
    "adesso solo nostro tuo speciale offerta scontato attuale vendita iva inclusa a per oggi in sólo",
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
    "akciós preț pret prețul acum doar nou redus tva fiyat fiyatı şimdi sadece kdv dahil indirimli cene",
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
