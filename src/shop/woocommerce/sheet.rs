//! A rendered page, to be joined with what one visitor alone sees.

use bytes::Bytes;

/// Stand where the visitor's own things go; no text contains them.
pub(super) const NOTICES: char = '\u{1}';
pub(super) const HEADER_CART: char = '\u{2}';
pub(super) const CART_JSON: char = '\u{3}';

/// A rendered page in pieces.
#[derive(Debug, PartialEq)]
pub(super) struct WooSheet {
    pieces: Vec<SheetPiece>,
}

#[derive(Debug, PartialEq)]
enum SheetPiece {
    Still(Bytes),
    Own(char),
}

/// What a page shows to one visitor alone.
pub(super) struct WooOwn {
    pub(super) notices: String,
    pub(super) header_cart: String,
    /// For block themes.
    pub(super) cart_json: String,
}

impl WooSheet {
    pub(super) fn new(html: &str) -> WooSheet {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find([NOTICES, HEADER_CART, CART_JSON]) {
            let (still, behind) = rest.split_at(at);
            pieces.push(SheetPiece::Still(Bytes::copy_from_slice(still.as_bytes())));
            let mut chars = behind.chars();
            pieces.extend(chars.next().map(SheetPiece::Own));
            rest = chars.as_str();
        }
        pieces.push(SheetPiece::Still(Bytes::copy_from_slice(rest.as_bytes())));
        WooSheet { pieces }
    }

    /// The page of one visitor. The still pieces are shared, not copied.
    pub(super) fn with(&self, own: WooOwn) -> Vec<Bytes> {
        let [notices, cart, data] = [own.notices, own.header_cart, own.cart_json].map(Bytes::from);
        let piece = |piece: &SheetPiece| match piece {
            SheetPiece::Still(bytes) => bytes.clone(),
            SheetPiece::Own(NOTICES) => notices.clone(),
            SheetPiece::Own(HEADER_CART) => cart.clone(),
            SheetPiece::Own(_) => data.clone(),
        };
        self.pieces.iter().map(piece).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_with_what_is_the_visitors_own() {
        let sheet = WooSheet::new("a\u{1}b\u{2}c\u{3}d\u{1}");
        let own = |text: &str| text.to_owned();
        let own = WooOwn { notices: own("N"), header_cart: own("H"), cart_json: own("{}") };
        assert_eq!(String::from_utf8(sheet.with(own).concat()).unwrap(), "aNbHc{}dN");
    }
}
