//! From what a page or a cart says to promotions.

use std::collections::HashSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{APPLIED, Availability, Promotion, PromotionType};
use crate::page::{
    AdvertisedVoucher, Announced, Announcement, CartState, CartVoucher, CodeMention, Condition, DaysMean,
    LeastValue, ListedProduct, Offers, Page, PageKind, Price, Promise, Reduction, SecondPiece, TimeInWords,
    Validity,
};
use crate::units::money::Money;

/// The promotions of one page: its product's price or its listing's, and the cart rules it tells of.
#[must_use]
pub fn detect(page: &Page) -> Vec<Promotion> {
    found(page, None)
}

/// The promotions of one page as [`detect`] finds them; those of which the page says that they ended before this day say so.
#[must_use]
pub fn detect_on(page: &Page, today: Date) -> Vec<Promotion> {
    found(page, Some(today))
}

fn found(page: &Page, today: Option<Date>) -> Vec<Promotion> {
    let mut promotions = Vec::new();
    if let Some(product) = &page.product
        && let Some(price) = &product.price
    {
        let named = |mut promotion: Promotion| {
            promotion.name.clone_from(&product.name);
            promotion.product_id = product.id;
            promotion
        };
        let dated = |promotion| dated(promotion, price, &page.offers, today);
        promotions.extend(strike_through(price).map(dated).map(named));
        promotions.extend(quantity_prices(price).map(named));
    }
    if promotions.is_empty() {
        promotions.extend(reduced_variant(page));
    }
    if listing_is_the_page(page) {
        promotions.extend(listed(&page.listing));
    }
    let second = page.offers.second_piece.as_ref();
    // In a cart "free shipping" is a carrier, and a shop that is closed promises for later.
    let is_closed = page.maintenance || page.coming_soon;
    let may_promise = !matches!(page.kind, PageKind::Cart | PageKind::Checkout) && !is_closed;
    let promised = |promotion, promise| promised(promotion, promise, today);
    promotions
        .extend(second.filter(|_| may_promise).map(|second| promised(second_piece(second), &second.promise)));
    if let Some(cart) = &page.cart {
        promotions.extend(from_cart(cart));
    }
    let is_second = |announcement: &&Announcement| {
        second.is_some() && matches!(announcement.what, Announced::Pieces(2, _))
    };
    if may_promise {
        let prices: Vec<_> =
            promotions.iter().filter(|known| known.kind == PromotionType::StrikeThrough).cloned().collect();
        let new = page.offers.announced.iter().filter(|new| !is_second(new) && !is_shown(&new.what, &prices));
        promotions.extend(new.filter_map(|new| {
            let mut promotion = announced(&new.what, page)?;
            let is_told = [Condition::Untold, Condition::MembersOnly];
            if new.is_for_some && !promotion.conditions.iter().any(|told| is_told.contains(told)) {
                promotion.conditions.push(Condition::Untold);
            }
            Some(promised(promotion, &new.promise))
        }));
    }
    let known = |code: &str| {
        let same = |other: &String| other.to_lowercase() == code.to_lowercase();
        promotions.iter().any(|promotion| promotion.code.as_ref().is_some_and(same))
    };
    let mentioned: Vec<_> = page
        .offers
        .codes
        .iter()
        .filter(|mention| !is_closed && !known(&mention.code))
        .map(|mention| promised(mentioned(mention), &mention.promise))
        .collect();
    promotions.extend(mentioned);
    promotions
}

/// Where a promise was seen: a text promises, and only a cart proves.
pub const IN_TEXT: &str = "text of the page";

fn mentioned(mention: &CodeMention) -> Promotion {
    Promotion { code: Some(mention.code.clone()), ..Promotion::new(PromotionType::ManualCode, IN_TEXT) }
}

/// Whether reduced prices show what words say of some products.
fn is_shown(what: &Announced, prices: &[Promotion]) -> bool {
    let off = |price: &Promotion| price.regular?.checked_sub(price.current?);
    let is_as_much = |price: &Promotion, percent: Decimal| {
        let (off, regular) = off(price).zip(price.regular)?;
        let shown = (off.amount * Decimal::ONE_HUNDRED).checked_div(regular.amount)?;
        Some((shown - percent).abs() < Decimal::ONE)
    };
    match what {
        // The best of several reductions.
        Announced::Products(None) => !prices.is_empty(),
        Announced::Products(Some(Reduction::Percent(percent))) => {
            prices.iter().any(|price| is_as_much(price, *percent) == Some(true))
        }
        Announced::Products(Some(Reduction::Amount(amount))) => {
            prices.iter().any(|price| off(price) == Some(*amount))
        }
        _ => false,
    }
}

/// `None` where the product's own price makes the words say nothing.
fn announced(what: &Announced, page: &Page) -> Option<Promotion> {
    let asked = page.product.as_ref().and_then(|product| product.price.as_ref());
    Some(match what {
        Announced::FreeShipping(least) => from_value(PromotionType::FreeShipping, *least),
        Announced::Gift(least) => from_value(PromotionType::Gift, *least),
        Announced::Pieces(from, percent) => Promotion {
            from_quantity: Some(*from),
            percent: *percent,
            ..Promotion::new(PromotionType::QuantityPrice, IN_TEXT)
        },
        Announced::Cart(off, minimum) => {
            let (percent, amount) = parts(off);
            Promotion {
                minimum: *minimum,
                percent,
                amount,
                ..Promotion::new(PromotionType::AutoCartRule, IN_TEXT)
            }
        }
        Announced::Products(off) => {
            let (percent, amount) = off.as_ref().map(parts).unwrap_or_default();
            Promotion {
                percent,
                amount,
                conditions: vec![Condition::ProductsInWords],
                ..Promotion::new(PromotionType::AutoCartRule, IN_TEXT)
            }
        }
        // Of another product, where it is none below this one's.
        Announced::MembersPrice(price) => below(*price, asked, Condition::MembersOnly)?,
        Announced::PaidAtOnce(price) => below(*price, asked, Condition::PaidAtOnce)?,
        Announced::Pack(parts) => {
            let asked =
                asked.filter(|asked| asked.regular.is_none() && parts.amount > asked.current.amount)?;
            Promotion {
                regular: Some(*parts),
                current: Some(asked.current),
                conditions: vec![Condition::PriceOfParts],
                ..Promotion::new(PromotionType::StrikeThrough, IN_TEXT)
            }
        }
    })
}

/// A price that some pay; `None` where it is none below what all are asked.
fn below(price: Money, asked: Option<&Price>, who: Condition) -> Option<Promotion> {
    asked.filter(|asked| price.amount < asked.current.amount)?;
    Some(Promotion {
        current: Some(price),
        conditions: vec![who],
        ..Promotion::new(PromotionType::StrikeThrough, IN_TEXT)
    })
}

fn from_value(kind: PromotionType, least: LeastValue) -> Promotion {
    let promotion = Promotion::new(kind, IN_TEXT);
    match least {
        LeastValue::None => promotion,
        LeastValue::Of(minimum) => Promotion { minimum: Some(minimum), ..promotion },
        LeastValue::Untold => Promotion { conditions: vec![Condition::Untold], ..promotion },
    }
}

fn second_piece(second: &SecondPiece) -> Promotion {
    Promotion {
        percent: Some(second.percent),
        from_quantity: Some(2),
        conditions: vec![Condition::SecondPiece],
        ..Promotion::new(PromotionType::QuantityPrice, IN_TEXT)
    }
}

/// With the words that promise it, and their end.
fn promised(mut promotion: Promotion, promise: &Promise, today: Option<Date>) -> Promotion {
    let is_past = promise.ends.zip(today).is_some_and(|(ends, today)| ends.day < today);
    if promise.time == Some(TimeInWords::Undated) && !is_past {
        promotion.conditions.push(Condition::TimeInWords);
    }
    promotion.conditions.push(Condition::Unverified(promise.quote.clone()));
    if let Some(ends) = promise.ends {
        promotion.valid_until = ends.is_certain.then(|| ends.day.to_string());
        if is_past {
            ended(&mut promotion, ends.day);
        }
    }
    // Of a day that has begun somewhere only the date is said.
    let begins = today.and_then(|today| promise.begins.filter(|begins| *begins > today));
    promotion.valid_from = begins.map(|day| day.to_string());
    let is_tomorrow = promise.time == Some(TimeInWords::Tomorrow);
    if today.is_some_and(|today| is_tomorrow || promise.begins_after(today)) {
        promotion.state = Some(Availability::NotYet);
    }
    match promise.days.zip(today).and_then(|(days, today)| days.on(today)) {
        Some(DaysMean::Until(day)) => promotion.valid_until = Some(day.to_string()),
        Some(DaysMean::Ended(day)) => ended(&mut promotion, day),
        Some(DaysMean::NotBefore(day)) => not_before(&mut promotion, day),
        Some(DaysMean::MayHaveEnded(day)) => promotion.conditions.push(Condition::DayHasPassed(day)),
        None => {}
    }
    promotion
}

fn ended(promotion: &mut Promotion, day: Date) {
    promotion.conditions.push(Condition::Ended(day));
    promotion.state = Some(Availability::Expired);
}

fn not_before(promotion: &mut Promotion, day: Date) {
    promotion.valid_from = Some(day.to_string());
    promotion.state = Some(Availability::NotYet);
}

/// With the dates that the page says of its reduction. One that is over and still shown says both.
fn dated(mut promotion: Promotion, price: &Price, offers: &Offers, today: Option<Date>) -> Promotion {
    let is_past = |end: &Date| today.is_some_and(|today| *end < today);
    let Some(Validity { from, until, .. }) = &offers.validity else {
        // What search engines are told is any day in many shops: one to come says nothing, and one that is over is only told.
        let over = price.declared_last_day.filter(is_past);
        promotion.conditions.extend(over.map(Condition::HeldUntil));
        return promotion;
    };
    let end = until.as_deref().and_then(|until| until.get(..10)?.replace('/', "-").parse::<Date>().ok());
    let ended = end.filter(is_past);
    promotion.conditions.extend(ended.map(Condition::Ended));
    Promotion { valid_from: from.clone(), valid_until: until.clone(), ..promotion }
}

/// The rules of a cart: those applied, then those it advertises.
#[must_use]
pub fn from_cart(cart: &CartState) -> Vec<Promotion> {
    let applied = cart.vouchers_added.iter().map(applied_rule);
    applied.chain(cart.discounts_advertised.iter().map(advertised_rule)).collect()
}

/// On product, cart and order pages the tiles are recommendations; their reductions are not the page's.
fn listing_is_the_page(page: &Page) -> bool {
    let recommends = matches!(page.kind, PageKind::Product | PageKind::Cart | PageKind::Checkout);
    !recommends && !page.not_found && !page.maintenance && !page.coming_soon
}

fn strike_through(price: &Price) -> Option<Promotion> {
    let regular = price.regular?;
    let seen = price.regular_source.as_deref().unwrap_or(&price.source);
    Some(Promotion {
        percent: price.percent,
        amount: price.amount_off,
        regular: Some(regular),
        current: Some(price.current),
        conditions: price.is_recommended.then_some(Condition::RecommendedPrice).into_iter().collect(),
        ..Promotion::new(PromotionType::StrikeThrough, seen)
    })
}

/// The first variant that is reduced, on a page that shows the range of all of them.
fn reduced_variant(page: &Page) -> Option<Promotion> {
    let product = page.product.as_ref()?;
    let variant = page.add_to_cart.as_ref()?.wanted_variant()?;
    let promotion = strike_through(&variant.reduced_price(page.currency)?)?;
    Some(Promotion { name: product.name.clone(), product_id: product.id, ..promotion })
}

fn quantity_prices(price: &Price) -> impl Iterator<Item = Promotion> + '_ {
    price.quantity_discounts.iter().map(|discount| {
        let (percent, amount) = parts(&discount.value);
        // Twice the price less a quarter is one and a half: how shops without a module sell the second at half price.
        let halves_the_second = discount.from_quantity == 2 && percent == Some(Decimal::from(25));
        Promotion {
            percent,
            amount,
            from_quantity: Some(discount.from_quantity),
            conditions: halves_the_second.then_some(Condition::AsSecondAtHalf).into_iter().collect(),
            ..Promotion::new(PromotionType::QuantityPrice, ".product-discounts")
        }
    })
}

const fn parts(off: &Reduction) -> (Option<Decimal>, Option<Money>) {
    match off {
        Reduction::Percent(percent) => (Some(*percent), None),
        Reduction::Amount(amount) => (None, Some(*amount)),
    }
}

/// One per reduced product. A front page may show the same tile in several blocks.
fn listed(listing: &[ListedProduct]) -> Vec<Promotion> {
    let mut seen = HashSet::new();
    listing
        .iter()
        .filter_map(|tile| {
            let reduced = strike_through(tile.price.as_ref()?)?;
            let first = seen.insert((tile.id, tile.name.clone(), reduced.current.map(|money| money.amount)));
            first.then(|| Promotion {
                name: tile.name.clone(),
                product_id: tile.id,
                seen: format!("tile {}", reduced.seen),
                ..reduced
            })
        })
        .collect()
}

/// The kind of a cart rule, by what it does and then by how it is triggered.
pub(super) const fn kind_of(reduces: bool, ships_free: bool, gives: bool, has_code: bool) -> PromotionType {
    match (reduces, ships_free, gives, has_code) {
        (false, true, _, _) => PromotionType::FreeShipping,
        (false, false, true, _) => PromotionType::Gift,
        (_, _, _, true) => PromotionType::ManualCode,
        (_, _, _, false) => PromotionType::AutoCartRule,
    }
}

fn applied_rule(rule: &CartVoucher) -> Promotion {
    // Of a gift a cart tells neither percent nor amount, only what it takes off.
    let reduces = rule.percent.is_some() || rule.amount.is_some();
    let kind = kind_of(reduces, rule.free_shipping, rule.shown.is_some(), rule.code.is_some());
    Promotion {
        name: rule.name.clone(),
        rule_id: rule.id,
        code: rule.code.clone(),
        percent: rule.percent,
        amount: rule.amount,
        free_shipping: reduces && rule.free_shipping,
        state: Some(Availability::Active),
        ..Promotion::new(kind, APPLIED)
    }
}

fn advertised_rule(rule: &AdvertisedVoucher) -> Promotion {
    let reduces = rule.percent.is_some() || rule.amount.is_some();
    let kind = kind_of(reduces, rule.free_shipping, rule.gift_product.is_some(), rule.code.is_some());
    Promotion {
        name: rule.name.clone(),
        rule_id: rule.id,
        code: rule.code.clone(),
        product_id: rule.gift_product,
        percent: rule.percent,
        amount: rule.amount,
        minimum: rule.minimum,
        free_shipping: reduces && rule.free_shipping,
        valid_from: rule.valid_from.clone(),
        valid_until: rule.valid_until.clone(),
        remaining: rule.remaining,
        per_customer: rule.per_customer,
        priority: rule.priority,
        conditions: rule.conditions.clone(),
        ..Promotion::new(kind, "cart.discounts")
    }
}
