//! What is odd about a page, and why part of it could not be looked at: facts with values, said in English and French.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::money::Money;
use crate::words::Message;

/// An oddity of a page that a reader has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageNote {
    /// Its form has no token, which its platform does not ask of guests.
    NoToken,
    /// So many of its JSON-LD scripts cannot be read.
    BrokenScripts(usize),
    /// It is not written in the encoding that it names.
    Damaged {
        /// That encoding.
        encoding: &'static str,
    },
    /// Its mark-up states another price than its text.
    ShownPriceDiffers {
        /// The price in the mark-up, and its place.
        declared: (String, Money),
        /// The price that shoppers read.
        shown: Money,
    },
    /// Two places state different prices.
    PricesDiffer {
        /// The place that is believed, and its price.
        first: (String, Money),
        /// The other.
        other: (String, Money),
    },
    /// Nothing but its place says that the price is the product's.
    PriceOfUnknownTheme {
        /// The price.
        price: Money,
        /// What the page says around it.
        words: String,
    },
    /// Two different prices are crossed out.
    SeveralPricesBefore([Money; 2]),
    /// A price is crossed out beside the product's own amount, in a part of the page about another product.
    PriceBeforeOfNeighbour(Money),
    /// It has more of this than a reader looks at: so many were left out.
    LeftOut(LeftOutPart, usize),
    /// One of the price before and the price now is with taxes.
    TaxesDiffer,
}

/// What a page has more of than any shop's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOutPart {
    /// Elements that are called a price before.
    PricesBefore,
    /// Product tiles.
    Tiles,
    /// Texts that may announce a promotion.
    Texts,
    /// Links.
    Links,
}

impl LeftOutPart {
    /// The word that the sentence knows it by.
    const fn as_str(self) -> &'static str {
        match self {
            Self::PricesBefore => "prices-before",
            Self::Tiles => "tiles",
            Self::Texts => "texts",
            Self::Links => "links",
        }
    }
}

impl From<&PageNote> for Message {
    fn from(note: &PageNote) -> Self {
        match note {
            PageNote::NoToken => Message::new("page-no-token"),
            PageNote::BrokenScripts(count) => {
                Message::new("page-broken-scripts").with("count", *count as u64)
            }
            PageNote::Damaged { encoding } => Message::new("page-damaged").with("encoding", *encoding),
            PageNote::ShownPriceDiffers { declared: (place, price), shown } => {
                Message::new("page-shown-price-differs")
                    .with("price", *price)
                    .with("place", place.as_str())
                    .with("shown", *shown)
            }
            PageNote::PricesDiffer { first: (place, price), other: (elsewhere, other) } => {
                Message::new("page-prices-differ")
                    .with("price", *price)
                    .with("place", place.as_str())
                    .with("other", *other)
                    .with("elsewhere", elsewhere.as_str())
            }
            PageNote::PriceOfUnknownTheme { price, words } => Message::new("page-price-of-unknown-theme")
                .with("price", *price)
                .with("words", words.as_str()),
            PageNote::SeveralPricesBefore([one, other]) => {
                Message::new("page-several-prices-before").with("one", *one).with("other", *other)
            }
            PageNote::PriceBeforeOfNeighbour(before) => {
                Message::new("page-price-before-of-neighbour").with("before", *before)
            }
            PageNote::LeftOut(what, count) => {
                Message::new("page-left-out").with("what", what.as_str()).with("count", *count as u64)
            }
            PageNote::TaxesDiffer => Message::new("page-taxes-differ"),
        }
    }
}

/// The English sentence.
impl fmt::Display for PageNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(f)
    }
}

/// As the English sentence.
impl Serialize for PageNote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A text, not what a type formats by itself: those would keep secrets.
        serializer.serialize_str(&self.to_string())
    }
}

/// What a page ends in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutPlace {
    /// `<!-- …`
    Comment,
    /// `<script> …`
    Script,
    /// `<style> …`
    Style,
    /// `<p class= …`
    Tag,
}

impl CutPlace {
    /// All places.
    const ALL: [Self; 4] = [Self::Comment, Self::Script, Self::Style, Self::Tag];

    /// The word that the sentences know it by.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Script => "script",
            Self::Style => "style",
            Self::Tag => "tag",
        }
    }
}

/// Why a page could not be looked at as a whole. What was not found on it may be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blind {
    /// It has no letter.
    Empty,
    /// It has no tag.
    NoHtml,
    /// It ends in the middle of something.
    CutOff(CutPlace),
    /// The platform's object of this name, which has the cart, cannot be read.
    BrokenObject(String),
    /// Elements stand too deep in each other.
    TooDeep,
    /// It sends its visitors on to this address.
    SendsOn(String),
    /// It has scripts and next to no text.
    MadeByScripts,
    /// It lacks the end that every page of the platform of this name has.
    NoEnd(String),
    /// No price of its product reads without doubt.
    NoPrice,
    /// Nothing tells what it is.
    NothingTells,
    /// It is a list, and no product was found in it.
    NoProducts,
    /// It lists products, and none of their prices reads without doubt.
    NoTilePrices,
    /// It lists products, some without a price that reads without doubt, and none of the others is reduced.
    SomeTilePrices,
    /// It says how much something is reduced, in these words, and no price before reads without doubt.
    FlagAlone(String),
    /// The shop is not open yet.
    ComingSoon,
    /// The shop is under maintenance.
    Maintenance,
    /// A CDN or firewall took the visitor for a robot.
    Challenge,
    /// A reason in a file that has been written by hand, or by another version.
    Other(String),
}

impl Blind {
    /// The reasons that are sentences without values.
    const PLAIN: [Self; 12] = [
        Self::Empty,
        Self::NoHtml,
        Self::TooDeep,
        Self::MadeByScripts,
        Self::NoPrice,
        Self::NothingTells,
        Self::NoProducts,
        Self::NoTilePrices,
        Self::SomeTilePrices,
        Self::ComingSoon,
        Self::Maintenance,
        Self::Challenge,
    ];

    /// Reads the English sentence back, as scenario files have it. A sentence that is not one of these is kept as it is.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let cut_off = CutPlace::ALL.map(Self::CutOff);
        if let Some(known) = Self::PLAIN.into_iter().chain(cut_off).find(|reason| reason.to_string() == text)
        {
            return known;
        }
        let with_text = |make: fn(String) -> Self| {
            // No address and no name has this character.
            let frame = make("\0".to_owned()).to_string();
            let (before, after) = frame.split_once('\0')?;
            Some(make(text.strip_prefix(before)?.strip_suffix(after)?.to_owned()))
        };
        let known =
            [Self::SendsOn, Self::BrokenObject, Self::NoEnd, Self::FlagAlone].into_iter().find_map(with_text);
        known.unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl From<&Blind> for Message {
    fn from(reason: &Blind) -> Self {
        match reason {
            Blind::Empty => Message::new("blind-empty"),
            Blind::NoHtml => Message::new("blind-no-html"),
            Blind::CutOff(place) => Message::new("blind-cut-off").with("place", place.as_str()),
            Blind::BrokenObject(name) => Message::new("blind-broken-object").with("name", name.as_str()),
            Blind::TooDeep => Message::new("blind-too-deep"),
            Blind::SendsOn(target) => Message::new("blind-sends-on").with("target", target.as_str()),
            Blind::MadeByScripts => Message::new("blind-made-by-scripts"),
            Blind::NoEnd(platform) => Message::new("blind-no-end").with("platform", platform.as_str()),
            Blind::NoPrice => Message::new("blind-no-price"),
            Blind::NothingTells => Message::new("blind-nothing-tells"),
            Blind::NoProducts => Message::new("blind-no-products"),
            Blind::NoTilePrices => Message::new("blind-no-tile-prices"),
            Blind::SomeTilePrices => Message::new("blind-some-tile-prices"),
            Blind::FlagAlone(words) => Message::new("blind-flag-alone").with("words", words.as_str()),
            Blind::ComingSoon => Message::new("blind-coming-soon"),
            Blind::Maintenance => Message::new("blind-maintenance"),
            Blind::Challenge => Message::new("blind-challenge"),
            Blind::Other(text) => Message::plain(text.as_str()),
        }
    }
}

/// The English sentence.
impl fmt::Display for Blind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(f)
    }
}

/// As the English sentence.
impl Serialize for Blind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A text, not what a type formats by itself: those would keep secrets.
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Blind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::read(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_note_is_said_in_both_languages() {
        let money = |text: &str| text.parse::<Money>().unwrap();
        let seen = || ("JSON-LD offers.price".to_owned(), money("11.42 EUR"));
        for note in [
            PageNote::NoToken,
            PageNote::BrokenScripts(1),
            PageNote::Damaged { encoding: "UTF-8" },
            PageNote::ShownPriceDiffers { declared: seen(), shown: money("12 EUR") },
            PageNote::PricesDiffer { first: seen(), other: seen() },
            PageNote::PriceOfUnknownTheme { price: money("12 EUR"), words: "Only €12".to_owned() },
            PageNote::SeveralPricesBefore([money("12 EUR"), money("13 EUR")]),
            PageNote::PriceBeforeOfNeighbour(money("13 EUR")),
            PageNote::LeftOut(LeftOutPart::PricesBefore, 1),
            PageNote::LeftOut(LeftOutPart::Tiles, 2),
            PageNote::LeftOut(LeftOutPart::Texts, 3),
            PageNote::LeftOut(LeftOutPart::Links, 4),
            PageNote::TaxesDiffer,
        ] {
            let message = Message::from(&note);
            assert!(message.is_whole(), "{note:?}");
            assert_ne!(message.say(Lang::Fr), note.to_string());
        }
    }

    #[test]
    fn a_reason_survives_a_scenario_file() {
        let cut_off = CutPlace::ALL.map(Blind::CutOff);
        let sends_on = Blind::SendsOn("/en/sale?a=b".to_owned());
        let (broken, no_end) = (Blind::BrokenObject("shop".into()), Blind::NoEnd("Shop".into()));
        let flag = Blind::FlagAlone("-20 %".to_owned());
        let by_hand = Blind::Other("the page is a picture".to_owned());
        for reason in Blind::PLAIN.into_iter().chain(cut_off).chain([sends_on, broken, no_end, flag, by_hand])
        {
            assert_eq!(Blind::read(&reason.to_string()), reason);
            let message = Message::from(&reason);
            assert!(message.is_whole(), "{reason:?}");
            let is_ours = !matches!(reason, Blind::Other(_));
            assert_eq!(message.say(Lang::Fr) != reason.to_string(), is_ours, "{reason:?}");
        }
    }
}
