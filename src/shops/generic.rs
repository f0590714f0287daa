//! Platforms whose pages are read by what they declare (JSON-LD, microdata, Open Graph) and whose carts are not touched.

use super::{CartProtocol, Shop};
use crate::page::{Page, Platform};

/// A shop of this platform, which may be unknown.
#[derive(Debug, Clone, Copy)]
pub struct Generic(pub Platform);

impl Shop for Generic {
    fn name(&self) -> Option<&'static str> {
        self.0.name()
    }

    fn recognises(&self, page: &Page) -> bool {
        page.platform == self.0
    }

    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        None
    }
}
