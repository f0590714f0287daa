//! A shop whose platform is not in the registry. What its pages declare (JSON-LD, microdata, Open Graph) is read; its carts are
//! not touched.

use super::{CartProtocol, Shop};
use crate::page::Page;

/// Any shop.
#[derive(Debug, Clone, Copy)]
pub struct Generic;

impl Shop for Generic {
    fn name(&self) -> &'static str {
        "a shop of an unknown platform"
    }

    fn recognises(&self, _: &Page) -> bool {
        true
    }

    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        None
    }
}
