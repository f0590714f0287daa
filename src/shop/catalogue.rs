//! The shop's stock: categories, products, their combinations and what they cost.
//!
//! Not here: cart rules (`rules`) and how a price is written (`wording`).

use rust_decimal::Decimal;

use super::config::Language;

/// Pieces of every product in stock; the stock never shrinks, so that every run meets the same shop.
pub(super) const STOCK: u32 = 300;

/// The same words in each language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) en: &'static str,
    pub(super) fr: &'static str,
}

impl Text {
    pub(super) fn get(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Fr => self.fr,
        }
    }
}

const fn text(en: &'static str, fr: &'static str) -> Text {
    Text { en, fr }
}

const fn same(words: &'static str) -> Text {
    text(words, words)
}

const fn cents(amount: u32) -> Decimal {
    Decimal::from_parts(amount, 0, 0, false, 2)
}

/// A shelf of the shop; the tree is two levels deep below the root (id 2).
#[derive(Debug)]
pub(super) struct Category {
    pub(super) id: u32,
    pub(super) parent: u32,
    pub(super) name: Text,
    pub(super) slug: Text,
    pub(super) description: Text,
}

/// How a product's own price is lowered, before any cart rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reduction {
    None,
    /// Percent off.
    Percent(u32),
    /// Cents off, tax included.
    Amount(u32),
    /// Percent off from so many pieces on.
    FromPieces {
        pieces: u32,
        percent: u32,
    },
}

/// One thing a customer can choose about a product, such as its size.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) id: u32,
    pub(super) name: Text,
    pub(super) choices: &'static [Choice],
}

/// One value of a [`Group`]; colours are shown as swatches.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) id: u32,
    pub(super) name: Text,
    pub(super) colour: Option<&'static str>,
}

/// Something for sale.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) id: u32,
    pub(super) category: u32,
    pub(super) reference: &'static str,
    pub(super) name: Text,
    pub(super) slug: Text,
    pub(super) summary: Text,
    pub(super) details: Text,
    /// Tax included, before any reduction.
    pub(super) price: Decimal,
    pub(super) reduction: Reduction,
    pub(super) groups: &'static [&'static Group],
    /// The id of the first combination; 0 for a simple product.
    pub(super) first_attribute: u32,
}

impl Product {
    /// The unrounded price of one piece when so many are bought.
    pub(super) fn unit_price(&self, pieces: u32) -> Decimal {
        let percent_off = |percent: u32| self.price * (Decimal::ONE - cents(percent));
        match self.reduction {
            Reduction::Percent(percent) => percent_off(percent),
            Reduction::Amount(off) => self.price - cents(off),
            Reduction::FromPieces { pieces: from, percent } if pieces >= from => percent_off(percent),
            Reduction::None | Reduction::FromPieces { .. } => self.price,
        }
    }

    /// Whether the page of one piece shows a lowered price.
    pub(super) fn is_reduced(&self) -> bool {
        self.unit_price(1) < self.price
    }

    /// Ids of all combinations; `[0]` for a simple product.
    pub(super) fn attributes(&self) -> impl Iterator<Item = u32> {
        let combinations: usize = self.groups.iter().map(|group| group.choices.len()).product();
        (self.first_attribute..).take(combinations)
    }

    /// The chosen values of a combination, one per group; `None` for an id that is not this product's.
    pub(super) fn choices(&self, attribute: u32) -> Option<Vec<(&'static Group, &'static Choice)>> {
        let mut index = usize::try_from(attribute.checked_sub(self.first_attribute)?).ok()?;
        let mut chosen = Vec::with_capacity(self.groups.len());
        for group in self.groups.iter().rev() {
            let size = group.choices.len();
            chosen.push((*group, group.choices.get(index % size)?));
            index /= size;
        }
        chosen.reverse();
        (index == 0).then_some(chosen)
    }

    /// The combination for `(group, value)` pairs as a form sends them. A group that is not mentioned takes
    /// its first value; a value or group that the product does not have makes the combination impossible.
    pub(super) fn combination(&self, wanted: &[(u32, u32)]) -> Option<u32> {
        if wanted.iter().any(|(id, _)| !self.groups.iter().any(|group| group.id == *id)) {
            return None;
        }
        let mut index = 0;
        for group in self.groups {
            let position = match wanted.iter().find(|(id, _)| *id == group.id) {
                Some((_, value)) => group.choices.iter().position(|choice| choice.id == *value)?,
                None => 0,
            };
            index = index * group.choices.len() + position;
        }
        Some(self.first_attribute + u32::try_from(index).ok()?)
    }
}

/// The product with this id.
pub(super) fn product(id: u32) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.id == id)
}

/// The category with this id.
pub(super) fn category(id: u32) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.id == id)
}

/// The products on a shelf and on the shelves below it.
pub(super) fn products_in(id: u32) -> impl Iterator<Item = &'static Product> {
    PRODUCTS.iter().filter(move |product| {
        let mut shelf = category(product.category);
        while let Some(here) = shelf {
            if here.id == id {
                return true;
            }
            shelf = category(here.parent);
        }
        false
    })
}

static SIZE: Group = Group {
    id: 1,
    name: text("Size", "Taille"),
    choices: &[choice(1, same("S")), choice(2, same("M")), choice(3, same("L")), choice(4, same("XL"))],
};

static COLOUR: Group = Group {
    id: 2,
    name: text("Color", "Couleur"),
    choices: &[
        Choice { id: 8, name: text("White", "Blanc"), colour: Some("#ffffff") },
        Choice { id: 11, name: text("Black", "Noir"), colour: Some("#434A54") },
    ],
};

static DIMENSION: Group = Group {
    id: 3,
    name: same("Dimension"),
    choices: &[choice(19, same("40x60cm")), choice(20, same("60x90cm")), choice(21, same("80x120cm"))],
};

static PAPER: Group = Group {
    id: 4,
    name: text("Paper Type", "Type de papier"),
    choices: &[
        choice(22, text("Ruled", "Ligné")),
        choice(23, text("Plain", "Vierge")),
        choice(24, text("Squared", "Quadrillé")),
        choice(25, text("Dotted", "Pointillé")),
    ],
};

const BY_SIZE: &[&Group] = &[&SIZE];
const BY_SIZE_AND_COLOUR: &[&Group] = &[&SIZE, &COLOUR];
const BY_DIMENSION: &[&Group] = &[&DIMENSION];
const BY_PAPER: &[&Group] = &[&PAPER];

const fn choice(id: u32, name: Text) -> Choice {
    Choice { id, name, colour: None }
}

const fn shelf(id: u32, parent: u32, name: Text, slug: Text, description: Text) -> Category {
    Category { id, parent, name, slug, description }
}

/// Every shelf, parents before children.
pub(super) static CATEGORIES: [Category; 8] = [
    shelf(
        2,
        0,
        text("Home", "Accueil"),
        text("home", "accueil"),
        text("Everything we have, on one shelf.", "Tout notre choix sur une seule étagère."),
    ),
    shelf(
        3,
        2,
        text("Clothes", "Vêtements"),
        text("clothes", "vetements"),
        text(
            "Cotton that lasts, printed in small runs: pick a size, wear it for years.",
            "Un coton qui dure, imprimé en petites séries : choisissez une taille, portez-la des années.",
        ),
    ),
    shelf(4, 3, text("Men", "Hommes"), text("men", "hommes"), text("For him.", "Pour lui.")),
    shelf(5, 3, text("Women", "Femmes"), text("women", "femmes"), text("For her.", "Pour elle.")),
    shelf(
        6,
        2,
        text("Accessories", "Accessoires"),
        text("accessories", "accessoires"),
        text("Small things for the desk and the kitchen.", "De petites choses pour le bureau et la cuisine."),
    ),
    shelf(
        7,
        6,
        text("Stationery", "Papeterie"),
        text("stationery", "papeterie"),
        text("Paper for people who still write by hand.", "Du papier pour qui écrit encore à la main."),
    ),
    shelf(
        8,
        6,
        text("Home Accessories", "Accessoires de maison"),
        text("home-accessories", "accessoires-de-maison"),
        text("Mugs and sets to warm up a morning.", "Des mugs et des coffrets pour réchauffer un matin."),
    ),
    shelf(
        9,
        2,
        text("Art", "Art"),
        text("art", "art"),
        text("Framed posters, ready to hang.", "Des affiches encadrées, prêtes à accrocher."),
    ),
];

const MUG_SUMMARY: Text =
    text("A white ceramic mug that holds 325 ml.", "Un mug en céramique blanche de 325 ml.");
const MUG_DETAILS: Text = text(
    "Glazed twice, so the print survives the dishwasher; the handle fits three fingers. 8.2 cm across, 9.5 cm \
     high, 430 g. Each mug is wrapped in recycled paper and travels in its own box.",
    "Émaillé deux fois, son motif résiste au lave-vaisselle ; trois doigts tiennent dans l'anse. 8,2 cm de \
     diamètre, 9,5 cm de haut, 430 g. Chaque mug est emballé de papier recyclé et voyage dans sa propre boîte.",
);
const POSTER_SUMMARY: Text = text(
    "A quote on matt paper, behind a wooden frame.",
    "Une citation sur papier mat, dans un cadre en bois.",
);
const POSTER_DETAILS: Text = text(
    "Printed on heavy matt paper and framed by hand in black-stained pine. Hooks for both directions are \
     included. The smallest format fits above a desk, the largest above a sofa.",
    "Imprimée sur un papier mat épais et encadrée à la main de pin teinté noir. Les crochets pour les deux sens \
     sont fournis. Le petit format convient au-dessus d'un bureau, le grand au-dessus d'un canapé.",
);
const NOTEBOOK_SUMMARY: Text =
    text("A notebook of 120 sheets with a hard cover.", "Un carnet de 120 feuilles à couverture rigide.");
const NOTEBOOK_DETAILS: Text = text(
    "120 sheets of 90 g paper made from recycled fibre, sewn so that it stays open, with a ribbon and a pocket \
     at the back. Four rulings.",
    "120 feuilles de papier recyclé de 90 g, cousues pour rester ouvertes, avec un signet et une poche au dos. \
     Quatre réglures.",
);

const fn mug(id: u32, reference: &'static str, name: Text, slug: Text, reduction: Reduction) -> Product {
    Product {
        id,
        category: 8,
        reference,
        name,
        slug,
        summary: MUG_SUMMARY,
        details: MUG_DETAILS,
        price: cents(1428),
        reduction,
        groups: &[],
        first_attribute: 0,
    }
}

const fn poster(id: u32, reference: &'static str, name: Text, slug: Text, first_attribute: u32) -> Product {
    Product {
        id,
        category: 9,
        reference,
        name,
        slug,
        summary: POSTER_SUMMARY,
        details: POSTER_DETAILS,
        price: cents(3480),
        reduction: Reduction::None,
        groups: BY_DIMENSION,
        first_attribute,
    }
}

const fn notebook(id: u32, reference: &'static str, name: Text, slug: Text, first_attribute: u32) -> Product {
    Product {
        id,
        category: 7,
        reference,
        name,
        slug,
        summary: NOTEBOOK_SUMMARY,
        details: NOTEBOOK_DETAILS,
        price: cents(1548),
        reduction: Reduction::None,
        groups: BY_PAPER,
        first_attribute,
    }
}

/// Everything for sale, by id.
pub(super) static PRODUCTS: [Product; 12] = [
    Product {
        id: 1,
        category: 4,
        reference: "demo_1",
        name: text("Hummingbird printed t-shirt", "T-shirt imprimé colibri"),
        slug: same("hummingbird-printed-t-shirt"),
        summary: text(
            "A straight t-shirt with a round neck, in long-staple cotton.",
            "Un t-shirt droit à col rond, en coton à longues fibres.",
        ),
        details: text(
            "The bird is screen-printed with water-based ink on combed cotton of 180 g. It keeps its shape at 40 °C \
             and may go into the dryer. The model is 1.85 m tall and wears an M.",
            "L'oiseau est sérigraphié à l'encre à l'eau sur un coton peigné de 180 g. Il garde sa forme à 40 °C et \
             supporte le sèche-linge. Le mannequin mesure 1,85 m et porte un M.",
        ),
        price: cents(2868),
        reduction: Reduction::Percent(20),
        groups: BY_SIZE_AND_COLOUR,
        first_attribute: 1,
    },
    Product {
        id: 2,
        category: 5,
        reference: "demo_3",
        name: text("Hummingbird printed sweater", "Pull imprimé colibri"),
        slug: same("brown-bear-printed-sweater"),
        summary: text(
            "A sweater with raglan sleeves for cool evenings.",
            "Un pull à manches raglan pour les soirées fraîches.",
        ),
        details: text(
            "Brushed inside, ribbed at neck, cuffs and hem. Half of the cotton is recycled. Wash it inside out with \
             similar colours.",
            "Gratté à l'intérieur, bords-côtes au col, aux poignets et en bas. La moitié du coton est recyclée. À \
             laver à l'envers avec des couleurs semblables.",
        ),
        price: cents(4308),
        reduction: Reduction::Percent(20),
        groups: BY_SIZE,
        first_attribute: 9,
    },
    poster(
        3,
        "demo_6",
        text("The best is yet to come' Framed poster", "Affiche encadrée The best is yet to come"),
        text("the-best-is-yet-to-come-framed-poster", "affiche-encadree-the-best-is-yet-to-come"),
        13,
    ),
    poster(
        4,
        "demo_5",
        text("The adventure begins Framed poster", "Affiche encadrée The adventure begins"),
        text("the-adventure-begins-framed-poster", "affiche-encadree-the-adventure-begins"),
        16,
    ),
    poster(
        5,
        "demo_7",
        text("Today is a good day Framed poster", "Affiche encadrée Today is a good day"),
        text("today-is-a-good-day-framed-poster", "affiche-encadree-today-is-a-good-day"),
        19,
    ),
    mug(
        6,
        "demo_11",
        same("Mug The best is yet to come"),
        same("mug-the-best-is-yet-to-come"),
        Reduction::Percent(20),
    ),
    mug(
        7,
        "demo_12",
        same("Mug The adventure begins"),
        same("mug-the-adventure-begins"),
        Reduction::Amount(500),
    ),
    mug(
        8,
        "demo_13",
        same("Mug Today is a good day"),
        same("mug-today-is-a-good-day"),
        Reduction::FromPieces { pieces: 3, percent: 10 },
    ),
    Product {
        id: 15,
        category: 8,
        reference: "demo_21",
        name: text("Pack Mug + Framed poster", "Pack Mug + Affiche encadrée"),
        slug: text("pack-mug-framed-poster", "pack-mug-affiche-encadree"),
        summary: text(
            "A mug and a poster, cheaper together.",
            "Un mug et une affiche, moins chers ensemble.",
        ),
        details: text(
            "The mug The best is yet to come and its poster of 40x60 cm in one parcel: a present that is ready.",
            "Le mug The best is yet to come et son affiche de 40x60 cm dans un seul colis : un cadeau tout prêt.",
        ),
        price: cents(4200),
        reduction: Reduction::None,
        groups: &[],
        first_attribute: 0,
    },
    notebook(
        16,
        "demo_8",
        text("Mountain fox notebook", "Carnet de notes Renard"),
        text("mountain-fox-notebook", "carnet-de-notes-renard"),
        28,
    ),
    notebook(
        17,
        "demo_9",
        text("Brown bear notebook", "Carnet de notes Ours brun"),
        text("brown-bear-notebook", "carnet-de-notes-ours-brun"),
        32,
    ),
    notebook(
        18,
        "demo_10",
        text("Hummingbird notebook", "Carnet de notes Colibri"),
        text("hummingbird-notebook", "carnet-de-notes-colibri"),
        36,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn price(id: u32, pieces: u32) -> String {
        product(id).unwrap().unit_price(pieces).round_dp(2).to_string()
    }

    #[test]
    fn prices_are_those_of_the_contract() {
        for (id, pieces, expected) in [
            (1, 1, "22.94"),
            (2, 1, "34.46"),
            (6, 1, "11.42"),
            (7, 1, "9.28"),
            (8, 2, "14.28"),
            (8, 3, "12.85"),
        ] {
            assert_eq!(price(id, pieces), expected, "product {id}, {pieces} pieces");
        }
    }

    #[test]
    fn combinations_and_choices_are_inverse() {
        let shirt = product(1).unwrap();
        assert_eq!(shirt.attributes().collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
        assert_eq!(shirt.combination(&[(1, 2), (2, 11)]), Some(4));
        assert_eq!(shirt.combination(&[]), Some(1));
        assert_eq!(shirt.combination(&[(1, 99), (2, 98)]), None);
        assert_eq!(product(6).unwrap().combination(&[(1, 1)]), None);
        for product in &PRODUCTS {
            for attribute in product.attributes() {
                let wanted: Vec<_> = product
                    .choices(attribute)
                    .unwrap()
                    .iter()
                    .map(|(group, choice)| (group.id, choice.id))
                    .collect();
                assert_eq!(product.combination(&wanted), Some(attribute));
            }
        }
        assert!(shirt.choices(9).is_none());
        assert!(product(6).unwrap().choices(1).is_none());
    }

    #[test]
    fn shelves_hold_what_is_below_them() {
        let ids = |id| products_in(id).map(|product| product.id).collect::<Vec<_>>();
        assert_eq!(ids(3), [1, 2]);
        assert_eq!(ids(8), [6, 7, 8, 15]);
        assert_eq!(ids(2).len(), PRODUCTS.len());
        assert!(ids(99).is_empty());
    }
}
