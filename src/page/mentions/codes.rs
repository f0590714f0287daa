//! Codes that a page's text advertises.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::promise::{Promise, promise, window};
use crate::page::patterns::pattern;

/// More codes than this are a list of something else.
const MOST_CODES: usize = 20;
/// As far from a code the words may stand that tell what it is for.
const FAR: usize = 120;

/// A code that the page's text advertises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMention {
    /// The code.
    pub code: String,
    /// The words around it.
    pub promise: Promise,
}

/// The codes in these texts, each once.
pub(in crate::page) fn codes(blocks: &[String]) -> Vec<CodeMention> {
    let mut found: Vec<CodeMention> = Vec::new();
    for mention in blocks.iter().flat_map(|block| codes_in(block)) {
        if found.len() < MOST_CODES && found.iter().all(|known| known.code != mention.code) {
            found.push(mention);
        }
    }
    found
}

/// What stands before a code. The first name a promotion themselves; the others need one nearby.
const KINDS: &[(&str, bool)] = &[
    (
        concat!(
            r"(?:promo(?:tion(?:al)?)?|voucher|coupon|discount)[ -]?codes?|coupon|voucher",
            r"|codes?[ -](?:promo(?:tionnels?)?|avantage|coupon|remise|privilège|de réduction|réduction)",
            r"|(?:gutschein|rabatt|aktions)[ -]?codes?|codice[ -](?:sconto|promo(?:zionale)?)",
            r"|código[ -](?:promocional|de descuento|descuento|de desconto|desconto|de cupom)|cup[oó]n|cupom",
            r"|(?:kortings|actie)[ -]?code|kod[ -](?:rabatowy|promocyjny|zniżkowy)|slevov(?:ý|ého) kód|kupón|zľavov(?:ý|ého) kód",
            r"|rabatt?kod(?:en?)?|kampanjkod(?:en)?|rabattkode(?:n)?|alennuskoodi|kuponkód|kedvezménykód|indirim kodu|промокод",
            r"|(?:クーポン|割引|プロモーション)コード|クーポン",
        ),
        true,
    ),
    (
        concat!(
            r"(?:with|use|using|enter|apply|type|avec|utilisez|utiliser|saisissez|saisir|entrez|grâce|mit|gebruik|met|voer)",
            r"(?: the| this| our| your| le| ce| notre| votre| au| dem| de| onze)? code",
            r"|(?:usa|usando|utiliza|utilizando|introduce|con|inserisci|utilizza|com|use|aplique)(?: el| il| o| este)? (?:código|codice)",
            r"|(?:använd|ange|med|brug|bruk|indtast)(?: koden?| kod)",
            r"|(?:użyj|wpisz|podaj|z) (?:kodu|kod|kodem)|(?:s|použijte|použij|zadejte|zadej) kód(?:em|u)?",
        ),
        false,
    ),
    (r"(?:^|[.!?|•·/(–—-] ?|, )(?:code|código|codice|kode?|kód)", false),
    // Two lines of a banner: "-30 % SUR TOUT LE SITE CODE CYBER30".
    (
        concat!(
            r"% ?[^%|.!?0-9]{0,40}\b(?:everything|site(?:wide)?|store(?:wide)?|orders?|boutique|commande|panier|alles|sortiment|einkauf",
            r"|todo|web|tienda|tutto|ordine|alle?t|wszystko|vše)!? (?:code|código|codice|kode?|kód)",
        ),
        false,
    ),
];

/// Whether a text says no more than that a code is to be used.
pub(in crate::page) fn only_names_a_code(text: &str) -> bool {
    text.len() <= FAR
        && pattern!(
            r"^\W*(?:(?:use|with|enter|apply|using|avec|utilisez|saisissez|mit|con|usa|utiliza|inserisci|met|gebruik|med|använd|brug|z|s|użyj|použijte)(?: \p{L}{2,6})? )?",
            r"(?:(?:promo|discount|voucher|coupon|rabatt?|gutschein|aktions|kortings)[ -]?)?(?:code|koden?|kod(?:u|em)?|kód(?:em)?|código|codice|coupon)(?: promo| sconto| promocional)?",
            r#"[ :=]+["'«“„]?[ \u{A0}\u{202F}]?(?-i:[A-Z0-9][A-Z0-9_-]{2,29})(?: (?:at (?:the )?checkout|an der kasse|im warenkorb|au panier|dans le panier|en el carrito|nel carrello|bij het afrekenen|i kassan|ved kassen))?\W*$"#
        )
        .is_some_and(|words| words.is_match(text))
}

fn codes_in(block: &str) -> Vec<CodeMention> {
    static PATTERNS: LazyLock<Vec<(Regex, bool)>> = LazyLock::new(|| {
        let compile = |(before, names): &(&str, bool)| {
            let text = format!(
                r#"(?i:(?P<before>(?:^|\b|[^\p{{L}}\p{{N}}])(?:{before})))(?P<between> ?(?:(?i:is|est) )?(?:[:=]|n°)? ?["'«“‘「『]? ?)(?P<code>[A-Z0-9][A-Z0-9_-]{{2,29}})(?P<after>$|[^\p{{L}}\p{{N}}_])"#
            );
            Regex::new(&text).ok().map(|regex| (regex, *names))
        };
        KINDS.iter().filter_map(compile).collect()
    });
    let mut found = Vec::new();
    for (pattern, names_a_promotion) in PATTERNS.iter() {
        for captures in pattern.captures_iter(block) {
            if let Some(mention) = mention(block, &captures, *names_a_promotion) {
                found.push(mention);
            }
        }
    }
    found.extend(said_without_the_word(block));
    found
}

/// "Apply WINTER15 at checkout for 15% off", "15% off with WINTER15", and "use code: winter15" in small letters.
fn said_without_the_word(block: &str) -> Option<CodeMention> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i:\b(?:apply|enter|use|type|gib|saisissez|entrez|inserisci|introduce) )(?P<bought>[A-Z][A-Z_-]*[0-9][A-Z0-9_-]*)",
            r"(?i: (?:at (?:the )?checkout|ein|an der kasse|im warenkorb|au panier|dans le panier|en el carrito|nel carrello)\b)",
            r"|%(?i: (?:off|discount|rabatt|de remise|korting))?(?i: (?:with|using|mit|avec|met) )(?P<off>[A-Z]{3,}[0-9]{2,3})(?:$|[^\p{L}\p{N}_-])",
            r#"|(?i:\b(?:use|with|enter|apply|mit|avec) code):? ?["'“‘«]? ?(?P<small>[a-z]{3,}[0-9]{1,3})(?:$|[^\p{L}\p{N}_-])"#
        ))
        .ok()
    });
    let found = PATTERN.as_ref()?.captures(block)?;
    let code = ["bought", "off", "small"].into_iter().find_map(|name| found.name(name))?;
    let place = found.get(0)?.start()..code.end();
    let promise = promise(block, place.clone())?;
    speaks_of_a_promotion(window(block, &place, FAR))
        .then(|| CodeMention { code: code.as_str().to_owned(), promise })
}

fn mention(block: &str, captures: &Captures<'_>, names_a_promotion: bool) -> Option<CodeMention> {
    let code = captures.name("code")?;
    let before = captures.name("before")?;
    let between = captures.name("between")?.as_str();
    // Somewhere a separator must be: `promocodeABC` is a word.
    if between.is_empty() || !code.as_str().bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let has_digit = code.as_str().bytes().any(|byte| byte.is_ascii_digit());
    let is_marked = between.chars().any(|c| ":=\"'«“‘「『".contains(c));
    // In a shouted sentence every word is in capitals: "CODE PROMO VALABLE".
    let shouted = !before.as_str().chars().any(char::is_lowercase);
    if shouted && !has_digit && !is_marked {
        return None;
    }
    if ["AUCUN", "NONE", "NEEDED", "REQUIRED", "KEINER", "HIER", "EINGEBEN", "HERE", "BELOW", "ICI"]
        .contains(&code.as_str())
    {
        return None;
    }
    // What a machine's display asks for, or a colour's number.
    let is_technical = pattern!(r"^[^.!?]{0,10}\b(?:on|in|im|am|auf|sur|dans|en|sul|nel|op|på) (?:the |dem |le |la |l['’]|el |il |het )?(?:display\w*|keypad|panel|manual|handbuch|machine|gerät|menu|app|écran|manuel|pantalla|visor|handleiding|skärmen)\b")
        .is_some_and(|words| words.is_match(&block[code.end()..]));
    let is_colour = pattern!(r"^RAL[ -]?[0-9]{4}$").is_some_and(|colour| colour.is_match(code.as_str()));
    let is_norm = pattern!(r"\b(?:tested|certified|compl(?:ies|iant)|marked|labell?ed|geprüft|zertifiziert|gekennzeichnet|testée?s?|certifiée?s?|conformes?|testad[oa]s?|certificad[oa]s?|testat[oaie])\W*$")
        .is_some_and(|words| words.is_match(&block[..before.start()]));
    if is_technical || is_colour || is_norm {
        return None;
    }
    // "Use code SAVE20" says all there is to say.
    let is_asked_for = has_digit && before.as_str().contains(' ');
    let place = before.start()..code.end();
    let promise = promise(block, place.clone())?;
    (names_a_promotion || is_asked_for || speaks_of_a_promotion(window(block, &place, FAR)))
        .then(|| CodeMention { code: code.as_str().to_owned(), promise })
}

/// Whether the words say what a code would be for.
fn speaks_of_a_promotion(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)%|\b(?:off|sale|save|discount|deal|free|offer|gift|promo\w*|reduc\w*|réduc\w*|remise|soldes?|offre|offert\w*|gratuit\w*|cadeau|économi\w*|checkout|profit\w*|rabatt?\w*|korting|sconto|descuento|ahorra\w*|desconto|sle[vw]\w*|taniej|zniżk\w*|spar\w*)\b|割引|引き|[-−] ?[0-9]+ ?€",
        )
        .ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::Dom;
    use crate::page::mentions::blocks;

    fn found(text: &str) -> Vec<String> {
        codes(&[text.to_owned()]).into_iter().map(|mention| mention.code).collect()
    }

    #[test]
    fn codes_that_are_advertised() {
        for (text, code) in [
            ("30 % off all lamps with code LIGHT30 until Sunday", "LIGHT30"),
            ("Use code: WELCOME at checkout", "WELCOME"),
            ("Use the code \"HELLO-5\" and save 5 €", "HELLO-5"),
            ("Save 10% today. Code: SUMMER-10", "SUMMER-10"),
            ("Promo code: BF2025", "BF2025"),
            ("discount code SPRING", "SPRING"),
            ("-25 % avec le code ETE25 !", "ETE25"),
            ("code promo : ETE25", "ETE25"),
            ("Code promo «\u{a0}NOEL\u{a0}»".replace('\u{a0}', " ").leak(), "NOEL"),
            ("CODE PROMO : HIVER", "HIVER"),
            ("LIVRAISON OFFERTE AVEC LE CODE PORT0", "PORT0"),
            ("Code de réduction BIENVENUE10, valable une fois", "BIENVENUE10"),
            ("Saisissez le code RENTREE pour profiter de 15 %", "RENTREE"),
            ("Use code SAVE20.", "SAVE20"),
            ("30% de descuento en todo · Código: CYBER30", "CYBER30"),
            ("-30% na wszystko | Kod: CYBER30", "CYBER30"),
            ("30% di sconto su tutto - codice CYBER30", "CYBER30"),
            ("30% OFF EVERYTHING // CODE: CYBER30", "CYBER30"),
            ("-30% SUR TOUT LE SITE CODE CYBER30", "CYBER30"),
            ("Discount codes: WELCOME5", "WELCOME5"),
            ("Gutscheincode HERBST10 einlösen", "HERBST10"),
            ("codice sconto: ESTATE5", "ESTATE5"),
            ("Usa el código PRIMAVERA5 y ahorra", "PRIMAVERA5"),
            ("con il codice AUTUNNO5 risparmi il 5 %", "AUTUNNO5"),
            ("Gebruik code LENTE20 voor korting", "LENTE20"),
            ("mit Code LAMPE25: 30,00 €", "LAMPE25"),
            ("Slevový kód JARO5 na lampy", "JARO5"),
            ("Použijte kód JARO5 a získejte slevu", "JARO5"),
            ("Använd koden HOST20 och spara 20 %", "HOST20"),
            ("Brug koden SPAR20 ved kassen", "SPAR20"),
            ("Rabatkode: SPAR20", "SPAR20"),
            ("Z kodem LATO15 taniej o 15 %", "LATO15"),
            ("Use o cupom LAR10", "LAR10"),
            ("Apply WINTER15 at checkout for 15% off", "WINTER15"),
            ("Enter SAVE10 at checkout to get 10% off", "SAVE10"),
            ("15% off with WINTER15", "WINTER15"),
            ("Gib WINTER15 ein und spare 15 %", "WINTER15"),
            ("Use code: winter15 for 15% off", "winter15"),
            ("ランプ全品：クーポンコード「LAMP5」で5%OFF", "LAMP5"),
        ] {
            assert_eq!(found(text), [code], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_code() {
        for text in [
            "Our postcode 75001",
            "Tested with code EN71",
            "Free returns. Our site code LINUX",
            "5% of what we sell in this store: code FR75",
            "No promo code NEEDED",
            "Code promo : AUCUN",
            "Promo code: NONE NEEDED",
            "Pas besoin de code promo NOEL",
            "Code postal : 75001 PARIS",
            "Zip code: AB1",
            "le code source LINUX",
            "barcode 4006381333931",
            "Code-barres : ABC123",
            "Code EAN: 4006381333931",
            "Product code: DEMO-11",
            "Code : DEMO-11",
            "Error code: E404, please try again",
            "dress code: BLACK tie",
            "Enter the code ABCD that we sent to your phone",
            "Have a promo code?",
            "Promo code Add",
            "CODE PROMO VALABLE JUSQU'AU 31",
            "code de la route ROUSSEAU",
            "Voucher codes are sent by e-mail",
            "promocodeABC",
            "Der Artikel mit Code ABCD ist da",
            "Wpisz kod ABCD z SMS",
            "Con código BARRAS en la caja",
            "Gebruik code HERFST10 is verlopen",
            "s kódem ABCD v SMS",
            "Utan rabattkod SPAR20",
            "Use code E24 in the display manual to reset the machine and save energy.",
            "Mit Code: RAL7016, 20 % mehr Glanz",
            "Gutscheincode HIER eingeben",
            "20% off with PS5 and games",
            "50% more with HDMI2 cables",
            "Save 15% with WPA2 encryption",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_code_in_mark_up_and_in_pictures() {
        let dom = Dom::new(
            r#"<body><div class=banner>Get 20% off with code <strong>LIGHT<b>20</b></strong></div>
            <img alt="-10 % : code promo FETE10"><script>"promo code: NOTTHIS1"</script><p>promo</p><p>code: NOR2</p>"#,
        );
        let codes: Vec<_> = codes(&blocks(&dom)).into_iter().map(|mention| mention.code).collect();
        assert_eq!(codes, ["LIGHT20", "FETE10"]);
    }

    #[test]
    fn what_customers_and_banners_say_is_not_the_shop_s() {
        for html in [
            "<h1>Mug</h1><div class=product-reviews><p>20% off with code WELCOME5, great!</p></div>",
            "<h1>Mug</h1><section class='js-cookie-consent'><b>Accept and use code COOKIE10</b></section>",
            "<h1>Mug</h1><p>★★★★★ “20% off with code WELCOME5, great!” — Jane, verified buyer</p>",
            "<h1>Mug</h1><p>Promo code SAVE20 has expired</p>",
            "<h1>Mug</h1><p>Gutscheincode HERBST10 gilt nicht mehr</p>",
        ] {
            assert_eq!(codes(&blocks(&Dom::new(html))), [], "{html}");
        }
        let own = "<div class=has-reviews><h1>Mug</h1><p>20% off with code WELCOME5</p></div>";
        assert_eq!(codes(&blocks(&Dom::new(own))).len(), 1);
    }
}
