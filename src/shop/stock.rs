//! The goods on the demo shop's shelves: those of a fresh PrestaShop, in two languages.

use super::catalogue::{CatalogueText, Category, Group, ProductChoice, StockProduct, StockReduction, cents};

const fn text(en: &'static str, fr: &'static str) -> CatalogueText {
    CatalogueText { en, fr }
}

const fn same(words: &'static str) -> CatalogueText {
    text(words, words)
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
        ProductChoice { id: 8, name: text("White", "Blanc"), colour: Some("#ffffff") },
        ProductChoice { id: 11, name: text("Black", "Noir"), colour: Some("#434A54") },
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

const fn choice(id: u32, name: CatalogueText) -> ProductChoice {
    ProductChoice { id, name, colour: None }
}

const fn shelf(
    id: u32,
    parent: u32,
    name: CatalogueText,
    slug: CatalogueText,
    description: CatalogueText,
) -> Category {
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

const MUG_SUMMARY: CatalogueText =
    text("A white ceramic mug that holds 325 ml.", "Un mug en céramique blanche de 325 ml.");
const MUG_DETAILS: CatalogueText = text(
    "Glazed twice, so the print survives the dishwasher; the handle fits three fingers. 8.2 cm across, 9.5 cm \
     high, 430 g. Each mug is wrapped in recycled paper and travels in its own box.",
    "Émaillé deux fois, son motif résiste au lave-vaisselle ; trois doigts tiennent dans l'anse. 8,2 cm de \
     diamètre, 9,5 cm de haut, 430 g. Chaque mug est emballé de papier recyclé et voyage dans sa propre boîte.",
);
const POSTER_SUMMARY: CatalogueText = text(
    "A quote on matt paper, behind a wooden frame.",
    "Une citation sur papier mat, dans un cadre en bois.",
);
const POSTER_DETAILS: CatalogueText = text(
    "Printed on heavy matt paper and framed by hand in black-stained pine. Hooks for both directions are \
     included. The smallest format fits above a desk, the largest above a sofa.",
    "Imprimée sur un papier mat épais et encadrée à la main de pin teinté noir. Les crochets pour les deux sens \
     sont fournis. Le petit format convient au-dessus d'un bureau, le grand au-dessus d'un canapé.",
);
const NOTEBOOK_SUMMARY: CatalogueText =
    text("A notebook of 120 sheets with a hard cover.", "Un carnet de 120 feuilles à couverture rigide.");
const NOTEBOOK_DETAILS: CatalogueText = text(
    "120 sheets of 90 g paper made from recycled fibre, sewn so that it stays open, with a ribbon and a pocket \
     at the back. Four rulings.",
    "120 feuilles de papier recyclé de 90 g, cousues pour rester ouvertes, avec un signet et une poche au dos. \
     Quatre réglures.",
);

const fn mug(
    id: u32,
    reference: &'static str,
    name: CatalogueText,
    slug: CatalogueText,
    reduction: StockReduction,
) -> StockProduct {
    StockProduct {
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

const fn poster(
    id: u32,
    reference: &'static str,
    name: CatalogueText,
    slug: CatalogueText,
    first_attribute: u32,
) -> StockProduct {
    StockProduct {
        id,
        category: 9,
        reference,
        name,
        slug,
        summary: POSTER_SUMMARY,
        details: POSTER_DETAILS,
        price: cents(3480),
        reduction: StockReduction::None,
        groups: BY_DIMENSION,
        first_attribute,
    }
}

const fn notebook(
    id: u32,
    reference: &'static str,
    name: CatalogueText,
    slug: CatalogueText,
    first_attribute: u32,
) -> StockProduct {
    StockProduct {
        id,
        category: 7,
        reference,
        name,
        slug,
        summary: NOTEBOOK_SUMMARY,
        details: NOTEBOOK_DETAILS,
        price: cents(1548),
        reduction: StockReduction::None,
        groups: BY_PAPER,
        first_attribute,
    }
}

/// Everything for sale, by id.
pub(super) static PRODUCTS: [StockProduct; 12] = [
    StockProduct {
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
        reduction: StockReduction::Percent(20),
        groups: BY_SIZE_AND_COLOUR,
        first_attribute: 1,
    },
    StockProduct {
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
        reduction: StockReduction::Percent(20),
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
        StockReduction::Percent(20),
    ),
    mug(
        7,
        "demo_12",
        same("Mug The adventure begins"),
        same("mug-the-adventure-begins"),
        StockReduction::Amount(500),
    ),
    mug(
        8,
        "demo_13",
        same("Mug Today is a good day"),
        same("mug-today-is-a-good-day"),
        StockReduction::FromPieces { pieces: 3, percent: 10 },
    ),
    StockProduct {
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
        reduction: StockReduction::None,
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
