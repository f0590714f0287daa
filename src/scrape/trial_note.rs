//! What a trial cart has to say beside its promotions, as facts that are said in English and French.

use std::fmt;

use url::Url;

use super::walk::Trouble;
use crate::page::{AddRefusal, PageKind, VoucherRefusal};
use crate::units::money::Money;
use crate::units::secret::shown_address;
use crate::words::Message;

/// An oddity of a trial cart, or a reason why something could not be seen.
#[derive(Debug, Clone, PartialEq)]
pub enum TrialNote {
    /// Nothing was sent for this reason.
    NotTried(Hindrance),
    /// The product did not get into the cart for this reason.
    Hindered(Hindrance),
    /// The shop sells no fewer pieces than these, so the trial took so many.
    TookMore(u32),
    /// The shop complained about the add, and the product is in the cart all the same.
    AddedAllTheSame {
        /// The shop's own words.
        words: String,
    },
    /// The cart has fewer pieces than were added.
    FewerPieces {
        /// The number of pieces that were added.
        added: u32,
        /// The number of pieces in the cart.
        inside: u32,
    },
    /// The answer to this code could not be used.
    CodeNotTried {
        /// The code.
        code: String,
        /// What went wrong.
        trouble: Trouble,
    },
    /// The cart accepted this code and does not list it.
    CodeNotListed(String),
    /// A page could not be looked at with the cart.
    PageNotSeen {
        /// The kind of page that it should be.
        kind: PageKind,
        /// What came instead.
        why: NotThatPage,
    },
    /// The order page is in no journey, for this reason.
    OrderLeftOut(Message),
    /// A rule put a product into the cart.
    Gift {
        /// The product's name.
        name: String,
        /// Its number.
        product: u64,
    },
    /// The cart could not be emptied again.
    Left(Left),
}

/// Why the product did not get into the cart.
#[derive(Debug, Clone, PartialEq)]
pub enum Hindrance {
    /// Nothing is known of the carts of the page's platform, as this sentence says.
    Unsupported(Message),
    /// The form's button is off.
    ButtonOff,
    /// A product's page has no form.
    NoForm,
    /// The page has no product with a form.
    NoProduct,
    /// The shop's answer could not be used.
    Trouble(Trouble),
    /// The shop refused it.
    Refused {
        /// The reason.
        refusal: AddRefusal,
        /// The shop's own words.
        words: String,
    },
    /// The shop said that it was added, and the cart has only other products.
    NotInside,
    /// The shop said that it was added, and the cart stayed empty, for which this is the likely reason.
    StayedEmpty(Message),
}

/// What came instead of a page that shows the cart.
#[derive(Debug, Clone, PartialEq)]
pub enum NotThatPage {
    /// A page of another kind.
    Other(Url, PageKind),
    /// No page, for this reason.
    Unread(Message),
}

/// Why a trial cart could not be emptied.
#[derive(Debug, Clone, PartialEq)]
pub enum Left {
    /// The answers took too long.
    Late,
    /// The trial ended while the shop was at work on it.
    Busy,
    /// It cannot be looked at.
    Unseen(Trouble),
    /// Taking something out failed.
    Trouble(Trouble),
    /// So many pieces stay in it.
    Pieces(u32),
    /// The shop does not say what is in it.
    Unsaid,
}

/// A voucher that the shop refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedVoucher {
    /// Its code.
    pub code: String,
    /// Why.
    pub refusal: VoucherRefusal,
    /// The shop's own words.
    pub sentence: String,
    /// What the products of the cart were worth.
    pub worth: Option<Money>,
}

impl From<&TrialNote> for Message {
    fn from(note: &TrialNote) -> Self {
        match note {
            TrialNote::NotTried(why) => Message::new("trial-not-tried").with("why", Message::from(why)),
            TrialNote::Hindered(why) => Message::new("trial-hindered").with("why", Message::from(why)),
            TrialNote::TookMore(least) => Message::new("trial-took-more").with("least", u64::from(*least)),
            TrialNote::AddedAllTheSame { words } => {
                Message::new("trial-added-all-the-same").with("said", explained(None, words))
            }
            TrialNote::FewerPieces { added, inside } => Message::new("trial-fewer-pieces")
                .with("added", u64::from(*added))
                .with("inside", u64::from(*inside)),
            TrialNote::CodeNotTried { code, trouble } => Message::new("trial-code-not-tried")
                .with("code", code.as_str())
                .with("trouble", Message::from(trouble)),
            TrialNote::CodeNotListed(code) => {
                Message::new("trial-code-not-listed").with("code", code.as_str())
            }
            TrialNote::PageNotSeen { kind, why } => {
                let why = match why {
                    NotThatPage::Other(url, kind) => Message::new("trial-other-page")
                        .with("url", shown_address(url.as_str()))
                        .with("page", kind.a_page()),
                    NotThatPage::Unread(error) => error.clone(),
                };
                Message::new("trial-page-not-seen").with("page", kind.the_page()).with("why", why)
            }
            TrialNote::OrderLeftOut(why) => Message::new("trial-order-left-out").with("why", why.clone()),
            TrialNote::Gift { name, product } => {
                Message::new("trial-gift").with("name", name.as_str()).with("product", product.to_string())
            }
            TrialNote::Left(left) => left.into(),
        }
    }
}

impl From<&Hindrance> for Message {
    fn from(hindrance: &Hindrance) -> Self {
        match hindrance {
            Hindrance::Unsupported(why) => why.clone(),
            Hindrance::ButtonOff => Message::new("trial-button-off"),
            Hindrance::NoForm => Message::new("trial-no-form"),
            Hindrance::NoProduct => Message::new("trial-no-product"),
            Hindrance::Trouble(trouble) => {
                Message::new("trial-trouble").with("trouble", Message::from(trouble))
            }
            Hindrance::Refused { refusal, words } => {
                Message::new("trial-refused").with("said", explained(refusal.said(), words))
            }
            Hindrance::NotInside => Message::new("trial-not-inside"),
            Hindrance::StayedEmpty(why) => Message::new("trial-stayed-empty").with("why", why.clone()),
        }
    }
}

impl From<&Left> for Message {
    fn from(left: &Left) -> Self {
        let why = match left {
            Left::Late => Message::new("left-late"),
            Left::Busy => Message::new("left-busy"),
            Left::Unseen(trouble) => Message::new("left-unseen").with("trouble", Message::from(trouble)),
            Left::Trouble(trouble) => trouble.into(),
            Left::Pieces(pieces) => Message::new("left-pieces").with("pieces", u64::from(*pieces)),
            Left::Unsaid => Message::new("left-unsaid"),
        };
        Message::new("trial-left").with("why", why)
    }
}

impl From<&RefusedVoucher> for Message {
    fn from(refused: &RefusedVoucher) -> Self {
        let RefusedVoucher { code, refusal, sentence, worth } = refused;
        let reason = match (refusal, worth) {
            (VoucherRefusal::BelowMinimum(Some(minimum)), Some(worth)) => Some(below(*minimum, *worth)),
            _ => refusal.said(),
        };
        Message::new("voucher-refused").with("code", code.as_str()).with("said", explained(reason, sentence))
    }
}

/// The reason in plain words, then the shop's.
fn explained(reason: Option<Message>, words: &str) -> Message {
    match (reason, words.is_empty()) {
        (None, true) => Message::new("shop-gave-no-reason"),
        (None, false) => Message::plain(words),
        (Some(reason), true) => reason,
        (Some(reason), false) => {
            Message::new("reason-and-shop-says").with("reason", reason).with("words", words)
        }
    }
}

fn below(minimum: Money, worth: Money) -> Message {
    let sentence = match minimum.checked_sub(worth) {
        Some(missing) => Message::new("voucher-missing-amount").with("missing", missing),
        None => Message::new("voucher-worth-too-little"),
    };
    sentence.with("minimum", minimum).with("worth", worth)
}

/// Implements `Display` by the English sentence.
macro_rules! display_in_english {
    ($($kind:ty),+) => {
        $(impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Message::from(self).fmt(f)
            }
        })+
    };
}

display_in_english!(TrialNote, Hindrance, Left, RefusedVoucher);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ExchangeFailure;
    use crate::metric::Outcome;
    use crate::shops::CartAnswerError;
    use crate::words::Lang;

    fn troubles() -> Vec<Trouble> {
        let url = Url::parse("https://shop.example/").unwrap();
        let meaning = Some(Message::new("meaning-maintenance"));
        let titled = CartAnswerError::Html { title: Some("Oops".into()) };
        let mut all = vec![
            Trouble::Blocked(403),
            Trouble::Redirected { status: 302, to: None, meaning: None },
            Trouble::Redirected { status: 302, to: Some("/en/".into()), meaning: meaning.clone() },
            Trouble::Elsewhere(url),
            Trouble::Status { status: 500, title: None, meaning },
            Trouble::Status { status: 500, title: Some("Oops".into()), meaning: None },
        ];
        let not_a_cart = CartAnswerError::NotACart { start: "[".into() };
        let not_json = CartAnswerError::NotJson { start: "x".into() };
        let empty = [None, Some(Message::new("meaning-no-cart"))].map(CartAnswerError::Empty);
        all.extend(empty.map(Trouble::Unreadable));
        let refused = CartAnswerError::Refused(Message::new("meaning-maintenance"));
        let answers = [CartAnswerError::Html { title: None }, titled, not_json, not_a_cart, refused];
        all.extend(answers.map(Trouble::Unreadable));
        all
    }

    fn hindrances() -> Vec<Hindrance> {
        use AddRefusal as A;
        let refusals = [
            A::Unavailable,
            A::OutOfStock(Some(0)),
            A::OutOfStock(Some(3)),
            A::OutOfStock(None),
            A::MinimumQuantity(Some(3)),
            A::MinimumQuantity(None),
            A::NeedsCustomization,
            A::NeedsChoice,
            A::NotForSale,
            A::SoldSingly,
            A::InvalidQuantity,
            A::Other,
        ];
        let mut all = vec![
            Hindrance::Unsupported(Message::new("shop-unknown")),
            Hindrance::ButtonOff,
            Hindrance::NoForm,
            Hindrance::NoProduct,
            Hindrance::NotInside,
            Hindrance::StayedEmpty(Message::new("prestashop-silent")),
        ];
        all.extend(troubles().into_iter().map(Hindrance::Trouble));
        all.extend(refusals.map(|refusal| Hindrance::Refused { refusal, words: "Désolé".into() }));
        all
    }

    #[test]
    fn every_note_is_said_in_both_languages() {
        let url = Url::parse("https://shop.example/cart").unwrap();
        let (kind, code) = (PageKind::Cart, || "BF2025".to_owned());
        let left =
            [Left::Late, Left::Busy, Left::Pieces(2), Left::Unsaid, Left::Unseen(Trouble::Blocked(403))];
        let mut notes = vec![
            TrialNote::TookMore(3),
            TrialNote::FewerPieces { added: 3, inside: 1 },
            TrialNote::CodeNotListed(code()),
            TrialNote::PageNotSeen { kind, why: NotThatPage::Other(url, PageKind::Home) },
            TrialNote::PageNotSeen { kind, why: NotThatPage::Unread(Message::new("error-http-no-host")) },
            TrialNote::OrderLeftOut(Message::new("meaning-no-cart")),
            TrialNote::Gift { name: "Mug".into(), product: 6 },
        ];
        let complaint = |words: &str| TrialNote::AddedAllTheSame { words: words.to_owned() };
        notes.extend(["", "Veuillez remplir"].map(complaint));
        notes.extend(left.map(TrialNote::Left));
        notes.extend(troubles().into_iter().map(|trouble| TrialNote::Left(Left::Trouble(trouble))));
        notes.extend(troubles().into_iter().map(|trouble| TrialNote::CodeNotTried { code: code(), trouble }));
        notes.extend(hindrances().into_iter().map(TrialNote::NotTried));
        notes.extend(hindrances().into_iter().map(TrialNote::Hindered));
        for note in notes {
            let message = Message::from(&note);
            assert!(message.is_whole(), "{note:?}");
            assert_ne!(message.say(Lang::Fr), note.to_string());
        }
        let failure =
            ExchangeFailure { outcome: Outcome::Refused, message: Message::new("error-http-no-host") };
        assert_eq!(Message::from(&Trouble::NoAnswer(failure.clone())).to_string(), failure.to_string());
    }

    #[test]
    fn every_refusal_of_a_voucher_is_said_in_both_languages() {
        use VoucherRefusal as R;
        let money = |text: &str| text.parse::<Money>().unwrap();
        for (refusal, worth) in [
            (R::NoCode, None),
            (R::Unknown, None),
            (R::Disabled, None),
            (R::UsedUp, None),
            (R::UsedUpByCustomer, None),
            (R::NotYet, None),
            (R::Expired, None),
            (R::BelowMinimum(None), Some(money("10 EUR"))),
            (R::BelowMinimum(Some(money("50 EUR"))), None),
            (R::BelowMinimum(Some(money("50 EUR"))), Some(money("10 EUR"))),
            (R::BelowMinimum(Some(money("50 EUR"))), Some(money("10 USD"))),
            (R::AboveMaximum(None), None),
            (R::AboveMaximum(Some(money("20 EUR"))), None),
            (R::EmailNeeded, None),
            (R::NotForProductsOrOnSale, None),
            (R::CodesOff, None),
            (R::BelowQuantity, None),
            (R::AlreadyInCart, None),
            (R::NotCombinable(None), None),
            (R::NotCombinable(Some("Welcome".into())), None),
            (R::CartIsEmpty, None),
            (R::LoginNeeded, None),
            (R::NotForCustomer, None),
            (R::AddressNeeded, None),
            (R::NotInCountry, None),
            (R::CarrierNeeded, None),
            (R::NotWithCarrier, None),
            (R::NotForProducts, None),
            (R::NotOnSale, None),
            (R::Removed, None),
            (R::Other, None),
        ] {
            for sentence in ["", "Pas aujourd'hui"] {
                let (refusal, sentence) = (refusal.clone(), sentence.to_owned());
                let refused = RefusedVoucher { code: "BF".into(), refusal, sentence, worth };
                let message = Message::from(&refused);
                assert!(message.is_whole(), "{refused:?}");
                assert_ne!(message.say(Lang::Fr), refused.to_string());
            }
        }
    }
}
