//! Whether a sentence says no more than when an offer holds. One about anything else, a competition, a warranty, a shop's opening,
//! has days that are not the offer's.

use super::months::month;
use super::weekdays::day_of_the_week;

/// The words of such sentences, by language.
const WORDS: [&str; 11] = [
    "next every each the this our these all your order orders it offer offers promotion promotional promo deal deals discount discounts code codes campaign event valid runs run running lasts \
     ends end ended ending expires expire expired exp expiry date starts start starting begins begin beginning launches launch opens opening until till til thru through from to \
     on at of by before between and or as only just is are now available redeem redeemable use apply applies hurry online while limited time period today tonight \
     midnight noon am pm gmt est et pt cet extended including inclusive stocks last day days week must be placed",
    "l l'offre l’offre offre offres cette ce la le les notre nos opération vente promotion promo remise code campagne valable valables valide est du au jusqu jusqu'au jusqu’au jusqu'à à a partir \
     dès de d et compris inclus incluse se termine prend fin expire uniquement seulement en ligne minuit commence débute prolongée jour jours soir inclusivement",
    "die das der den dem unser unsere dieses diese angebot angebote aktion rabattaktion rabatt gutschein code gültig gilt gelten nur noch vom von bis zum ab am im endet läuft einschließlich einschl inkl und startet beginnt \
     online uhr verlängert letzter tag solange vorrat reicht",
    "oferta ofertas la las el los esta nuestra promoción descuento código válido válida válidos del al de hasta desde termina finaliza acaba solo sólo en online y inclusive incluido empieza comienza",
    "offerta offerte promozione sconto codice la il le questa nostra valida valido valide dal dall al fino a entro scade termina solo online e inclusi incluso compreso inizia comincia",
    "actie aanbieding korting code de deze onze geldig van tot en met t m vanaf op alleen online loopt eindigt begint start dit",
    "oferta promocja rabat kod ważna ważny ważne jest od do dnia tylko online trwa kończy się i włącznie",
    "erbjudandet kampanjen kampanj rabatten koden gäller från till och med t o m endast bara online den startar slutar",
    "tilbuddet tilbudet kampagnen gælder gjelder fra til og med kun online den det starter slutter",
    "oferta promoção cupom código desconto válida válido válidas de do a até o dia só apenas online e termina começa",
    "akce sleva kód platí do od jen pouze a včetně",
];

/// Words for an offer of lower prices, which is not one of free shipping: "Black Friday sale ends".
const OF_PRICES: &str = "sale sales soldes rebajas saldi discount discounts rabatt remise sconto descuento korting rabatten black friday cyber monday";

/// Whether each word of a text belongs to a sentence that only says when an offer holds: one of lower prices, or one of `shipping`.
pub(super) fn says_only_when(text: &str, shipping: bool) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && !"'’".contains(c));
    words.all(|word| {
        let word = word.to_lowercase();
        let is_in = |words: &str| words.split_whitespace().any(|known| known == word);
        let is_of_prices = is_in(OF_PRICES);
        !word.contains(char::is_alphabetic)
            || !(shipping && is_of_prices) && (is_of_prices || WORDS.iter().any(|words| is_in(words)))
            || month(&word).is_some()
            || day_of_the_week(&word).is_some()
            // "1st", "23h", "9am"
            || word.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_only_say_when() {
        for (text, shipping, expected) in [
            ("Offer ends on Sunday ", false, true),
            ("Valid from 09:00 on ", false, true),
            ("Black Friday sale ends ", false, true),
            ("Black Friday sale ends ", true, false),
            ("L'offre se termine le ", false, true),
            ("Gültig bis zum ", true, true),
            ("The competition ends on ", false, false),
            ("Best before ", false, false),
            ("The warranty runs until ", false, false),
            ("Das Gewinnspiel endet am ", false, false),
            ("Terms valid from ", false, false),
        ] {
            assert_eq!(says_only_when(text, shipping), expected, "{text}");
        }
    }
}
