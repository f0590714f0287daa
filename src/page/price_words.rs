//! What a page says beside its product's price, and nothing else: "Our price", "now only", "inkl. MwSt.".
//!
//! On a theme that is not known an amount that is called a price may be anything, and what shops call the other amounts cannot be
//! listed. What they say beside the price can: where other words lead to an amount, it is not known to be the price.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::dom::{self, SENTENCE};
use super::other_amounts;
use super::patterns::sums;
use crate::units::price as price_text;

/// Elements within a line of text.
const IN_LINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "code", "data", "del", "em", "font", "i", "img", "ins", "label", "mark",
    "s", "small", "span", "strike", "strong", "sub", "sup", "svg", "u",
];

/// Cells whose name stands in the cell in front of them.
const CELLS: &[&str] = &["dd", "td"];

/// No more nodes of an element are looked at.
const MOST_PARTS: usize = 200;

/// No more nodes of a line are looked at.
const MOST_NODES: usize = 40;

/// Whether nothing but what is said of a price leads to an amount, and nothing else is said right behind it.
pub(super) fn are_around(element: ElementRef<'_>, name: &str) -> bool {
    let text = lines_of(element);
    let Some(amount) = sums().and_then(|sums| sums.find(&text)) else { return true };
    let mut lead = line_before(element);
    dom::push_apart(&mut lead, &text[..amount.start()]);
    let tail = text[amount.end()..].split(NEW_LINE).next().unwrap_or_default().trim_start();
    let behind = if tail.is_empty() { text_behind(element) } else { tail.to_owned() };
    leads_to_a_price(&lead, name) && is_said_behind_a_price(&behind)
}

/// Stands between the texts of two lines.
const NEW_LINE: char = '\n';

/// The text of an element, with its paragraphs and other blocks in lines of their own.
fn lines_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    let mut last = None;
    for node in element.descendants().take(MOST_PARTS) {
        let Some(words) = node.value().as_text().filter(|words| !words.trim().is_empty()) else { continue };
        let line = node.ancestors().find(|around| !is_in_line(*around)).map(|around| around.id());
        if last.is_some_and(|last| last != line) {
            text.push(NEW_LINE);
        }
        last = Some(line);
        dom::push_apart(&mut text, &words.split_whitespace().collect::<Vec<_>>().join(" "));
        if words.ends_with(char::is_whitespace) {
            text.push(' ');
        }
    }
    text
}

/// The words in front of an element in its line, up to another amount; of a cell, those of the cell in front of it.
fn line_before(element: ElementRef<'_>) -> String {
    let mut parts = Vec::new();
    let mut inner: NodeRef<'_, Node> = *element;
    while is_in_line(inner) {
        for sibling in inner.prev_siblings().take(MOST_NODES) {
            if !is_in_line(sibling) {
                return joined(&parts);
            }
            let text: String = texts_of(sibling);
            if let Some(last) = text.rfind(|c: char| c.is_ascii_digit()) {
                // What an element says belongs to its own amount, and so may the words behind an amount.
                let rest = if sibling.value().is_text() { &text[last + 1..] } else { "" };
                parts.push(other_amounts::without_ending(rest).to_owned());
                return joined(&parts);
            }
            let is_long = text.len() > SENTENCE;
            parts.push(text);
            if is_long {
                return joined(&parts);
            }
        }
        let Some(parent) = inner.parent() else { break };
        inner = parent;
    }
    let is_cell = |cell: &ElementRef<'_>| CELLS.contains(&cell.value().name());
    if parts.iter().all(|part| part.trim().is_empty())
        && let Some(cell) = ElementRef::wrap(inner).filter(is_cell)
        && let Some(named) = cell.prev_siblings().find_map(ElementRef::wrap)
    {
        return dom::short_text(named, SENTENCE).unwrap_or_default();
    }
    joined(&parts)
}

/// Texts that were collected from the last to the first, as one.
fn joined(parts: &[String]) -> String {
    let mut line = String::new();
    for part in parts.iter().rev() {
        dom::push_apart(&mut line, part);
    }
    line
}

/// The text right behind an element that has no element of its own.
fn text_behind(element: ElementRef<'_>) -> String {
    let text =
        element.next_sibling().and_then(|node| node.value().as_text().map(|text| text.trim().to_owned()));
    text.filter(|_| is_in_line(*element)).unwrap_or_default()
}

fn texts_of(node: NodeRef<'_, Node>) -> String {
    node.descendants()
        .take(MOST_NODES)
        .filter_map(|node| node.value().as_text())
        .map(|text| &**text)
        .collect()
}

/// Whether a node is text or an element within a line, and no break of it.
fn is_in_line(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_none_or(|element| IN_LINE.contains(&element.name()))
}

/// Whether the last words of a text, behind its last punctuation and number, may lead to the price of what has this name.
fn leads_to_a_price(text: &str, name: &str) -> bool {
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
fn is_said_behind_a_price(text: &str) -> bool {
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
fn is_said(word: &str) -> bool {
    let is_joined = |word: &str| JOINED.iter().any(|part| word.contains(part));
    is_one_of(SAID, word)
        || is_one_of(PIECES, word)
        || other_amounts::is_beside_a_price(word)
        || other_amounts::is_beside_a_price(&word.to_uppercase())
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
