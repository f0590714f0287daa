//! The shop's shelves.

/// A shelf.
#[derive(Debug)]
pub(super) struct WooShelf {
    pub(super) id: u32,
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
}

pub(super) static SHELVES: [WooShelf; 5] = [
    WooShelf { id: 16, slug: "mugs", name: "Mugs" },
    WooShelf { id: 17, slug: "clothes", name: "Clothes" },
    WooShelf { id: 18, slug: "stationery", name: "Stationery" },
    WooShelf { id: 19, slug: "art", name: "Art" },
    WooShelf { id: 20, slug: "downloads", name: "Downloads" },
];
