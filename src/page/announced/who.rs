//! Who gets what is announced, where that is not everyone: "members get 10 % off everything", "15 % off with Blue Light Card", "20 %
//! off in our app".

use std::ops::Range;

use super::super::mentions::sentence_around;
use super::super::patterns::pattern;

/// Whether the sentence of a promise makes it to some alone: members, students, those who buy in an app or at a counter.
pub(super) fn is_for_some(text: &str, found: &Range<usize>) -> bool {
    let sentence = &text[sentence_around(text, found)];
    let names_people = pattern!(
        r"\b(?:members?|membres?|adhérente?s?|\w*mitglied\w*|students?|étudiante?s?|studierende\w*|studenten|estudiantes|studenti|socios?|soci|voor leden|medlem\w*|klubowicz\w*|vip|(?:via|with|mit|avec|con) prime|blue light|nhs|teachers|military|veterans|studentów|studenter|trade customers|geschäftskunden|clients professionnels|(?:pay(?:ing)?|bezahl\w*|zahl\w*|payez|payant|paga\w*) (?:with|by|mit|avec|par|con) \p{Lu}?\p{L}+|bei zahlung mit \p{L}+|with an? \p{L}+ card|primeira compra|prima compra|primer pedido|new customers|nouveaux clients|neukund\w+|nuevos clientes|nuovi clienti|abonnés|(?:für|an) händler|lehrer\w*|mit paypal|refer a friend|(?:your |their )birthday|birthday treat|(?:ihrem|deinem|eurem) geburtstag|votre anniversaire|(?:tu|su) cumpleaños|(?:tuo|vostro) compleanno|(?:je|jouw|uw) verjaardag|nieuwe klanten|nowych klientów|registrovan\p{L}+|medlem\p{L}*|kanta-asiakk\p{L}+|opiskelij\p{L}+|jäsen\p{L}*|törzsvásárló\p{L}*|klubtag\p{L}*|új vásárló\p{L}*|membri\p{L}*|clien[țt]i noi|üye\p{L}*|para membros|novos clientes|trade accounts?|student discount)\b",
        r"|会員|学生"
    );
    let names_app = pattern!(
        r"\b(?:(?:in|on|via|with|through) (?:our|the) (?:mobile )?app|app[- ]only|(?:dans|sur|via) (?:notre |l['’])appli\w*|in (?:der|unserer|de|onze) app|no (?:nosso )?app|en (?:la|nuestra) app|nell['’]app|w aplikacji|na (?:nossa )?app|i (?:vår|vores|appen)(?: app)?|sovelluksessa)\b",
        r"|アプリ限定"
    );
    let names_place = pattern!(
        r"\b(?:in[- ]store only|(?:in|at) our (?:[\p{L}’']+ ){0,3}(?:stores?|shops?|branch(?:es)?|showrooms?)|dans nos (?:magasins|boutiques)|en (?:magasin|boutique) uniquement|uniquement en (?:magasin|boutique)|in unseren? (?:filialen?|läden)|nur (?:in der filiale|im laden|vor ort)|in unserer filiale|en nuestras tiendas|en tienda(?: física)?|nei nostri negozi|in negozio|in onze winkels?|in de winkel|i (?:vår|våra|vores) butik\w*|i butik(?:en)?|w (?:naszym )?sklepie stacjonarnym|myymälässä|az üzletben|üzleteinkben|în magazin|mağazada|mağazalarımızda)\b",
        r"|店舗限定"
    );
    // Somewhere, on some things, or next time.
    let names_limits = pattern!(
        r"\b(?:only (?:available |valid )?(?:in|on|to|for) \p{L}+|(?:not available|unavailable) (?:in|to|on|for) |business account|first order|première commande|erste bestellung|primer pedido|for the first [0-9]+|(?:placed |order )by phone|bei abholung|when you trade in|except (?:for )?\p{L}+|in \p{Lu}\p{L}+ only|on [\p{L} ]{3,20} only|within [0-9]+ (?:miles|km)|(?:everything|anything|items?|products?|alles|artikel|tout|todo|tutto) (?:under|below|up to|unter|bis|à moins de|por menos de|sotto) [€$£]?[0-9]+|(?:your )?next (?:order|purchase)|exclud(?:es|ing)|nach österreich|in die schweiz|ausgenommen|nicht auf|hors|sauf|außer)\b",
        r"|を除"
    );
    let is_everywhere = pattern!(r"\b(?:online|en ligne|web|(?:on|and) (?:this|our) (?:web)?site)\b");
    let says = |words: Option<&regex::Regex>| words.is_some_and(|words| words.is_match(sentence));
    says(names_people) || says(names_app) || says(names_limits) || says(names_place) && !says(is_everywhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_are_told_from_all() {
        for (text, expected) in [
            ("Members get PROMISE", true),
            ("PROMISE pour les membres du club", true),
            ("Club-Mitglieder erhalten PROMISE", true),
            ("PROMISE for students", true),
            ("PROMISE with Blue Light Card", true),
            ("Get PROMISE in our app.", true),
            ("PROMISE in our Oxford Street store this Saturday", true),
            ("PROMISE at our Leeds store", true),
            ("PROMISE on everything under £100", true),
            ("PROMISE uniquement en magasin", true),
            ("PROMISE ab 50 € für Händler", true),
            ("PROMISE pour les abonnés", true),
            ("PROMISE over 499 kr. for medlemmer", true),
            ("PROMISE yli 50 € kanta-asiakkaille", true),
            ("PROMISE 15 000 Ft felett törzsvásárlóknak", true),
            ("Üyelere özel PROMISE", true),
            ("会員様はPROMISE", true),
            ("北海道・沖縄を除きPROMISE", true),
            ("アプリ限定 PROMISE", true),
            ("PROMISE w aplikacji", true),
            ("PROMISE en tienda física", true),
            ("PROMISE an Ihrem Geburtstag", true),
            ("Refer a friend and get PROMISE", true),
            ("PROMISE nach Österreich ab 80 €", true),
            ("PROMISE in our stores and online", false),
            ("PROMISE at our shop in town and on this site", false),
            ("PROMISE. Members collect points.", false),
            ("PROMISE on apple trees", false),
            ("Wir feiern Geburtstag: PROMISE", false),
            ("PROMISE pour notre anniversaire", false),
            ("PROMISE nach Deutschland", false),
            ("PROMISE until 6. leden", false),
        ] {
            let start = text.find("PROMISE").unwrap();
            assert_eq!(is_for_some(text, &(start..start + 7)), expected, "{text}");
        }
    }
}
