//! "The 2nd at -50 %".

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::promise::{Promise, promise};
use crate::units::money;

/// A reduction of the second piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondPiece {
    /// Percent off the second piece.
    pub percent: Decimal,
    /// The words.
    pub promise: Promise,
}

/// A shop's words for the second piece.
macro_rules! second {
    () => {
        concat!(
            r"(?:(?:2nd|second|2e|2ème|2eme|2nde|deuxième|seconde?)(?: (?:item|piece|product|one|pair|article|produit|pièce|paire?))?",
            r"|(?:2\.|2te[rsn]?|zweite[rsnm]?) (?:artikel|produkt|paar|teil|stück)|(?:der|das|jeder|jedes) (?:zweite|2\.)",
            r"|(?:2[ªº]|segund[ao]) (?:unidad|unidade|pieza|peça|par|producto|produto|artículo|artigo)",
            r"|(?:2°|secondo) (?:pezzo|articolo|prodotto|paio)|il secondo|drug[aąi] (?:produkt|sztuk[aęi]|para|parę)",
            r"|(?:2e|tweede)(?: (?:artikel|product|stuk|paar))?|druh[ýáé]h?o? (?:kus|produkt|pár)|andra (?:varan|produkten|paret))"
        )
    };
}

/// A percentage, and the words that make it one off.
macro_rules! percent {
    ($name:literal) => {
        concat!(r"(?:[-−] ?)?(?P<", $name, r">[1-9][0-9]?)[\u{A0}\u{202F} ]?%")
    };
}

/// Half of the price.
macro_rules! half {
    () => {
        r"(?:half[- ]price|moitié prix|zum halben preis|(?:a )?mitad de precio|a metà prezzo|za pół ceny|(?:voor de )?halve prijs|za (?:polovinu|půlku)|(?:till? )?halva priset|pela metade do preço)"
    };
}

/// "2nd at -50 %", "le 2e à moitié prix", "-50 % sur le 2ème", "buy one get one half price".
pub(in crate::page) fn second_piece(blocks: &[String]) -> Option<SecondPiece> {
    static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        [
            concat!(
                r"(?i)\b", second!(), r"(?: (?:at|for|is|à|est à|zu|con(?: un)?|com|med|met|s))? (?:", percent!("percent"), r"|",
                half!(), r"|(?:al|ao) (?P<at>50) ?%)"
            ),
            concat!(
                r"(?i)(?:^|[^\p{L}\p{N}.,])", percent!("percent"),
                r"(?: off| de (?:remise|réduction|descuento|desconto)| di sconto| rabatt?u?| korting| zniżki| taniej)?",
                r" (?:on |off )?(?:sur |auf |en |na |su |sul |op |på )?(?:the |your |le |la |den |das |dem |il |el |het |de )?", second!(), r"\b"
            ),
            concat!(
                r"(?i)\b(?:bogo|buy (?:one|1),? (?:and )?get (?:one|1|another)(?: one)?)(?: at| for)? (?:", percent!("percent"),
                r"(?: off|\b)|", half!(), r")"
            ),
        ]
        .iter()
        .filter_map(|pattern| Regex::new(pattern).ok())
        .collect()
    });
    blocks.iter().flat_map(|block| PATTERNS.iter().map(move |pattern| (block, pattern))).find_map(
        |(block, pattern)| {
            let captures = pattern.captures(block)?;
            let percent = match captures.name("percent") {
                Some(percent) => money::decimal(percent.as_str()).ok()?,
                None => Decimal::from(50),
            };
            Some(SecondPiece { percent, promise: promise(block, captures.get(0)?.range())? })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_piece() {
        for (text, percent) in [
            ("2nd at -50 %", Some(50)),
            ("le 2e à -50 %", Some(50)),
            ("Le deuxième article à moitié prix", Some(50)),
            ("Buy one, get the second 40% off", Some(40)),
            ("second one at half price", Some(50)),
            ("La 2ème à -30\u{a0}%", Some(30)),
            ("-40% sur le 2ème", Some(40)),
            ("30 % de remise sur la deuxième paire", Some(30)),
            ("Buy one, get 40% off the second", Some(40)),
            ("Buy one get one half price", Some(50)),
            ("BOGO 40% off", Some(40)),
            ("2. Artikel zum halben Preis", Some(50)),
            ("Der zweite Artikel -30 %", Some(30)),
            ("Der Zweite zum halben Preis", Some(50)),
            ("30 % auf den zweiten Artikel", Some(30)),
            ("Segunda unidad al 50%", Some(50)),
            ("2ª unidad -70%", Some(70)),
            ("Secondo pezzo a metà prezzo", Some(50)),
            ("drugi produkt -40%", Some(40)),
            ("Tweede artikel halve prijs", Some(50)),
            ("druhý kus -50 %", Some(50)),
            ("Tweede halve prijs", Some(50)),
            ("Il secondo a metà prezzo", Some(50)),
            ("Andra varan till halva priset", Some(50)),
            ("the 2nd of May at 50 %", None),
            ("Segunda unidad al 30%", None),
            ("Buy one get one free", None),
            ("2. Artikel ansehen, 50 % Wolle", None),
            ("La 2ème à -30 % n'est plus valable", None),
            ("50 % of the second-hand market", None),
            ("No BOGO 50% off today", None),
            ("second hand, 50 % cotton", None),
        ] {
            let found = second_piece(&[text.to_owned()]).map(|second| second.percent);
            assert_eq!(found, percent.map(Decimal::from), "{text}");
        }
    }
}
