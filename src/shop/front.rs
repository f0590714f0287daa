//! The seam between what any demo shop does and what one platform answers.

use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard};

use hyper::Response;

use super::ShopError;
use super::answer::ShopAnswer;
use super::body::AnswerBody;
use super::config::{DemoPlatform, Language, ShopConfig};
use super::desk::{Desk, target_language};
use super::misbehaviour::{Hurt, Quirk, stand_in};
use super::pages::Pages;
use super::request::Ask;
use super::routes::{Route, RouteTarget, classify};
use super::stats::{RequestPhase, ServedAs};
use super::store::Ledger;
use super::woocommerce::WooDesk;

/// One platform's shop.
pub(super) trait Front {
    /// Counters and carts; they stay usable whatever another thread did.
    fn ledger(&self) -> MutexGuard<'_, Ledger>;

    /// Understands a request. `ask` gets the fields that only this platform reads.
    fn read<'f>(&'f self, ask: &mut Ask) -> Box<dyn FrontRequest + 'f>;

    /// The number that the visitor had or is given by this answer; `None` when he has to come anew.
    fn guest(&self, ask: &Ask, answer: &Response<AnswerBody>) -> Option<u64>;
}

/// A request that a platform has understood.
pub(super) trait FrontRequest {
    /// What it is counted as.
    fn route(&self) -> Route;

    /// The answer in the shop's place; `None` when the shop itself answers. `address` is what was asked for.
    fn stand_in(&self, hurt: Hurt, address: &str) -> Option<ShopAnswer>;

    /// Does what was asked and says what came of it.
    fn answer(&self, ask: &Ask, quirk: Option<Quirk>, phase: RequestPhase) -> ShopAnswer;

    /// The answer's work is done: what it changes is changed now.
    fn done(&self) {}

    /// What the shop answers when it breaks.
    fn error(&self, outcome: ServedAs) -> ShopAnswer;
}

/// The shop of the configured platform; its pages have `base` in their addresses.
pub(super) fn open(
    config: &ShopConfig,
    base: &str,
    ledger: Arc<Mutex<Ledger>>,
) -> Result<Box<dyn Front>, ShopError> {
    Ok(match config.platform {
        DemoPlatform::PrestaShop => Box::new(Desk::new(config, base, ledger)?),
        DemoPlatform::WooCommerce => Box::new(WooDesk::new(config, base, ledger)?),
    })
}

/// What is asked of PrestaShop.
struct DeskRequest<'f> {
    desk: &'f Desk,
    pages: Rc<Pages>,
    language: Language,
    target: RouteTarget,
    route: Route,
}

impl Front for Desk {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        Desk::ledger(self)
    }

    fn read<'f>(&'f self, ask: &mut Ask) -> Box<dyn FrontRequest + 'f> {
        let pages = self.pages(ask);
        let target = pages.site.resolve(ask);
        let language = target_language(&target, &pages.site);
        let route = classify(&target, ask);
        Box::new(DeskRequest { desk: self, pages, language, target, route })
    }

    fn guest(&self, ask: &Ask, answer: &Response<AnswerBody>) -> Option<u64> {
        Desk::guest(self, ask, answer)
    }
}

impl FrontRequest for DeskRequest<'_> {
    fn route(&self) -> Route {
        self.route
    }

    fn stand_in(&self, hurt: Hurt, address: &str) -> Option<ShopAnswer> {
        stand_in(hurt, Some(&self.pages), self.language, address)
    }

    fn answer(&self, ask: &Ask, quirk: Option<Quirk>, phase: RequestPhase) -> ShopAnswer {
        self.desk.answer(ask, quirk, &self.target, self.route, phase, Rc::clone(&self.pages))
    }

    fn error(&self, outcome: ServedAs) -> ShopAnswer {
        self.desk.error(&self.pages, self.language, outcome)
    }
}
