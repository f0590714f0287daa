//! Pages that stand in place of a shop on any platform: it is being worked on, its people are away, or it has not opened yet.
//!
//! Words alone prove nothing, a shop may sell "maintenance". So such a page must have next to nothing else: hardly any text, few
//! links, no price, nothing to buy.

use super::dom::{self, Dom, selector};
use super::patterns::pattern;
use super::{blind, current, form, links};

/// A page with more letters has something to say.
const MOST_LETTERS: usize = 1_000;
/// Where a text further down may tell, too, there are fewer.
const FEW_LETTERS: usize = 400;
/// Links to social networks and to what the law asks for; a shop's pages have more.
const MOST_LINKS: usize = 14;

/// Whether a page says nothing but that its shop is closed for now.
pub(super) fn is_for_now(dom: &Dom) -> bool {
    says_only(dom, |text| {
        let words = pattern!(
            r"\b(?:(?:under|down for|undergoing|scheduled|planned) maintenance|maintenance mode|(?:we|shop|store|site)(?:['’]ll| will| shall)? (?:soon |shortly )?be (?:right |soon |shortly )?back",
            r"|be back online|(?:shop|store|site|website) is (?:currently |temporarily )?(?:closed|offline|unavailable|down)|temporarily (?:closed|offline|unavailable)",
            r"|en (?:cours de )?maintenance|(?:bientôt|très vite|vite) de retour|de retour (?:bientôt|très vite|dans|le)|nous revenons (?:bientôt|vite|très vite)",
            r"|(?:boutique|site|magasin|e-shop) (?:en ligne )?(?:est )?(?:actuellement |temporairement |momentanément )?(?:fermée?|indisponible|en travaux)|fermeture (?:annuelle|temporaire|exceptionnelle)",
            r"|wartungs(?:arbeiten|modus|pause)|(?:bald|gleich|in kürze|demnächst|in wenigen minuten) (?:wieder )?(?:zurück|da|online|für (?:sie|euch|dich) da|erreichbar)",
            r"|(?:shop|seite|website) (?:ist )?(?:derzeit |vorübergehend |momentan |zurzeit |aktuell )?(?:geschlossen|nicht (?:erreichbar|verfügbar)|offline)|betriebsferien",
            r"|en mantenimiento|volvemos (?:pronto|enseguida|en breve)|volveremos|(?:tienda|web) (?:está )?(?:temporalmente )?cerrada",
            r"|in manutenzione|torn(?:iamo|eremo) (?:presto|subito|a breve|online)|(?:negozio|sito) (?:è )?(?:temporaneamente |momentaneamente )?(?:chiuso|non disponibile|offline)",
            r"|onderhoudsmodus|in onderhoud|(?:zo|snel|binnenkort) (?:weer )?terug|(?:winkel|webshop|site) is (?:tijdelijk )?(?:gesloten|offline)",
            r"|przerwa techniczna|prace (?:konserwacyjne|techniczne)|(?:wkrótce|niedługo|zaraz) (?:wracamy|wrócimy)|(?:wracamy|wrócimy) (?:wkrótce|niedługo|niebawem)",
            r"|em manutenção|(?:voltamos|voltaremos) (?:já|logo|em breve)|probíhá údržba|brzy (?:jsme )?zpět|(?:snart|strax) tillbaka|snart tilbage|karbantartás alatt|revenim (?:curând|în curând))\b",
            r"|^(?:we are |we['’]re )?back (?:soon|shortly)\W*$|^(?:site |website )?maintenance$|^(?:wartung|mantenimiento|manutenzione|onderhoud|manutenção|údržba|underhåll)$"
        );
        words.is_some_and(|words| words.is_match(text))
    })
}

/// Whether a page says nothing but that its shop opens later.
pub(super) fn is_until_it_opens(dom: &Dom) -> bool {
    says_only(dom, |text| {
        let words = pattern!(
            r"\b(?:opening soon|coming soon|launching soon|we(?:['’]re| are) (?:launching|opening)|bientôt (?:en ligne|ouverte?)|ouverture prochain(?:e|ement)|ouvre bientôt",
            r"|neueröffnung|wir eröffnen|eröffnen (?:bald|demnächst|in kürze)|(?:demnächst|in kürze|bald) (?:online|verfügbar)|próximamente|abrimos pronto|prossimamente|apriamo presto|presto online",
            r"|binnenkort (?:open|online)|otwieramy (?:wkrótce|niebawem)|wkrótce otwarcie|abrimos em breve|em breve)\b"
        );
        words.is_some_and(|words| words.is_match(text))
    })
}

/// Whether a page's title or headings have such words, or all of the little that it says, and nothing on it is a shop's.
fn says_only(dom: &Dom, tells: impl Fn(&str) -> bool) -> bool {
    let Some(body) = dom.first(selector!("body")) else { return false };
    let headings = dom.all(selector!("title, h1, h2, h3")).take(8);
    // "Maintenance plans" are sold, and a shop that is closed on Sundays is open.
    let is_other = |text: &str| {
        let words = pattern!(
            r"\bmaintenance (?:plans?|kits?|contracts?|services?|products?|tools?)\b|\bclosed (?:on |every )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
            r"|\bfermée? (?:le |les )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(?:sonntags?|montags?|feiertags) (?:ist |sind )?.{0,30}geschlossen"
        );
        words.is_some_and(|words| words.is_match(text))
    };
    let is_headed = headings.into_iter().map(dom::text).any(|heading| tells(&heading) && !is_other(&heading));
    // Below a heading about something else it is a remark.
    let is_all = || dom.first(selector!("h1")).is_none();
    let may_be =
        is_headed || is_all() && dom::short_text(body, 2 * FEW_LETTERS).is_some_and(|text| tells(&text));
    if !may_be {
        return false;
    }
    let letters = blind::visible_letters(body);
    let links = dom.all(selector!("body a[href]")).take(MOST_LINKS + 1).count();
    let has_price = || dom.all(current::called_price()).any(|place| dom.has_own_digit(place));
    let is_short = if is_headed { letters < MOST_LETTERS } else { letters < FEW_LETTERS };
    is_short
        && links <= MOST_LINKS
        && !has_price()
        && !links::leads_to_cart(dom)
        && form::sole_purchase(dom).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_shop_says_so_and_nothing_else() {
        let shop = "<a href=/a>A</a>".repeat(15);
        let text = "<p>A long text about lamps, their shades and bulbs.</p>".repeat(30);
        for (html, now, later) in [
            ("<title>Maintenance</title><h1>Lamps</h1>".to_owned(), true, false),
            (
                "<h1>Nous serons bientôt de retour.</h1><p>-20 % sur tout à notre retour !</p>".to_owned(),
                true,
                false,
            ),
            ("<h1>We'll be back soon</h1><p>20% off everything when we are back</p>".to_owned(), true, false),
            ("<h2>Wir sind bald wieder für Sie da</h2>".to_owned(), true, false),
            ("<div>Lampenladen</div><p>Unser Shop ist derzeit geschlossen.</p>".to_owned(), true, false),
            ("<h1>La tienda está cerrada</h1>".to_owned(), true, false),
            ("<h1>Sito in manutenzione</h1>".to_owned(), true, false),
            ("<h1>Opening soon</h1><p>10% off for the first</p>".to_owned(), false, true),
            ("<h1>Ouverture prochaine</h1>".to_owned(), false, true),
            // A shop that is open.
            ("<h1>Maintenance kits</h1>".to_owned(), false, false),
            (format!("<h1>Back soon: our bamboo lamp</h1>{shop}"), false, false),
            (format!("<h1>We'll be back soon</h1>{text}"), false, false),
            ("<h1>Back soon</h1><p class=price>£5</p>".to_owned(), false, false),
            ("<h1>Lamps</h1><p>We will be open on Sunday.</p>".to_owned(), false, false),
            (
                format!(
                    "<h1>Lamps</h1><p>Our shop is closed on Sundays.</p>{}",
                    "<p>Open all week.</p>".repeat(40)
                ),
                false,
                false,
            ),
            ("<h1>Back soon: sale</h1><p>30% off everything</p>".to_owned(), false, false),
            (
                "<h1>Thank you</h1><p>Our site is down for maintenance on Sunday night.</p>".to_owned(),
                false,
                false,
            ),
            ("<h1>Opening hours</h1><p>The store is closed on Mondays.</p>".to_owned(), false, false),
            ("<h1>Coming soon</h1><a href=/p/a>Lamp</a><a href=/cart>Cart</a>".to_owned(), false, false),
            (String::new(), false, false),
        ] {
            let dom = Dom::new(&html);
            assert_eq!((is_for_now(&dom), is_until_it_opens(&dom)), (now, later), "{html}");
        }
    }
}
