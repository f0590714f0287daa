//! What the shop sells, and what each piece costs. Amounts are cents.

use std::sync::LazyLock;

use super::shelves::{SHELVES, WooShelf};

/// What a visitor has to choose of a variable product.
#[derive(Debug)]
pub(super) struct WooAttribute {
    /// As fields are named: `attribute_pa_size`.
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    /// Slug and name; an attribute of the product's own has no slugs, its names stand for them.
    pub(super) choices: &'static [(&'static str, &'static str)],
}

/// One choice of a variable product.
#[derive(Debug)]
pub(super) struct WooVariation {
    pub(super) id: u32,
    /// A slug for each attribute, in their order; an empty one is any.
    pub(super) values: Vec<&'static str>,
    pub(super) regular: i64,
    pub(super) sale: Option<i64>,
    pub(super) stock: WooStock,
}

/// Pieces that there are before anybody orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WooStock {
    /// Not counted.
    Plenty,
    Left(u32),
    Gone,
}

/// How a product is sold.
#[derive(Debug)]
pub(super) enum WooKind {
    Simple,
    /// Simple, and nothing to send.
    Virtual,
    Variable {
        attributes: &'static [WooAttribute],
        variations: Vec<WooVariation>,
    },
    /// Other products on one page.
    Grouped(&'static [u32]),
    /// Sold elsewhere.
    External,
}

/// Something on the shelves.
#[derive(Debug)]
pub(super) struct WooProduct {
    pub(super) id: u32,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) sku: String,
    pub(super) shelf: &'static WooShelf,
    pub(super) kind: WooKind,
    /// Without one it cannot be bought.
    pub(super) regular: Option<i64>,
    pub(super) sale: Option<i64>,
    /// The last day of the sale, as JSON-LD writes it.
    pub(super) until: Option<&'static str>,
    pub(super) stock: WooStock,
    /// One piece in a cart at most.
    pub(super) is_single: bool,
}

/// What lies in a cart: a product, or one of its variations.
#[derive(Debug, Clone, Copy)]
pub(super) struct WooItem {
    pub(super) product: &'static WooProduct,
    pub(super) variation: Option<&'static WooVariation>,
}

const SIZES: &[(&str, &str)] = &[("s", "S"), ("m", "M"), ("l", "L")];
const COLOURS: &[(&str, &str)] = &[("white", "White"), ("black", "Black")];
const MANY_SIZES: &[(&str, &str)] =
    &[("s", "S"), ("m", "M"), ("l", "L"), ("xl", "XL"), ("2xl", "2XL"), ("3xl", "3XL")];
const MANY_COLOURS: &[(&str, &str)] = &[
    ("white", "White"),
    ("black", "Black"),
    ("red", "Red"),
    ("blue", "Blue"),
    ("green", "Green"),
    ("grey", "Grey"),
];
static OF_SHIRT: [WooAttribute; 2] = [
    WooAttribute { field: "attribute_pa_size", label: "Size", choices: SIZES },
    WooAttribute { field: "attribute_pa_color", label: "Color", choices: COLOURS },
];
static OF_SOCKS: [WooAttribute; 2] = [
    WooAttribute { field: "attribute_pa_size", label: "Size", choices: MANY_SIZES },
    WooAttribute { field: "attribute_pa_color", label: "Color", choices: MANY_COLOURS },
];
static OF_POSTER: [WooAttribute; 2] = [
    WooAttribute {
        field: "attribute_dimension",
        label: "Dimension",
        choices: &[("40x60cm", "40x60cm"), ("60x90cm", "60x90cm")],
    },
    WooAttribute {
        field: "attribute_paper",
        label: "Paper",
        choices: &[("Matt", "Matt"), ("Glossy", "Glossy")],
    },
];

/// All products by name, as lists show them.
pub(super) static GOODS: LazyLock<Vec<WooProduct>> = LazyLock::new(goods);

fn goods() -> Vec<WooProduct> {
    let simple = |id, slug: &str, name: &str, sku: &str, shelf: usize, regular| WooProduct {
        id,
        slug: slug.to_owned(),
        name: name.to_owned(),
        sku: sku.to_owned(),
        shelf: &SHELVES[shelf],
        kind: WooKind::Simple,
        regular: Some(regular),
        sale: None,
        until: None,
        stock: WooStock::Plenty,
        is_single: false,
    };
    let mug = simple(17, "mug-the-best", "Mug The best is yet to come", "MUG-1", 0, 1428);
    let shirt = simple(21, "hummingbird-t-shirt", "Hummingbird printed t-shirt", "SHIRT-1", 1, 2868);
    let poster = simple(29, "adventure-poster", "Adventure poster", "POSTER-1", 3, 2900);
    let socks = simple(33, "big-choice-socks", "Big choice socks", "SOCKS-1", 1, 990);
    let frame = simple(71, "framed-poster", "Framed poster (gone)", "FRAME-1", 3, 5990);
    let vector = simple(73, "vector-graphics", "Vector graphics", "VECTOR-1", 4, 900);
    let cushions = simple(75, "last-three-cushions", "Last three cushions", "CUSHION-1", 3, 1890);
    let lamp = simple(77, "only-one-lamp", "Only one lamp", "LAMP-1", 3, 3900);
    let dated = simple(79, "dated-mug", "Dated mug", "MUG-2", 0, 1000);
    let card = simple(81, "no-price", "Gift card without price", "CARD-1", 2, 0);
    let kettle = simple(83, "partner-kettle", "Partner kettle", "KETTLE-1", 3, 3300);
    let set = simple(85, "mug-set", "Mug set", "SET-1", 0, 0);
    let mut all = vec![
        WooProduct { sale: Some(1142), ..mug },
        simple(19, "mountain-fox-notebook", "Mountain fox notebook", "NOTE-1", 2, 1290),
        WooProduct { kind: shirts(), regular: None, ..shirt },
        WooProduct { kind: posters(), regular: None, ..poster },
        WooProduct { kind: many_socks(), regular: None, ..socks },
        WooProduct { sale: Some(4792), stock: WooStock::Gone, ..frame },
        WooProduct { kind: WooKind::Virtual, ..vector },
        WooProduct { stock: WooStock::Left(3), ..cushions },
        WooProduct { is_single: true, ..lamp },
        WooProduct { sale: Some(500), until: Some("2027-01-31"), ..dated },
        WooProduct { regular: None, ..card },
        WooProduct { kind: WooKind::External, ..kettle },
        WooProduct { kind: WooKind::Grouped(&[17, 79]), regular: None, ..set },
    ];
    all.extend((1..=22).map(|number: u32| {
        let regular = 600 + 50 * i64::from(number);
        let sale = number.is_multiple_of(4).then_some(regular - 100);
        let [slug, name, sku] = ["filler-mug-", "Filler mug ", "FILL-"].map(|text| format!("{text}{number}"));
        WooProduct { sale, ..simple(85 + 2 * number, &slug, &name, &sku, 0, regular) }
    }));
    all.sort_by(|left, right| left.name.cmp(&right.name));
    all
}

fn shirts() -> WooKind {
    let mut variations = combinations(22, &OF_SHIRT, 2868);
    for variation in &mut variations {
        match variation.id {
            25 => variation.sale = Some(2294),
            26 => variation.stock = WooStock::Gone,
            _ => {}
        }
    }
    WooKind::Variable { attributes: &OF_SHIRT, variations }
}

/// More variations than a page tells of.
fn many_socks() -> WooKind {
    let mut variations = combinations(34, &OF_SOCKS, 990);
    for variation in variations.iter_mut().filter(|variation| variation.id == 34) {
        variation.sale = Some(790);
    }
    WooKind::Variable { attributes: &OF_SOCKS, variations }
}

/// Of any paper.
fn posters() -> WooKind {
    let poster = |id, size, regular, sale| WooVariation {
        id,
        values: vec![size, ""],
        regular,
        sale,
        stock: WooStock::Plenty,
    };
    let variations = vec![poster(30, "40x60cm", 2900, None), poster(31, "60x90cm", 5900, Some(4900))];
    WooKind::Variable { attributes: &OF_POSTER, variations }
}

/// Every combination of two attributes; ids count from `first`.
fn combinations(first: u32, attributes: &'static [WooAttribute; 2], regular: i64) -> Vec<WooVariation> {
    let [rows, columns] = attributes;
    let pairs =
        rows.choices.iter().flat_map(|row| columns.choices.iter().map(move |column| (row.0, column.0)));
    (first..)
        .zip(pairs)
        .map(|(id, (row, column))| WooVariation {
            id,
            values: vec![row, column],
            regular,
            sale: None,
            stock: WooStock::Plenty,
        })
        .collect()
}

/// The product of this id, not of a variation's.
pub(super) fn product(id: u32) -> Option<&'static WooProduct> {
    GOODS.iter().find(|product| product.id == id)
}

/// The product at this address.
pub(super) fn named(slug: &str) -> Option<&'static WooProduct> {
    GOODS.iter().find(|product| product.slug == slug)
}

/// The products on a shelf.
pub(super) fn on_shelf(shelf: &WooShelf) -> Vec<&'static WooProduct> {
    GOODS.iter().filter(|product| product.shelf.id == shelf.id).collect()
}

/// What an id stands for: a product, or a variation of one.
pub(super) fn item(id: u32) -> Option<WooItem> {
    if let Some(product) = product(id) {
        return Some(WooItem { product, variation: None });
    }
    GOODS.iter().find_map(|product| {
        let variation = product.variations().iter().find(|variation| variation.id == id)?;
        Some(WooItem { product, variation: Some(variation) })
    })
}

impl WooProduct {
    pub(super) fn variations(&self) -> &[WooVariation] {
        match &self.kind {
            WooKind::Variable { variations, .. } => variations,
            _ => &[],
        }
    }

    pub(super) fn attributes(&self) -> &'static [WooAttribute] {
        match &self.kind {
            WooKind::Variable { attributes, .. } => attributes,
            _ => &[],
        }
    }

    /// WooCommerce's word for the kind.
    pub(super) fn type_name(&self) -> &'static str {
        match self.kind {
            WooKind::Simple | WooKind::Virtual => "simple",
            WooKind::Variable { .. } => "variable",
            WooKind::Grouped(_) => "grouped",
            WooKind::External => "external",
        }
    }

    /// The regular and the present price of every piece that can be had here.
    pub(super) fn prices(&self) -> Vec<(i64, i64)> {
        match &self.kind {
            WooKind::Variable { variations, .. } => {
                variations.iter().map(|one| (one.regular, one.sale.unwrap_or(one.regular))).collect()
            }
            WooKind::Grouped(ids) => {
                ids.iter().filter_map(|id| product(*id)).flat_map(WooProduct::prices).collect()
            }
            _ => self.regular.map(|regular| (regular, self.sale.unwrap_or(regular))).into_iter().collect(),
        }
    }

    pub(super) fn is_on_sale(&self) -> bool {
        self.prices().iter().any(|(regular, now)| now < regular)
    }

    /// Whether lists of what is on sale have it; WooCommerce puts no group there.
    pub(super) fn is_listed_on_sale(&self) -> bool {
        self.is_on_sale() && !matches!(self.kind, WooKind::Grouped(_))
    }

    /// Whether this very product, or a variation of it, can be put into a cart at all.
    pub(super) fn is_purchasable(&self) -> bool {
        matches!(self.kind, WooKind::Simple | WooKind::Virtual | WooKind::Variable { .. })
            && !self.prices().is_empty()
    }
}

impl WooItem {
    /// The id that a cart knows it by.
    pub(super) fn id(self) -> u32 {
        self.variation.map_or(self.product.id, |variation| variation.id)
    }

    pub(super) fn regular(self) -> i64 {
        self.variation.map_or(self.product.regular.unwrap_or(0), |variation| variation.regular)
    }

    pub(super) fn price(self) -> i64 {
        let sale = self.variation.map_or(self.product.sale, |variation| variation.sale);
        sale.unwrap_or_else(|| self.regular())
    }

    pub(super) fn is_on_sale(self) -> bool {
        self.price() < self.regular()
    }

    pub(super) fn stock(self) -> WooStock {
        self.variation.map_or(self.product.stock, |variation| variation.stock)
    }

    /// The variation's values that are fixed, each with its attribute's field.
    pub(super) fn fixed(self) -> impl Iterator<Item = (&'static WooAttribute, &'static str)> {
        let values = self.variation.map_or(&[][..], |variation| &variation.values);
        self.product.attributes().iter().zip(values.iter().copied())
    }

    /// The name with the variation behind it, as refusals and links say it.
    pub(super) fn full_name(self, dash: &str) -> String {
        let values: Vec<&str> = self
            .fixed()
            .filter(|(_, slug)| !slug.is_empty())
            .map(|(attribute, slug)| attribute.name_of(slug))
            .collect();
        match values.as_slice() {
            [] => self.product.name.clone(),
            values => format!("{}{dash}{}", self.product.name, values.join(", ")),
        }
    }
}

impl WooAttribute {
    /// The name of a choice, or the slug itself.
    pub(super) fn name_of<'s>(&self, slug: &'s str) -> &'s str
    where
        'static: 's,
    {
        self.choices.iter().find(|(known, _)| *known == slug).map_or(slug, |(_, name)| name)
    }

    /// `pa_size` of `attribute_pa_size`.
    pub(super) fn taxonomy(&self) -> &'static str {
        self.field.strip_prefix("attribute_").unwrap_or(self.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_cost_what_the_contract_says() {
        for (id, regular, price) in [
            (17, 1428, 1142),
            (19, 1290, 1290),
            (25, 2868, 2294),
            (26, 2868, 2868),
            (31, 5900, 4900),
            (34, 990, 790),
            (69, 990, 990),
            (71, 5990, 4792),
            (125, 1600, 1500),
        ] {
            let item = item(id).unwrap();
            assert_eq!((item.regular(), item.price()), (regular, price), "{id}");
        }
        let mut ids: Vec<u32> = GOODS.iter().map(|product| product.id).collect();
        ids.extend(GOODS.iter().flat_map(WooProduct::variations).map(|variation| variation.id));
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands for one thing");
    }

    #[test]
    fn what_cannot_be_bought_is_known() {
        let cannot: Vec<u32> =
            GOODS.iter().filter(|product| !product.is_purchasable()).map(|product| product.id).collect();
        assert_eq!(cannot, [81, 85, 83]);
        assert_eq!(GOODS.iter().filter(|product| product.is_on_sale()).count(), 12);
        assert_eq!(item(27).unwrap().full_name(" - "), "Hummingbird printed t-shirt - L, Black");
        assert_eq!(item(30).unwrap().full_name(" - "), "Adventure poster - 40x60cm");
    }
}
