//! Promotions that stand in a page's text only: codes in banners ("with code LIGHT30"), "the 2nd at -50 %"; and what they share with
//! announcements: the texts, what takes a promise back, until when it is made.
//!
//! A text promises, it does not prove: nothing here was tried. Better to miss one than to take a post code for a
//! voucher, so a code must be written in capitals, and next to words that speak of a promotion.

mod begins;
mod codes;
mod day_places;
mod days_of_year;
mod denial;
mod ends;
mod joined;
mod leads;
mod months;
mod only_when;
mod promise;
mod second;
mod sentences;
mod stems;
pub(super) mod texts;
mod weekdays;
mod when;

pub use self::codes::CodeMention;
pub(super) use self::codes::{codes, only_names_a_code};
pub(super) use self::day_places::{has_day, is_day};
pub use self::days_of_year::{DaysMean, DaysOfYear};
pub(super) use self::denial::without_idioms;
pub use self::ends::PromisedDay;
pub use self::promise::Promise;
pub(super) use self::promise::promise;
pub use self::second::SecondPiece;
pub(super) use self::second::second_piece;
pub(super) use self::sentences::sentence_around;
pub(super) use self::texts::{blocks, promising};
pub use self::when::TimeInWords;
